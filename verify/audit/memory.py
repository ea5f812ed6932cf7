"""Whether an audit fits into this machine, asked before anything large is loaded."""

from __future__ import annotations

import os
from pathlib import Path

from verify.audit.bad_input import BadInputError

COPIES = 4
"""Feature matrices that are alive at the peak: X, of which X_r and X_f are views, and either the file as read or one factorization with
its workspace; measured peaks are 2.2 to 3 of them, and tests/audit/test_memory.py holds the audit to this promise."""

FIXED = 200 * 2**20
"""Bytes of the interpreter and its libraries."""


def promised(n: int, d: int, k: int) -> int:
    """Bytes that the audit of (n, d) features with k targets stays below, the interpreter included."""
    short = min(n, d)
    return 8 * (COPIES * n * (d + k) + 4 * short * short) + FIXED


def check_memory(n: int, d: int, k: int, available: int | None = None) -> None:
    """Raise ``BadInputError`` unless the audit of (n, d) features with k targets fits into ``available`` bytes (asked now if None)."""
    needed = promised(n, d, k)
    free = available_memory() if available is None else available
    if free is not None and needed > free:
        sizes = f"needs about {needed / 2**30:.1f} GiB of memory; {free / 2**30:.1f} GiB are available"
        raise BadInputError(f"`features` of shape ({n}, {d}) {sizes}")


def available_memory() -> int | None:
    """Bytes that can be had without swapping: the least of what machine, control group and ``ulimit -v`` leave. None: unknown."""
    found = [limit for limit in (_machine(), _control_group(), _own()) if limit is not None]
    return min(found, default=None)


def _machine() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        return next(1024 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def _own() -> int | None:
    """What this process may still map, and what it mapped for the interpreter, which a promise counts too."""
    try:
        import resource

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        mapped = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (ImportError, AttributeError, OSError, ValueError):
        return None
    return None if limit == resource.RLIM_INFINITY else max(0, limit - max(0, mapped - FIXED))


def _control_group(root: Path = Path("/sys/fs/cgroup")) -> int | None:
    try:
        return int((root / "memory.max").read_text()) - int((root / "memory.current").read_text())
    except (OSError, ValueError):  # no control group, or "max"
        return None
