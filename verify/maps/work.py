"""Finished points of a map on disk: each is one line, appended at once, so that a killed run loses at most the points in flight.

A line is ``[index, row, code, checksum]``: it counts only for the code that computed it, and only as it was written.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
from filelock import FileLock, Timeout

from verify.audit.bad_input import BadInputError

ROOT = Path(__file__).parents[2]
DECIDING = ("theory/**/*.py", "verify/maps/*.py", "verify/rungs/workbench.py")
"""The code that decides a point, by patterns."""


def code_digest() -> str:
    """A name for all that decides a point beside map, resolution, seed and index: code, and the versions of Python and numpy."""
    digest = hashlib.sha256(f"{sys.version_info[:3]} {np.__version__}".encode())
    for path in sorted({path for pattern in DECIDING for path in ROOT.glob(pattern)}):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@dataclass
class Work:
    """The points finished so far, the open file that takes new ones, and how many lines of it did not fit."""

    file: IO[str]
    code: str
    done: dict[int, dict[str, float]] = field(default_factory=dict)
    unfit: int = 0

    def keep(self, index: int, row: dict[str, float]) -> None:
        """Write one point down. What is flushed survives the death of this process, SIGKILL included."""
        self.file.write(json.dumps([index, row, self.code, _checksum(index, row, self.code)]) + "\n")
        self.file.flush()
        self.done[index] = row

    def take(self, lines: list[str]) -> None:
        """The points on these lines; one that is damaged, edited or of other code is counted and left out."""
        for line in lines:
            try:
                index, row, code, checksum = json.loads(line)
                fits = type(index) is int and (code, checksum) == (self.code, _checksum(index, row, self.code))
            except (ValueError, TypeError, RecursionError):
                fits = False
            if fits:
                self.done[index] = row
            else:
                self.unfit += 1


def _checksum(index: int, row: Any, code: str) -> str:
    return hashlib.sha256(json.dumps([index, row, code]).encode()).hexdigest()[:16]


@contextmanager
def resumed(folder: Path) -> Iterator[Work]:
    """The work kept in ``folder``, for one process at a time; raises ``BadInputError`` while another one works there.

    A last line cut short by a kill is dropped; the folder stays until :func:`discard`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "points.jsonl"
    try:
        with FileLock(folder / "lock", timeout=0), path.open("a+", encoding="utf-8", errors="replace") as file:
            if not _ends_whole(path):
                file.write("\n")
            file.seek(0)
            work = Work(file, code_digest())
            work.take(file.read().splitlines())
            yield work
    except Timeout as error:
        raise BadInputError(f"{folder}: another run is at work there") from error


def _ends_whole(path: Path) -> bool:
    """Whether the last line is finished; a kill can cut it short, and the next one must not be written onto it."""
    with path.open("rb") as file:
        return not file.seek(0, 2) or (file.seek(-1, 2) >= 0 and file.read(1) == b"\n")


def discard(folder: Path) -> None:
    """Remove the work of a finished map."""
    shutil.rmtree(folder)
