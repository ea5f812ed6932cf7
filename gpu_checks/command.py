"""What the command line does once its arguments are read."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import Any

from gpu_checks.runtime import device_of
from gpu_checks.store import digest_of, write_bytes
from gpu_checks.studies.result import as_text, encoded
from gpu_checks.studies.run import Settings, run_comparison

ROOT = Path(__file__).parent.parent


def run_study(arguments: argparse.Namespace) -> int:
    """Run, print, write the JSON and the figures; returns the exit status."""
    study = importlib.import_module(f"gpu_checks.studies.{arguments.study}")
    device = device_of(arguments.device)
    config = study.SIZES[arguments.size]
    if arguments.workers < 1:
        raise ValueError(f"`--workers` must be at least 1; received {arguments.workers}")
    folder = arguments.checkpoints / f"{arguments.study}-{arguments.size}-{digest_of(config, device.type, code=Path(str(study.__file__)))}"
    settings = Settings(arguments.device, arguments.workers, folder, arguments.quiet)
    run: Any = getattr(study, "run", None)
    result = run(config, settings, arguments.size) if run else run_comparison(study, arguments.size, config, settings)
    out = arguments.out or (ROOT / "gpu_checks" / "results" if arguments.size == "full" else ROOT / "build" / "gpu_checks")
    stem = f"{arguments.study}-{arguments.size}-{device.type}"
    write_bytes(out / f"{stem}.json", encoded(result))
    sys.stdout.write(as_text(result))
    from gpu_checks.studies.figures import draw  # slow to import, and only needed here

    for name, png in draw(result).items():
        write_bytes(out / f"{stem}-{name}.png", png)
        sys.stdout.write(f"wrote {out / f'{stem}-{name}.png'}\n")
    sys.stdout.write(f"wrote {out / f'{stem}.json'}\n")
    return 0
