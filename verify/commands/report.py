"""``python -m verify report DIR``: the pages of a ledger, as a folder that a browser opens without a server."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from verify.audit.bad_input import BadInputError

RELEASED = Path(__file__).parents[1] / "ledgers" / "0.1.0.json"


def register(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``report`` to the command line."""
    parser = subcommands.add_parser("report", help="write a ledger as pages for a browser, one for each claim")
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the pages go; begin with index.html")
    parser.add_argument("--ledger", type=Path, default=RELEASED, metavar="FILE", help="the run to show (default: the released one)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the pages; raises ``BadInputError`` where the ledger does not serve or DIR is a file."""
    from verify.report.pages import whole_ledger  # every rung, and matplotlib: other commands need neither
    from verify.report.site import write_site
    from verify.validation.registry import claims_by_id

    if arguments.folder.exists() and not arguments.folder.is_dir():
        raise BadInputError(f"`DIR` must be a folder; {arguments.folder} is a file")
    claims = claims_by_id()
    try:
        ledger = whole_ledger(arguments.ledger, claims)
    except ValueError as error:
        raise BadInputError(str(error)) from None
    count = write_site(arguments.folder, ledger, claims)
    sys.stdout.write(f"wrote {count} files; open {arguments.folder / 'index.html'}\n")
    return 0
