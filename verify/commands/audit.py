"""``python -m verify audit FILE``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.audit.bad_input import BadInputError
from verify.audit.layout import style_of
from verify.audit.options import NAMED_LABELS, Options, positive
from verify.audit.output import check_folder, check_writable
from verify.audit.sources import PARTS, read_parts, read_table
from verify.audit.table import Table
from verify.files import write_whole

if TYPE_CHECKING:
    from verify.audit.result import Audit


def register(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``audit`` to the command line."""
    parser = subcommands.add_parser("audit", help="which remedy closes how much of the gap to the golden model, on your own data")
    parser.add_argument(
        "file",
        type=Path,
        nargs="?",
        help=".npz with `features` (n, d), `targets` (n,) or (n, k), `forget` (n,) boolean; .csv, .tsv (also .gz) or .parquet with columns "
        "`target` (or `target_0`, ...), `forget` (0/1) and one per feature; .safetensors or .pt with the three; a folder of three .npy",
    )
    for part in PARTS:
        parser.add_argument(f"--{part}", type=Path, metavar="FILE", help=f"instead of FILE: {part} alone, .npy, .pt or scipy sparse .npz")
    parser.add_argument(
        "--ridge", metavar="L", help="lambda of weight decay and ridge (default: a thousandth of a sample's squared length)"
    )
    parser.add_argument("--alpha", metavar="A", default="1", help="weight of the regularizer on D_f (default 1)")
    parser.add_argument(
        "--labels", metavar="Y", action="append", help="y' of the regularizer: zero, runner-up, golden or a column; may be repeated"
    )
    parser.add_argument("--tuning", metavar="COLUMN|SHARE", help="D_t: a column of 0 and 1, or a share of the remaining samples")
    parser.add_argument("--intercept", action="store_true", help="add a feature that is 1")
    parser.add_argument(
        "--kernel",
        default="linear",
        metavar="K",
        help="linear (default), rbf: exp(-gamma ||x - z||^2), or polynomial: (1 + gamma x^T z)^degree. The same models and statements on "
        "features phi(x) whose inner products are the kernel's, by a factor of the kernel matrix; no masks, which need features of yours",
    )
    parser.add_argument("--gamma", metavar="G", help="of the kernel (default 1 / number of features)")
    parser.add_argument("--degree", metavar="P", default="2", help="of the polynomial kernel, 1 to 5 (default 2)")
    parser.add_argument("--weights", type=Path, metavar="W.npy", help="your own unlearned weights (d,) or (d, k), to compare")
    parser.add_argument("--all", action="store_true", help="also every number with all its digits, and every claim")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every number with its error bound")
    parser.add_argument("--report", type=Path, metavar="DIR", help="write all of it as a page for a browser, DIR/index.html")
    parser.add_argument("--figure", type=Path, metavar="FILE.png", help="draw the losses and gaps")
    parser.add_argument(
        "--memory",
        metavar="GIB",
        help="memory to use (default: what is free); more samples than fit are read block by block from their file",
    )
    parser.add_argument("--scheduler", metavar="ADDRESS", help="work on blocks of samples on the Dask cluster at this address")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Audit, print, write. Returns the exit status; raises ``BadInputError`` for what the user can mend."""
    from verify.audit.progress import shown

    with shown(sys.stderr):
        found, sources = _found(arguments)
    return _told(arguments, found, sources[0].name)


def _found(arguments: argparse.Namespace) -> tuple[Audit, list[Path]]:
    """The audit, and the files that were read; outputs are checked before."""
    from verify.audit.api import audited  # loads every claim
    from verify.audit.large import audited_by_blocks, large, rest_of, sums
    from verify.audit.samples import blaming

    sources = _sources(arguments)
    outputs = list(filter(None, (arguments.json, arguments.figure)))
    for path in outputs:
        check_writable(path)
    if arguments.report:
        check_folder(arguments.report, "--report")
    if len({path.resolve() for path in (*sources, *outputs)}) < len(sources) + len(outputs):
        raise BadInputError(f"{sources[0]}: the data, `--json` and `--figure` must be different files")
    names = [label for label in arguments.labels or [] if label not in NAMED_LABELS]
    share = _share(arguments.tuning)
    wanted = [*names, *([arguments.tuning] if arguments.tuning is not None and share is None else [])]
    parts = {} if arguments.file else {part: getattr(arguments, part) for part in PARTS}
    memory = None if arguments.memory is None else int(positive("memory", arguments.memory) * 2**30)
    with blaming(str(sources[0]) if arguments.file else "--features, --targets, --forget"):
        in_file = large(arguments.file, parts, memory, cluster=arguments.scheduler is not None)
        if in_file is not None:
            table = rest_of(in_file, arguments.file, wanted)
        else:
            table = read_table(arguments.file, wanted) if arguments.file else read_parts(parts)
    weights = None
    if arguments.weights is not None:
        from verify.audit.read_array import read_array

        with blaming(str(arguments.weights)):
            weights = read_array(arguments.weights)
    with blaming(str(sources[0])):
        table, labels, tuning = _columns(table, arguments, share)
        kernel = {"kernel": arguments.kernel, "gamma": arguments.gamma, "degree": arguments.degree}
        options = Options(arguments.ridge, arguments.alpha, labels, tuning, arguments.intercept, weights, **kernel)
        if in_file is None:
            return audited(table, options, sources[0].name), sources
        peak = in_file.peak(table.arrays["targets"].size // max(1, len(table.arrays["targets"])))
        sys.stderr.write(f"{sources[0]}: read block by block, in at most {peak / 2**30:.1f} GiB of memory\n")
        with sums(arguments.scheduler) as reduce:
            return audited_by_blocks(in_file, table, options, sources[0].name, reduce), sources


def _told(arguments: argparse.Namespace, found: Audit, name: str) -> int:
    """Print, and write what was asked for."""
    style = style_of(sys.stdout)
    sys.stdout.write(_for_terminal(found.as_text(everything=arguments.all, style=style)))
    if arguments.json:
        write_whole(arguments.json, found.to_json())
    if arguments.figure:
        from verify.audit.figure import as_png  # slow to import, and only needed here

        write_whole(arguments.figure, as_png(found.report, name))
    if arguments.report:
        from verify.report.site.audit_page import write_audit

        sys.stdout.write(f"\nwrote {write_audit(arguments.report, found)}\n")
    return 0


def _sources(arguments: argparse.Namespace) -> list[Path]:
    """FILE alone, or the three parts."""
    parts = [getattr(arguments, part) for part in PARTS]
    if arguments.file is not None:
        if any(parts):
            raise BadInputError("FILE must be given, or --features, --targets and --forget; received both")
        return [arguments.file]
    if not all(parts):
        missing = ", ".join(f"--{part}" for part, path in zip(PARTS, parts, strict=True) if path is None)
        raise BadInputError(f"FILE must be given, or --features, --targets and --forget; received nothing for {missing}")
    return parts


def _share(text: str | None) -> float | None:
    """``--tuning`` as a number, None where it is a name."""
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def _columns(table: Table, arguments: argparse.Namespace, share: float | None) -> tuple[Table, list[Any] | None, Any]:
    """Labels and tuning flags taken out of the table."""
    labels: list[Any] | None = None
    if arguments.labels is not None:
        labels = []
        for label in arguments.labels:
            if label in NAMED_LABELS:
                labels.append(label)
            else:
                values, table = table.without(label, "`--labels` must be zero, runner-up, golden or a column")
                labels.append((label, values))
    if arguments.tuning is None or share is not None:
        return table, labels, share
    flags, table = table.without(arguments.tuning, "`--tuning` must be a share above 0 and up to 1, or a column of 0 and 1")
    return table, labels, flags


def _for_terminal(text: str) -> str:
    """The text as standard output can show it: an ASCII terminal has no ±."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.replace("±", "+-").encode(encoding, errors="backslashreplace").decode(encoding)
    return text
