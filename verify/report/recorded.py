"""Recorded results of studies: measured evidence that the abstract's sentence on experiments rests on.

A study leaves one JSON file in ``gpu_checks/results``; of it, these keys count here and any others are the study's own:

    format      "goldengap-study-2"
    study       name, unique
    sentence    the sentence of the abstract that it measures, such as "A6"
    truth       true, conditional, false or unknown: what was measured says this of that sentence
    summary     one plain line: what was measured, with its numbers
    verdicts    may be left out: a list; per sentence, case (data set and what is forgotten) and metric the ``verdict``, as text, and
                ``regime`` where a case was looked at in several
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from verify.claim import Truth

FORMAT = "goldengap-study-2"
FOLDER = Path(__file__).parents[2] / "gpu_checks" / "results"


@dataclass(frozen=True)
class RecordedStudy:
    """What one study says about one sentence; ``found`` is sentence -> case -> metric -> verdict."""

    study: str
    sentence: str
    truth: Truth
    summary: str
    found: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)


def recorded_studies(folder: Path = FOLDER) -> tuple[RecordedStudy, ...]:
    """Every result file of the format in ``folder``, by file name; none where the folder does not exist.

    Files of another format are not studies and are passed over. Raises ``ValueError`` for one that claims the format but lacks a
    key or holds another type, and for two studies of one name.
    """
    files = ((path, json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json")))
    found = tuple(_read(path, data) for path, data in files if isinstance(data, dict) and data.get("format") == FORMAT)
    names = [study.study for study in found]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"`study` must be unique among recorded studies; used more than once: {doubled}")
    return found


def together(truths: Iterable[Truth]) -> Truth:
    """What several measurements say of one sentence: what all say that decide, conditional where these differ, unknown where none does."""
    decided = set(truths) - {Truth.UNKNOWN}
    if len(decided) == 1:
        return decided.pop()
    return Truth.CONDITIONAL if decided else Truth.UNKNOWN


def _read(path: Path, data: dict[str, object]) -> RecordedStudy:
    for name in ("study", "sentence", "truth", "summary"):
        if not isinstance(data.get(name), str):
            raise ValueError(f"`{name}` of {path.name} must be a str; received {data.get(name)!r}")
    if data["truth"] not in (known := [truth.value for truth in Truth]):
        raise ValueError(f"`truth` of {path.name} must be one of {', '.join(known)}; received {data['truth']!r}")
    found = _found(path, data.get("verdicts", []))
    return RecordedStudy(str(data["study"]), str(data["sentence"]), Truth(data["truth"]), str(data["summary"]), found)


def _found(path: Path, verdicts: object) -> dict[str, dict[str, dict[str, str]]]:
    keys = ("sentence", "case", "metric", "verdict")
    rows = verdicts if isinstance(verdicts, list) else [None]
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows:
        if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in keys):
            raise ValueError(
                f"`verdicts` of {path.name} must be a list of rows that have {', '.join(keys)} as text; received {str(row)[:80]}"
            )
        sentence, case, metric, verdict = (row[key] for key in keys)
        if "regime" in row:
            case = f"{case}, {row['regime']}"
        of_case = found.setdefault(sentence, {}).setdefault(case, {})
        if metric in of_case:
            raise ValueError(f"`verdicts` of {path.name} must name each sentence, case and metric once; received {metric} of {case} twice")
        of_case[metric] = verdict
    return found
