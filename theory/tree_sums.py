"""Sums over blocks in one fixed order, a tree of FAN branches: on this machine or on a Dask cluster, to the same last bit.

Floating-point sums depend on their order. Here it is a function of the number of blocks alone, and each block is worked on by one BLAS
thread: neither the number of workers nor which of them is first changes a bit. (Processors of another kind may: their BLAS differs.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial, reduce
from operator import add
from typing import Any, TypeVar

from threadpoolctl import threadpool_limits

T = TypeVar("T")
Reduce = Callable[[Callable[[int], Any], int], Any]
"""(leaf, count) -> leaf(0) + ... + leaf(count - 1)."""
Progress = Callable[[int, int], None]

FAN = 8
"""Terms that are added one after the other at a node: few partial sums are alive at once, and no chain of roundings is long."""


def chain(count: int) -> int:
    """The longest chain of additions behind a sum of ``count`` terms."""
    found = 0
    while count > 1:
        found, count = found + min(count, FAN) - 1, -(-count // FAN)
    return found


def alive(count: int) -> int:
    """Partial sums that :func:`local` holds at most, the term at hand and a new sum included."""
    found = 2
    while count > 1:
        found, count = found + 1, -(-count // FAN)
    return found


def local(leaf: Callable[[int], T], count: int, *, workers: int = 1, progress: Progress | None = None) -> T:
    """Here, terms worked out by ``workers`` threads; ``progress(done, count)`` is told of terms added."""
    waiting: list[list[Any]] = [[]]

    def take(term: Any) -> None:
        level = 0
        while True:
            partial_sum = waiting[level]
            partial_sum[:] = [partial_sum[0] + term, partial_sum[1] + 1] if partial_sum else [term, 1]
            if partial_sum[1] < FAN:
                return
            term, level = partial_sum[0], level + 1
            partial_sum.clear()
            if level == len(waiting):
                waiting.append([])

    with threadpool_limits(1), ThreadPoolExecutor(workers) as pool:
        ahead = [pool.submit(leaf, i) for i in range(min(workers, count))]
        for i in range(count):
            term = ahead.pop(0).result()
            if i + workers < count:
                ahead.append(pool.submit(leaf, i + workers))
            take(term)
            del term
            if progress is not None:
                progress(i + 1, count)
    total: Any = None
    for partial_sum in waiting:  # what is left over at one level is the last term of the next
        if partial_sum:
            total = partial_sum[0] if total is None else partial_sum[0] + total
    found: T = total
    return found


def on_dask(leaf: Callable[[int], T], count: int, client: Any = None) -> T:
    """One term a task, on the cluster of ``client`` (``distributed.Client``) or on Dask's own threads; ``leaf`` must be picklable.

    Files that it reads must be there for every worker. Raises ``ModuleNotFoundError`` without Dask.
    """
    from dask import delayed

    level: list[Any] = [delayed(partial(_alone, leaf), pure=False)(i) for i in range(count)]
    while len(level) > 1:
        level = [delayed(_added, pure=False)(level[i : i + FAN]) for i in range(0, len(level), FAN)]
    found: T = level[0].compute() if client is None else client.compute(level[0]).result()
    return found


def _alone(leaf: Callable[[int], T], i: int) -> T:
    """The term with one BLAS thread."""
    with threadpool_limits(1):
        return leaf(i)


def _added(terms: Sequence[T]) -> T:
    found: T = reduce(add, terms)
    return found
