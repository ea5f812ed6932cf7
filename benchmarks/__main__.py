"""``python -m benchmarks``: run the benchmarks, or read an earlier run, and print the table of ratios."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.table import roofline, table


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("json", nargs="?", type=Path, help="what `pytest --benchmark-json` wrote; without it the benchmarks are run")
    parser.add_argument("--large", action="store_true", help="run the large sizes too: some ten minutes")
    parser.add_argument("--figure", type=Path, help="draw a roofline to this .png or .svg")
    parser.add_argument("-k", dest="only", default="", help="run only what pytest's -k selects")
    asked = parser.parse_args(arguments)
    found = _run(asked.large, asked.only) if asked.json is None else json.loads(asked.json.read_text())
    print(table(found), end="")
    if asked.figure:
        roofline(found, asked.figure)
    return 0


def _run(large: bool, only: str) -> Any:
    """The JSON of a run, timed in processor time: on a shared machine the clock on the wall tells of others' work."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "run.json")
        command = [sys.executable, "-m", "pytest", str(Path(__file__).parent), "-q", "--benchmark-only", f"--benchmark-json={path}"]
        command += ["--benchmark-timer=time.process_time", "-k", only, "-m", "slow or not slow" if large else "not slow"]
        done = subprocess.run(command, check=False, stdout=sys.stderr)
        if done.returncode:
            sys.exit(done.returncode)
        return json.loads(path.read_text())


if __name__ == "__main__":
    sys.exit(main())
