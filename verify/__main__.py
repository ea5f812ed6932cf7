"""The command line: ``python -m verify <subcommand>``. Exit status 0, 1 for a file refused, 2 for input that the user can mend."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from verify.audit.bad_input import BadInputError
from verify.commands import audit, claim, new, pages, proofs, replay, report
from verify.maps import command as maps
from verify.validation.registry import ClaimFileError

SUBCOMMANDS = (
    audit.register,
    claim.register,
    replay.register,
    new.register,
    maps.register,
    proofs.register,
    report.register,
    pages.register,
)
"""Each adds its own parser with ``run`` as a default; a new subcommand is one more name here."""


def parser_of(prog: str, others: Mapping[str, str] = MappingProxyType({})) -> argparse.ArgumentParser:
    """The parser of the program called ``prog``; ``others`` are subcommands that it runs itself, with what each does."""
    parser = argparse.ArgumentParser(prog=prog, description="Executable audit of unlearning by fine-tuning.")
    subcommands = parser.add_subparsers(required=True, metavar="subcommand")
    for name, told in others.items():
        subcommands.add_parser(name, help=told)
    for register in SUBCOMMANDS:
        register(subcommands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand."""
    return run(parser_of("python -m verify").parse_args(arguments))


def run(parsed: argparse.Namespace) -> int:
    """Run what was parsed; returns the exit status. What the user can mend is one line on standard error."""
    try:
        return int(parsed.run(parsed))
    except MemoryError as error:
        sys.stderr.write(f"error: not enough memory{f': {error}' if str(error) else ''}\n")
        return 2
    except (BadInputError, ClaimFileError, OSError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped; nothing was written\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
