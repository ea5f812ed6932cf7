"""Benchmarks are collected only when asked for, and every kernel is checked before it is timed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:  # noqa: ARG001 - the hook's signature
    """Leave this directory out of a plain ``pytest``."""
    return None if config.getoption("benchmark_only", default=False) else True


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
