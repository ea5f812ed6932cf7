"""The hooks of ``pytest verify``: a plugin that ``verify/conftest.py`` and ``pytest --claims`` both lead to, registered once a process."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from verify.checks.kills import committed
from verify.report.ledger import read_ledger
from verify.report.ledger_layout import LedgerError
from verify.report.recorded import recorded_studies
from verify.rungs import ALL
from verify.rungs.workbench import Workbench
from verify.session.conclusions import Conclusions, check_outputs
from verify.session.evaluation import Evaluator
from verify.session.items import CLAIMS, EVALUATOR, VERIFY, ClaimFile, RungItem
from verify.session.options import add_options
from verify.session.owed import Owed
from verify.session.own_claims import OwnClaims
from verify.session.progress import on_terminal
from verify.session.scheduler import SharingScheduler
from verify.session.watchdog import Watchdog
from verify.time_limit import can_limit

PATIENCE = 60.0
"""Seconds after which an item that is still running is named."""

YOUNG = 50_000
"""New objects after which garbage is looked for: rungs keep many small results and make few cycles, and Python's 700 are made in 1 ms."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of ``pytest verify``."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """One workbench and one set of results per process."""
    _check_evidence(config)
    largest = 8 if config.getoption("--thorough") else 4
    thorough = config.getoption("--thorough")
    bench = Workbench(config.getoption("--suite-seed"), config.getoption("--examples"), largest_block=largest, thorough=thorough)
    config.stash[EVALUATOR] = Evaluator(bench, config.getoption("--time-limit"))
    config.stash[CLAIMS] = {}
    if path := config.getoption("--claims"):
        if not path.exists():
            raise pytest.UsageError(f"`--claims` must be a file or folder of claims; {path} does not exist")
        if config.args_source is not pytest.Config.ArgsSource.ARGS:  # no path was typed: nothing but these claims is meant
            config.args = [str(config.rootpath)]
        stands_for = {VERIFY, *([config.rootpath] if config.args == [str(config.rootpath)] else [])}
        config.pluginmanager.register(OwnClaims(path, ClaimFile, frozenset(stands_for)), "goldengap-own-claims")
    if not hasattr(config, "workerinput") and not config.option.collectonly:  # a list of items has no verdicts
        check_outputs(config)
        config.pluginmanager.register(Conclusions(config, Owed(config), _earlier(config)), "goldengap-conclusions")
        config.pluginmanager.register(Watchdog(PATIENCE, _to_the_screen()), "goldengap-watchdog")


def pytest_sessionstart(session: pytest.Session) -> None:
    """By now pytest knows where it writes to."""
    config = session.config
    if config.pluginmanager.hasplugin("goldengap-watchdog") and (progress := on_terminal(config)) is not None:
        config.pluginmanager.register(progress, "goldengap-progress")


def _to_the_screen() -> Callable[[str], None]:
    """Writes lines to the standard error of this process, also while pytest captures output."""
    screen = os.fdopen(os.dup(2), "w", encoding="utf-8", errors="replace")

    def say(line: str) -> None:
        screen.write(f"\n{line}\n")
        screen.flush()

    return say


def _check_evidence(config: pytest.Config) -> None:
    """Refuse to run where something that verdicts rest on is absent or not what it should be."""
    try:
        recorded_studies()
        if not config.getoption("--thorough"):
            committed()
    except (OSError, ValueError) as error:
        raise pytest.UsageError(str(error)) from None


def _earlier(config: pytest.Config) -> dict[str, Any] | None:
    """The ledger to compare with, read before anything runs."""
    try:
        path = config.getoption("--against")
        return read_ledger(path) if path else None
    except LedgerError as error:
        raise pytest.UsageError(f"--against {error}") from None


def pytest_report_header(config: pytest.Config) -> str:
    """What the run depends on."""
    limit = config.getoption("--time-limit")
    per_item = f"{limit:g} s per claim and rung" if limit and can_limit() else "no time limit per claim and rung"
    return f"goldengap: seed {config.getoption('--suite-seed')}, {config.getoption('--examples')} examples per search, {per_item}"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Claims are no benchmarks."""
    ours = VERIFY in (collection_path, *collection_path.parents)
    return True if ours and config.getoption("--benchmark-only", default=False) else None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ClaimFile | None:
    """Every module below verify/claims that is not an ``__init__``."""
    below_claims = VERIFY / "claims" in file_path.parents
    if below_claims and file_path.suffix == ".py" and file_path.name != "__init__.py":
        return ClaimFile.from_parent(parent, path=file_path)
    return None


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let every rung prepare for the claims that it will be asked about; what is there by now stays, and need not be collected."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
    items = [item for item in session.items if isinstance(item, RungItem)]
    for rung in ALL:
        rung.prepare([item.claim for item in items if item.rung == rung.name], session.config.stash[EVALUATOR].bench)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SharingScheduler | None:
    """With ``-n``, claims that share the work on random points go to one worker; everything else is spread as usual."""
    return SharingScheduler(config, log) if config.getoption("dist") == "load" else None
