"""Where points are computed: this machine's cores, or a Dask cluster. Both yield (index, row) in whatever order points finish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import as_completed
from typing import Any

from threadpoolctl import threadpool_limits

from verify.audit.cluster import client_of
from verify.maps.pool import pool

Point = tuple[int, dict[str, float]]


def compute(name: str, resolution: int, seed: int, index: int) -> Point:
    """One point of the map ``name``."""
    from verify.maps.atlas import MAPS

    return index, MAPS[name].point(resolution, seed, index)


def on_cores(name: str, resolution: int, seed: int, todo: Sequence[int], workers: int) -> Iterator[Point]:
    """On ``workers`` processes of one BLAS thread each; in this process when there is one."""
    if workers == 1:
        with threadpool_limits(1):
            yield from (compute(name, resolution, seed, index) for index in todo)
        return
    with pool(workers) as executor:
        for future in as_completed([executor.submit(_compute_alone, name, resolution, seed, index) for index in todo]):
            yield future.result()


def _compute_alone(*place: Any) -> Point:
    """One point with one BLAS thread."""
    with threadpool_limits(1):
        return compute(*place)


def on_cluster(name: str, resolution: int, seed: int, todo: Sequence[int], scheduler: str) -> Iterator[Point]:
    """On the Dask cluster whose scheduler listens at this address; its workers need this package and the same versions of numpy."""
    with client_of(scheduler) as client:
        from distributed import as_completed as as_they_come

        futures = [client.submit(compute, name, resolution, seed, index, pure=False) for index in todo]
        for future in as_they_come(futures, loop=client.loop):
            yield future.result()
            future.release()
