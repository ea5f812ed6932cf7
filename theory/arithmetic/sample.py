"""One number at several random points at once, with the bound on its degree: what ``Sampled`` counts with."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Protocol

from theory.arithmetic.degrees import Bound
from theory.arithmetic.matrix import Matrix, NotRepresentable

Parts = tuple[Any, ...]


class DegeneratePoint(ZeroDivisionError):  # noqa: N818 - a property of the point, not an error of anyone
    """A matrix has another rank at the drawn point than at almost all others: the point is to be rejected."""


class Home(Protocol):
    """What a number tells the system that it belongs to."""

    def divide_by(self, bound: Bound) -> None:
        """A number with this bound was divided by."""
        ...

    def take_for_zero(self, bound: Bound) -> None:
        """A number with this bound was zero at all points, and somebody decided something by that."""
        ...


class Sample:
    """One number at every point, its bound last. ``==`` means equality at all points; there is no order."""

    __slots__ = ("home", "parts")

    def __init__(self, parts: Parts, home: Home) -> None:
        self.parts, self.home = parts, home

    def _with(self, other: Sample | int, operation: Callable[[Any, Any], Any]) -> Sample:
        others = other.parts if isinstance(other, Sample) else (other,) * len(self.parts)
        return Sample(tuple(map(operation, self.parts, others)), self.home)

    def __add__(self, other: Sample | int) -> Sample:
        return self._with(other, operator.add)

    __radd__ = __add__

    def __sub__(self, other: Sample | int) -> Sample:
        return self._with(other, operator.sub)

    def __rsub__(self, other: int) -> Sample:
        return self._with(other, lambda a, b: b - a)

    def __mul__(self, other: Sample | int | Matrix) -> Sample:
        if isinstance(other, Matrix):
            return NotImplemented  # the matrix knows its multiples
        return self._with(other, operator.mul)

    __rmul__ = __mul__

    def __truediv__(self, other: Sample | int) -> Sample:
        if isinstance(other, Sample):
            self.home.divide_by(other.bound)
        return self._with(other, operator.truediv)

    def __rtruediv__(self, other: int) -> Sample:
        self.home.divide_by(self.bound)
        return self._with(other, lambda a, b: b / a)

    def __pow__(self, power: int) -> Sample:
        return Sample(tuple(part**power for part in self.parts), self.home)

    def __neg__(self) -> Sample:
        return Sample(tuple(-part for part in self.parts), self.home)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sample | int):
            return NotImplemented
        difference = self - other
        if difference.vanishes:
            self.home.take_for_zero(difference.bound)
        return difference.vanishes

    __hash__ = object.__hash__

    @property
    def vanishes(self) -> bool:
        """Whether the number is zero at every point."""
        return not any(self.parts[:-1])

    @property
    def bound(self) -> Bound:
        """Degree and height of the number as a rational function of the parameters."""
        found: Bound = self.parts[-1]
        return found

    def _unordered(self, *_: object) -> Any:
        raise NotRepresentable("residues modulo a prime have no order, hence no absolute value either")

    __abs__ = __lt__ = __le__ = __gt__ = __ge__ = _unordered
