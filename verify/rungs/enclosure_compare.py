"""Compares two sides in balls: certainly true, certainly false, or undecided at this precision.

Balls never prove equality. Two sides count as equal when their difference contains 0 and is narrow: no wider than :data:`CAP` times
the scale of the inputs. A difference that excludes 0, by however little, refutes equality, and an order is decided only where
every pair of numbers in the two balls has it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from theory.arithmetic import BallNumber, Matrix
from theory.arithmetic.flint_names import arb
from theory.problem import Problem
from verify.claim import Relation, Statement, Unit
from verify.claim.compare import Scales, compared_sides

CAP = Fraction(1, 10**40)
"""The widest difference, relative to the scale of the inputs, that may pass for 0."""


@dataclass(frozen=True)
class Enclosed:
    """What comparing two sides in balls gave.

    ``holds`` None means that it cannot be told at this precision. ``width`` is the largest width, relative to the scale of the
    inputs, of a difference that passed for 0; 0 where nothing had to. ``shown`` is the difference that decided, for people.
    """

    holds: bool | None
    quantity: str
    width: float
    shown: str


def compare_enclosed(statement: Statement, p: Problem, scales: Scales, expected: bool = True, cap: Fraction = CAP) -> Enclosed:
    """Hold ``statement`` against p, a problem over balls.

    ``expected`` False says that the claim's condition fails on p, so that the claim says the statement fails too: then it is the
    failure of "different" that a narrow difference supports, and a narrow difference does not support "equal". Raises ``CannotTell``
    where a side itself cannot be evaluated at this precision.
    """
    accept = expected is (statement.relation is Relation.EQUAL)
    found = []
    for quantity, a, b in compared_sides(statement, p):
        balls, scale = differences(a, b), scale_of(quantity.unit, scales)
        decided = decide(statement.relation, balls, cap * scale if accept else None)
        as_zero = decided is (statement.relation is Relation.EQUAL) and not any(map(_apart, balls))
        farthest = max(balls, key=lambda x: float(abs(x.mid())), default=arb(0))
        size = relative(width(balls), scale) if as_zero and statement.relation is not Relation.AT_MOST else 0.0
        found.append(Enclosed(decided, quantity.name, size, farthest.str(3)))
    holds = [f.holds for f in found]
    overall = False if False in holds else None if None in holds else True
    decisive = next(f for f in found if f.holds is overall)
    return Enclosed(overall, decisive.quantity, max(f.width for f in found), decisive.shown)


def decide(relation: Relation, balls: Sequence[arb], allowed: Fraction | None) -> bool | None:
    """Whether the differences ``balls`` stand in ``relation`` to 0, entry by entry.

    ``allowed`` is the width up to which a ball that contains 0 counts as 0; None where it never does.
    """
    if relation is Relation.AT_MOST:
        return False if any(x > 0 for x in balls) else True if all(x <= 0 for x in balls) else None
    if any(map(_apart, balls)):
        return relation is Relation.DIFFERENT
    narrow = allowed is not None and all(x.is_finite() and x.contains(0) for x in balls) and width(balls) <= allowed
    return relation is Relation.EQUAL if narrow else None


def _apart(x: arb) -> bool:
    """Whether x certainly excludes 0: ``!=`` of two balls is False where they overlap."""
    return bool(x != 0)


def differences(a: Any, b: Any) -> list[arb]:
    """a - b entry by entry, as balls. Raises ``ValueError`` where the shapes differ."""
    if isinstance(a, Matrix) != isinstance(b, Matrix) or (isinstance(a, Matrix) and a.shape != b.shape):
        shapes = " and ".join(str(x.shape) if isinstance(x, Matrix) else "a scalar" for x in (a, b))
        raise ValueError(f"`left` and `right` must have the same shape; received {shapes}")
    return [as_ball(x) for row in (a - b).tolist() for x in row] if isinstance(a, Matrix) else [as_ball(a - b)]


def as_ball(x: Any) -> arb:
    """The ball of a ball number, or the point of an integer."""
    return x.value if isinstance(x, BallNumber) else arb(x)


def width(balls: Sequence[arb]) -> Fraction:
    """Upper end minus lower end of the widest of finite balls, exactly."""
    mantissa, exponent = max((x.rad() for x in balls), default=arb(0)).man_exp()
    return 2 * int(mantissa) * Fraction(2) ** int(exponent)


def relative(size: Fraction, scale: Fraction) -> float:
    """``size`` over ``scale``; 0 over 0 is 0."""
    return float(size / scale) if size else 0.0


def scale_of(unit: Unit, scales: Scales) -> Fraction:
    """The scale of the inputs for a quantity with this unit."""
    return Fraction(scales.of(unit))


def ends(x: arb) -> tuple[float, float]:
    """Lower and upper end of a ball, rounded outwards to double precision."""
    return math.nextafter(float(x.lower()), -math.inf), math.nextafter(float(x.upper()), math.inf)
