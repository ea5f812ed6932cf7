"""From what a case measured to what follows: tables, comparisons, flags, verdicts. No model is needed any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from gpu_checks.methods import METHODS
from gpu_checks.metrics import METRICS
from gpu_checks.seeds import seed_of
from gpu_checks.statistics.paired import bca
from gpu_checks.statistics.protocol import UTILITY, Protocol
from gpu_checks.statistics.verdicts import Comparison, a5, a6, compare, interval_of, no_gap, saturated
from gpu_checks.studies.choice import tied
from gpu_checks.studies.contender import FT, GOLDEN, PRETRAINED, Contender, contenders_of
from verify.claim import Truth
from verify.report.recorded import together

REGIMES = {"any rate": False, "rates of training": True}
"""Between which learning rates a setting was chosen, and whether that is slow: FT is asked about in both."""

Samples = dict[Contender, dict[str, np.ndarray]]
Found = Mapping[str, Any]


def conclude(name: str, data: str, kind: str, found: Found, protocol: Protocol) -> dict[str, Any]:
    """Add to what was found in one case: ``table``, ``excess``, ``comparisons``, ``flags``, ``fronts``, ``ties``, ``verdicts``."""
    samples, diverged = per_seed(found, protocol)
    golden, against = samples[GOLDEN], compared_with(found["chosen"], samples)
    families = {
        "primary": compare(samples, golden, {c: fts for c, fts in against.items() if c.primary}, protocol),
        "secondary": compare(samples, golden, {c: fts for c, fts in against.items() if not c.primary}, protocol),
    }
    regimes = [regime for regime, slow in REGIMES.items() if replace(FT, slow=slow) in samples]
    dead = {regime: saturated_metrics(samples, REGIMES[regime], found["test"], protocol) for regime in regimes}
    flags = {
        "diverged": [str(contender) for contender in diverged],
        "saturated": dead,
        "noisy": [m for m, row in golden.items() if row.mean() > protocol.margins[m]],
        "at the edge": at_the_edge(found),
        "never relearned": never_relearned(found),
        "over-forgetting": over_forgetting(found, samples, protocol),
    }
    verdicts = [v for r in regimes for m in golden for v in _verdicts(r, m, samples, families["primary"], dead[r].get(m, ""), protocol)]
    where = {"case": name, "data": data, "forgetting": kind}
    return {
        **where,
        **found,
        "table": {str(c): {metric: float(s.mean()) for metric, s in row.items()} for c, row in samples.items()},
        "excess": {str(c): excess(samples, c, protocol) for c in samples if c != GOLDEN and c not in against},
        "comparisons": [_listed(family, c, protocol) for family, rows in families.items() for c in rows],
        "flags": flags,
        "fronts": {f"UA-{other}": fronts(found["sweep"], found["golden values"], other) for other in UTILITY},
        "ties": ties(found, protocol),
        "verdicts": [{**where, **v} for v in verdicts],
    }


def _listed(family: str, c: Comparison[Contender], protocol: Protocol) -> dict[str, Any]:
    """A comparison as plain data."""
    who = {"method": str(c.method), "against": [str(ft) for ft in c.against]}
    numbers = {"narrowed": [asdict(i) for i in c.narrowed], "p_different": c.p_different, "excess": asdict(c.excess)}
    outcome = c.outcome(protocol.level).value
    return {"family": family, "metric": c.metric, **who, **numbers, "p_equivalent": c.p_equivalent, "outcome": outcome}


def excess(samples: Samples, contender: Contender, protocol: Protocol) -> dict[str, dict[str, float]]:
    """D(method) - D(golden) with its interval, by metric, of FT and other methods that are compared with nothing."""
    golden = samples[GOLDEN]
    return {metric: asdict(interval_of(row - golden[metric], protocol, contender, metric)) for metric, row in samples[contender].items()}


def regularized(contenders: Iterable[Contender], slow: bool) -> list[Contender]:
    """The regularizer's runs of one regime, one a wrong label."""
    return [c for c in contenders if c.primary and c.slow == slow]


def compared_with(chosen: Found, samples: Samples) -> dict[Contender, tuple[Contender, ...]]:
    """Contender -> the runs of FT it must differ from.

    FT at its best rate in the same regime; for the regularizer also FT at the very same rate, so that its effect is not that of the
    rate. Where FT diverged it is left out. FT and the controls are compared with nothing.
    """
    pairs: dict[Contender, tuple[Contender, ...]] = {}
    for contender in samples:
        if not contender.control and contender.method != FT.method:
            own = [replace(FT, rate=chosen[str(contender)]["rate"])] if contender.primary else []
            pairs[contender] = tuple(ft for ft in (replace(FT, slow=contender.slow), *own) if ft in samples)
    return {contender: fts for contender, fts in pairs.items() if fts}


def saturated_metrics(samples: Samples, slow: bool, test: Found, protocol: Protocol) -> dict[str, str]:
    """Metric -> why it decides nothing in a regime."""
    ft, own = replace(FT, slow=slow), regularized(samples, slow)
    found = {}
    for metric in samples[GOLDEN]:
        floor = float(np.mean(test[str(GOLDEN)]["distances"][metric])) if METRICS[metric].floored else 0.0
        tops = [test[str(c)]["ceilings"][metric] - floor for c in (ft, *own)] if METRICS[metric].ceiling else []
        three = {"golden": samples[GOLDEN][metric], "pretrained": samples[PRETRAINED][metric], "ft": samples[ft][metric]}
        found[metric] = saturated(three, [samples[c][metric] for c in own], tops, protocol.margins[metric], protocol.level)
    return {metric: why for metric, why in found.items() if why}


def ties(found: Found, protocol: Protocol) -> dict[str, dict[str, Any]]:
    """Per contender, the finalists that are as good as the best by the criterion, and what their distances span by each metric.

    Means over the models of the finals. The criterion does not tell these settings apart: what they span is part of what was found.
    """
    result = {}
    for contender, name in contenders_of(found).items():
        if name in found["finals"]:
            rows = found["finals"][name]
            near = [rows[i]["distances"] for i in tied(rows, METHODS[contender.method], protocol.criterion)]
            means = {m: [_mean(distances[m]) for distances in near] for m in near[0]}
            result[name] = {"tied": len(near), "span": {m: [min(row), max(row)] for m, row in means.items()}}
    return result


def per_seed(found: Found, protocol: Protocol) -> tuple[Samples, list[Contender]]:
    """Distances (S,) by contender and metric, runs from one pretrained model averaged; and the contenders that diverged in a run.

    Metrics of sets are there per pretrained model already. Where golden's own distance is a floor it is subtracted from everyone's, so
    that the distance of golden from golden is 0.
    """
    samples: Samples = {}
    diverged = []
    for contender, name in contenders_of(found).items():
        runs = found["test"][name]["distances"]
        if any(x is None for row in runs.values() for x in row):
            diverged.append(contender)
            continue
        samples[contender] = {m: np.reshape(row, (protocol.training_seeds, -1)).mean(axis=1) for m, row in runs.items()}
    floors = {m: row.mean() if METRICS[m].floored else 0.0 for m, row in samples[GOLDEN].items()}
    return {c: {m: values - floors[m] for m, values in row.items()} for c, row in samples.items()}, diverged


def at_the_edge(found: Found) -> list[dict[str, Any]]:
    """Options chosen at an end of what was tried: a wider search may do better. Strength 0, never chosen, is no end.

    Of what was chosen among the rates of training the rate is no matter.
    """
    flagged = []
    for contender, name in contenders_of(found).items():
        rows = found["sweep"][str(contender.unbound)] if name in found["finals"] else []
        for option, value in found["chosen"][name].items() if rows else ():
            if option == "rate" and contender.slow:
                continue
            tried = sorted({row["setting"][option] for row in rows} - ({0.0} if option != "rate" else set()))
            if len(tried) > 1 and value in (tried[0], tried[-1]):
                flagged.append({"method": name, "option": option, "value": value, "tried": [tried[0], tried[-1]]})
    return flagged


def never_relearned(found: Found) -> dict[str, int]:
    """Method -> how many of its runs had not learned D_f again when the steps were used up: their distance is a lower bound."""
    cut = {m: sum(x >= found["relearned at most"] for x in test["values"]["relearning"]) for m, test in found["test"].items()}
    return {method: count for method, count in cut.items() if count}


def over_forgetting(found: Found, samples: Samples, protocol: Protocol) -> list[dict[str, Any]]:
    """Methods that forget more than golden does: a value above golden's by more than the margin, the whole interval of it."""
    flagged = []
    for name, metric in ((str(c), m.name) for c in samples for m in METRICS.values() if m.direction):
        runs = np.reshape(found["test"][name]["values"][metric], (protocol.training_seeds, -1)).mean(axis=1)
        above = bca(runs - found["golden values"][metric], 1 - protocol.level, protocol.resamples, seed_of("over", name, metric))
        if above.low > protocol.margins[metric]:
            flagged.append({"method": name, "metric": metric, "above golden": asdict(above)})
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
    regime: str, metric: str, samples: Samples, primary: Sequence[Comparison[Contender]], dead: str, protocol: Protocol
) -> list[dict[str, Any]]:
    """A5 and A6 by one metric in one regime."""
    slow = REGIMES[regime]
    rows = [c for c in primary if c.metric == metric and c.method.slow == slow]
    excess = samples[replace(FT, slow=slow)][metric] - samples[GOLDEN][metric]
    outcomes = {str(c.method.wrong): c.outcome(protocol.level) for c in rows}
    truth, reason = a5(outcomes, no_gap(excess, protocol.margins[metric], protocol.level), dead)
    matched = {str(c.method.wrong): c.p_equivalent < protocol.level for c in rows}
    both, why = a6(metric, excess, truth, dead, protocol)
    where, told = {"regime": regime, "metric": metric}, {wrong: outcome.value for wrong, outcome in outcomes.items()}
    return [
        {"sentence": "A5", **where, "verdict": truth.value, "reason": reason, "by wrong label": told, "equals golden": matched},
        {"sentence": "A6", **where, "verdict": both.value, "reason": why},
    ]


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
