"""One expression at several random points at once, each point in a prime field of its own, together with a bound on its degree.

A matrix is the tuple of its values at the points, with its :class:`~theory.arithmetic.degrees.Bound` last. The points and the bound
go through the same operations in the same pass, so the bound is one for exactly what was computed.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import FunctionType
from typing import Any, TypeVar

from theory.arithmetic.degrees import Bound, DegreeFactor, Degrees, Divisor, divisor_of
from theory.arithmetic.matrix import Diagonal, NotRepresentable
from theory.arithmetic.prime_field import PrimeFactor, PrimeField
from theory.arithmetic.sample import DegeneratePoint, Parts, Sample

T = TypeVar("T")

__all__ = ["DegeneratePoint", "Parts", "Sample", "Sampled"]

DEGREES = Degrees()


@dataclass(eq=False)
class Noted:
    """A set of divisors with the degree and the height of their product."""

    degree: int = 0
    height: float = 0.0
    kept: set[Divisor] = field(default_factory=set)

    def add(self, *divisors: Divisor) -> None:
        """Add those that are not in it."""
        for divisor in divisors:
            if divisor not in self.kept:
                self.kept.add(divisor)
                self.degree, self.height = self.degree + divisor.degree, self.height + divisor.height

    def __contains__(self, divisor: object) -> bool:
        return divisor in self.kept


@dataclass(frozen=True)
class Sampled:
    """The number system of values at points, one of each of ``fields``, with the bound that belongs to them."""

    fields: tuple[PrimeField, ...]
    epsilon: Fraction = Fraction(0)
    ordered: bool = False
    divisors: Noted = field(default_factory=Noted, compare=False, repr=False)
    """What has been divided by so far: a point is rejected only where one of these is zero."""
    zeros: set[Divisor] = field(default_factory=set, compare=False, repr=False)
    """What was taken for zero because it vanished at all points: a decision that is wrong only where a non-zero polynomial vanishes."""
    known: dict[Hashable, tuple[Any, ...]] = field(default_factory=dict, compare=False, repr=False)
    """Results by operation and operands. Many claims ask the same of the same points; the operands are kept, so that ids stay theirs."""

    @property
    def name(self) -> str:
        return f"{len(self.fields)} prime fields"

    def parameters(self, draws: Sequence[Callable[[int], Sequence[int]]], m: int, n: int) -> Parts:
        """An (m, n) matrix of parameters: draws[i](count) gives ``count`` residues for the i-th point."""
        values = [f.residues(draw(m * n), m, n) for f, draw in zip(self.fields, draws, strict=True)]
        return (*values, DEGREES.parameters(m, n))

    def scalar(self, value: Fraction | int) -> Sample:
        found = self.known.get(value)
        if found is None:
            found = self.known[value] = (Sample((*[f.scalar(value) for f in self.fields], DEGREES.scalar(value)), self),)
        number: Sample = found[0]
        return number

    def fraction(self, value: Sample) -> Fraction:  # noqa: ARG002 - part of the interface
        raise NotRepresentable("residues are no rational number")

    def matrix(self, rows: Sequence[Sequence[Fraction | int]], columns: int) -> Parts:
        if not isinstance(rows, Diagonal):
            return (*[f.matrix(rows, columns) for f in self.fields], DEGREES.matrix(rows, columns))
        # zeros and identities are the same object each time, so that what is made of them is known too
        key = ("diagonal", rows.m, rows.n, rows.value)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = ((*[f.matrix(rows, columns) for f in self.fields], DEGREES.matrix(rows, columns)),)
        parts: Parts = found[0]
        return parts

    def shape(self, a: Parts) -> tuple[int, int]:
        bound = a[-1]
        return bound.m, bound.n

    def rows(self, a: Parts) -> list[list[Sample]]:
        tables = [*(part.tolist() for part in a[:-1]), DEGREES.rows(a[-1])]
        return [[Sample(parts, self) for parts in zip(*lines, strict=True)] for lines in zip(*tables, strict=True)]

    def divide_by(self, bound: Bound) -> None:
        """Note that a number with this bound is a divisor."""
        self.divisors.add(*divisor_of(bound))

    def take_for_zero(self, bound: Bound) -> None:
        """Note that a number with this bound vanished at all points and that something was decided by it."""
        if bound.rank:
            self.zeros.add(Divisor(bound.degree, bound.height))

    def _once(self, compute: Callable[..., T], *operands: Any) -> T:
        """``compute(*operands)``, computed once for the same objects."""
        key = (compute.__name__, *map(id, operands))
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = (compute(*operands), operands)
        value: T = found[0]
        return value

    def transpose(self, a: Parts) -> Parts:
        key = ("T", id(a))
        found = self.known.get(key)
        if found is None:
            *values, bound = a
            found = self.known[key] = ((*[x.transpose() for x in values], DEGREES.transpose(bound)), a)
        parts: Parts = found[0]
        return parts

    # entry by entry a bound is a number with + and - of its own, so that one map goes through the points and the bound

    def add(self, a: Parts, b: Parts) -> Parts:
        key = ("+", id(a), id(b))
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = (tuple(map(operator.add, a, b)), a, b)
        parts: Parts = found[0]
        return parts

    def subtract(self, a: Parts, b: Parts) -> Parts:
        key = ("-", id(a), id(b))
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = (tuple(map(operator.sub, a, b)), a, b)
        parts: Parts = found[0]
        return parts

    def multiply(self, a: Parts, b: Parts) -> Parts:
        key = ("@", id(a), id(b))
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = ((*map(operator.mul, a[:-1], b[:-1]), DEGREES.multiply(a[-1], b[-1])), a, b)
        parts: Parts = found[0]
        return parts

    def scale(self, a: Parts, s: Sample | int) -> Parts:
        key = ("*", id(a), id(s.parts)) if isinstance(s, Sample) else ("* integer", id(a), s)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = (tuple(map(operator.mul, a, s.parts if isinstance(s, Sample) else (s,) * len(a))), a, s)
        parts: Parts = found[0]
        return parts

    def take(self, a: Parts, rows: Sequence[int] | None, columns: Sequence[int] | None) -> Parts:
        i, j = None if rows is None else tuple(rows), None if columns is None else tuple(columns)
        key = ("take", id(a), i, j)
        found = self.known.get(key)
        if found is None:
            taken = [f.take(part, i, j) for f, part in zip(self.fields, a, strict=False)]
            found = self.known[key] = ((*taken, DEGREES.take(a[-1], i, j)), a)
        parts: Parts = found[0]
        return parts

    def stack(self, parts: Sequence[Parts], axis: int) -> Parts:
        if len(parts) == 1:
            return parts[0]
        key = ("stack", axis, *map(id, parts))
        found = self.known.get(key)
        if found is None:
            *values, bounds = zip(*parts, strict=True)
            stacked = [f.stack(value, axis) for f, value in zip(self.fields, values, strict=True)]
            found = self.known[key] = ((*stacked, DEGREES.stack(bounds, axis)), parts)
        whole: Parts = found[0]
        return whole

    def inner(self, a: Parts, b: Parts) -> Sample:
        return self._once(self._inner, a, b)

    def _inner(self, a: Parts, b: Parts) -> Sample:
        values = [f.inner(x, y) for f, x, y in zip(self.fields, a, b, strict=False)]
        return Sample((*values, DEGREES.inner(a[-1], b[-1])), self)

    def sqrt(self, s: Sample) -> Sample:
        return DEGREES.sqrt(s.bound)  # type: ignore[return-value]  # always raises

    def map(self, a: Parts, function: Callable[[Sample], Sample]) -> Parts:
        if not isinstance(function, FunctionType) or function.__closure__ or function.__defaults__ or function.__kwdefaults__:
            return self._mapped(a, function)  # what it gives may depend on more than its code
        key = ("map", id(a), function.__code__)
        found = self.known.get(key)
        if found is None:
            before = len(self.zeros)
            found = (self._mapped(a, function), a)
            if len(self.zeros) == before:  # what decides by zeros is computed again, so that they are noted again
                self.known[key] = found
        parts: Parts = found[0]
        return parts

    def _mapped(self, a: Parts, function: Callable[[Sample], Sample]) -> Parts:
        m, n = self.shape(a)
        results = [function(entry) for row in self.rows(a) for entry in row]
        values = [iter([result.parts[i] for result in results]) for i in range(len(self.fields))]
        mapped = (_replaced(f, part, v) for f, part, v in zip(self.fields, a[:-1], values, strict=True))
        bounds = [DEGREES.stack([result.bound for result in results[i : i + n]], axis=1) for i in range(0, m * n, max(n, 1))]
        return (*mapped, DEGREES.stack(bounds, axis=0) if bounds else a[-1])

    def is_finite(self, a: Parts) -> bool:  # noqa: ARG002 - every residue is
        return True

    def nonzero_rows(self, a: Parts) -> tuple[int, ...]:
        """The rows with a non-zero entry; a row that is zero at one point only makes that point degenerate."""
        rows: tuple[int, ...] = self._once(self._nonzero_rows, a)
        # a point is degenerate where one of these rows vanishes, though it does not elsewhere
        self.divisors.add(Divisor(len(rows) * a[-1].degree, len(rows) * a[-1].height))
        if len(rows) < a[-1].m and a[-1].rank:
            # each row taken for zero is one decision; together they are wrong only where the product of one entry of each vanishes
            missing = a[-1].m - len(rows)
            self.zeros.add(Divisor(missing * a[-1].degree, missing * a[-1].height))
        return rows

    def _nonzero_rows(self, a: Parts) -> tuple[int, ...]:
        found = {f.nonzero_rows(part) for f, part in zip(self.fields, a, strict=False)}
        if len(found) != 1:
            raise DegeneratePoint(f"the non-zero rows differ between the points: {sorted(found)}")
        (rows,) = found
        return rows

    def inverse(self, a: Parts) -> Parts:
        return self._once(self._inverse, a)

    def _inverse(self, a: Parts) -> Parts:
        bound = DEGREES.inverse(a[-1])
        self.divisors.add(*bound.over)
        return (*(f.inverse(part) for f, part in zip(self.fields, a[:-1], strict=True)), bound)

    def factor(self, x: Parts) -> SampledFactor:
        return self._once(self._factor, x)

    def _factor(self, x: Parts) -> SampledFactor:
        bound = DEGREES.factor(x[-1])
        self.divisors.add(bound.volume)
        return SampledFactor(tuple(f.factor(part) for f, part in zip(self.fields, x[:-1], strict=True)), bound, self)

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

    factors: tuple[PrimeFactor, ...]
    bound: DegreeFactor
    home: Sampled

    def __post_init__(self) -> None:
        ranks = [factor.rank for factor in self.factors]
        if len(set(ranks)) != 1 or ranks[0] > self.bound.rank:
            raise DegeneratePoint(f"ranks {ranks} at the points, at most {self.bound.rank} in general")

    @property
    def rank(self) -> int:
        return self.factors[0].rank

    def solve(self, rhs: Parts) -> Parts:
        return self._once("solve", rhs)

    def project(self, v: Parts) -> Parts:
        return self._once("project", v)

    def _once(self, what: str, b: Parts) -> Parts:
        key = (what, id(self), id(b))
        found = self.home.known.get(key)
        if found is None:
            solving = what == "solve"
            values = [f.solve(x) if solving else f.project(x) for f, x in zip(self.factors, b, strict=False)]
            bound = self.bound.solve(b[-1]) if solving else self.bound.project(b[-1])
            found = self.home.known[key] = ((*values, bound), self, b)
        parts: Parts = found[0]
        return parts

    def squared_singular_values(self) -> list[Sample]:
        return self.bound.squared_singular_values()  # type: ignore[return-value]  # always raises
