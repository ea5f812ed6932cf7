"""Bounded numbers: the bound holds against exact arithmetic, and a comparison that it does not allow is refused."""

from fractions import Fraction
from math import inf

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theory.arithmetic import NotRepresentable
from theory.arithmetic.bounded import Bounded, gamma, up

NUMBERS = st.fractions(-(10**6), 10**6, max_denominator=10**6)
OPERATIONS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "a - b squared, over b": lambda a, b: (a - b) ** 2 / b,
    "abs, mixed with integers": lambda a, b: abs(3 - a) * 2 + 1 / (b * b + 1),
}


def contains(found: Bounded, true: Fraction) -> bool:
    return abs(Fraction(found.value) - true) <= Fraction(found.error)


@pytest.mark.parametrize("operation", OPERATIONS)
@given(NUMBERS, NUMBERS)
def test_the_bound_holds(operation, a, b):
    assume(b != 0)
    compute = OPERATIONS[operation]
    assert contains(compute(Bounded.of(a), Bounded.of(b)), compute(a, b))


def test_the_bound_is_not_idle():
    """Without its error term a sum of tenths would be wrong: the test above can fail."""
    total = sum((Bounded.of(Fraction(1, 10)) for _ in range(10)), Bounded(0.0))
    assert not contains(Bounded(total.value), Fraction(1))
    assert contains(total, Fraction(1))
    assert total.error < 1e-14


def test_exact_numbers_stay_exact():
    assert Bounded.of(Fraction(1, 4)).error == 0
    assert Bounded.of(2**53).error == 0
    assert Bounded.of(Fraction(1, 10)).error > 0


@pytest.mark.parametrize("compare", [lambda a, b: a > b, lambda a, b: a < b, lambda a, b: a >= b, lambda a, b: a == b])
def test_what_rounding_does_not_allow_to_compare_is_refused(compare):
    assert isinstance(compare(Bounded(1.0, 0.1), 2), bool)
    with pytest.raises(NotRepresentable, match="rounding does not allow to compare"):
        compare(Bounded(1.0, 0.1), Bounded(1.05, 0.0))


def test_equal_exact_numbers_are_equal():
    assert Bounded(2.0) == 2
    assert not Bounded(2.0) > 2
    assert Bounded(2.0) >= 2
    assert Bounded(2.0) != 3


def test_division_by_what_may_be_zero_is_refused():
    with pytest.raises(NotRepresentable, match="may be zero"):
        1 / Bounded(0.5, 0.6)


def test_mixing_with_floats_is_refused():
    with pytest.raises(TypeError, match="mixes with integers and fractions only; received float"):
        Bounded(1.0) + 0.1


def test_a_number_beyond_float64_is_refused():
    with pytest.raises(NotRepresentable, match="beyond the range"):
        Bounded.of(Fraction(10) ** 308 * 5)


def test_powers():
    assert (Bounded(2.0) ** 10).value == 1024
    assert contains(Bounded.of(Fraction(3)) ** -2, Fraction(1, 9))
    with pytest.raises(NotRepresentable, match="integer exponents only"):
        Bounded(2.0) ** Bounded(0.5)


def test_gamma_grows_without_end():
    assert 0 < gamma(1) < gamma(10**6) < 1e-9
    assert gamma(2**52) == inf
    assert up(1.0) > 1.0
