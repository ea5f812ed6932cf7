"""Write what the committed results say into the package: ``python -m gpu_checks.studies.record``. Needs no torch."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from verify.files import write_whole
from verify.report.recorded import SUMMARY, summary_of

RESULTS = Path(__file__).parents[1] / "results"


def record(folder: Path = RESULTS, summary: Path = SUMMARY) -> None:
    """Write ``summary`` from the results in ``folder``. Raises ``FileNotFoundError`` where there is no such folder."""
    write_whole(summary, json.dumps(summary_of(folder), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    record()
    sys.stdout.write(f"wrote {SUMMARY}\n")
