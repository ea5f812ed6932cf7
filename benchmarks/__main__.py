"""``python -m benchmarks``: run the benchmarks, or read an earlier run, and print the table of ratios."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.growth import growth
from benchmarks.table import roofline, table


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("json", nargs="?", type=Path, help="what `pytest --benchmark-json` wrote; without it the benchmarks are run")
    parser.add_argument("--large", action="store_true", help="run the large sizes too: some minutes more")
    parser.add_argument("--threads", type=int, nargs="+", default=[1], metavar="N", help="BLAS threads, one run for each (default 1)")
    parser.add_argument("--growth", action="store_true", help="instead: exponents of time against n and d, beside those of the operations")
    parser.add_argument("--figure", type=Path, help="draw a roofline to this .png or .svg")
    parser.add_argument("-k", dest="only", default="", help="run only what pytest's -k selects")
    asked = parser.parse_args(arguments)
    if asked.growth:
        print(growth(), end="")
        return 0
    runs = [json.loads(asked.json.read_text())] if asked.json else (_run(asked.large, asked.only, threads) for threads in asked.threads)
    for i, found in enumerate(runs):
        print(table(found), end="\n" * (i < len(asked.threads) - 1))
        if asked.figure and not i:
            roofline(found, asked.figure)
    return 0


def _run(large: bool, only: str, threads: int) -> Any:
    """The JSON of a run, timed by the clock that :func:`benchmarks.ceilings.clock` would take."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "run.json")
        command = [sys.executable, "-m", "pytest", str(Path(__file__).parent), "-q", "--benchmark-only", f"--benchmark-json={path}"]
        timer = "process_time" if threads == 1 else "perf_counter"
        command += [f"--benchmark-timer=time.{timer}", "-k", only, "-m", "slow or not slow" if large else "not slow"]
        pools = {f"{pool}_NUM_THREADS": str(threads) for pool in ("OMP", "OPENBLAS", "MKL")}
        done = subprocess.run(command, check=False, stdout=sys.stderr, env={**os.environ, **pools})
        if done.returncode:
            sys.exit(done.returncode)
        return json.loads(path.read_text())


if __name__ == "__main__":
    sys.exit(main())
