"""Two tables for README.md from the committed results, A5 and what FT does by rate: ``python -m gpu_checks.studies.summary``."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

RESULTS = Path(__file__).parents[1] / "results"
METRICS = ("UA", "MIA", "UL", "TV", "KL", "KLoM", "U-LiRA", "relearning", "RA", "TA")
CASE = "data, model, what is forgotten"
MULTIPLES = (0.2, 1.0, 5.0)
LETTERS = {"narrows": "+", "widens": "-", "not shown": "."}
"""One a wrong label, in the order fixed, random, runner-up, uniform."""


def verdicts(folder: Path = RESULTS) -> str:
    """Markdown: a row per case of every full comparison in ``folder``, a column per metric."""
    rows = []
    for name, result, case in _cases(folder):
        found = {v["metric"]: v for v in result["verdicts"] if v["sentence"] == "A5" and v["case"] == case["case"]}
        rows.append([name, *(_cell(found[metric], case["flags"]) for metric in METRICS)])
    return _markdown([CASE, *METRICS], rows)


def rates(folder: Path = RESULTS) -> str:
    """Markdown: FT's mean distance from golden in UA and RA on the tuning models, at multiples of the training rate and as chosen.

    Of the rates that were tried the one nearest to a multiple is shown.
    """
    rows = []
    for name, result, case in _cases(folder):
        usual, sweep, chosen = result["config"]["training"]["rate"], case["sweep"]["ft"], case["chosen"]["ft"]["rate"]
        shown = [min(sweep, key=lambda row: abs(math.log(row["setting"]["rate"] / (times * usual)))) for times in MULTIPLES]
        at_choice = next(row for row in sweep if row["setting"]["rate"] == chosen)
        rows.append([name, *map(_gaps, shown), f"{_gaps(at_choice)} at {float(f'{chosen / usual:.2g}'):g}"])
    return _markdown([CASE, *(f"{times:g}" for times in MULTIPLES), "chosen"], rows)


def _cases(folder: Path) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Name, result and case of every case in a full comparison."""
    for path in sorted(folder.glob("*-full-*.json")):
        result = json.loads(path.read_text(encoding="utf-8"))
        for case in result.get("cases", ()):
            yield _name(case, path), result, case


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows)) + "\n"


def _gaps(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{fmean(row['distances'][metric]):.2f}" for metric in ("UA", "RA"))


def _name(case: Mapping[str, Any], path: Path) -> str:
    """The case, with how it forgets where its name does not say, and the device where it is no CPU."""
    device = path.stem.rsplit("-", 1)[1]
    kind = "" if case["forgetting"] in case["case"] else f", {case['forgetting']}"
    return f"{case['case']}{kind}" + ("" if device == "cpu" else f" ({device})")


def _cell(verdict: Mapping[str, Any], flags: Mapping[str, Any]) -> str:
    """Saturated, no gap, true, or the signs; with "~" where golden models are farther from each other than the margin."""
    if verdict["metric"] in flags["saturated"]:
        return "sat."
    noisy = " ~" if verdict["metric"] in flags["noisy"] else ""
    if verdict["reason"].startswith("no gap"):
        return f"no gap{noisy}"
    signs = "".join(LETTERS[outcome] for outcome in verdict["by wrong label"].values())
    return ("true" if verdict["verdict"] == "true" else f"`{signs}`") + noisy


if __name__ == "__main__":
    sys.stdout.write(verdicts() + "\n" + rates())
