"""Finished points of a map on disk: each is one line, appended at once, so that a killed run loses at most the points in flight."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from verify.audit.bad_input import BadInputError


@dataclass
class Work:
    """The points finished so far, and the open file that takes new ones."""

    file: IO[str]
    done: dict[int, dict[str, float]] = field(default_factory=dict)

    def keep(self, index: int, row: dict[str, float]) -> None:
        """Write one point down. What is flushed survives the death of this process, SIGKILL included."""
        self.file.write(json.dumps([index, row]) + "\n")
        self.file.flush()
        self.done[index] = row


@contextmanager
def resumed(folder: Path) -> Iterator[Work]:
    """The work kept in ``folder``, for one process at a time; raises ``BadInputError`` while another one works there.

    A last line cut short by a kill is dropped; the folder stays until :func:`discard`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "points.jsonl"
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BadInputError(f"{folder}: another run is at work there") from error
        file.seek(0)
        text = file.read()
        whole = text[: text.rfind("\n") + 1]
        if whole != text:
            file.truncate(len(whole.encode()))
        yield Work(file, dict(map(json.loads, whole.splitlines())))


def discard(folder: Path) -> None:
    """Remove the work of a finished map."""
    shutil.rmtree(folder)
