"""Printing a number with the digits that its error bound lets stand, and no others."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal

from verify.audit.rounding import Measured

MOST = 8
"""Significant digits shown at most, so that a table stays a table; the JSON has value and bound in full."""


def trusted(number: Measured) -> str:
    """The number, cut so that the true value is within one unit of the last digit shown.

    ``0`` where value and bound are both zero; ``0 (below B)`` where the value is lost in its bound, B at least value + bound;
    ``V (+-B)`` where the bound leaves not even one digit; ``unknown`` where there is no bound.
    """
    value, error = number.value, number.error
    if not math.isfinite(error):
        return "unknown"
    if abs(value) <= error:
        return "0" if error == 0 else f"0 (below {_upwards(abs(value) + error)})"
    size = Decimal(value).adjusted()
    # Rounding to the unit 10^e adds half a unit to the error, so the bound may take the other half.
    last = size - MOST + 1 if error == 0 else max(size - MOST + 1, _exponent_above(2 * error))
    if last > size:
        return f"{Decimal(value):.0e} (±{_upwards(error)})"
    rounded = Decimal(value).quantize(Decimal(1).scaleb(last), ROUND_HALF_EVEN)
    return _plain(rounded, last)


def _exponent_above(x: float) -> int:
    """The least e with 10^e >= x."""
    exact = Decimal(x)
    return exact.adjusted() + (exact > Decimal(1).scaleb(exact.adjusted()))


def _upwards(x: float) -> str:
    """x to one significant digit, rounded up: a bound must stay one."""
    exact = Decimal(x)
    return f"{exact.quantize(Decimal(1).scaleb(exact.adjusted()), ROUND_CEILING):.0e}"


def _plain(rounded: Decimal, last: int) -> str:
    """Fixed point for everyday sizes, else with an exponent; every digit shown is meant."""
    if -3 <= rounded.adjusted() <= 6 and last <= 0:
        return f"{rounded:f}"
    return f"{rounded:.{rounded.adjusted() - last}e}"
