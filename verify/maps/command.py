"""``python -m verify map NAME``."""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from verify.audit.bad_input import BadInputError
from verify.audit.output import check_writable
from verify.files import write_whole

MOST_WORKERS = 1024
"""Processes on one machine, at most."""

FINEST = 400
"""The largest resolution: 160,000 points."""


def register(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``map`` to the command line."""
    parser = subcommands.add_parser("map", help="figures of the losses over the setting, with their numbers as CSV")
    parser.add_argument("name", help="overlap, masks, regularizer or tuning")
    parser.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="where NAME.csv, NAME.png and NAME.svg go (default: here)")
    parser.add_argument("--points", type=int, default=40, metavar="N", help="points along each axis (default 40)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (default: one per core)")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="compute on the Dask cluster whose scheduler is there, same result")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="seed of the simulations (default 0)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compute what is missing, then write table and figure. Stopped or killed, the same command goes on where it was."""
    from verify.maps.atlas import MAPS  # slow to import, and only needed here
    from verify.maps.table import as_csv, read_csv
    from verify.maps.work import discard, resumed

    _check(arguments, tuple(MAPS))
    chosen = MAPS[arguments.name]
    settings = chosen.settings(arguments.points)
    folder = arguments.out / f".{chosen.name}-{arguments.points}-{arguments.seed}.work"
    with resumed(folder) as work:
        if work.unfit:
            path = folder / "points.jsonl"
            sys.stderr.write(f"{path}: {work.unfit} lines are damaged, edited or of other code; their points are computed again\n")
        try:
            for index, row in _progress(chosen.name, arguments, len(settings), set(work.done)):
                work.keep(index, row)
        except KeyboardInterrupt:
            sys.stderr.write(f"\nstopped with {len(work.done)} of {len(settings)} points; the same command goes on from there\n")
            return 130
        except BrokenProcessPool as error:
            kept = f"{len(work.done)} of {len(settings)} points are kept; the same command goes on from there"
            raise BadInputError(f"a worker was killed, by the system for want of memory perhaps; {kept}") from error
        rows = [work.done[index] for index in range(len(settings))]
    about = f"goldengap map {chosen.name}: {chosen.short}; {arguments.points} points an axis, seed {arguments.seed}"
    table = arguments.out / f"{chosen.name}.csv"
    write_whole(table, as_csv(rows, about).encode())
    _write_figure(chosen.draw(read_csv(table)), arguments.out / chosen.name, about)
    discard(folder)
    sys.stdout.write(f"{table}\n{table.with_suffix('.png')}\n{table.with_suffix('.svg')}\n")
    return 0


def _check(arguments: argparse.Namespace, names: tuple[str, ...]) -> None:
    if arguments.name not in names:
        raise BadInputError(f"`NAME` must be one of {', '.join(names)}; received {arguments.name!r}")
    if not 2 <= arguments.points <= FINEST:
        raise BadInputError(f"`--points` must be from 2 to {FINEST}; received {arguments.points}")
    if not 1 <= arguments.workers <= MOST_WORKERS:
        raise BadInputError(f"`--workers` must be from 1 to {MOST_WORKERS}; received {arguments.workers}")
    if arguments.seed < 0:
        raise BadInputError(f"`--seed` must be at least 0; received {arguments.seed}")
    arguments.out.mkdir(parents=True, exist_ok=True)
    for suffix in ("csv", "png", "svg"):
        check_writable(arguments.out / f"{arguments.name}.{suffix}")


def _progress(name: str, arguments: argparse.Namespace, total: int, done: set[int]) -> Iterator[tuple[int, dict[str, float]]]:
    """The missing points as they come, with a line on stderr about every second."""
    from verify.maps.workers import on_cluster, on_cores

    todo = [index for index in range(total) if index not in done]
    place = (name, arguments.points, arguments.seed, todo)
    points = on_cluster(*place, arguments.scheduler) if arguments.scheduler else on_cores(*place, arguments.workers)
    started = shown = time.monotonic()
    for count, point in enumerate(points if todo else (), 1):
        yield point
        now = time.monotonic()
        if now - shown > 1 or count == len(todo):
            shown, left = now, (now - started) / count * (len(todo) - count)
            end = "\r" if sys.stderr.isatty() and count < len(todo) else "\n"
            sys.stderr.write(f"{name}: {total - len(todo) + count} of {total} points, {now - started:.0f} s, about {left:.0f} s left {end}")
            sys.stderr.flush()


def _write_figure(figure, stem: Path, about: str) -> None:  # type: ignore[no-untyped-def]  # matplotlib is imported late
    import matplotlib as mpl

    with mpl.rc_context({"svg.hashsalt": stem.name, "svg.fonttype": "path"}):
        for kind, date in (("png", {}), ("svg", {"Date": None})):
            buffer = io.BytesIO()
            figure.savefig(buffer, format=kind, dpi=130, metadata={"Title": about, **date})
            write_whole(stem.with_suffix(f".{kind}"), buffer.getvalue())
