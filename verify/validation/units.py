"""Whether a quantity scales as its unit says: labels twice as large, features twice as large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from theory.arithmetic import RATIONAL, Matrix, NotRepresentable
from theory.problem import Problem, Regularization, Schedule, nearest_interpolator
from verify.claim import Claim, Statement, Unit
from verify.claim.sides import SideError, values_of

POWERS = {
    Unit.WEIGHTS: (1, -1),
    Unit.WEIGHTS_SQUARED: (2, -2),
    Unit.LABELS: (1, 0),
    Unit.LABELS_SQUARED: (2, 0),
    Unit.LOSS: (2, 0),
    Unit.PURE: (0, 0),
}
"""By which power of 2 a quantity grows when labels double, and when features double."""

WRITE = {
    (1, -1): "weights",
    (2, -2): "weights_squared",
    (1, 0): "labels",
    (2, 0): "loss (a mean) or labels_squared (a sum)",
    (0, 0): "pure",
}
ENOUGH = 8
"""Problems with a value other than 0 on which the growth must be the same."""


def check_units(name: str, statement: Statement, problems: Sequence[Problem]) -> None:
    """Raise ``SideError`` for a quantity whose unit says otherwise than its values on scaled problems.

    ``problems`` are those of :func:`varied`. Where a quantity is always 0 or grows in no one way, nothing is said.
    """
    grown = [(_powers(statement, p, True), _powers(statement, p, False)) for p in problems]
    for i, quantity in enumerate(statement.quantities):
        found = [
            [pair[way][i] for pair in grown if pair[way] is not None and i < len(pair[way]) and pair[way][i] is not None] for way in (0, 1)
        ]
        known = [set(powers) for powers in found]
        if any(len(powers) < ENOUGH for powers in found) or any(len(k) != 1 or ANY in k for k in known):
            continue
        powers = tuple(k.pop() for k in known)
        if powers in WRITE and powers != POWERS[quantity.unit]:  # of what fits no unit the nearest is declared
            raise SideError(
                f"`{name}` declares {quantity.name} in units of {quantity.unit.value}; it grows by 2^{powers[0]} when labels double and by "
                f"2^{powers[1]} when features double\n"
                f"  Write {WRITE[powers]}, with the name '{quantity.name}'"
            )


def varied(claim: Claim, problems: Sequence[Problem]) -> list[Problem]:
    """Problems that meet the assumptions, problems of every stretch, and those whose labels no weights fit: losses are not 0 there.

    A unit does not depend on the assumptions, so that problems which do not meet them serve as well.
    """
    meeting = [p for p in problems if claim.applies_to(p)]
    unfit = [p for p in problems if p.x.rank < p.n and p.x.T @ p.x.solve(p.y) != p.y]
    return [p for group, most in ((meeting, 20), (problems, 30), (unfit, 30)) for p in group[:: max(1, len(group) // most)][:most]]


ANY = 99
"""Stands for a growth that is no power of 2."""


def _powers(statement: Statement, p: Problem, of_labels: bool) -> Any:
    """Per quantity the power of 2 by which it grows, None where it is 0; None where a side has no value."""
    scaled = _labels_doubled(p) if of_labels else _features_doubled(p)
    out: list[int | None] = []
    try:
        before = [values_of(statement, side, replace(p, solver=nearest_interpolator)) for side in ("left", "right")]
        after = [values_of(statement, side, scaled) for side in ("left", "right")]
    except (NotRepresentable, SideError):
        return None
    for i in range(min(map(len, (*before, *after)))):
        ratios = {power for b, a in zip(before, after, strict=True) for power in _ratios(b[i], a[i])}
        out.append(None if not ratios else ratios.pop() if len(ratios) == 1 else ANY)
    return out


def _ratios(before: Any, after: Any) -> set[int]:
    if isinstance(before, Matrix) and isinstance(after, Matrix) and before.shape == after.shape:
        pairs = zip((x for r in before.tolist() for x in r), (x for r in after.tolist() for x in r), strict=True)
    else:
        pairs = zip([before], [after], strict=True)
    return {_power(_fraction(b), _fraction(a)) for b, a in pairs if _fraction(b) != 0 or _fraction(a) != 0}


def _fraction(x: Any) -> Fraction:
    return Fraction(x) if isinstance(x, int) else RATIONAL.fraction(x)


def _power(before: Fraction, after: Fraction) -> int:
    return next((k for k in range(-4, 5) if before and after == before * Fraction(2) ** k), ANY)


def _labels_doubled(p: Problem) -> Problem:
    two = RATIONAL.scalar(2)
    plan, extra = p.schedule, p.regularization
    return replace(
        p,
        y_r=p.y_r * two,
        y_f=p.y_f * two,
        w_star=None if p.w_star is None else p.w_star * two,
        schedule=plan and Schedule(plan.start * two, plan.eta, plan.steps),
        regularization=extra and Regularization(extra.wrong * two, extra.alpha, extra.decay),
        solver=nearest_interpolator,
    )


def _features_doubled(p: Problem) -> Problem:
    two = RATIONAL.scalar(2)
    plan, extra = p.schedule, p.regularization
    return replace(
        p,
        x_r=p.x_r * two,
        x_f=p.x_f * two,
        w_star=None if p.w_star is None else p.w_star / two,
        schedule=plan and Schedule(plan.start / two, plan.eta / 4, plan.steps),
        regularization=extra and Regularization(extra.wrong, extra.alpha, extra.decay * 4),
        solver=nearest_interpolator,
    )
