"""Recorded results of studies: measured evidence that the abstract's sentence on experiments rests on.

A study leaves one JSON file in ``gpu_checks/results``; of it, these keys count here and any others are the study's own:

    format      "goldengap-study-2"
    study       name, unique
    sentence    the sentence of the abstract that it measures, such as "A6"
    truth       true, conditional, false or unknown: what was measured says this of that sentence
    summary     one plain line: what was measured, with its numbers
    verdicts    may be left out: a list; per sentence, case (data set and what is forgotten) and metric the ``verdict``, as text, and
                ``regime`` where a case was looked at in several

Result files are large. What verdicts rest on is kept in ``studies.json`` beside this file, written by :func:`summary_of` from the
results, each named with its SHA-256:

    format      "goldengap-studies-1"
    studies     a list; per study: file, sha256, study, sentence, truth, summary, and found: sentence -> case -> metric -> verdict
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from verify.claim import Truth

FORMAT = "goldengap-study-2"
SUMMARY_FORMAT = "goldengap-studies-1"
SUMMARY = Path(__file__).with_name("studies.json")
"""What the committed results say; part of the package."""


@dataclass(frozen=True)
class RecordedStudy:
    """What one study says about one sentence; ``found`` is sentence -> case -> metric -> verdict."""

    study: str
    sentence: str
    truth: Truth
    summary: str
    found: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)


def recorded_studies(source: Path = SUMMARY) -> tuple[RecordedStudy, ...]:
    """The studies in ``source``: a summary, or a folder of result files, taken by file name.

    Files of another format in a folder are not studies and are passed over. Raises ``FileNotFoundError`` where ``source`` does not
    exist, and ``ValueError`` for a file that claims a format but lacks a key or holds another type, and for two studies of one name.
    """
    if not source.exists():
        raise FileNotFoundError(f"recorded studies must exist, for verdicts rest on them; {source} does not")
    found = tuple(study for _, study in _studies_in(source)) if source.is_dir() else _summarized(source)
    names = [study.study for study in found]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"`study` must be unique among recorded studies; used more than once: {doubled}")
    return found


def entries(source: Path = SUMMARY) -> list[dict[str, Any]]:
    """The studies of a summary as they are written there, file and digest included; raises as :func:`recorded_studies` does."""
    recorded_studies(source)
    found: list[dict[str, Any]] = json.loads(source.read_text(encoding="utf-8"))["studies"]
    return found


def summary_of(folder: Path, evidence: Collection[str] | None = None) -> dict[str, Any]:
    """What ``studies.json`` has to say where ``folder`` holds the results, of which those named ``evidence`` count, or all of them.

    Raises as :func:`recorded_studies` does.
    """
    recorded_studies(folder)
    counted = [row for row in _studies_in(folder) if evidence is None or row[0].name in evidence]
    return {"format": SUMMARY_FORMAT, "studies": [_entry(path, study) for path, study in counted]}


def _entry(path: Path, study: RecordedStudy) -> dict[str, Any]:
    source = {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    return source | asdict(study) | {"truth": study.truth.value}


def _studies_in(folder: Path) -> list[tuple[Path, RecordedStudy]]:
    files = ((path, json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json")))
    return [(path, _read(path, data)) for path, data in files if isinstance(data, dict) and data.get("format") == FORMAT]


def _summarized(path: Path) -> tuple[RecordedStudy, ...]:
    """The studies of a summary, each checked as a result file is."""
    data = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict) or data.get("format") != SUMMARY_FORMAT or not isinstance(data.get("studies"), list):
        raise ValueError(f"{path} must be an object with `format` {SUMMARY_FORMAT!r} and a list `studies`; received {str(data)[:80]}")
    entries = [entry if isinstance(entry, dict) else {} for entry in data["studies"]]
    return tuple(_read(path, entry | {"verdicts": list(_rows(entry.get("found")))}) for entry in entries)


def _rows(found: Any) -> Iterator[dict[str, Any] | None]:
    """The rows of ``verdicts`` from sentence -> case -> metric -> verdict; None, which is refused, for anything else."""
    if not isinstance(found, dict):
        yield None
        return
    for sentence, cases in found.items():
        for case, metrics in cases.items() if isinstance(cases, dict) else [("", None)]:
            for metric, verdict in metrics.items() if isinstance(metrics, dict) else [("", None)]:
                yield {"sentence": sentence, "case": case, "metric": metric, "verdict": verdict}


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
