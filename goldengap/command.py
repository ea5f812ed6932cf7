"""The console script ``goldengap``: the subcommands of ``python -m verify``, and the audit itself and the studies beside them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

VERIFY = "check the theory: every claim on every kind of evidence, then the table of verdicts; takes the options of pytest and of the audit"
BENCHMARK = "kernels against the standard solvers, with ratios and shares of the machine's limits (from a clone of the project)"
STUDIES = "studies on trained networks and the claims at scale (needs torch: the extra `gpu`)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["verify"]:
        return verify(given[1:])
    if given[:1] == ["studies"]:
        from gpu_checks.__main__ import main as studies

        return studies(given[1:], prog="goldengap studies")
    if given[:1] == ["benchmark"]:
        return benchmark(given[1:])
    from verify.__main__ import parser_of, run

    others = {"verify": VERIFY, "studies": STUDIES, "benchmark": BENCHMARK}
    return run(parser_of("goldengap", others).parse_args(given))


def benchmark(arguments: Sequence[str]) -> int:
    """``python -m benchmarks`` of the clone that this package is imported from; 2 where it is installed alone."""
    root = Path(__file__).resolve().parents[1]
    if not (root / "benchmarks" / "__main__.py").is_file():
        sys.stderr.write("error: `benchmark` needs a clone of the project: benchmarks are no part of the package\n")
        return 2
    sys.path.insert(0, str(root))
    return int(importlib.import_module("benchmarks.__main__").main(arguments))


def verify(arguments: Sequence[str]) -> int:
    """``pytest verify`` on the copy of the package that is imported, with ``arguments`` passed through.

    The options come from ``verify/session/installed.ini`` and no other file, so that the folder it is started in changes nothing.
    """
    import pytest

    import verify as package

    folder = Path(package.__file__ or "").resolve().parent
    settings = folder / "session" / "installed.ini"
    if not settings.is_file():
        sys.stderr.write(f"error: the options of the run must be part of the package; {settings} does not exist\n")
        return 2
    cache = f"cache_dir={Path.cwd() / '.pytest_cache'}"
    fixed = ["-c", str(settings), "--rootdir", str(folder.parent), "--confcutdir", str(folder), "-o", cache]
    return int(pytest.main([str(folder), *fixed, *arguments]))
