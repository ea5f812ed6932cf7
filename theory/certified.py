"""Digits that are certain: a quantity of exact data worked in balls, with more bits until its radius is small enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from theory.arithmetic import Ball, CannotTell, Matrix
from theory.arithmetic.flint_names import arb, ctx

MOST_BITS = 2**16
"""Precision at which a quantity is given up."""


def certified(quantity: Callable[[Ball], Matrix], digits: int) -> Matrix:
    """``quantity`` over balls, every entry within 10^-digits of the largest entry's magnitude, rigorously.

    ``quantity`` is asked for a matrix over the system that it is handed, from exact data: ``lambda s: models.golden(p.to(s))``. A
    result of zeros only is accepted once its radius is below 10^-digits. Raises ``ValueError`` for ``digits`` < 1 and
    ``CannotTell`` where 2^16 bits do not suffice: a rank that balls cannot decide, say.
    """
    if digits < 1:
        raise ValueError(f"`digits` must be at least 1; received {digits}")
    bits = 64 + 4 * digits  # 3.33 bits a digit, and some for condition numbers
    while bits <= MOST_BITS:
        try:
            found = quantity(Ball(bits))
        except CannotTell:
            found = None
        if found is not None and _is_known(found, digits):
            return found
        bits *= 2
    raise CannotTell(f"{digits} digits with {MOST_BITS} bits")


def _is_known(found: Matrix, digits: int) -> bool:
    entries: list[Any] = [number.value for row in found.tolist() for number in row]
    if not all(entry.is_finite() for entry in entries):
        return False
    with ctx.workprec(64):
        allowed = arb(10) ** -digits
        largest = max((entry.abs_lower() for entry in entries), default=arb(0))
        if largest > 0:
            allowed = allowed * largest
        return all(entry.rad() <= allowed for entry in entries)
