"""``python -m verify pages``: make README's table of sentences and docs/claims.md again, from a ledger."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from verify.audit.bad_input import BadInputError
from verify.files import write_whole

RELEASED = Path("verify/ledgers/0.1.0.json")


def register(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``pages`` to the command line."""
    parser = subcommands.add_parser("pages", help="make README's table of sentences and docs/claims.md from a ledger")
    parser.add_argument("--ledger", type=Path, default=RELEASED, metavar="FILE", help=f"the run to show (default {RELEASED})")
    parser.add_argument("--readme", type=Path, default=Path("README.md"), metavar="FILE", help="the page with the sentences")
    parser.add_argument("--claims", type=Path, default=Path("docs/claims.md"), metavar="FILE", help="the page of all claims")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write both pages, each whole or not at all; raises ``BadInputError`` where the ledger or a page does not serve."""
    from verify.report.pages import claims_page, whole_ledger, with_sentences  # every rung: other commands need none
    from verify.validation.registry import claims_by_id

    claims = claims_by_id()
    try:
        ledger = whole_ledger(arguments.ledger, claims)
        readme = with_sentences(arguments.readme.read_text(encoding="utf-8"), ledger)
    except ValueError as error:
        raise BadInputError(str(error)) from None
    write_whole(arguments.readme, readme)
    write_whole(arguments.claims, claims_page(ledger, claims, arguments.ledger.as_posix()))
    sys.stdout.write(f"wrote {arguments.readme} and {arguments.claims}\n")
    return 0
