"""One expression at several random points at once, each point in a prime field of its own, together with a bound on its degree.

A matrix is the tuple of its values at the points, with its :class:`~theory.arithmetic.degrees.Bound` last. The points and the bound
go through the same operations in the same pass, so the bound is one for exactly what was computed.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from theory.arithmetic.degrees import Bound, DegreeFactor, Degrees, Divisor
from theory.arithmetic.full_rank import FullRankFactor
from theory.arithmetic.matrix import NotRepresentable
from theory.arithmetic.prime_field import PrimeField

Parts = tuple[Any, ...]
DEGREES = Degrees()


class DegeneratePoint(ZeroDivisionError):  # noqa: N818 - a property of the point, not an error of anyone
    """A matrix has another rank at the drawn point than at almost all others: the point is to be rejected."""


@dataclass(frozen=True, eq=False)
class Sample:
    """One number at every point, its bound last. ``==`` means equality at all points; there is no order."""

    parts: Parts

    def _with(self, other: Sample | int, operation: Callable[[Any, Any], Any]) -> Sample:
        others = other.parts if isinstance(other, Sample) else (other,) * len(self.parts)
        return Sample(tuple(map(operation, self.parts, others)))

    def __add__(self, other: Sample | int) -> Sample:
        return self._with(other, operator.add)

    __radd__ = __add__

    def __sub__(self, other: Sample | int) -> Sample:
        return self._with(other, operator.sub)

    def __rsub__(self, other: int) -> Sample:
        return self._with(other, lambda a, b: b - a)

    def __mul__(self, other: Sample | int) -> Sample:
        return self._with(other, operator.mul)

    __rmul__ = __mul__

    def __truediv__(self, other: Sample | int) -> Sample:
        return self._with(other, operator.truediv)

    def __rtruediv__(self, other: int) -> Sample:
        return self._with(other, lambda a, b: b / a)

    def __pow__(self, power: int) -> Sample:
        return Sample(tuple(part**power for part in self.parts))

    def __neg__(self) -> Sample:
        return Sample(tuple(-part for part in self.parts))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sample | int):
            return NotImplemented
        return (self - other).vanishes

    __hash__ = object.__hash__

    @property
    def vanishes(self) -> bool:
        """Whether the number is zero at every point."""
        return not any(self.parts[:-1])

    @property
    def bound(self) -> Bound:
        """Degree and height of the number as a rational function of the parameters."""
        return self.parts[-1]

    def _unordered(self, *_: object) -> Any:
        raise NotRepresentable("residues modulo a prime have no order, hence no absolute value either")

    __abs__ = __lt__ = __le__ = __gt__ = __ge__ = _unordered


@dataclass(frozen=True)
class Sampled:
    """The number system of values at points, one of each of ``fields``, with the bound that belongs to them."""

    fields: tuple[PrimeField, ...]
    epsilon: Fraction = Fraction(0)
    ordered: bool = False
    divisors: list[Divisor] = field(default_factory=list, compare=False, repr=False)
    """What has been divided by so far, for matrices: a point is rejected only where one of these is zero."""

    @property
    def name(self) -> str:
        return f"{len(self.fields)} prime fields"

    def parameters(self, draws: Sequence[Callable[[int], Sequence[int]]], m: int, n: int) -> Parts:
        """An (m, n) matrix of parameters: draws[i](count) gives ``count`` residues for the i-th point."""
        values = (f.residues(draw(m * n), m, n) for f, draw in zip(self.fields, draws, strict=True))
        return (*values, DEGREES.parameters(m, n))

    def scalar(self, value: Fraction | int) -> Sample:
        return Sample((*(f.scalar(value) for f in self.fields), DEGREES.scalar(value)))

    def fraction(self, value: Sample) -> Fraction:  # noqa: ARG002 - part of the interface
        raise NotRepresentable("residues are no rational number")

    def matrix(self, rows: Sequence[Sequence[Fraction | int]], columns: int) -> Parts:
        return (*(f.matrix(rows, columns) for f in self.fields), DEGREES.matrix(rows, columns))

    def shape(self, a: Parts) -> tuple[int, int]:
        return a[-1].m, a[-1].n

    def rows(self, a: Parts) -> list[list[Sample]]:
        tables = [*(part.tolist() for part in a[:-1]), DEGREES.rows(a[-1])]
        return [[Sample(parts) for parts in zip(*lines, strict=True)] for lines in zip(*tables, strict=True)]

    def transpose(self, a: Parts) -> Parts:
        return (*(part.transpose() for part in a[:-1]), DEGREES.transpose(a[-1]))

    def add(self, a: Parts, b: Parts) -> Parts:
        return (*map(operator.add, a[:-1], b[:-1]), DEGREES.add(a[-1], b[-1]))

    def subtract(self, a: Parts, b: Parts) -> Parts:
        return (*map(operator.sub, a[:-1], b[:-1]), DEGREES.subtract(a[-1], b[-1]))

    def multiply(self, a: Parts, b: Parts) -> Parts:
        return (*map(operator.mul, a[:-1], b[:-1]), DEGREES.multiply(a[-1], b[-1]))

    def scale(self, a: Parts, s: Sample | int) -> Parts:
        factors = s.parts if isinstance(s, Sample) else (s,) * len(a)
        return (*map(operator.mul, a[:-1], factors[:-1]), DEGREES.scale(a[-1], factors[-1]))

    def take(self, a: Parts, rows: Sequence[int] | None, columns: Sequence[int] | None) -> Parts:
        taken = (f.take(part, rows, columns) for f, part in zip(self.fields, a[:-1], strict=True))
        return (*taken, DEGREES.take(a[-1], rows, columns))

    def stack(self, parts: Sequence[Parts], axis: int) -> Parts:
        *values, bounds = zip(*parts, strict=True)
        return (*(f.stack(value, axis) for f, value in zip(self.fields, values, strict=True)), DEGREES.stack(bounds, axis))

    def inner(self, a: Parts, b: Parts) -> Sample:
        values = (f.inner(x, y) for f, x, y in zip(self.fields, a[:-1], b[:-1], strict=True))
        return Sample((*values, DEGREES.inner(a[-1], b[-1])))

    def sqrt(self, s: Sample) -> Sample:
        return DEGREES.sqrt(s.bound)  # type: ignore[return-value]  # always raises

    def map(self, a: Parts, function: Callable[[Sample], Sample]) -> Parts:
        m, n = self.shape(a)
        results = [function(entry) for row in self.rows(a) for entry in row]
        values = [iter([result.parts[i] for result in results]) for i in range(len(self.fields))]
        mapped = (_replaced(f, part, v) for f, part, v in zip(self.fields, a[:-1], values, strict=True))
        bounds = [DEGREES.stack([result.bound for result in results[i : i + n]], axis=1) for i in range(0, m * n, max(n, 1))]
        return (*mapped, DEGREES.stack(bounds, axis=0) if bounds else a[-1])

    def is_finite(self, a: Parts) -> bool:  # noqa: ARG002 - every residue is
        return True

    def nonzero_rows(self, a: Parts) -> tuple[int, ...]:
        """The rows that have a non-zero entry at every point."""
        found = [set(f.nonzero_rows(part)) for f, part in zip(self.fields, a[:-1], strict=True)]
        return tuple(sorted(set.intersection(*found)))

    def inverse(self, a: Parts) -> Parts:
        bound = DEGREES.inverse(a[-1])
        self.divisors.extend(bound.over)
        return (*(f.inverse(part) for f, part in zip(self.fields, a[:-1], strict=True)), bound)

    def factor(self, x: Parts) -> SampledFactor:
        bound = DEGREES.factor(x[-1])
        self.divisors.append(bound.volume)
        return SampledFactor(tuple(f.factor(part) for f, part in zip(self.fields, x[:-1], strict=True)), bound)

    def vanishes(self, a: Parts) -> bool:
        """Whether every entry is zero at every point."""
        return not any(map(bool, a[:-1]))


def _replaced(system: PrimeField, a: Any, values: Iterator[Any]) -> Any:
    return system.map(a, lambda _: next(values))


@dataclass(frozen=True, eq=False)
class SampledFactor:
    """The ranges at all points. Their dimensions must agree and be possible, else ``DegeneratePoint``.

    The bound keeps to its own, perhaps larger, rank: it grows with the rank, so it stays a bound.
    """

    factors: tuple[FullRankFactor, ...]
    bound: DegreeFactor

    def __post_init__(self) -> None:
        ranks = [factor.rank for factor in self.factors]
        if len(set(ranks)) != 1 or ranks[0] > self.bound.rank:
            raise DegeneratePoint(f"ranks {ranks} at the points, at most {self.bound.rank} in general")

    @property
    def rank(self) -> int:
        return self.factors[0].rank

    def solve(self, rhs: Parts) -> Parts:
        return (*(f.solve(part) for f, part in zip(self.factors, rhs[:-1], strict=True)), self.bound.solve(rhs[-1]))

    def project(self, v: Parts) -> Parts:
        return (*(f.project(part) for f, part in zip(self.factors, v[:-1], strict=True)), self.bound.project(v[-1]))

    def squared_singular_values(self) -> list[Sample]:
        return self.bound.squared_singular_values()  # type: ignore[return-value]  # always raises
