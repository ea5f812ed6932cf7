"""How many full-batch gradient steps a model needs, from condition numbers."""

from __future__ import annotations

import math

from verify.audit.digits import known
from verify.audit.remedies import DECAY, OWN, RIDGE, TUNED
from verify.audit.report import Report
from verify.audit.rounding import Measured

CLOSE = 0.01
"""Steps are counted until this share of the distance to the limit is left, at the best constant step size."""


def steps(report: Report, model: str) -> str:
    """The count; ``<=`` before an upper bound, ``-`` where no descent is part of the model or its condition is unknown."""
    of, conditions = report.sizes, {m.name: m.condition for m in report.matrices}
    start = model.removesuffix(TUNED)
    if model == "fine-tuned" and report.consistent:
        return "0"
    if model in ("golden", "fine-tuned") or (start != model and start != RIDGE) or model == RIDGE + TUNED:
        return _text(_squared(conditions["X_t" if "X_t" in conditions and model != "golden" else "X_r"]))
    if model.startswith("regularized"):
        c = math.sqrt(report.settings.alpha * of.n_r / of.n_f)
        found = _text(_squared(conditions["X"]) * max(c, 1 / c) ** 2)
        return found if found == "-" else f"<={found}"
    if model == DECAY:
        largest = next(m.largest for m in report.matrices if m.name == "X_r")
        return _text(1 + largest**2 / of.n_r / report.settings.ridge)
    return "-" if model in ("pretrained", RIDGE, OWN) else "0"


def _squared(condition: Measured) -> float:
    if not known(condition):
        return math.inf
    try:
        return float(condition.value) ** 2
    except OverflowError:
        return math.inf


def _text(k: float) -> str:
    """Steps at the rate (k - 1) / (k + 1), k the condition number of the Hessian."""
    if not math.isfinite(k):
        return "-"
    if k <= 1 + 1e-9:
        return "1"
    count = math.ceil(math.log(CLOSE) / (math.log1p(-2 / (k + 1)) if k > 2 else math.log((k - 1) / (k + 1))))
    return str(count) if count < 10**5 else f"{count:.0e}".replace("e+0", "e+")
