"""Numbers in float64 that carry a bound on their own rounding error: running error analysis (Higham 2002, sec. 3.3).

A bound holds after the computation, from the numbers that occurred in it. Underflow is left out of account.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf

from theory.arithmetic.matrix import Matrix, NotRepresentable

U = 2.0**-53
"""Unit roundoff."""


def up(bound: float, operations: int = 8) -> float:
    """``bound`` enlarged to cover that it was itself computed in float64, in that many operations on non-negative numbers."""
    return bound * (1.0 + 2.0 * operations * U)


def gamma(k: int) -> float:
    """k u / (1 - k u): the relative error of a sum of k products, in any order, with or without fused operations."""
    return up(k * U / (1.0 - k * U)) if k * U < 0.5 else inf


@dataclass(frozen=True, eq=False)
class Bounded:
    """A real number within ``error`` of ``value``. ``+ - * /`` with itself, ``int`` and ``Fraction``; ``abs``; ``** int``.

    A comparison that the error does not allow to decide raises ``NotRepresentable``; so does division by what may be zero.
    """

    value: float
    error: float = 0.0

    @classmethod
    def of(cls, number: object) -> Bounded:
        """A number of this or of an exact kind; raises ``TypeError`` for any other."""
        if isinstance(number, Bounded):
            return number
        if isinstance(number, (int, Fraction)):
            try:
                value = float(number)
            except OverflowError as error:
                raise NotRepresentable(f"{number} is beyond the range of float64") from error
            return cls(value, 0.0 if Fraction(value) == number else up(U * abs(value)))
        raise TypeError(f"a bounded number mixes with integers and fractions only; received {type(number).__name__}")

    def __add__(self, other: object) -> Bounded:
        b = Bounded.of(other)
        value = self.value + b.value
        return Bounded(value, up(self.error + b.error + U * abs(value)))

    def __sub__(self, other: object) -> Bounded:
        return self + -Bounded.of(other)

    def __mul__(self, other: object) -> Bounded:
        if isinstance(other, Matrix):
            return NotImplemented  # the matrix knows its multiples
        b = Bounded.of(other)
        value = self.value * b.value
        return Bounded(value, up(abs(self.value) * b.error + abs(b.value) * self.error + self.error * b.error + U * abs(value)))

    def __truediv__(self, other: object) -> Bounded:
        b = Bounded.of(other)
        smallest = abs(b.value) * (1.0 - 4.0 * U) - b.error
        if not smallest > 0:
            raise NotRepresentable(f"the divisor {b.value} may be zero: its error is up to {b.error}")
        value = self.value / b.value
        return Bounded(value, up((self.error + abs(value) * b.error) / smallest + 2.0 * U * abs(value)))

    def __pow__(self, exponent: object) -> Bounded:
        if not isinstance(exponent, int):
            raise NotRepresentable("powers of bounded numbers have integer exponents only")
        if exponent < 0:
            return 1 / self**-exponent
        result = Bounded(1.0)
        for _ in range(exponent):
            result = result * self
        return result

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other: object) -> Bounded:
        return Bounded.of(other) - self

    def __rtruediv__(self, other: object) -> Bounded:
        return Bounded.of(other) / self

    def __neg__(self) -> Bounded:
        return Bounded(-self.value, self.error)

    def __abs__(self) -> Bounded:
        return Bounded(abs(self.value), self.error)

    def __gt__(self, other: object) -> bool:
        return self._above(other)

    def __lt__(self, other: object) -> bool:
        return (-self)._above(-Bounded.of(other))

    def __ge__(self, other: object) -> bool:
        return not self < other

    def __le__(self, other: object) -> bool:
        return not self > other

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (Bounded, int, Fraction)):
            return NotImplemented
        difference = self - other
        if difference.value == 0 and Bounded.of(other).error == self.error == 0:
            return True
        difference._decided(other)
        return False

    __hash__ = object.__hash__

    def _above(self, other: object) -> bool:
        difference = self - other
        if difference.value == 0 and Bounded.of(other).error == self.error == 0:
            return False
        difference._decided(other)
        return difference.value > 0

    def _decided(self, other: object) -> None:
        if not abs(self.value) > self.error:
            raise NotRepresentable(f"rounding does not allow to compare with {other}: {self.value} is within {self.error} of 0")
