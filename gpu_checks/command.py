"""What the command line does once its arguments are read."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import torch

from gpu_checks import provenance
from gpu_checks.runtime import device_of, environment, reproducible
from gpu_checks.store import BUILD, IN_CHECKOUT
from gpu_checks.studies import STUDIES
from gpu_checks.studies.record import RESULTS, record
from gpu_checks.studies.result import files_of
from gpu_checks.studies.settings import THREADS, Settings
from verify.files import write_whole


def run_study(arguments: argparse.Namespace) -> int:
    """Run, print, write the result and the figures; returns the exit status. Where results go is looked at before the work."""
    study = STUDIES[arguments.study]
    device = device_of(arguments.device)
    if arguments.archives is not None and not study.archives:
        readers = ", ".join(other.name for other in STUDIES.values() if other.archives)
        raise ValueError(f"`--archives` must be given with a study that reads archives ({readers}); received it with {study.name}")
    config = study.config(arguments.size, arguments.data)
    if arguments.workers < 1:
        raise ValueError(f"`--workers` must be at least 1; received {arguments.workers}")
    name = "-".join([study.name, *([arguments.data] if study.data else [])])
    with reproducible(THREADS):
        decided = provenance.digest(provenance.code_of(study.modules), config, sorted(environment(device).items()))
    folder = (arguments.checkpoints or BUILD / "checkpoints") / f"{name}-{arguments.size}-{decided}"
    out = arguments.out or (RESULTS if arguments.size == "full" and IN_CHECKOUT else BUILD / "gpu_checks")
    for option, path in (("--out", out), ("--checkpoints", folder)):
        _make_folder(option, path)
    settings = Settings(arguments.device, arguments.workers, folder, arguments.quiet, arguments.archives)
    try:
        result = study.run(config, settings, arguments.size)
    except KeyboardInterrupt:
        sys.stderr.write(f"\nstopped; finished pieces are kept in {folder}, and the same command goes on from there\n")
        return 130
    except BrokenProcessPool as error:
        raise MemoryError(f"a worker was killed, by the system perhaps; finished pieces are kept in {folder}") from error
    except torch.OutOfMemoryError as error:
        raise MemoryError(f"{str(error).splitlines()[0]} Finished pieces are kept in {folder}") from error
    sys.stdout.write(study.printed(result))
    from gpu_checks.studies.figures.style import png  # slow to import, and only needed here

    stem = f"{name}-{arguments.size}-{device.type}"
    drawn = {f"{stem}-{figure}.png": png(shown) for figure, shown in study.drawn(result).items()}
    for file, content in (drawn | files_of(result, stem)).items():
        write_whole(out / file, content)
        sys.stdout.write(f"wrote {out / file}\n")
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
