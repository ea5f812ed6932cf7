"""Counterexamples as files: exact rationals as strings, readable, written whole or not at all, and replayed over Q."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from theory.arithmetic import RATIONAL, Matrix
from theory.blocks import Blocks
from theory.problem import Problem, Regularization, Schedule
from verify.files import write_whole

FORMAT = "goldengap-counterexample-2"
"""Names the layout of the file; a reader refuses any other."""


def problem_of(
    x_r: Sequence[Sequence[Any]],
    x_f: Sequence[Sequence[Any]],
    w_star: Sequence[Any],
    *,
    tuning: Sequence[int] | None = None,
    noise: Sequence[Any] | None = None,
    schedule: tuple[Sequence[Any], Any, int] | None = None,
    regularization: tuple[Sequence[Any], Any, Any] | None = None,
) -> Problem:
    """A pinned instance over Q, written as in the paper: X_r and X_f row by row, w_* as one list.

    ``noise`` is added to y = X^T w_*, remaining samples first; ``schedule`` is (start, eta, steps); ``regularization`` is
    (y', alpha, lambda). D_t is D_r unless given.
    """
    a, b, w = _exact(x_r), _exact(x_f), _exact([[x] for x in w_star])
    y_r, y_f = a.T @ w, b.T @ w
    if noise is not None:
        cut = a.shape[1]
        y_r, y_f = y_r + _exact([[x] for x in noise[:cut]]), y_f + _exact([[x] for x in noise[cut:]])
    plan = None
    if schedule is not None:
        start, eta, steps = schedule
        plan = Schedule(_exact([[x] for x in start]), RATIONAL.scalar(Fraction(eta)), steps)
    extra = None
    if regularization is not None:
        wrong, *weights = regularization
        extra = Regularization(_exact([[x] for x in wrong]), *(RATIONAL.scalar(Fraction(x)) for x in weights))
    tuned = tuple(range(a.shape[1]) if tuning is None else tuning)
    return Problem(a, b, y_r, y_f, tuned, w, schedule=plan, regularization=extra)


def _exact(rows: Sequence[Sequence[Any]]) -> Matrix:
    return Matrix.of(RATIONAL, [[Fraction(x) for x in row] for row in rows])


def as_data(claim_id: str, p: Problem) -> dict[str, Any]:
    """An exact problem as plain data that determines it completely."""
    blocks = p.blocks if p.blocks is not None else Blocks.of(p.x_r, p.x_f)
    schedule = p.schedule
    plan = None
    if schedule is not None:
        eta = str(p.system.fraction(schedule.eta))
        plan = {"start": _strings(schedule.start), "eta": eta, "steps": schedule.steps}
    extra = p.regularization
    added = None
    if extra is not None:
        alpha, decay = (str(p.system.fraction(value)) for value in (extra.alpha, extra.decay))
        added = {"wrong": _strings(extra.wrong), "alpha": alpha, "decay": decay}
    return {
        "format": FORMAT,
        "claim": claim_id,
        "x_r": _strings(p.x_r),
        "x_f": _strings(p.x_f),
        "y_r": _strings(p.y_r),
        "y_f": _strings(p.y_f),
        "tuning": list(p.tuning),
        "w_star": None if p.w_star is None else _strings(p.w_star),
        "blocks": {name: list(getattr(blocks, name)) for name in ("r", "lap", "f", "unused")},
        "schedule": plan,
        "regularization": added,
    }


def from_data(data: dict[str, Any]) -> Problem:
    """The exact problem that :func:`as_data` described; raises ``ValueError`` on any other layout."""
    if data.get("format") != FORMAT:
        raise ValueError(f"`format` must be {FORMAT!r}; received {data.get('format')!r}")
    x_r, x_f, y_r, y_f = (_exact(data[name]) for name in ("x_r", "x_f", "y_r", "y_f"))
    teacher = None if data["w_star"] is None else _exact(data["w_star"])
    blocks = Blocks(**{name: tuple(index) for name, index in data["blocks"].items()})
    plan = data["schedule"]
    schedule = None
    if plan is not None:
        schedule = Schedule(_exact(plan["start"]), RATIONAL.scalar(Fraction(plan["eta"])), plan["steps"])
    added = data["regularization"]
    extra = None
    if added is not None:
        extra = Regularization(_exact(added["wrong"]), *(RATIONAL.scalar(Fraction(added[name])) for name in ("alpha", "decay")))
    return Problem(x_r, x_f, y_r, y_f, tuple(data["tuning"]), teacher, blocks, schedule, extra)


def _strings(a: Matrix) -> list[list[str]]:
    return [[str(a.system.fraction(x)) for x in row] for row in a.tolist()]


def write_json(path: Path, data: Any, indent: int = 1) -> None:
    """Write ``data`` whole or not at all."""
    write_whole(path, json.dumps(data, indent=indent) + "\n")
