"""The audit of a problem, or of arrays with one sample a row, as a report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from threadpoolctl import threadpool_limits

from theory.problem import Problem
from verify.audit.again import computed_again
from verify.audit.report import Report, audit

WORTH_THREADS = 10**9
"""Multiply-adds of a factorization, about a tenth of a second on one core, below which BLAS gets one thread.

On a busy machine the threads of a small product spend seconds spinning for each other; measured, 16 s against 0.5 s.
"""


@contextmanager
def one_thread_if_small(p: Problem) -> Iterator[None]:
    """BLAS with one thread where a factorization of ``p`` is not worth more; else it is left to BLAS."""
    with threadpool_limits(1 if p.n * p.d * min(p.n, p.d) < WORTH_THREADS else None):
        yield


def audit_problem(p: Problem) -> Report:
    """Everything that the audit finds; where float64 leaves too few digits it is worked out again, over Q or in balls."""
    with one_thread_if_small(p):
        return computed_again(audit(p))


def audit_arrays(features: Any, targets: Any, forget: Any) -> Report:
    """The audit of features (n, d), targets (n,) or (n, k) and the boolean mask ``forget`` (n,), True for the samples to forget.

    Raises ``ValueError`` or ``TypeError`` that names the argument, what it must be and what was received.
    """
    return audit_problem(Problem.from_samples(features, targets, forget))
