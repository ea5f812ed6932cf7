"""How far an audit is and how long it may still take: one line on a terminal, from five seconds on, gone when it is done.

Whoever works says ``plan`` and ``done``; these do nothing unless somebody looks, inside ``shown``.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TextIO

PATIENCE = 5.0
"""Seconds before anything is shown."""

EVERY = 1.0


@dataclass(eq=False)
class Progress:
    """The steps of one piece of work, each with its cost in any unit, and how much of them is done."""

    clock: Callable[[], float] = time.monotonic
    what: str = "reading"
    costs: dict[str, float] = field(default_factory=dict)
    paid: float = 0.0
    begun: float = 0.0
    last: float = 0.0

    def __post_init__(self) -> None:
        self.born = self.begun = self.last = self.clock()

    def plan(self, what: str, costs: Mapping[str, float]) -> None:
        """Another piece of work begins."""
        self.what, self.costs, self.paid = what, dict(costs), 0.0
        self.begun = self.last = self.clock()

    def done(self, step: str) -> None:
        """One of its steps is done."""
        if step in self.costs:
            self.paid += self.costs.pop(step)
            self.last = self.clock()

    def line(self) -> str:
        """What is shown by now."""
        now = self.clock()
        ahead = sum(self.costs.values())
        if not self.paid or not ahead:
            return f"{self.what}: {now - self.born:.0f} s"
        rest = max(0.0, (self.last - self.begun) / self.paid * ahead - (now - self.last))
        return f"{self.what}: {now - self.born:.0f} s, about {rest:.0f} s left" if rest >= 1 else f"{self.what}: {now - self.born:.0f} s"


CURRENT: ContextVar[Progress | None] = ContextVar("progress", default=None)


def plan(what: str, costs: Mapping[str, float]) -> None:
    """Another piece of work begins, with the cost of each step."""
    if (progress := CURRENT.get()) is not None:
        progress.plan(what, costs)


def done(step: str) -> None:
    """A step is done."""
    if (progress := CURRENT.get()) is not None:
        progress.done(step)


@contextmanager
def shown(stream: TextIO) -> Iterator[None]:
    """Show what is planned and done inside, where ``stream`` is a terminal."""
    if not stream.isatty():
        yield
        return
    progress, over = Progress(), threading.Event()

    def show() -> None:
        if over.wait(PATIENCE):
            return
        while True:
            stream.write(f"\r\x1b[K{progress.line()}")
            stream.flush()
            if over.wait(EVERY):
                break
        stream.write("\r\x1b[K")
        stream.flush()

    writer = threading.Thread(target=show, name="goldengap progress", daemon=True)
    writer.start()
    token = CURRENT.set(progress)
    try:
        yield
    finally:
        CURRENT.reset(token)
        over.set()
        writer.join()
