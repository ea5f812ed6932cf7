"""The audit as JSON: every value with its bound, in full."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from verify.audit.applicability import Applicability
from verify.audit.digits import decimal
from verify.audit.report import Report
from verify.audit.rounding import Measured
from verify.audit.text import warnings


def as_json(report: Report, notes: Sequence[str], claims: Sequence[Applicability]) -> bytes:
    """UTF-8 JSON. Each measured number is {"value", "error"}; what is unknown is null, what float64 cannot hold is a string."""
    p, (d_r, d_lap, d_f) = report.problem, report.blocks.sizes
    content = {
        "data": {"n": p.n, "n_r": p.n_r, "n_f": p.n_f, "d": p.d, "outputs": p.y.shape[1]},
        "blocks": {"d_r": d_r, "d_lap": d_lap, "d_f": d_f, "unused": len(report.blocks.unused)},
        "matrices": {m.name: _plain(vars(m)) for m in report.matrices},
        "consistent": report.consistent,
        "arithmetic": report.arithmetic,
        "models": [_plain(vars(row)) for row in report.rows],
        "models_at_cutoff": [_plain(vars(row)) for row in report.at_cutoff],
        "leave_out": None if report.leave_out is None else _plain(vars(report.leave_out)),
        "notes": list(notes),
        "warnings": warnings(report),
        "claims": [{**asdict(c), "applies": c.applies} for c in claims],
    }
    return (json.dumps(content, indent=2, allow_nan=False) + "\n").encode()


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
