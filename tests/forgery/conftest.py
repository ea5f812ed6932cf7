"""A copy of the audit in which one thing is forged, and the run that should notice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from verify.claim import Claim
from verify.rungs import RUNGS

ROOT = Path(__file__).parents[2]


def only(claim: Claim, *rungs: str) -> Claim:
    """``claim`` with no more than the named rungs."""
    return replace(claim, without={rung: "left out here" for rung in RUNGS if rung not in rungs})


@dataclass(frozen=True)
class Ran:
    """Exit status and everything printed."""

    status: int
    output: str


@dataclass(frozen=True)
class Copy:
    """A copy of ``theory`` and ``verify`` that can be edited and run."""

    root: Path

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace ``old``, which must occur, in one file."""
        path = self.root / file
        text = path.read_text()
        assert old in text, f"{old!r} does not occur in {file}"
        path.write_text(text.replace(old, new))

    def run(self, *arguments: str, absent: str = "", path: str = "verify", timeout: float | None = None) -> Ran:
        """``pytest verify`` (or another ``path``) with ``arguments``, in a process where the module ``absent`` cannot be imported."""
        blocked = f"import sys; sys.modules.update(dict.fromkeys({absent.split()!r}))"
        command = f"{blocked}; import pytest; sys.exit(pytest.main([{path!r}, '-q', '-p', 'no:cacheprovider', *sys.argv[1:]]))"
        environment = {**os.environ, "PYTHONPATH": str(self.root), "COLUMNS": "300"}
        environment.pop("PYTEST_ADDOPTS", None)
        done = subprocess.run(
            [sys.executable, "-c", command, *arguments], cwd=self.root, env=environment, capture_output=True, text=True, timeout=timeout
        )
        return Ran(done.returncode, done.stdout + done.stderr)


@pytest.fixture
def forged(tmp_path: Path) -> Copy:
    """A fresh copy."""
    ignore = shutil.ignore_patterns("__pycache__")
    for name in ("theory", "verify"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return Copy(tmp_path)
