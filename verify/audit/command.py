"""``python -m verify audit FILE``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from verify.audit.applicability import applicability
from verify.audit.arrays import audit_problem, one_thread_if_small
from verify.audit.as_json import as_json
from verify.audit.bad_input import BadInputError
from verify.audit.output import check_writable
from verify.audit.samples import read_samples
from verify.audit.text import as_text
from verify.files import write_whole
from verify.validation.registry import load_claims


def register(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``audit`` to the command line."""
    parser = subcommands.add_parser("audit", help="how far the models are from the golden one on your own data")
    parser.add_argument(
        "file",
        type=Path,
        help=".npz with `features` (n, d), `targets` (n,) or (n, k), `forget` (n,) boolean; or .csv with columns "
        "`target` (or `target_0`, ...), `forget` (0/1) and one per feature",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every number with its error bound")
    parser.add_argument("--figure", type=Path, metavar="FILE.png", help="draw the losses and gaps")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Audit, print, write. Returns the exit status; raises ``BadInputError`` for what the user can mend."""
    outputs = list(filter(None, (arguments.json, arguments.figure)))
    for path in outputs:
        check_writable(path)
    if len({path.resolve() for path in (arguments.file, *outputs)}) < 1 + len(outputs):
        raise BadInputError(f"{arguments.file}: the data, `--json` and `--figure` must be different files")
    samples = read_samples(arguments.file)
    report = audit_problem(samples.problem)
    with one_thread_if_small(samples.problem):
        claims = applicability(load_claims(), report)
    sys.stdout.write(_for_terminal(as_text(report, samples.notes, claims)))
    if arguments.json:
        write_whole(arguments.json, as_json(report, samples.notes, claims))
    if arguments.figure:
        from verify.audit.figure import as_png  # slow to import, and only needed here

        write_whole(arguments.figure, as_png(report, arguments.file.name))
    return 0


def _for_terminal(text: str) -> str:
    """The text as standard output can show it: an ASCII terminal has no ±."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.replace("±", "+-").encode(encoding, errors="backslashreplace").decode(encoding)
    return text
