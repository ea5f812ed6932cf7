"""Whether a side is one formula for all numbers: its value over Q against its value modulo a prime and in balls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from theory.arithmetic import RATIONAL, Ball, CannotTell, Matrix, NotRepresentable, NumberSystem, PrimeField
from theory.problem import Problem, nearest_interpolator
from verify.claim import Statement
from verify.claim.sides import SideError, describe, holds_on, values_of

FIELD = 2**61 - 1
BITS = 512
LACKS = (NotRepresentable, CannotTell, ZeroDivisionError, TypeError)
"""With these a number system says that it has no answer."""


def check_systems(name: str, statement: Statement, problems: Sequence[Problem]) -> None:
    """Compare the sides of ``statement`` on ``problems`` in three number systems; raises ``SideError`` where they say different things."""
    for p in problems:
        if statement.when is not None and not holds_on(statement.when, p):
            continue
        for side in ("left", "right"):
            exact = _values(statement, side, p)
            for system in (PrimeField(FIELD), Ball(BITS)):
                other = None if exact is None else _values(statement, side, _in(p, system))
                if exact is not None and other is not None and not _agree(exact, other, system):
                    raise SideError(
                        f"`{side}` of `{name}` must be one formula for all numbers; over {system.name} it says something else than over Q\n"
                        f"  on {describe(p)}\n"
                        "  Write the same expression for every number system, size and seed; what it does not speak of is assumed away"
                    )


def _in(p: Problem, system: NumberSystem) -> Problem:
    return replace(replace(p, solver=nearest_interpolator).to(system), solver=nearest_interpolator)


def _values(statement: Statement, side: str, p: Problem) -> tuple[Any, ...] | None:
    try:
        return values_of(statement, side, p)
    except LACKS:
        return None


def _agree(exact: tuple[Any, ...], other: tuple[Any, ...], system: NumberSystem) -> bool:
    if len(exact) != len(other):
        return False
    return all(_same(a, b, system) for a, b in zip(exact, other, strict=True))


def _same(a: Any, b: Any, system: NumberSystem) -> bool:
    """Whether b, in ``system``, can be the rational a."""
    if isinstance(a, Matrix) != isinstance(b, Matrix) or (isinstance(a, Matrix) and a.shape != b.shape):
        return False
    pairs = zip(_entries(a), _entries(b), strict=True)
    return all(_is(Fraction(x) if isinstance(x, int) else RATIONAL.fraction(x), y, system) for x, y in pairs)


def _entries(a: Any) -> list[Any]:
    return [x for row in a.tolist() for x in row] if isinstance(a, Matrix) else [a]


def _is(x: Fraction, y: Any, system: NumberSystem) -> bool:
    if isinstance(y, int):
        return x == y
    try:
        lifted = system.scalar(x)
        return bool(y.value.overlaps(lifted.value)) if isinstance(system, Ball) else bool(y == lifted)
    except LACKS:
        return True  # a denominator that the prime divides
