"""``python -m gpu_checks STUDY``: run a study, print its verdicts, write its result and its figures."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from gpu_checks.studies import STUDIES


def asked() -> str:
    """What every study asks, and how long its full run takes."""
    lines = ["studies, and what a full run takes on two cores:"]
    return "\n".join([*lines, *(f"  {study.name} ({study.takes}):\n    {study.question}" for study in STUDIES.values())])


def reading(option: str) -> str:
    """Which studies have the option, and what it may name."""
    named = {study.name: getattr(study, option) for study in STUDIES.values() if getattr(study, option)}
    return "; ".join(f"{name}: {value if isinstance(value, str) else ', '.join(value)}" for name, value in named.items())


def main(arguments: Sequence[str] | None = None, prog: str = "python -m gpu_checks") -> int:
    """Run one study. Exit status 0, or 2 for input that the user can mend."""
    description = "Unlearning by fine-tuning against the golden model."
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog=prog, description=description, epilog=asked(), formatter_class=layout)
    parser.add_argument("study", choices=STUDIES, metavar="STUDY", help=f"one of {', '.join(STUDIES)}")
    parser.add_argument("--size", choices=("small", "full"), default="small", help="small: minutes; full: as reported (default small)")
    parser.add_argument("--device", default="cpu", help="cpu, cuda or cuda:N (default cpu)")
    parser.add_argument("--workers", type=int, default=1, help="processes, each with one CPU thread (default 1)")
    parser.add_argument("--data", help=f"the data set, where there is a choice ({reading('data')})")
    parser.add_argument("--archives", type=Path, help=f"where data files are; nothing is downloaded ({reading('archives')})")
    parser.add_argument("--out", type=Path, help="where results go (default: build/gpu_checks; full, in a checkout: gpu_checks/results)")
    parser.add_argument("--checkpoints", type=Path, help="where finished pieces are kept (default: build/checkpoints)")
    parser.add_argument("--quiet", action="store_true", help="no progress")
    parsed = parser.parse_args(arguments)
    try:
        from gpu_checks.command import run_study  # slow to import
    except ModuleNotFoundError as error:
        sys.stderr.write(f"error: studies need the extra `gpu` (pip install 'goldengap[gpu]'): {error}\n")
        return 2
    try:
        return run_study(parsed)
    except MemoryError as error:
        sys.stderr.write(f"error: not enough memory{f': {error}' if str(error) else ''}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped\n")
        return 130
    except (ValueError, OSError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
