"""From what a case measured to what follows: tables, comparisons, flags, verdicts. No model is needed any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from gpu_checks.metrics.klom import LARGEST
from gpu_checks.seeds import seed_of
from gpu_checks.statistics.paired import bca
from gpu_checks.statistics.protocol import Protocol
from gpu_checks.statistics.verdicts import Comparison, a5, a6, compare, saturated

PRIMARY = "ce_ft"
"""The regularizer that the verdicts are about, as the paper states it; all other methods form the second family of tests."""

Samples = dict[str, dict[str, np.ndarray]]
Found = Mapping[str, Any]


def conclude(name: str, data: str, kind: str, found: Found, protocol: Protocol) -> dict[str, Any]:
    """Add to what was found in one case: ``table``, ``comparisons``, ``flags``, ``fronts``, ``verdicts``."""
    samples, diverged = per_seed(found, protocol)
    top = {"U-LiRA": 0.5, "KLoM": LARGEST - float(np.mean(found["test"]["golden"]["distances"]["KLoM"]))}
    regularized = [m for m in samples if m.split(" ")[0] == PRIMARY]
    others = [m for m in samples if m not in (*regularized, "ft", "golden", "pretrained")]
    families = {"primary": compare(samples, regularized, protocol), "secondary": compare(samples, others, protocol)}
    metrics = list(samples["golden"])
    dead = {m: why for m in metrics if (why := saturated(samples, m, regularized, top.get(m), protocol))}
    comparisons = [{"family": f, **asdict(c), "outcome": c.outcome(protocol.level)} for f, rows in families.items() for c in rows]
    flags = {
        "diverged": diverged,
        "saturated": dead,
        "noisy": [m for m in metrics if samples["golden"][m].mean() > protocol.margins[m]],
        "at the edge": at_the_edge(found),
        "over-forgetting": over_forgetting(found, samples, protocol),
    }
    verdicts = [v for m in metrics for v in _verdicts(m, samples, families["primary"], dead.get(m, ""), protocol)]
    where = {"case": name, "data": data, "forgetting": kind}
    return {
        **where,
        **found,
        "table": {method: {metric: float(s.mean()) for metric, s in row.items()} for method, row in samples.items()},
        "comparisons": comparisons,
        "flags": flags,
        "fronts": {f"UA-{other}": fronts(found["sweep"], found["golden values"], other) for other in ("RA", "TA")},
        "verdicts": [{**where, **v} for v in verdicts],
    }


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
    """Options chosen at an end of what was tried: a wider search may do better. Strength 0, never chosen, is no end."""
    flagged = []
    for method, rows in found["sweep"].items():
        for option, value in found["chosen"][method].items():
            tried = sorted({row["setting"][option] for row in rows} - ({0.0} if option != "rate" else set()))
            if len(tried) > 1 and value in (tried[0], tried[-1]):
                flagged.append({"method": method, "option": option, "value": value, "tried": [tried[0], tried[-1]]})
    return flagged


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


def _verdicts(metric: str, samples: Samples, primary: Sequence[Comparison], dead: str, protocol: Protocol) -> list[dict[str, Any]]:
    """A5 and A6 by one metric."""
    rows = [c for c in primary if c.metric == metric]
    excess = samples["ft"][metric] - samples["golden"][metric]
    outcomes = {c.method.removeprefix(f"{PRIMARY} "): c.outcome(protocol.level) for c in rows}
    truth, reason = a5(outcomes, excess, dead, protocol)
    matched = {c.method.removeprefix(f"{PRIMARY} "): c.p_equivalent < protocol.level for c in rows}
    both, why = a6(excess, truth, dead, protocol)
    return [
        {"sentence": "A5", "metric": metric, "verdict": truth, "reason": reason, "by wrong label": outcomes, "equals golden": matched},
        {"sentence": "A6", "metric": metric, "verdict": both, "reason": why},
    ]


def as_record(verdicts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the ledger reads of a study: ``sentence``, ``supports`` and a ``summary`` in one line.

    A6 speaks of the unlearning loss. The study supports it if by that metric its verdict is true or conditional (which wrong label,
    the paper leaves open) in every case that decides, and some case does. The summary counts what the other metrics found.
    """
    found = [v for v in verdicts if v["sentence"] == "A6"]
    own = {v["verdict"] for v in found if v["metric"] == "UL" and v["verdict"] != "unknown"}

    def counted(rows: Sequence[Mapping[str, Any]]) -> str:
        counts = {truth: sum(v["verdict"] == truth for v in rows) for truth in ("true", "conditional", "false", "unknown")}
        return ", ".join(f"{count} {truth}" for truth, count in counts.items() if count) or "none"

    by_loss = [v for v in found if v["metric"] == "UL"]
    others = [v for v in found if v["metric"] != "UL"]
    summary = f"by unlearning loss: {counted(by_loss)}; by other metrics: {counted(others)}"
    return {"sentence": "A6", "supports": bool(own) and own <= {"true", "conditional"}, "summary": summary}
