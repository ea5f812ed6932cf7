"""The console script ``goldengap``: the subcommands of ``python -m verify``, and the audit itself and the studies beside them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

VERIFY = "check the theory: every claim on every kind of evidence, then the table of verdicts; takes the options of pytest and of the audit"
STUDIES = "studies on trained networks and the claims at scale (needs torch: the extra `gpu`)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["verify"]:
        return verify(given[1:])
    if given[:1] == ["studies"]:
        from gpu_checks.__main__ import main as studies

        return studies(given[1:], prog="goldengap studies")
    from verify.__main__ import parser_of, run

    return run(parser_of("goldengap", {"verify": VERIFY, "studies": STUDIES}).parse_args(given))


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
