"""``python -m verify replay FILE``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from verify.counterexample.text import explain
from verify.replay import TEXT, escaped


def register(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``replay`` to the command line."""
    parser = subcommands.add_parser("replay", help="re-check counterexample files with a checker that shares no code with the theory")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="written by `pytest verify --counterexamples DIR`")
    parser.add_argument("--retrace", action="store_true", help="also derive the program from the claim as it stands, and compare")
    parser.add_argument("--claims", type=Path, metavar="PATH", help="with --retrace: where a claim of your own is written")
    parser.set_defaults(run=run_command)


def run_command(arguments: argparse.Namespace) -> int:
    """Replay every file; returns the worst status: 0 reproduced, 1 refused, 2 no whole file."""
    worst = 0
    for path in arguments.files:
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(TEXT + 1)  # a device may never end
        status, lines = explain(text)
        if arguments.retrace and status == 0:
            difference = escaped(_retraced(json.loads(text), arguments.claims))
            status = int(bool(difference))
            lines.append(f"REFUSED: {difference}" if difference else "RETRACED: the claim, evaluated on these data, gives this program")
        worst = max(worst, status)
        head = [escaped(f"{path}:")] if len(arguments.files) > 1 else []
        sys.stdout.write("\n".join([*head, *lines, ""]))
    return worst


def _retraced(data: dict[str, Any], path: Path | None) -> str:
    """What the claim named in the file, evaluated again on the file's data, gives differently; empty where nothing."""
    from verify.counterexample import from_data  # only here does the command touch the code that it checks
    from verify.counterexample.witness import certified
    from verify.validation.registry import load_claims, own_claims

    claim = {c.id: c for c in (load_claims() if path is None else own_claims(path))}.get(data["claim"])
    if claim is None:
        return f"no claim has the id {data['claim']!r}"
    try:
        again = certified(claim, from_data(data))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, ArithmeticError) as error:
        return f"the claim cannot be evaluated on these data: {type(error).__name__}: {error}"
    names = [name for name in again if name != "seal" and again[name] != data.get(name)]
    return "" if not names else f"the claim gives other {', '.join(f'`{name}`' for name in names)}"
