"""Benchmarks are collected only when asked for, and every kernel is checked before it is timed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from benchmarks.ceilings import Ceilings, measure
from benchmarks.race import Entry, race


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:  # noqa: ARG001 - the hook's signature
    """Leave this directory out of a plain ``pytest``."""
    asked = any(config.getoption(name, default=False) for name in ("benchmark_only", "benchmark_disable"))
    return None if asked else True


@pytest.fixture
def timed(benchmark: Any) -> Callable[..., None]:
    """``timed(group, kernel, check, rounds, fresh=...)``: check one result of ``kernel``, then time it.

    ``fresh`` makes the kernel's argument anew, untimed, for each round: a factorization is kept by its matrix, and would
    otherwise be paid for once. No time is asserted: the machine's speed is not a property of the code.
    """

    def run(group: str, kernel: Callable, check: Callable, rounds: int, fresh: Callable[[], Any] | None = None) -> None:
        def arguments() -> tuple[tuple, dict]:
            return (() if fresh is None else (fresh(),)), {}

        benchmark.group = group
        check(kernel(*arguments()[0]))
        # Rounds are fixed, not calibrated: the whole suite then takes about as long on every run.
        check(benchmark.pedantic(kernel, setup=arguments, rounds=rounds, warmup_rounds=max(1, rounds // 10)))

    return run


@pytest.fixture(scope="session")
def ceilings() -> Ceilings:
    """What this machine can do, measured once beside the kernels."""
    return measure()


@pytest.fixture
def raced(benchmark: Any, ceilings: Ceilings) -> Callable[[Entry], None]:
    """``raced(entry)``: check one row of a table, then time it; its share of the machine's ceilings goes into ``extra_info``."""
    return partial(race, benchmark, ceilings)
