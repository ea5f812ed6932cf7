"""Certified digits agree with exact rationals, and precision grows until they are there."""

from fractions import Fraction

import pytest

from theory import models
from theory.arithmetic import RATIONAL, CannotTell, Matrix
from theory.certified import certified
from theory.problem import Problem

HILBERT = [[Fraction(1, i + j + 1) for j in range(8)] for i in range(12)]


@pytest.mark.parametrize("digits", [5, 50, 300])
def test_every_digit_is_certain(digits: int) -> None:
    x, y = Matrix.of(RATIONAL, HILBERT), Matrix.of(RATIONAL, [[i] for i in range(8)])
    true = [RATIONAL.fraction(row[0]) for row in x.solve(y).tolist()]
    found = certified(lambda s: x.to(s).solve(y.to(s)), digits)
    largest = max(map(abs, true))
    for (number,), exact in zip(found.tolist(), true, strict=True):
        middle = Fraction(str(number.value.mid().fmpq()))
        radius = Fraction(str(number.value.rad().fmpq()))
        assert abs(middle - exact) <= radius <= largest / 10**digits


def test_a_model_is_a_quantity() -> None:
    parts = [Matrix.of(RATIONAL, rows) for rows in ([[1, 2], [0, 1], [3, 0]], [[1], [1], [1]], [[1], [2]], [[3]])]
    p = Problem(*parts, tuning=(0, 1))
    found = certified(lambda s: models.golden(p.to(s)), 40)
    for (number,), (exact,) in zip(found.tolist(), models.golden(p).tolist(), strict=True):
        middle, radius = (Fraction(str(part.fmpq())) for part in (number.value.mid(), number.value.rad()))
        assert abs(middle - RATIONAL.fraction(exact)) <= radius


def test_what_balls_cannot_decide_is_given_up() -> None:
    def never(_: object) -> Matrix:
        raise CannotTell("anything")

    with pytest.raises(CannotTell, match="50 digits with 65536 bits"):
        certified(never, 50)
    with pytest.raises(ValueError, match="`digits` must be at least 1; received 0"):
        certified(never, 0)
    zero = Matrix.zeros(RATIONAL, 2, 1)
    assert all(number.value == 0 for (number,) in certified(lambda s: zero.to(s), 50).tolist())
