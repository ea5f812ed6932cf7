"""What follows from the study ``compute``: fronts, findings, and verdicts on A5 and A6 at matched compute. No model is needed any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from statistics import fmean
from typing import Any

import numpy as np

from gpu_checks.metrics import METRICS
from gpu_checks.statistics.fronts import Finding, Question, Reached, Rule, Setting, interval, judge, reached
from gpu_checks.statistics.verdicts import Outcome, a5
from gpu_checks.studies.contender import PRIMARY
from verify.claim import Truth
from verify.report.recorded import FORMAT, together

Found = Mapping[str, Any]
FT = "FT"
"""The baseline: fine-tuning, with and without weight decay."""

OUTCOMES = {Truth.TRUE: Outcome.NARROWS, Truth.FALSE: Outcome.WIDENS, Truth.UNKNOWN: Outcome.NOT_SHOWN}
"""What it says of the gap that a line is shown to be nearer than FT, or FT nearer than it."""


def concluded(result: Found) -> dict[str, Any]:
    """The head of a result and what follows from its cases: ``floor``, ``front``, ``findings``, ``verdicts``."""
    config, cases = result["config"], result["found"]["cases"]
    settings, rule = settings_of(config, cases), rule_of(config)
    lines = grouped(config, settings)
    findings = judge(lines, FT, config["metrics"], config["budgets"], rule)
    verdicts = list(sentences(config, findings))
    device = result["environment"]["device"].split(" (")[0]
    return {
        "format": FORMAT,
        "study": f"compute, {config['data']}, {device}",
        **as_record(verdicts),
        "margins": dict(rule.margins),
        "floor": {
            name: kept(fmean(floor(case, "test", name) for case in cases.values())) for name in (*config["metrics"], *config["keeps"])
        },
        "verdicts": verdicts,
        "findings": [as_row(finding) for finding in findings],
        "front": list(front(config, lines, rule)),
    }


def rule_of(config: Found) -> Rule:
    """How settings are chosen and tested."""
    names = (*config["metrics"], *config["keeps"])
    return Rule({name: METRICS[name].margin for name in names}, tuple(config["keeps"]))


def floor(case: Found, role: str, metric: str) -> float:
    """The mean distance of golden models from golden."""
    return float(np.mean(case["golden"][role][metric]))


def settings_of(config: Found, cases: Found) -> dict[str, list[Setting]]:
    """Line -> its settings. A class is a cluster: over its divisions, distances above the floor are averaged, each clipped at 0.

    A setting at which a model is not finite is left out.
    """
    clusters: dict[int, list[Found]] = {}
    for case in cases.values():
        clusters.setdefault(case["label"], []).append(case)
    names = (*config["metrics"], *config["keeps"])
    found: dict[str, list[Setting]] = {}
    for line in config["lines"]:
        own = found.setdefault(line["name"], [])
        for i, row in enumerate(next(iter(cases.values()))["lines"][line["name"]]):
            validation, test = (_samples(clusters, line["name"], i, role, names) for role in ("validation", "test"))
            if validation and test:
                own.append(Setting(line["name"], row["strength"], row["share"], validation, test))
    return found


def _samples(
    clusters: Mapping[int, Sequence[Found]], line: str, index: int, role: str, names: Sequence[str]
) -> dict[str, np.ndarray] | None:
    """Metric -> one number a cluster; None where a model is not finite."""
    rows = {label: [(case, case["lines"][line][index][role]) for case in own] for label, own in clusters.items()}
    if any(x is None for own in rows.values() for _, row in own for name in names for x in row[name]):
        return None
    return {
        name: np.array([np.mean([max(0.0, np.mean(row[name]) - floor(case, role, name)) for case, row in own]) for own in rows.values()])
        for name in names
    }


def grouped(config: Found, settings: Mapping[str, Sequence[Setting]]) -> dict[str, list[Setting]]:
    """Who is asked: every line by itself, but for the lines of FT, which are one, and the regularizer with whichever label is best."""
    found: dict[str, list[Setting]] = {}
    for line in config["lines"]:
        for name in dict.fromkeys([line["group"] or line["name"], *([line["name"]] if line["group"] != FT else [])]):
            found.setdefault(name, []).extend(settings[line["name"]])
    return found


def front(config: Found, lines: Mapping[str, Sequence[Setting]], rule: Rule) -> Iterator[dict[str, Any]]:
    """Per line, metric and share of a retraining what is chosen within it, and its distance above the floor on the test models."""
    for line, settings in lines.items():
        for metric in config["metrics"]:
            for share in config["shares"]:
                best = reached(settings, share, metric, rule)
                if best is not None:
                    yield {"line": line, "metric": metric, "share": kept(share), **_chosen(best, metric, rule)}


def _chosen(one: Reached, metric: str, rule: Rule) -> dict[str, Any]:
    best = one.best
    shown = interval(best.test[metric], rule, best.line, metric, best.share, best.strength)
    keeps = {name: kept(best.test[name].mean()) for name in rule.keeps}
    setting = {"of": best.line, "strength": best.strength, "at": best.share}
    return {**setting, **_rounded(asdict(shown)), **keeps, "tied": len(one.tied), "span": [kept(x) for x in one.span(metric)]}


def sentences(config: Found, findings: Sequence[Finding]) -> Iterator[dict[str, Any]]:
    """A5 and A6 by metric and budget: does the regularizer narrow fine-tuning's gap at matched compute, for every wrong label?

    Where a setting of FT equals golden there is no gap to narrow, and A6, that FT does not forget, is false.
    """
    by = {(f.line, f.metric, f.share, f.question): f for f in findings}
    labels = {line["name"]: line["wrong"] for line in config["lines"] if line["method"] == PRIMARY}
    for share in config["budgets"]:
        for metric in config["metrics"]:
            plain = by[FT, metric, share, Question.EQUALS].verdict
            outcomes = {wrong: OUTCOMES[by[name, metric, share, Question.DOMINATES].verdict] for name, wrong in labels.items()}
            absent = "no gap: a setting of FT is within the margin of golden" if plain is Truth.TRUE else ""
            truth, reason = a5(outcomes, absent, "")
            both = {Truth.TRUE: Truth.FALSE, Truth.FALSE: truth}.get(plain, Truth.UNKNOWN)
            why = {
                Truth.TRUE: "a setting of FT is within the margin of golden: it forgets",
                Truth.FALSE: f"the best setting of FT is beyond the margin; the regularizer: {truth.value}",
            }.get(plain, "not shown whether a setting of FT is within the margin of golden")
            where = {"case": config["data"], "regime": within(share), "metric": metric}
            told = {wrong: outcome.value for wrong, outcome in outcomes.items()}
            yield {"sentence": "A5", **where, "verdict": truth.value, "reason": reason, "by wrong label": told}
            yield {"sentence": "A6", **where, "verdict": both.value, "reason": why}


def within(share: float) -> str:
    """A budget in words, such as "within 1/3 of a retraining"."""
    return f"within {fraction(share)} of a retraining"


def fraction(share: float) -> str:
    """The share as a fraction of small numbers, such as 1/15."""
    return str(Fraction(share).limit_denominator(100))


def as_record(verdicts: Sequence[Found]) -> dict[str, Any]:
    """What the ledger reads: A6 speaks of the unlearning loss, so its truth is that of UL over all budgets that decide."""
    found = [v for v in verdicts if v["sentence"] == "A6"]
    told = [f"{v['regime']}: {v['verdict']}" for v in found if v["metric"] == "UL"]
    others = [v["verdict"] for v in found if v["metric"] != "UL"]
    counts = ", ".join(f"{others.count(truth.value)} {truth.value}" for truth in Truth if truth.value in others)
    truth = together(Truth(v["verdict"]) for v in found if v["metric"] == "UL")
    summary = f"at matched compute, by UL {'; '.join(told)}; other metrics {counts or 'none'}"
    return {"sentence": "A6", "truth": truth.value, "summary": summary}


def as_row(finding: Finding) -> dict[str, Any]:
    """A finding as plain data."""
    row = asdict(finding) | {"question": finding.question.name.lower(), "verdict": finding.verdict.value, "share": kept(finding.share)}
    row["found"], row["span"] = _rounded(asdict(finding.found)), [kept(x) for x in finding.span]
    return row | {"p_yes": kept(finding.p_yes, 3), "p_no": kept(finding.p_no, 3)}


def kept(x: float, digits: int = 4) -> float:
    """A number with as many digits as a summary keeps."""
    return float(f"{x:.{digits}g}")


def _rounded(numbers: Mapping[str, float]) -> dict[str, float]:
    return {name: kept(x) for name, x in numbers.items()}


def as_text(result: Found) -> str:
    """The floor, the front and the findings."""
    lines = [f"{result['study']}, size {result['size']}; margins {result['margins']}; golden models' own distance {result['floor']}"]
    lines += ["distance above golden's on the test models, of what was chosen on the validation models for each metric"]
    for row in result["front"]:
        chosen = f"{row['of']} {'' if row['strength'] is None else format(row['strength'], 'g')} at {row['at']:.2g}"
        numbers = f"{row['mean']:8.3g} [{row['low']:.3g}, {row['high']:.3g}]"
        ties = f"tied {row['tied']}: {row['span'][0]:.3g} to {row['span'][1]:.3g}"
        lines.append(f"  {row['line']:18s} {row['metric']:4s} within {row['share']:<7.3g} {numbers:32s} {chosen:28s} {ties}")
    lines += ["findings, corrected together:"]
    for row in result["findings"]:
        lines.append(f"  {row['line']:18s} {row['metric']:4s} within {row['share']:<7.3g} {row['question']:10s} {row['verdict']}")
    lines += ["verdicts:"]
    lines += [f"  {v['sentence']} {v['case']} {v['regime']} {v['metric']}: {v['verdict']} ({v['reason']})" for v in result["verdicts"]]
    return "\n".join(lines) + "\n"
