"""What killers say, in a process into which a slip was put: which of them go red, and how.

A killer is "rung:claim", a claim that goes red on a rung of ``verify``, or a test or file as ``pytest`` names it. A rung alone stands for
all of its claims.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import settings

from tests.mutation.mutating import MutatingLoader

EVERY = 15
"""Of the problems of the grid one in so many is used."""

TEST_FAILED = 1
"""The only exit status of pytest that is a kill: an error of collection, or a test that is not there, is none."""


def reds(killers: Sequence[str]) -> dict[str, str]:
    """The killers that go red, with what they say; of a rung or a file, the first claim or test that does."""
    tests = [one for one in killers if one.startswith("tests/")]
    return _red_claims([one for one in killers if one not in tests]) | (_red_tests(tests) if tests else {})


def _red_claims(killers: Sequence[str]) -> dict[str, str]:
    out: dict[str, str] = {}
    if not killers:
        return out
    try:
        from verify.rungs import RUNGS, rung_names
        from verify.validation.registry import load_claims

        claims, bench = load_claims(), _bench()
    except Exception as error:
        return {one: f"import ({type(error).__name__})" for one in killers} if MutatingLoader.failed else {}
    for rung, _, only in (one.partition(":") for one in killers):
        for claim in claims:
            if rung in rung_names(claim) and only in ("", claim.id) and (how := _red(claim, RUNGS[rung], bench)):
                out[f"{rung}:{claim.id}"] = how
                break
    return out


def _bench() -> Any:
    """A workbench with every 15th problem of the grid; the few that stand for real data spare the time to make those."""
    from theory.designs.suite import on_grid
    from verify.rungs.workbench import Instance, Workbench

    few = list(on_grid(0))[::EVERY]
    real = [replace(design, family="real") for design in few[::5]]
    return Workbench(examples=40, largest_block=2, only=tuple(Instance(design) for design in [*few, *real]))


def _red(claim: Any, rung: Any, bench: Any) -> str:
    """How ``rung`` does not support the registered truth of ``claim``; empty where it does."""
    from verify.claim.result import fits

    try:
        result = rung(claim, bench)
    except Exception as error:  # a slip may break anything, and a crash is a red item too
        return type(error).__name__
    return "" if fits(claim, result) else result.answer.value


class _Watch:
    """Leaves out tests that start other processes, which a slip does not reach, and remembers which tests failed."""

    def __init__(self) -> None:
        self.nodes: dict[str, str] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Called by pytest once it has collected."""
        items[:] = [item for item in items if isinstance(item, pytest.Function) and not _elsewhere(item)]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by pytest after each phase of each test."""
        if report.failed:
            self.nodes[report.nodeid] = report.when or ""


def _elsewhere(item: pytest.Function) -> bool:
    return "forged" in item.fixturenames or "subprocess" in inspect.getsource(item.function)


def _red_tests(tests: Sequence[str]) -> dict[str, str]:
    settings.register_profile("repeatable", derandomize=True, database=None)
    settings.load_profile("repeatable")
    watch = _Watch()
    plain = "--assert=plain"  # or pytest would load modules named *_test itself, without the slip
    status = pytest.main(["-q", "-x", plain, "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:benchmark", *tests], plugins=[watch])
    if status == TEST_FAILED:
        return watch.nodes
    if status != pytest.ExitCode.OK and MutatingLoader.failed:
        return {tests[0]: "import"}
    if status != pytest.ExitCode.OK:
        raise RuntimeError(f"pytest ended with status {int(status)}, which is no kill: {tests}")
    return {}
