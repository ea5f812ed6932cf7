"""A run that takes long says what it waits for: the item, and how long it has been running."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(eq=False)
class Watchdog:
    """Names every item that has run longer than ``patience`` seconds, and again each time its time has doubled.

    Attributes:
        patience: seconds, more than 0.
        say: takes one line.
        clock: seconds that pass.
    """

    patience: float
    say: Callable[[str], None]
    clock: Callable[[], float] = time.monotonic
    running: dict[str, tuple[float, float]] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        """Say which items have run for too long by now."""
        now = self.clock()
        for name, (since, due) in list(self.running.items()):
            if now - since >= due:
                self.running[name] = (since, 2 * due)
                self.say(f"still running after {now - since:.0f} s: {name}")

    def watch(self) -> None:
        """Look until the run is over, from a thread of its own."""
        while not self.over.wait(min(self.patience, 5.0)):
            self.look()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """An item begins, here or in a worker."""
        self.running[nodeid] = (self.clock(), self.patience)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """It is done."""
        self.running.pop(nodeid, None)

    def pytest_sessionstart(self) -> None:
        """Begin to look."""
        threading.Thread(target=self.watch, name="goldengap watchdog", daemon=True).start()

    def pytest_sessionfinish(self) -> None:
        """Stop looking."""
        self.over.set()
