"""What the command line does once its arguments are read."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

from gpu_checks.runtime import device_of, environment, reproducible
from gpu_checks.store import BUILD, IN_CHECKOUT, digest_of
from gpu_checks.studies.record import RESULTS, record
from gpu_checks.studies.result import as_text, encoded
from gpu_checks.studies.run import run_comparison
from gpu_checks.studies.settings import THREADS, Settings
from verify.files import write_whole


def chosen(study: ModuleType, arguments: argparse.Namespace) -> tuple[str, Any]:
    """The name of the result, which holds the data set where the user chooses one, and the configuration."""
    config = study.SIZES[arguments.size]
    readable = ("archives",) if hasattr(study, "ARCHIVES") else ()
    given = [f"--{option}" for option in ("data", "archives") if getattr(arguments, option) is not None and option not in readable]
    if not hasattr(study, "SETS"):
        if given:
            readers = "photos, compute, fashion or features" if given[0] == "--archives" else "photos or compute"
            raise ValueError(f"`{given[0]}` must be given with {readers}, which reads archives; received it with {arguments.study}")
        return arguments.study, config
    if arguments.data not in study.SETS:
        raise ValueError(f"`--data` must be one of {', '.join(study.SETS)}; received {arguments.data or 'none'}")
    return f"{arguments.study}-{arguments.data}", replace(config, data=arguments.data)


def run_study(arguments: argparse.Namespace) -> int:
    """Run, print, write the JSON and the figures; returns the exit status. Where results go is looked at before the work."""
    study = importlib.import_module(f"gpu_checks.studies.{arguments.study}")
    device = device_of(arguments.device)
    name, config = chosen(study, arguments)
    if arguments.workers < 1:
        raise ValueError(f"`--workers` must be at least 1; received {arguments.workers}")
    code = (f"gpu_checks/studies/{arguments.study}.py", *getattr(study, "CODE", ()))
    with reproducible(THREADS):
        folder = (
            arguments.checkpoints or BUILD / "checkpoints"
        ) / f"{name}-{arguments.size}-{digest_of(config, environment(device), *code)}"
    out = arguments.out or (RESULTS if arguments.size == "full" and IN_CHECKOUT else BUILD / "gpu_checks")
    for option, path in (("--out", out), ("--checkpoints", folder)):
        _make_folder(option, path)
    settings = Settings(arguments.device, arguments.workers, folder, arguments.quiet, arguments.archives)
    try:
        run: Any = getattr(study, "run", None)
        result = run(config, settings, arguments.size) if run else run_comparison(study, arguments.size, config, settings)
    except KeyboardInterrupt:
        sys.stderr.write(f"\nstopped; finished pieces are kept in {folder}, and the same command goes on from there\n")
        return 130
    except BrokenProcessPool as error:
        raise MemoryError(f"a worker was killed, by the system perhaps; finished pieces are kept in {folder}") from error
    except torch.OutOfMemoryError as error:
        raise MemoryError(f"{str(error).splitlines()[0]} Finished pieces are kept in {folder}") from error
    stem = f"{name}-{arguments.size}-{device.type}"
    write_whole(out / f"{stem}.json", encoded(result))
    sys.stdout.write(getattr(study, "table", as_text)(result))
    from gpu_checks.studies.figures import draw  # slow to import, and only needed here

    for name, png in draw(result).items():
        write_whole(out / f"{stem}-{name}.png", png)
        sys.stdout.write(f"wrote {out / f'{stem}-{name}.png'}\n")
    sys.stdout.write(f"wrote {out / f'{stem}.json'}\n")
    if out.resolve() == RESULTS:
        record()  # verdicts of the audit rest on the summary of these results
    return 0


def _make_folder(option: str, path: Path) -> None:
    """Make the folder; raises ``ValueError`` that names the option where something else is there or nothing can be written."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"`{option}` must be a folder, or be one that can be made; received {path} ({error.strerror})") from error
    if not os.access(path, os.W_OK):
        raise ValueError(f"`{option}` must be a folder that can be written to; received {path}")
