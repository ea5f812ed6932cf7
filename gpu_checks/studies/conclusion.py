"""From what a case measured to what follows: tables, comparisons, flags, verdicts. No model is needed any more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from gpu_checks.seeds import seed_of
from gpu_checks.statistics.paired import bca
from gpu_checks.statistics.protocol import Protocol
from gpu_checks.statistics.verdicts import Comparison, a5, a6, compare, interval_of, no_gap, saturated
from gpu_checks.studies.comparison import PRIMARY, SLOW, at_rate
from verify.claim import Truth
from verify.report.recorded import together

REGIMES = {"any rate": "", "rates of training": SLOW}
"""Between which learning rates a setting was chosen, and what is added to the names of what was: FT is asked about in both."""

Samples = dict[str, dict[str, np.ndarray]]
Found = Mapping[str, Any]


def conclude(name: str, data: str, kind: str, found: Found, protocol: Protocol) -> dict[str, Any]:
    """Add to what was found in one case: ``table``, ``excess``, ``comparisons``, ``flags``, ``fronts``, ``verdicts``."""
    samples, diverged = per_seed(found, protocol)
    against = compared_with(found, samples)
    families = {
        "primary": compare(samples, {m: ft for m, ft in against.items() if m.split(" ")[0] == PRIMARY}, protocol),
        "secondary": compare(samples, {m: ft for m, ft in against.items() if m.split(" ")[0] != PRIMARY}, protocol),
    }
    metrics = list(samples["golden"])
    regimes = {regime: end for regime, end in REGIMES.items() if f"ft{end}" in samples}
    dead = {regime: saturated_metrics(samples, end, found["test"], protocol) for regime, end in regimes.items()}
    comparisons = [{"family": f, **asdict(c), "outcome": c.outcome(protocol.level)} for f, rows in families.items() for c in rows]
    flags = {
        "diverged": diverged,
        "saturated": dead,
        "noisy": [m for m in metrics if samples["golden"][m].mean() > protocol.margins[m]],
        "at the edge": at_the_edge(found),
        "never relearned": never_relearned(found),
        "over-forgetting": over_forgetting(found, samples, protocol),
    }
    verdicts = [v for r in regimes for m in metrics for v in _verdicts(r, m, samples, families["primary"], dead[r].get(m, ""), protocol)]
    where = {"case": name, "data": data, "forgetting": kind}
    return {
        **where,
        **found,
        "table": {method: {metric: float(s.mean()) for metric, s in row.items()} for method, row in samples.items()},
        "excess": {method: excess(samples, method, protocol) for method in samples if method != "golden" and method not in against},
        "comparisons": comparisons,
        "flags": flags,
        "fronts": {f"UA-{other}": fronts(found["sweep"], found["golden values"], other) for other in ("RA", "TA")},
        "verdicts": [{**where, **v} for v in verdicts],
    }


def excess(samples: Samples, method: str, protocol: Protocol) -> dict[str, dict[str, float]]:
    """D(method) - D(golden) with its interval, by metric, of FT and other methods that are compared with nothing."""
    golden = samples["golden"]
    return {metric: asdict(interval_of(row - golden[metric], protocol, method, metric)) for metric, row in samples[method].items()}


def regularized(methods: Iterable[str], ending: str) -> list[str]:
    """The regularizer's runs of one regime, one a wrong label."""
    return [m for m in methods if m.split(" ")[0] == PRIMARY and m.endswith(SLOW) == bool(ending)]


def compared_with(found: Found, methods: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Method -> the runs of FT it must differ from.

    FT at its best rate in the same regime; for the regularizer also FT at the very same rate, so that its effect is not that of the
    rate. Where FT diverged it is left out. FT and the controls are compared with nothing.
    """
    pairs: dict[str, tuple[str, ...]] = {}
    for method in methods:
        first = method.split(" ")[0]
        if first not in ("ft", "golden", "pretrained"):
            own = [at_rate(found["chosen"][method]["rate"])] if first == PRIMARY else []
            pairs[method] = tuple(ft for ft in (f"ft{SLOW}" if method.endswith(SLOW) else "ft", *own) if ft in methods)
    return {method: fts for method, fts in pairs.items() if fts}


def saturated_metrics(samples: Samples, ending: str, test: Found, protocol: Protocol) -> dict[str, str]:
    """Metric -> why it decides nothing in a regime."""
    ft, methods = f"ft{ending}", regularized(samples, ending)
    floor = {"KLoM": float(np.mean(test["golden"]["distances"]["KLoM"]))}
    found = {}
    for metric in samples["golden"]:
        tops = {m: test[m]["ceilings"][metric] - floor.get(metric, 0.0) for m in (ft, *methods) if metric in test[m]["ceilings"]}
        found[metric] = saturated(samples, metric, ft, methods, tops, protocol)
    return {metric: why for metric, why in found.items() if why}


def per_seed(found: Found, protocol: Protocol) -> tuple[Samples, list[str]]:
    """Distances (S,) by method and metric, runs from one pretrained model averaged; and the methods that diverged in a run.

    KLoM and U-LiRA are there per pretrained model already. Golden's KLoM is its own floor: it is subtracted from everyone's, so that the
    distance of golden from golden is 0.
    """
    samples: Samples = {}
    diverged = []
    for method, test in found["test"].items():
        runs = test["distances"]
        if any(x is None for row in runs.values() for x in row):
            diverged.append(method)
            continue
        samples[method] = {m: np.reshape(row, (protocol.training_seeds, -1)).mean(axis=1) for m, row in runs.items()}
    floor = samples["golden"]["KLoM"].mean()
    for row in samples.values():
        row["KLoM"] = row["KLoM"] - floor
    return samples, diverged


def at_the_edge(found: Found) -> list[dict[str, Any]]:
    """Options chosen at an end of what was tried: a wider search may do better. Strength 0, never chosen, is no end.

    Of what was chosen among the rates of training the rate is no matter.
    """
    flagged = []
    for method in found["finals"]:
        rows = found["sweep"][method.removesuffix(SLOW)]
        for option, value in found["chosen"][method].items():
            if option == "rate" and method.endswith(SLOW):
                continue
            tried = sorted({row["setting"][option] for row in rows} - ({0.0} if option != "rate" else set()))
            if len(tried) > 1 and value in (tried[0], tried[-1]):
                flagged.append({"method": method, "option": option, "value": value, "tried": [tried[0], tried[-1]]})
    return flagged


def never_relearned(found: Found) -> dict[str, int]:
    """Method -> how many of its runs had not learned D_f again when the steps were used up: their distance is a lower bound."""
    cut = {m: sum(x >= found["relearned at most"] for x in test["values"]["relearning"]) for m, test in found["test"].items()}
    return {method: count for method, count in cut.items() if count}


def over_forgetting(found: Found, samples: Samples, protocol: Protocol) -> list[dict[str, Any]]:
    """Methods that forget more than golden does: UA or UL above golden's by more than the margin, the whole interval of it."""
    flagged = []
    for method in samples:
        for metric in ("UA", "UL"):
            runs = np.reshape(found["test"][method]["values"][metric], (protocol.training_seeds, -1)).mean(axis=1)
            above = bca(runs - found["golden values"][metric], 1 - protocol.level, protocol.resamples, seed_of("over", method, metric))
            if above.low > protocol.margins[metric]:
                flagged.append({"method": method, "metric": metric, "above golden": asdict(above)})
    return flagged


def fronts(sweep: Found, golden: Mapping[str, float], other: str) -> dict[str, list[int]]:
    """Per method, the settings that no other setting of it beats: closer to golden both in UA and in ``other``, means over seeds."""
    result = {}
    for method, rows in sweep.items():
        points = [(i, [_mean(row["values"][m]) for m in ("UA", other)]) for i, row in enumerate(rows)]
        gaps = [(i, tuple(abs(v - golden[m]) for v, m in zip(point, ("UA", other), strict=True))) for i, point in points]
        finite = [(i, g) for i, g in gaps if np.isfinite(g).all()]
        result[method] = [i for i, g in finite if not any(_beats(h, g) for _, h in finite)]
    return result


def _beats(h: Sequence[float], g: Sequence[float]) -> bool:
    """Nowhere worse, somewhere better."""
    return all(a <= b for a, b in zip(h, g, strict=True)) and tuple(h) != tuple(g)


def _mean(row: Sequence[float | None]) -> float:
    return float(np.mean([np.nan if x is None else x for x in row]))


def _verdicts(
    regime: str, metric: str, samples: Samples, primary: Sequence[Comparison], dead: str, protocol: Protocol
) -> list[dict[str, Any]]:
    """A5 and A6 by one metric in one regime."""
    ending = REGIMES[regime]
    methods = regularized(samples, ending)
    rows = [c for c in primary if c.metric == metric and c.method in methods]
    excess = samples[f"ft{ending}"][metric] - samples["golden"][metric]
    outcomes = {_wrong(c): c.outcome(protocol.level) for c in rows}
    truth, reason = a5(outcomes, no_gap(excess, protocol.margins[metric], protocol.level), dead)
    matched = {_wrong(c): c.p_equivalent < protocol.level for c in rows}
    both, why = a6(metric, excess, truth, dead, protocol)
    where = {"regime": regime, "metric": metric}
    return [
        {"sentence": "A5", **where, "verdict": truth, "reason": reason, "by wrong label": outcomes, "equals golden": matched},
        {"sentence": "A6", **where, "verdict": both, "reason": why},
    ]


def _wrong(comparison: Comparison) -> str:
    return comparison.method.removeprefix(f"{PRIMARY} ").removesuffix(SLOW)


def as_record(verdicts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the ledger reads of a study: ``sentence``, its ``truth`` by what was measured, and a ``summary`` in one line.

    A6 speaks of the unlearning loss, so its truth is that of UL over all cases and regimes that decide, see
    :func:`verify.report.recorded.together`. The summary counts what the other metrics found.
    """
    found = [v for v in verdicts if v["sentence"] == "A6"]
    by_loss = [v for v in found if v["metric"] == "UL"]
    parts = [
        f"{regime}: UL {_counted([v for v in by_loss if v['regime'] == regime])}; "
        f"other metrics {_counted([v for v in found if v['regime'] == regime and v['metric'] != 'UL'])}"
        for regime in REGIMES
    ]
    return {"sentence": "A6", "truth": together(Truth(v["verdict"]) for v in by_loss).value, "summary": "; ".join(parts)}


def _counted(rows: Sequence[Mapping[str, Any]]) -> str:
    counts = {truth.value: sum(v["verdict"] == truth.value for v in rows) for truth in Truth}
    return ", ".join(f"{count} {truth}" for truth, count in counts.items() if count) or "none"
