"""Tables of the lists of studies and metrics, and of the comparisons of methods among the committed results."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from statistics import fmean
from typing import Any

from gpu_checks.metrics import METRICS, Of
from gpu_checks.studies import STUDIES
from gpu_checks.studies.conclusion import REGIMES
from gpu_checks.studies.contender import FT, PRIMARY, Contender
from gpu_checks.studies.result import interval_text, read
from gpu_checks.studies.said import table
from gpu_checks.wrong_labels import KINDS

RESULTS = Path(__file__).parents[1] / "results"
COLUMNS = tuple(sorted((m.name for m in METRICS.values() if m.of is not Of.SCORE), key=lambda name: METRICS[name].keeps))
"""Metrics that look at D_f, then those of what is kept."""

CASE = "data, model, what is forgotten"
SHORT = {"rates of training": "≤ training", "any rate": "any"}
SHOWN = "digits class-wise"
MULTIPLES = (0.2, 1.0, 5.0)
LETTERS = {"narrows": "+", "widens": "-", "not shown": "."}
"""One a wrong label, in the order fixed, random, runner-up, uniform."""


def studies() -> str:
    """Markdown: every study, what it asks, and how long a full run takes."""
    return table(["study", "question", "full run, two cores"], [[f"`{s.name}`", s.question, s.takes] for s in STUDIES.values()])


def margins() -> str:
    """Markdown: every metric, what it is, and how far counts as equal."""
    rows = [[m.name, m.what + (f", {m.unit}" if m.unit else ""), f"{m.margin:.2f}"] for m in METRICS.values()]
    return table(["metric", "what it is", "margin"], rows)


def verdicts(folder: Path = RESULTS) -> str:
    """Markdown: A5 by metric, two rows per case of every full comparison in ``folder``: settings of the training's rates, and of any.

    A dagger marks cases in which the criterion does not tell settings apart.
    """
    rows = []
    for name, result, case in _cases(folder):
        found = {(v["regime"], v["metric"]): v for v in result["verdicts"] if v["sentence"] == "A5" and v["case"] == case["case"]}
        criterion, flags = result["config"]["protocol"]["criterion"], case["flags"]
        for regime, short in SHORT.items():
            blind = criterion in flags["noisy"] or criterion in flags["saturated"][regime]
            cells = (_cell(found[regime, metric], flags) if (regime, metric) in found else "" for metric in COLUMNS)
            rows.append([name, f"{short} †" if blind else short, *cells])
    return table([CASE, "rates", *COLUMNS], rows)


def effects(folder: Path = RESULTS) -> str:
    """Markdown: of the case SHOWN, how much farther from golden than golden models are, with intervals."""
    _, result, case = next(row for row in _cases(folder) if row[2]["case"] == SHOWN)
    by_name = {(c["method"], c["metric"]): c for c in case["comparisons"]}
    level = result["config"]["protocol"]["level"]
    rows = []
    measured = [metric for metric in COLUMNS if metric in case["table"]["golden"]]
    for (regime, short), metric in product(SHORT.items(), measured):
        slow = REGIMES[regime]
        own = [by_name[str(Contender(PRIMARY, wrong, slow)), metric] for wrong in KINDS]
        equal = [" =" if c["p_equivalent"] < level else "" for c in own]
        cells = [
            interval_text(case["excess"][str(replace(FT, slow=slow))][metric], ".2f"),
            *(interval_text(c["excess"], ".2f") + e for c, e in zip(own, equal, strict=True)),
        ]
        rows.append([metric, short, *cells])
    return table(["metric", "rates", "FT", *KINDS], rows)


def rates(folder: Path = RESULTS) -> str:
    """Markdown: FT's mean distance from golden in UA and RA, at multiples of the training rate and at the rate that was chosen.

    Multiples are on the tuning models, the nearest rate that was tried; what was chosen is on the models and data of the test.
    """
    rows = []
    for name, result, case in _cases(folder):
        usual, sweep, chosen = result["config"]["training"]["rate"], case["sweep"]["ft"], case["chosen"]["ft"]["rate"]
        shown = [min(sweep, key=lambda row: abs(math.log(row["setting"]["rate"] / (times * usual)))) for times in MULTIPLES]
        rows.append([name, *map(_gaps, shown), f"{_gaps(case['test']['ft'])} at {float(f'{chosen / usual:.2g}'):g}"])
    return table([CASE, *(f"{times:g}" for times in MULTIPLES), "chosen"], rows)


def _cases(folder: Path) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Name, result and case of every case in a full comparison."""
    for path in sorted(folder.glob("*-full-*.json")):
        result = read(path)
        for case in result.get("cases", ()):
            yield _name(case, path), result, case


def _gaps(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{fmean(row['distances'][metric]):.2f}" for metric in ("UA", "RA"))


def _name(case: Mapping[str, Any], path: Path) -> str:
    """The case, with how it forgets where its name does not say, and the device where it is no CPU."""
    device = path.stem.rsplit("-", 1)[1]
    kind = "" if case["forgetting"] in case["case"] else f", {case['forgetting']}"
    return f"{case['case']}{kind}" + ("" if device == "cpu" else f" ({device})")


def _cell(verdict: Mapping[str, Any], flags: Mapping[str, Any]) -> str:
    """Saturated, true, or the signs, after "no gap" where there is none; with "~" where golden models differ by more than the margin."""
    if verdict["metric"] in flags["saturated"][verdict["regime"]]:
        return "sat."
    signs = "".join(LETTERS[outcome] for outcome in verdict["by wrong label"].values())
    parts = ["no gap"] * verdict["reason"].startswith("no gap")
    if verdict["verdict"] == "true":
        parts.append("true")
    elif not parts or set(signs) != {"."}:
        parts.append(f"`{signs}`")
    return " ".join([*parts, *["~"] * (verdict["metric"] in flags["noisy"])])
