"""Write what the evidence among the committed results says into the package: ``python -m gpu_checks.studies.record``. Needs no torch."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from verify.files import write_whole
from verify.report.recorded import FORMAT, SUMMARY, summary_of

RESULTS = Path(__file__).parents[1] / "results"


def evidence(folder: Path = RESULTS) -> list[str]:
    """The files that verdicts may rest on: full comparisons that name the commit of their code. All others are kept to be read."""
    found = ((path.name, json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json")))
    return [
        name
        for name, result in found
        if result.get("format") == FORMAT and result["size"] == "full" and result["commit"] and result["code"]
    ]


def record(folder: Path = RESULTS, summary: Path = SUMMARY) -> None:
    """Write ``summary`` from the evidence in ``folder``. Raises ``FileNotFoundError`` where there is no such folder."""
    write_whole(summary, json.dumps(summary_of(folder, evidence(folder)), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    record()
    sys.stdout.write(f"wrote {SUMMARY}\n")
