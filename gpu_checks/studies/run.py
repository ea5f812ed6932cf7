"""Running a study that compares methods over several cases, on one process or more, and putting its result together."""

from __future__ import annotations

import sys
from dataclasses import asdict
from types import ModuleType
from typing import Any

from gpu_checks.runtime import device_of, environment, reproducible
from gpu_checks.store import Report, Store
from gpu_checks.studies.comparison import measure_case, pieces
from gpu_checks.studies.conclusion import as_record, conclude
from gpu_checks.studies.settings import THREADS, Settings, progress
from verify.maps.pool import pool
from verify.report.recorded import FORMAT


def run_comparison(study: ModuleType, size: str, config: Any, settings: Settings) -> dict[str, Any]:
    """Measure every case, conclude, and return the result as plain data.

    ``study`` has ``cases(config)`` -> names and ``case(config, index, settings, store)`` -> Case.
    """
    names, short = study.cases(config), study.__name__.rsplit(".", 1)[-1]
    total = len(names) * pieces(config.contenders, config.protocol) + getattr(study, "pieces", lambda _: 0)(config)
    with progress(settings, short, total) as report:
        jobs = [(study.__name__, config, index, settings, report) for index in range(len(names))]
        if settings.workers == 1:
            found = [_measure(*job) for job in jobs]
        else:
            with pool(min(settings.workers, len(names))) as executor:
                found = list(executor.map(_measure, *zip(*jobs, strict=True)))
    concluded = [conclude(name, *where, measured, config.protocol) for name, (where, measured, _) in zip(names, found, strict=True)]
    with reproducible(THREADS):
        described = environment(device_of(settings.device))
    verdicts = [v for one in concluded for v in one.pop("verdicts")]
    data = [config.data] if hasattr(config, "data") else []
    return {
        "format": FORMAT,
        "study": ", ".join([short, *data, described["device"].split(" (")[0]]),
        **as_record(verdicts),
        "size": size,
        "environment": described,
        "seconds": {name: seconds for name, (_, _, seconds) in zip(names, found, strict=True)},
        "config": asdict(config),
        "verdicts": verdicts,
        "cases": concluded,
    }


def _measure(study: str, config: Any, index: int, settings: Settings, report: Report) -> tuple[tuple[str, str], dict[str, Any], float]:
    """One case, in whichever process: where it is, what was found, and the seconds that all its pieces took."""
    module = sys.modules.get(study) or __import__(study, fromlist=["case"])
    with reproducible(THREADS):
        store = Store(settings.folder, report)
        case = module.case(config, index, settings, store)
        found = measure_case(case, config.contenders, config.protocol, store)
    return (case.data.name, case.split.kind), found, store.seconds
