"""What the command line does once its arguments are read."""

from __future__ import annotations

import argparse
import importlib
import sys
from dataclasses import replace
from types import ModuleType
from typing import Any

from gpu_checks.runtime import device_of, environment, reproducible
from gpu_checks.store import ROOT, digest_of
from gpu_checks.studies.result import as_text, encoded
from gpu_checks.studies.run import run_comparison
from gpu_checks.studies.settings import THREADS, Settings
from verify.files import write_whole


def chosen(study: ModuleType, arguments: argparse.Namespace) -> tuple[str, Any]:
    """The name of the result, which holds the data set where the user chooses one, and the configuration."""
    config = study.SIZES[arguments.size]
    given = [f"--{option}" for option in ("data", "archives") if getattr(arguments, option) is not None]
    if not hasattr(study, "SETS"):
        if given:
            raise ValueError(f"`{given[0]}` must be given with photos, which reads archives; received it with {arguments.study}")
        return arguments.study, config
    if arguments.data not in study.SETS:
        raise ValueError(f"`--data` must be one of {', '.join(study.SETS)}; received {arguments.data or 'none'}")
    return f"{arguments.study}-{arguments.data}", replace(config, data=arguments.data)


def run_study(arguments: argparse.Namespace) -> int:
    """Run, print, write the JSON and the figures; returns the exit status."""
    study = importlib.import_module(f"gpu_checks.studies.{arguments.study}")
    device = device_of(arguments.device)
    name, config = chosen(study, arguments)
    if arguments.workers < 1:
        raise ValueError(f"`--workers` must be at least 1; received {arguments.workers}")
    code = (f"gpu_checks/studies/{arguments.study}.py", *getattr(study, "CODE", ()))
    with reproducible(THREADS):
        folder = arguments.checkpoints / f"{name}-{arguments.size}-{digest_of(config, environment(device), *code)}"
    settings = Settings(arguments.device, arguments.workers, folder, arguments.quiet, arguments.archives)
    run: Any = getattr(study, "run", None)
    result = run(config, settings, arguments.size) if run else run_comparison(study, arguments.size, config, settings)
    out = arguments.out or (ROOT / "gpu_checks" / "results" if arguments.size == "full" else ROOT / "build" / "gpu_checks")
    stem = f"{name}-{arguments.size}-{device.type}"
    write_whole(out / f"{stem}.json", encoded(result))
    sys.stdout.write(as_text(result))
    from gpu_checks.studies.figures import draw  # slow to import, and only needed here

    for name, png in draw(result).items():
        write_whole(out / f"{stem}-{name}.png", png)
        sys.stdout.write(f"wrote {out / f'{stem}-{name}.png'}\n")
    sys.stdout.write(f"wrote {out / f'{stem}.json'}\n")
    return 0
