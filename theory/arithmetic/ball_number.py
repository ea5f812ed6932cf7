"""One real number known to lie in a ball, with comparisons that are certain or refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from theory.arithmetic.flint_names import arb, ctx
from theory.arithmetic.matrix import NotRepresentable


class CannotTell(ArithmeticError):  # noqa: N818 - says what is not known, not that someone erred
    """A decision that the balls at hand leave open. More bits may settle it; balls alone never settle that two are equal."""


@dataclass(frozen=True, eq=False)
class BallNumber:
    """A real number inside the ball ``value``; each operation rounds outwards at ``bits`` bits.

    Comparisons are three-valued: True or False where every pair of numbers in the two balls agrees on it, else ``CannotTell``.
    ``nonnegative`` records that the number is a sum of squares or such, although rounding may let the ball reach below 0.
    """

    value: arb
    bits: int
    nonnegative: bool = False

    def __add__(self, other: Any) -> BallNumber:
        return self._with(other, lambda a, b: a + b)

    def __sub__(self, other: Any) -> BallNumber:
        return self._with(other, lambda a, b: a - b)

    def __rsub__(self, other: Any) -> BallNumber:
        return self._with(other, lambda a, b: b - a)

    def __mul__(self, other: Any) -> BallNumber:
        return self._with(other, lambda a, b: a * b)

    def __truediv__(self, other: Any) -> BallNumber:
        return self._with(other, lambda a, b: a / b)

    def __rtruediv__(self, other: Any) -> BallNumber:
        return self._with(other, lambda a, b: b / a)

    __radd__, __rmul__ = __add__, __mul__

    def __pow__(self, exponent: int) -> BallNumber:
        with ctx.workprec(self.bits):
            return BallNumber(self.value**exponent, self.bits, nonnegative=exponent % 2 == 0)

    def __neg__(self) -> BallNumber:
        return BallNumber(-self.value, self.bits)

    def __abs__(self) -> BallNumber:
        with ctx.workprec(self.bits):
            return BallNumber(abs(self.value), self.bits, nonnegative=True)

    def sqrt(self) -> BallNumber:
        """The square root. Raises ``NotRepresentable`` where the number is negative, ``CannotTell`` where it may be."""
        v = self.value
        with ctx.workprec(self.bits):
            if v >= 0:
                return BallNumber(v.sqrt(), self.bits, nonnegative=True)
            if v < 0 and not self.nonnegative:
                raise NotRepresentable(f"a negative number has no real square root; received {v}")
            if not self.nonnegative:
                raise CannotTell(f"the sign of {v}, whose square root was asked for")
            return BallNumber(arb(0).union(v.abs_upper().sqrt()), self.bits, nonnegative=True)

    def __lt__(self, other: Any) -> bool:
        return self._decide(other, lambda a, b: a < b, lambda a, b: a >= b)

    def __le__(self, other: Any) -> bool:
        return self._decide(other, lambda a, b: a <= b, lambda a, b: a > b)

    def __gt__(self, other: Any) -> bool:
        return self._decide(other, lambda a, b: a > b, lambda a, b: a <= b)

    def __ge__(self, other: Any) -> bool:
        return self._decide(other, lambda a, b: a >= b, lambda a, b: a < b)

    def __eq__(self, other: object) -> bool:
        return self is other or self._decide(other, lambda a, b: a == b, lambda a, b: a != b)

    __hash__ = None  # type: ignore[assignment]  # equal numbers may sit in different balls

    def __bool__(self) -> bool:
        return self != 0

    def _with(self, other: Any, operation: Callable[[arb, arb], arb]) -> BallNumber:
        value = _ball(other)
        if value is None:
            return NotImplemented  # type: ignore[no-any-return]  # what Python expects of an operator
        with ctx.workprec(self.bits):
            return BallNumber(operation(self.value, value), self.bits)

    def _decide(self, other: Any, certainly: Callable[[arb, arb], bool], certainly_not: Callable[[arb, arb], bool]) -> bool:
        value = _ball(other)
        if value is None:
            return NotImplemented  # type: ignore[no-any-return]  # what Python expects of an operator
        if certainly(self.value, value):
            return True
        if certainly_not(self.value, value):
            return False
        raise CannotTell(f"how {self.value} compares to {value}, with {self.bits} bits")


def _ball(x: Any) -> arb | None:
    if isinstance(x, BallNumber):
        return x.value
    return arb(x) if isinstance(x, int) else None
