"""The numbers of :mod:`verify.counterexample.trace.opaque`: residues that note what they are compared with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from theory.arithmetic import RATIONAL

P = 2**61 - 1
"""A prime. Two different expressions agree by chance with probability 2^-61."""


MOST = 2_000
"""Comparisons after which a loop is left that waits for a number to change its size."""

Powers = tuple[tuple[int, int], ...]
"""A product of unknown numbers: each with its exponent."""


@dataclass(frozen=True, eq=False)
class OpaqueNumber:
    """A residue modulo P; ``exact`` where its true value is known, ``count`` where it stands for a rank.

    A product of unknown numbers is ``factor`` times a number that only its ``powers`` decide: it cancels, and does not distribute.
    """

    system: Any
    value: int
    exact: Fraction | None = None
    count: int | None = None
    factor: Fraction = Fraction(1)
    powers: Powers = ()

    @property
    def monomial(self) -> tuple[Fraction, Powers]:
        """The number as a known factor and powers of unknown ones."""
        if self.powers:
            return self.factor, self.powers
        known = self.exact is not None or self.value == 0
        return (self.exact or Fraction(0), ()) if known else (Fraction(1), ((self.value, 1),))

    def _with(self, other: Any, operation: Callable[[Any, Any], Any], *, swapped: bool = False) -> Any:
        b = _lift(self.system, other)
        if b is None:
            return NotImplemented
        a, b = (b, self) if swapped else (self, b)
        exact = None if a.exact is None or b.exact is None else operation(a.exact, b.exact)
        return OpaqueNumber(self.system, operation(a.value, b.value) % P, exact)

    def _times(self, other: Any, power: int, *, swapped: bool = False) -> Any:
        """self * other^power."""
        b = _lift(self.system, other)
        if b is None:
            return NotImplemented
        a, b = (b, self) if swapped else (self, b)
        if power < 0 and b.value == 0:
            raise ZeroDivisionError("division by zero")
        (c, left), (d, right) = a.monomial, b.monomial
        exact = None if a.exact is None or b.exact is None else a.exact * b.exact**power
        return product_of(self.system, c * d**power, merged(left, tuple((atom, k * power) for atom, k in right)), exact)

    def __add__(self, other: Any) -> Any:
        return self._with(other, lambda a, b: a + b)

    def __sub__(self, other: Any) -> Any:
        return self._with(other, lambda a, b: a - b)

    def __rsub__(self, other: Any) -> Any:
        return self._with(other, lambda a, b: a - b, swapped=True)

    def __mul__(self, other: Any) -> Any:
        return self._times(other, 1)

    __radd__, __rmul__ = __add__, __mul__

    def __truediv__(self, other: Any) -> Any:
        return self._times(other, -1)

    def __rtruediv__(self, other: Any) -> Any:
        return self._times(other, -1, swapped=True)

    def __pow__(self, power: int) -> Any:
        if not isinstance(power, int):
            return NotImplemented
        return lifted(self.system, 1)._times(self, power)

    def __neg__(self) -> Any:
        return self * -1

    def __abs__(self) -> Any:
        return -self if self < 0 else self

    def _order(self, other: Any) -> int:
        """-1, 0 or 1, noted; an arbitrary sign where the numbers are not both known."""
        b = _lift(self.system, other)
        if b is None:
            raise TypeError(f"a number can be compared with a number only; received {type(other).__name__}")
        difference = (self.value - b.value) % P
        if self.exact is not None and b.exact is not None:
            return (self.exact > b.exact) - (self.exact < b.exact)
        self.system.seen.append(difference)
        if len(self.system.seen) > MOST:
            raise ArithmeticError(f"a loop did not end within {MOST} comparisons of unknown numbers")
        if self.system.agreeable or not difference:
            return 0
        smaller = min(difference, P - difference)
        return (1 if self.system.drawn("sign", smaller) % 2 else -1) * (1 if difference == smaller else -1)

    def __eq__(self, other: object) -> bool:
        return _lift(self.system, other) is not None and self._order(other) == 0

    def __lt__(self, other: Any) -> bool:
        return self._order(other) < 0

    def __le__(self, other: Any) -> bool:
        return self._order(other) <= 0

    def __gt__(self, other: Any) -> bool:
        return self._order(other) > 0

    def __ge__(self, other: Any) -> bool:
        return self._order(other) >= 0

    def __hash__(self) -> int:
        return hash(self.value)

    def __bool__(self) -> bool:
        return self._order(0) != 0

    def __index__(self) -> int:
        if self.count is not None:
            return self.count
        if self.exact is None or self.exact.denominator != 1:
            raise TypeError("an index must be a known integer")
        return int(self.exact)


def merged(a: Powers, b: Powers) -> Powers:
    """The product of two products; what cancels is gone."""
    out = dict(a)
    for atom, power in b:
        out[atom] = out.get(atom, 0) + power
    return tuple(sorted((atom, power) for atom, power in out.items() if power))


def product_of(system: Any, factor: Fraction, powers: Powers, exact: Fraction | None = None) -> OpaqueNumber:
    """``factor`` times the product of ``powers``: the true one where ``system.products``, else an arbitrary number of that name.

    ``exact`` is its true value, where known, for comparisons.
    """
    known = residue(factor)
    if not powers or not factor:
        return OpaqueNumber(system, known, factor)
    if system.products or powers[0][1] == len(powers) == 1:
        value = known
        for atom, power in powers:
            value = value * pow(atom, power, P) % P
    else:
        value = known * system.drawn("product", powers) % P
    return OpaqueNumber(system, value, exact, None, factor, powers)


def residue(value: Fraction) -> int:
    """A rational modulo P."""
    return value.numerator * pow(value.denominator, -1, P) % P


def _lift(system: Any, value: Any) -> OpaqueNumber | None:
    if isinstance(value, OpaqueNumber):
        return value
    if isinstance(value, type(RATIONAL.scalar(0))):
        value = RATIONAL.fraction(value)
    if not isinstance(value, (int, Fraction)):
        return None
    exact = Fraction(value)
    return OpaqueNumber(system, residue(exact), exact)


def lifted(system: Any, value: Any) -> OpaqueNumber:
    """``value`` as a number of ``system``; raises ``TypeError`` for any other value."""
    number = _lift(system, value)
    if number is None:
        raise TypeError(f"a number is needed here; received {type(value).__name__}")
    return number
