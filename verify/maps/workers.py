"""Where points are computed: this machine's cores, or a Dask cluster. Both yield (index, row) in whatever order points finish."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing.connection import wait

from threadpoolctl import threadpool_limits

from verify.audit.bad_input import BadInputError

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
    context = multiprocessing.get_context("spawn")  # a fork would copy the locks of BLAS' threads
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)
    try:
        for future in as_completed([pool.submit(compute, name, resolution, seed, index) for index in todo]):
            yield future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """One BLAS thread; and an end with the parent, however it dies: a killed one cannot tell its workers to stop."""
    threadpool_limits(1)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()


def on_cluster(name: str, resolution: int, seed: int, todo: Sequence[int], scheduler: str) -> Iterator[Point]:
    """On the Dask cluster whose scheduler listens at this address; its workers need this package and the same versions of numpy."""
    try:
        from distributed import Client
        from distributed import as_completed as as_they_come
    except ModuleNotFoundError as error:
        raise BadInputError("`--scheduler` needs dask.distributed; install the extra `maps`") from error
    try:
        client = Client(scheduler, timeout="20s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise BadInputError(f"`--scheduler` must be the address of a running Dask scheduler; received {scheduler!r} ({error})") from error
    with client:
        futures = [client.submit(compute, name, resolution, seed, index, pure=False) for index in todo]
        for future in as_they_come(futures, loop=client.loop):
            yield future.result()
            future.release()
