"""``python -m verify new NAME``: a file to write a claim of one's own in, which runs as it is."""

from __future__ import annotations

import argparse
import keyword
import sys
from pathlib import Path

from verify.audit.bad_input import BadInputError
from verify.files import write_whole
from verify.validation.registry import load_claims

TEMPLATE = Path(__file__).parents[1] / "examples" / "starter.py"
"""A claim file with the id ``starter``: part of the package, so that it is checked like the rest."""


def register(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``new`` to the command line."""
    parser = subcommands.add_parser("new", help="write a file to begin a claim of your own with")
    parser.add_argument("name", metavar="NAME", help="the claim's id and its file's name: letters, digits and _, such as my_claim")
    parser.add_argument("--folder", type=Path, default=Path(), metavar="DIR", help="where to write it (default: here)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write NAME.py, whole or not at all; raises ``BadInputError`` for a name that cannot be used or a file that exists."""
    name, path = arguments.name, arguments.folder / f"{arguments.name}.py"
    if not name.isascii() or not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
        raise BadInputError(f"`NAME` must be letters, digits and _, beginning with a letter, and no word of Python; received {name!r}")
    if name in {claim.id for claim in load_claims()}:
        raise BadInputError(f"`NAME` must not be the id of a claim of this package; received {name!r}")
    if path.exists():
        raise BadInputError(f"`NAME` must be new: {path} exists, and nothing is overwritten")
    write_whole(path, TEMPLATE.read_text(encoding="utf-8").replace('id="starter"', f'id="{name}"'))
    sys.stdout.write(
        f"wrote {path}\n"
        f"Say what you believe in its `left`, `right` and `assumes`, then run it through every kind of evidence:\n"
        f"  pytest --claims {path}\n"
    )
    return 0
