"""The options of ``pytest verify``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import pytest


def _at_least(least: int) -> Callable[[str], int]:
    """Reads a whole number that is at least ``least``."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"must be a whole number; received {text!r}") from None
        if not least <= value < 2**63:
            raise argparse.ArgumentTypeError(f"must be a whole number from {least} to 2^63 - 1; received {text}")
        return value

    return read


def _seconds(text: str) -> float:
    """Reads a number of seconds."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a number of seconds; received {text!r}") from None
    if not 0 <= value < 1e7:
        raise argparse.ArgumentTypeError(f"must be a number of seconds from 0 (no limit) to 10^7; received {text}")
    return value


def add_options(parser: pytest.Parser) -> None:
    """Options of ``pytest verify``."""
    group = parser.getgroup("goldengap")
    group.addoption("--ledger", type=Path, metavar="FILE", help="write everything the run found as JSON")
    group.addoption("--ledger-md", type=Path, metavar="FILE", help="write the table of verdicts as Markdown")
    group.addoption("--kills", type=Path, metavar="FILE", help="write who noticed which slip as Markdown; needs --thorough")
    group.addoption("--report", type=Path, metavar="DIR", help="write what was found as pages for a browser; begin with index.html")
    group.addoption("--against", type=Path, metavar="FILE", help="compare with the ledger in FILE; weaker, changed or gone fails the run")
    group.addoption("--counterexamples", type=Path, metavar="DIR", help="write every counterexample found as a replayable file")
    group.addoption("--claims", type=Path, metavar="PATH", help="run the claims of this file or folder in place of ours")
    group.addoption("--suite-seed", type=_at_least(0), default=0, metavar="N", help="seed of the designs and of the search (default 0)")
    group.addoption("--time-limit", type=_seconds, default=300.0, metavar="S", help="seconds per claim and rung, 0 for none (default 300)")
    group.addoption(
        "--thorough", action="store_true", help="identities on shapes up to 8 instead of 4 (hours), every slip put to every rung"
    )
    group.addoption("--examples", type=_at_least(1), default=80, metavar="N", help="problems the search draws per claim (default 80)")
