"""The audit as JSON: every value with its bound, in full."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from verify.audit.applicability import Applicability
from verify.audit.classes import Hits
from verify.audit.digits import decimal
from verify.audit.first_screen import sentences
from verify.audit.follows import consequences
from verify.audit.remedies import needs
from verify.audit.report import Report
from verify.audit.rounding import Measured
from verify.audit.rows import Row
from verify.audit.shares import Answer, answer
from verify.audit.steps import steps
from verify.audit.text import warnings

BASIC = ("model", "remaining", "unlearning", "gap_in_weights", "gap_in_loss")


def as_json(report: Report, notes: Sequence[str], claims: Sequence[Applicability]) -> bytes:
    """UTF-8 JSON of :func:`as_content`."""
    return (json.dumps(as_content(report, notes, claims), indent=2, allow_nan=False) + "\n").encode()


def as_content(report: Report, notes: Sequence[str], claims: Sequence[Applicability]) -> dict[str, Any]:
    """Each measured number is {"value", "error"}; what is unknown is None, what float64 cannot hold is a string."""
    found, of, (d_r, d_lap, d_f) = answer(report), report.sizes, report.blocks.sizes
    return {
        "answer": {"best": found.best, "sentences": sentences(report, found)},
        "settings": {"alpha": report.settings.alpha, "ridge": report.settings.ridge, "n_t": of.n_t, "kernel": _kernel(report)},
        "data": {"n": of.n, "n_r": of.n_r, "n_f": of.n_f, "d": of.d, "outputs": of.outputs},
        "blocks": {"d_r": d_r, "d_lap": d_lap, "d_f": d_f, "unused": len(report.blocks.unused)},
        "matrices": {m.name: _plain(vars(m)) for m in report.matrices},
        "consistent": report.consistent,
        "arithmetic": report.arithmetic,
        "models": [_model(report, found, row) for row in report.rows],
        "models_at_cutoff": [_plain({name: value for name, value in vars(row).items() if name in BASIC}) for row in report.at_cutoff],
        "leave_out": None if report.leave_out is None else _plain(vars(report.leave_out)),
        "notes": list(notes),
        "warnings": warnings(report),
        "follows": [asdict(c) for c in consequences(report)],
        "claims": [{**asdict(c), "applies": c.applies} for c in claims],
    }


def _kernel(report: Report) -> dict[str, Any] | None:
    """The kernel, and how far its features as stored may be from true ones."""
    lift = report.settings.lift
    return None if lift is None else {**vars(lift.kernel), "uncertain": _json(lift.uncertain)}


def _model(report: Report, found: Answer, row: Row) -> dict[str, Any]:
    share = found.shares[row.model]
    fields = {**vars(row), "share_in_loss": share.in_loss, "share_in_weights": share.in_weights}
    plain = _plain({name: value for name, value in fields.items() if value is not None and name != "hits"})
    if row.hits is not None:
        plain["classes"] = {side: _classes(hits) for side, hits in zip("rf", row.hits, strict=True)}
    return {**plain, "steps": steps(report, row.model), "needs": needs(row.model)}


def _classes(hits: Hits) -> dict[str, Any]:
    """Counts by class; mean and least margin of all samples and by class."""
    every = range(len(hits.count))
    return {
        **{name: getattr(hits, name).tolist() for name in ("count", "right", "open")},
        "margin": _json(hits.margin()),
        "least_margin": _json(hits.least_margin()),
        "margins": [_json(hits.margin(i)) for i in every],
        "least_margins": [_json(hits.least_margin(i)) for i in every],
    }


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: _json(value) for name, value in fields.items()}


def _json(value: Any) -> Any:
    if isinstance(value, Measured):
        return {"value": _json(value.value), "error": _json(value.error)}
    if isinstance(value, Fraction):
        return _number(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _number(exact: Fraction) -> float | str:
    """The nearest float64, or decimal text where float64 overflows or underflows."""
    try:
        nearest = float(exact)
    except OverflowError:
        nearest = 0.0
    return nearest if nearest or not exact else decimal(exact)
