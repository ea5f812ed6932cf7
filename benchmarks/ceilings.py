"""The machine's own limits: how fast BLAS multiplies and memory copies, measured in the same run as the kernels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, process_time

import numpy as np
from threadpoolctl import threadpool_info


@dataclass(frozen=True)
class Ceilings:
    """``dgemm`` in floating-point operations a second, ``copy`` in bytes read and written a second; 0 where not measured."""

    dgemm: float
    copy: float


def measure(order: int = 1000, megabytes: int = 64) -> Ceilings:
    """The best of a few products of two (order, order) matrices and of a few copies of an array."""
    a = np.random.default_rng(0).normal(size=(order, order))
    source = np.ones(megabytes * 2**17)
    target = np.empty_like(source)
    return Ceilings(2 * order**3 / shortest(lambda: a @ a), 2 * source.nbytes / shortest(lambda: np.copyto(target, source)))


def clock() -> Callable[[], float]:
    """Processor time with one BLAS thread: on a shared machine the clock on the wall tells of others' work. That clock with more."""
    return process_time if threads() == 1 else perf_counter


def threads() -> int:
    """Those that BLAS may use."""
    return max((int(pool["num_threads"]) for pool in threadpool_info() if pool["user_api"] == "blas"), default=1)


def shortest(work: Callable[[], object], rounds: int = 5) -> float:
    """The shortest time of ``work`` by :func:`clock`, in seconds."""
    now, found = clock(), float("inf")
    for _ in range(rounds):
        start = now()
        work()
        found = min(found, now() - start)
    return found
