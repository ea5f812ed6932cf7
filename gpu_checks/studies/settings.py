"""Where and how a study runs, and what it says meanwhile."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gpu_checks.store import Report

THREADS = 1
"""CPU threads of torch in each process. One: its matrix products are small, and threads that wait for each other cost more than
they give; two cores are better used by two processes."""


@dataclass(frozen=True)
class Settings:
    """Where and how a study runs. Only the device changes its result. Checkpoints go to ``folder``, data files are in ``archives``."""

    device: str = "cpu"
    workers: int = 1
    folder: Path | None = None
    quiet: bool = False
    archives: Path | None = None


@dataclass(frozen=True)
class Progress:
    """One count of all pieces of a run, whichever process finishes them, on standard error.

    Every process appends a byte to the file ``path`` for a piece, which systems do as a whole; the file's length is the count.
    """

    name: str
    total: int
    path: Path
    began: float

    def __call__(self, piece: str, seconds: float, found: bool) -> None:
        """Say that a piece is there, how long it took, and how long the rest will take if it goes on like what was computed so far."""
        with self.path.open("ab", buffering=0) as file:
            file.write(b"f" if found else b"c")
            count = file.tell()  # where its own byte ended, whoever writes meanwhile
        marks = self.path.read_bytes()[:count]
        how = "found" if found else "computed"
        line = f"{time.strftime('%H:%M:%S')} {self.name} [{len(marks)}/{self.total}] {piece}: {how}, {seconds:.1f} s; {self.left(marks)}\n"
        sys.stderr.write(line)
        sys.stderr.flush()

    def left(self, marks: bytes) -> str:
        """The time that is left, in words. Pieces that were found say nothing of it."""
        computed, rest = marks.count(b"c"), self.total - len(marks)
        if rest <= 0 or not computed:
            return "done" if rest <= 0 else "time left unknown"
        minutes = (time.time() - self.began) / computed * rest / 60
        return f"{minutes:.0f} min left" if minutes >= 1 else "less than 1 min left"


@contextmanager
def progress(settings: Settings, name: str, total: int) -> Iterator[Report]:
    """What a run of ``total`` pieces reports to; it may be handed to other processes. Nothing is said where ``settings`` are quiet."""
    if settings.quiet:
        yield silent
        return
    handle, path = tempfile.mkstemp(prefix="goldengap-")
    os.close(handle)
    try:
        yield Progress(name, total, Path(path), time.time())
    finally:
        Path(path).unlink(missing_ok=True)


def silent(piece: str, seconds: float, found: bool) -> None:
    """Say nothing."""
