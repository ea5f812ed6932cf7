"""All committed verdicts on A5 in one table, for README.md: ``python -m gpu_checks.studies.summary`` prints it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parents[1] / "results"
METRICS = ("UA", "MIA", "UL", "TV", "KL", "KLoM", "U-LiRA", "relearning", "RA", "TA")
LETTERS = {"narrows": "+", "widens": "-", "not shown": ".", "no gap": "0"}
"""One a wrong label, in the order fixed, random, runner-up, uniform."""


def table(folder: Path = RESULTS) -> str:
    """Markdown: a row per case of every full comparison in ``folder``, a column per metric; each cell has a sign per wrong label."""
    head = ["data, model, what is forgotten", *METRICS]
    lines = [head, ["---"] * len(head), *rows(folder)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def rows(folder: Path) -> Iterator[list[str]]:
    """The table's rows, as cells."""
    for path in sorted(folder.glob("*-full-*.json")):
        result = json.loads(path.read_text(encoding="utf-8"))
        for case in result.get("cases", ()):
            found = {v["metric"]: v for v in result["verdicts"] if v["sentence"] == "A5" and v["case"] == case["case"]}
            yield [_name(case, path), *(_cell(found[metric], case["flags"]["saturated"]) for metric in METRICS)]


def _name(case: Mapping[str, Any], path: Path) -> str:
    """The case, with how it forgets where its name does not say, and the device where it is no CPU."""
    device = path.stem.rsplit("-", 1)[1]
    kind = "" if case["forgetting"] in case["case"] else f", {case['forgetting']}"
    return f"{case['case']}{kind}" + ("" if device == "cpu" else f" ({device})")


def _cell(verdict: Mapping[str, Any], saturated: Mapping[str, str]) -> str:
    if verdict["metric"] in saturated:
        return "sat."
    if verdict["verdict"] == "true":
        return "true"
    return "`" + "".join(LETTERS[outcome] for outcome in verdict["by wrong label"].values()) + "`"


if __name__ == "__main__":
    sys.stdout.write(table())
