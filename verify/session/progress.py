"""How far a run is and how long it may still take: a line now and then, on a terminal alone. Items weigh what they took when released."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

EVERY = 5.0
"""Seconds before the first line; each next one comes after twice as long, up to ``SELDOM``."""

SELDOM = 40.0

RELEASED = Path(__file__).parents[1] / "ledgers" / "0.1.0.json"


def expected_seconds(ledger: Path = RELEASED) -> dict[str, float]:
    """Seconds of every item of the released run, by the item's name; empty where that ledger cannot be read."""
    try:
        claims = json.loads(ledger.read_text(encoding="utf-8"))["claims"]
        rungs = {f"{c['id']}-{r['rung']}": float(r["seconds"]) for c in claims for r in c["rungs"]}
        return rungs | {f"{c['id']}-{name}": float(check["seconds"]) for c in claims for name, check in c["checks"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def left(seconds: float) -> str:
    """A time in words: 40 s, 3 min, 2 h 10 min."""
    if seconds < 90:
        return f"{max(1, round(seconds / 5) * 5 if seconds > 20 else round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


@dataclass(eq=False)
class Progress:
    """Counts items as they finish and says how many are left.

    Attributes:
        say: writes one line.
        weights: seconds that an item is expected to take, by name; others take the mean of these.
        clock: seconds that pass.
    """

    say: Callable[[str], None]
    weights: Mapping[str, float] = field(default_factory=dict)
    clock: Callable[[], float] = time.monotonic
    todo: dict[str, float] = field(default_factory=dict)
    count: int = 0
    whole: float = 0.0
    started: float = 0.0
    due: float = 0.0

    def expect(self, nodeids: Iterable[str]) -> None:
        """The items of the run."""
        mean = sum(self.weights.values()) / len(self.weights) if self.weights else 1.0
        self.todo = {nodeid: self.weights.get(nodeid.rpartition("::")[2], mean) for nodeid in nodeids}
        self.count, self.whole, self.started, self.due = len(self.todo), sum(self.todo.values()), self.clock(), EVERY

    def finished(self, nodeid: str) -> None:
        """One item is done."""
        self.todo.pop(nodeid, None)
        passed = self.clock() - self.started
        if passed < self.due or not self.todo:
            return
        self.due = passed + min(SELDOM, max(EVERY, passed))
        ahead = sum(self.todo.values())
        share = 1 - ahead / self.whole if self.whole else 0.0
        rest = f", about {left(passed * (1 - share) / share)} left" if share > 0.02 else ""
        self.say(f"{self.count - len(self.todo)} of {self.count} items in {left(passed)}{rest}")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """What this process runs; with ``-n`` the workers say it."""
        if session.items:
            self.expect(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """What the workers run: the same list from each."""
        if not self.count:
            self.expect(ids)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """An item is done, here or in a worker."""
        self.finished(nodeid)


def on_terminal(config: pytest.Config) -> Progress | None:
    """The plugin, where pytest writes to a terminal and was not asked to be quieter than quiet; else None."""
    reporter = config.pluginmanager.getplugin("terminalreporter")
    if reporter is None or not getattr(reporter, "isatty", False) or config.option.verbose < -1:
        return None

    def say(line: str) -> None:
        reporter.ensure_newline()
        reporter.write_line(line, cyan=True)

    return Progress(say, expected_seconds())
