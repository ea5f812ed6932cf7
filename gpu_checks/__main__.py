"""``python -m gpu_checks STUDY``: run a study, print its verdicts, write its result and its figures."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

STUDIES = ("digits", "made", "architectures", "photos", "bridge", "speed", "scale", "features", "compute", "fashion")


def main(arguments: Sequence[str] | None = None, prog: str = "python -m gpu_checks") -> int:
    """Run one study. Exit status 0, or 2 for input that the user can mend."""
    parser = argparse.ArgumentParser(prog=prog, description="Unlearning by fine-tuning against the golden model.")
    parser.add_argument("study", choices=STUDIES)
    parser.add_argument("--size", choices=("small", "full"), default="small", help="small: minutes; full: as reported (default small)")
    parser.add_argument("--device", default="cpu", help="cpu, cuda or cuda:N (default cpu)")
    parser.add_argument("--workers", type=int, default=1, help="processes, each with one CPU thread (default 1)")
    parser.add_argument("--data", help="photos: the data set, cifar10, cifar100 or svhn; compute: digits or fashion")
    parser.add_argument(
        "--archives", type=Path, help="photos, compute, fashion, features: the folder with the official files; nothing is downloaded"
    )
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
