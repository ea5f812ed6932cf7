"""A number system that computes over Q and writes down what it did: every result knows the step that gave it.

The record is a straight-line program, one step a line, ``t3 = multiply t1 t2``: the operands are the inputs by name, earlier
steps, or rational numbers as written. It has no branches; each comparison that a side made is a step too, ``t4 = order t3 0 -1``
for t3 < 0, so that the path taken is on record. Roots and singular values are written as numbers, after steps that show what they
are. :mod:`verify.replay` runs such programs and shares no code with this.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from theory.arithmetic import RATIONAL, Factor, Matrix
from verify.counterexample.trace.number import Number, Program, Untraceable, demand, written


@dataclass(frozen=True, eq=False)
class Table:
    """A rational matrix and the name of the input or step that gave it."""

    name: str
    value: Any


@dataclass(frozen=True, eq=False)
class Tracing:
    """The field Q with a record. Operations are those of ``RATIONAL``; only who computed what is added."""

    record: Program = field(default_factory=Program)
    name: str = "traced rational"
    epsilon: Fraction = Fraction(0)
    ordered: bool = True

    def _new(self, value: Any, operation: str, *operands: object) -> Table:
        return Table(self.record.step(operation, *operands), value)

    def scalar(self, value: Fraction | int) -> Number:
        return written(self.record, value)

    def fraction(self, value: Any) -> Fraction:  # noqa: ARG002 - refused whatever it is
        raise Untraceable("a side took a number out of its number system; write it with `p.system.scalar` and matrix operations")

    def matrix(self, rows: Sequence[Sequence[Fraction | int]], columns: int) -> Table:
        return self._new(RATIONAL.matrix(rows, columns), "matrix", len(rows), columns, *(x for row in rows for x in row))

    def shape(self, a: Table) -> tuple[int, int]:
        return RATIONAL.shape(a.value)

    def rows(self, a: Table) -> list[list[Number]]:
        table = enumerate(RATIONAL.rows(a.value))
        return [[Number(self.record, self.record.step("entry", a.name, i, j), x) for j, x in enumerate(row)] for i, row in table]

    def transpose(self, a: Table) -> Table:
        return self._new(RATIONAL.transpose(a.value), "transpose", a.name)

    def add(self, a: Table, b: Table) -> Table:
        return self._new(RATIONAL.add(a.value, b.value), "add", a.name, b.name)

    def subtract(self, a: Table, b: Table) -> Table:
        return self._new(RATIONAL.subtract(a.value, b.value), "subtract", a.name, b.name)

    def multiply(self, a: Table, b: Table) -> Table:
        return self._new(RATIONAL.multiply(a.value, b.value), "multiply", a.name, b.name)

    def scale(self, a: Table, s: Any) -> Table:
        factor = demand(self.record, s, "the factor of a matrix")
        return self._new(RATIONAL.scale(a.value, factor.value), "scale", a.name, factor.name)

    def take(self, a: Table, rows: Sequence[int] | None, columns: Sequence[int] | None) -> Table:
        if rows is not None:
            a = self._new(RATIONAL.take(a.value, rows, None), "rows", a.name, *rows)
        return a if columns is None else self._new(RATIONAL.take(a.value, None, columns), "columns", a.name, *columns)

    def stack(self, parts: Sequence[Table], axis: int) -> Table:
        value = RATIONAL.stack([part.value for part in parts], axis)
        return self._new(value, ("below", "beside")[axis], *(part.name for part in parts))

    def inner(self, a: Table, b: Table) -> Number:
        return Number(self.record, self.record.step("inner", a.name, b.name), RATIONAL.inner(a.value, b.value))

    def sqrt(self, s: Number) -> Number:
        """The root, a number r >= 0 as written, after the step that compares s with r^2."""
        root = self.scalar(RATIONAL.fraction(RATIONAL.sqrt(s.value)))
        s.compared(root * root)
        return root

    def map(self, a: Table, function: Callable[[Number], Any]) -> Table:
        m, n = self.shape(a)
        entries = [demand(self.record, function(x), "an entry") for row in self.rows(a) for x in row]
        value = RATIONAL.matrix([[RATIONAL.fraction(x.value) for x in entries[i * n : (i + 1) * n]] for i in range(m)], n)
        return self._new(value, "matrix", m, n, *(x.name for x in entries))

    def is_finite(self, a: Table) -> bool:  # noqa: ARG002 - every rational is
        return True

    def nonzero_rows(self, a: Table) -> tuple[int, ...]:
        """The rows, after steps that compare each row's squared norm with 0."""
        for i in range(self.shape(a)[0]):
            row = self.take(a, [i], None)
            self.inner(row, row).compared(0)
        return RATIONAL.nonzero_rows(a.value)

    def inverse(self, a: Table) -> Table:
        """A^{-1} I as the solution of (A^T)^T w = I, after a step that shows the rank."""
        n = self.shape(a)[0]
        inverse, one = RATIONAL.inverse(a.value), self.matrix([[int(i == j) for j in range(n)] for i in range(n)], n)
        self.factor(a).rank.compared(n)
        return self._new(inverse, "solve", self.transpose(a).name, one.name)

    def factor(self, x: Table) -> TracedFactor:
        return TracedFactor(self, x)


@dataclass(frozen=True, eq=False)
class TracedFactor:
    """The range of one traced matrix."""

    system: Tracing
    x: Table

    @cached_property
    def _exact(self) -> Factor:
        return RATIONAL.factor(self.x.value)

    @property
    def rank(self) -> Any:
        """The rank, a number that serves as an index too."""
        record = self.system.record
        return Number(record, record.step("rank", self.x.name), RATIONAL.scalar(self._exact.rank))

    def solve(self, rhs: Table) -> Table:
        return Table(self.system.record.step("solve", self.x.name, rhs.name), self._exact.solve(rhs.value))

    def project(self, v: Table) -> Table:
        return Table(self.system.record.step("project", self.x.name, v.name), self._exact.project(v.value))

    def squared_singular_values(self) -> list[Any]:
        """The values as written, after steps that show each one's multiplicity and that together they make up the rank."""
        values = [RATIONAL.fraction(v) for v in self._exact.squared_singular_values()]
        gram = Matrix(self.system, self.x).T @ Matrix(self.system, self.x)
        n = gram.shape[0]
        for value in sorted(set(values)):
            (gram - Matrix.identity(self.system, n) * self.system.scalar(value)).factor.rank.compared(n - values.count(value))  # type: ignore[attr-defined]
        self.rank.compared(len(values))
        return [self.system.scalar(value) for value in values]
