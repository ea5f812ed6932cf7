"""The audit as JSON: every value with its bound, in full."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from verify.audit.applicability import Applicability
from verify.audit.report import Report
from verify.audit.rounding import Measured
from verify.audit.text import warnings


def as_json(report: Report, notes: Sequence[str], claims: Sequence[Applicability]) -> bytes:
    """UTF-8 JSON. Each measured number is {"value", "error"}; an unknown bound is null."""
    p, (d_r, d_lap, d_f) = report.problem, report.blocks.sizes
    content = {
        "data": {"n": p.n, "n_r": p.n_r, "n_f": p.n_f, "d": p.d, "outputs": p.y.shape[1]},
        "blocks": {"d_r": d_r, "d_lap": d_lap, "d_f": d_f, "unused": len(report.blocks.unused)},
        "matrices": {m.name: _plain({"rank": m.rank, "condition": m.condition, "ambiguous": m.ambiguous}) for m in report.matrices},
        "consistent": report.consistent,
        "models": [_plain(vars(row)) for row in report.rows],
        "leave_out": None if report.leave_out is None else asdict(report.leave_out),
        "notes": list(notes),
        "warnings": warnings(report.matrices),
        "claims": [{**asdict(c), "applies": c.applies} for c in claims],
    }
    return (json.dumps(content, indent=2, allow_nan=False) + "\n").encode()


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: _measured(value) if isinstance(value, Measured) else value for name, value in fields.items()}


def _measured(number: Measured) -> dict[str, float | None]:
    return {"value": number.value, "error": number.error if math.isfinite(number.error) else None}
