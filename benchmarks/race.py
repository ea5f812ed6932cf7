"""One row of a table of ratios: a kernel of ours or a peer's, with what it takes to judge it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.ceilings import Ceilings, threads


@dataclass(frozen=True)
class Entry:
    """``kernel(fresh())`` is checked, then timed; ``fresh`` is not timed.

    ``error`` maps a result to its relative error against a reference that is exact or has digits to spare, which ``allowed`` bounds.
    ``flops`` and ``bytes`` are what the work needs at least; 0 where that is not known. ``calls`` scales the time of a kernel that
    does only a part of the work (a peer that would take minutes). ``bar`` is the ratio that ours is held to, printed, not asserted.
    """

    group: str
    row: str
    kernel: Callable[[Any], Any]
    error: Callable[[Any], float]
    allowed: float
    fresh: Callable[[], Any] = lambda: None
    ours: bool = False
    shape: tuple[int, ...] = ()
    flops: float = 0.0
    bytes: float = 0.0
    calls: float = 1.0
    bar: float | None = None
    rounds: int = 5


def race(benchmark: Any, ceilings: Ceilings, entry: Entry) -> None:
    """Check, time, and write ``extra_info``. Raises ``AssertionError`` where the error is larger than allowed."""
    benchmark.group = entry.group
    error = entry.error(entry.kernel(entry.fresh()))
    if not error <= entry.allowed:
        raise AssertionError(f"{entry.row}: error {error:.3g}, allowed {entry.allowed:.3g}")
    benchmark.pedantic(entry.kernel, setup=lambda: ((entry.fresh(),), {}), rounds=entry.rounds)
    info = {name: getattr(entry, name) for name in ("row", "ours", "shape", "flops", "bytes", "calls", "bar")}
    info |= {"error": error, "dgemm": ceilings.dgemm, "copy": ceilings.copy, "threads": threads()}
    if benchmark.stats is not None:
        seconds = benchmark.stats.stats.min * entry.calls
        info |= {"seconds": seconds, "share of dgemm": entry.flops / seconds / ceilings.dgemm}
        info["share of copy"] = entry.bytes / seconds / ceilings.copy
    benchmark.extra_info.update(info)
