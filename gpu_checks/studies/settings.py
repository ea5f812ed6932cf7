"""Where and how a study runs."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

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


def reporter(settings: Settings, name: str) -> Callable[[str], None]:
    """Progress on standard error, one line a piece."""

    def report(line: str) -> None:
        if not settings.quiet:
            sys.stderr.write(f"{time.strftime('%H:%M:%S')} {name}: {line}\n")
            sys.stderr.flush()

    return report
