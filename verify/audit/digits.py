"""Printing a number with the digits that its error bound lets stand, and no others."""

from __future__ import annotations

import math
from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction

from verify.audit.rounding import Measured

MOST = 8
"""Significant digits shown at most, so that a table stays a table; the JSON has value and bound in full."""

NEGLIGIBLE = 1e-6
"""A bound below this share of what a number is made of makes "0 (below ...)" of a number that it swallows."""

WIDE = Context(prec=60, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Exact numbers reach exponents that float64 has not; 60 digits round them far below the eighth."""


def trusted(number: Measured, most: int = MOST) -> str:
    """The number, cut so that the true value is within one unit of the last digit shown.

    ``0`` where value and bound are both zero; ``0 (below B)`` where the value is lost in its bound, B at least value + bound and small
    beside what the number is made of; ``V (±B)`` where the bound leaves not even one digit; ``unknown`` where there is no bound.
    """
    if not known(number):
        return "unknown"
    with localcontext(WIDE):
        value, error = _decimal(number.value), _decimal(number.error)
        if abs(value) <= error:
            if error == 0:
                return "0"
            below = abs(value) + error
            return f"0 (below {_upwards(below)})" if below <= _decimal(number.scale) * _decimal(NEGLIGIBLE) else _with_bound(value, error)
        size = value.adjusted()
        last = size - min(most, digits(number)) + 1
        return _with_bound(value, error) if last > size else _plain(value.quantize(Decimal(1).scaleb(last), ROUND_HALF_EVEN), last)


def compact(number: Measured, most: int = 4) -> str:
    """The same for a narrow column: four digits, ``<B`` for 0 (below B), ``V±B``."""
    text = trusted(number, most)
    return text.replace("0 (below ", "<").replace(" (±", "±").replace(")", "")


def known(number: Measured) -> bool:
    """Whether there is a value with a bound."""
    return all(isinstance(x, Fraction) or math.isfinite(x) for x in (number.value, number.error))


def digits(number: Measured) -> int:
    """How many significant digits the bound lets stand, at most MOST; 0 where the value is lost in it or unknown.

    Rounding to the unit 10^e adds half a unit to the error, so the bound may take the other half.
    """
    if not known(number):
        return 0
    with localcontext(WIDE):
        value, error = _decimal(number.value), _decimal(number.error)
        if error == 0:
            return MOST
        return 0 if abs(value) <= error else max(0, min(MOST, value.adjusted() - _exponent_above(2 * error) + 1))


def is_zero(number: Measured) -> bool:
    """0, or lost in a bound that is far below what the number is made of."""
    return (not number.value and not number.error) or (digits(number) == 0 and negligible(number))


def root(number: Measured) -> Measured:
    """The square root of a square: ||v|| from ||v||^2."""
    if not known(number):
        return number
    with localcontext(WIDE):
        value, error = _decimal(number.value), _decimal(number.error)
        low, high = max(value - error, Decimal(0)).sqrt(), (value + error).sqrt()
        middle, half = (low + high) / 2, (high - low) / 2 + high * Decimal(10) ** -50
        return Measured(Fraction(middle), Fraction(half), Fraction(_decimal(number.scale).sqrt()))


def negligible(number: Measured) -> bool:
    """Whether the number with its bound is a zero for every purpose: far below what it is made of."""
    if not known(number):
        return False
    with localcontext(WIDE):
        return abs(_decimal(number.value)) + _decimal(number.error) <= _decimal(number.scale) * _decimal(NEGLIGIBLE)


def decimal(x: Fraction) -> str:
    """x to 17 significant digits, whatever its size."""
    with localcontext(WIDE):
        return f"{_decimal(x):.16e}"


def _decimal(x: float | Fraction) -> Decimal:
    return Decimal(x.numerator) / Decimal(x.denominator) if isinstance(x, Fraction) else Decimal(x)


def _exponent_above(x: Decimal) -> int:
    """The least e with 10^e >= x."""
    return x.adjusted() + (x > Decimal(1).scaleb(x.adjusted()))


def _upwards(x: Decimal) -> str:
    """x to one significant digit, rounded up: a bound must stay one."""
    return f"{x.quantize(Decimal(1).scaleb(x.adjusted()), ROUND_CEILING):.0e}"


def _with_bound(value: Decimal, error: Decimal) -> str:
    return f"{value:.0e} (±{_upwards(error)})"


def _plain(rounded: Decimal, last: int) -> str:
    """Fixed point for everyday sizes, else with an exponent; every digit shown is meant."""
    if -3 <= rounded.adjusted() <= 6 and last <= 0:
        return f"{rounded:f}"
    return f"{rounded:.{rounded.adjusted() - last}e}"
