"""The machine's own limits: how fast BLAS multiplies and memory copies, measured in the same run as the kernels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import process_time

import numpy as np


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


def shortest(work: Callable[[], object], rounds: int = 5) -> float:
    """The shortest processor time of ``work``, in seconds."""
    found = float("inf")
    for _ in range(rounds):
        start = process_time()
        work()
        found = min(found, process_time() - start)
    return found
