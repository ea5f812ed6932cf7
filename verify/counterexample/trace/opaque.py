"""A number system that knows nothing of what training does, so that two sides agree in it only if they are one computation.

Sums, multiples, transposes, rows, columns and stacks are what they always are, modulo a prime. A product of matrices, a solution, a
projection, an inverse, a rank and a root are arbitrary: each is a random function of its operands. Three facts are kept, because two
spellings of one expression use them: a product is associative and (A B)^T = B^T A^T, the identity and zero do what they do, and a
common factor can be taken out. Two sides that agree here on every problem agree whatever `solve` computes: nothing was compared.

With ``products`` a product of matrices is the true one; then sides agree that are equal by the rules of matrix algebra alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from hashlib import blake2b
from typing import Any

from theory.arithmetic import RATIONAL, PrimeField
from theory.problem import Problem, Regularization, Schedule, nearest_interpolator
from verify.counterexample.trace.opaque_number import OpaqueNumber, P, Powers, lifted, merged, product_of, residue

Row = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """An (m, n) matrix modulo P; ``factors`` where it was made as a product."""

    rows: tuple[Row, ...]
    n: int
    factors: tuple[Table, ...] = ()
    scaled: tuple[Table | None, Powers] = (None, ())
    """The matrix that this is an unknown multiple of, and the multiple."""

    @cached_property
    def columns(self) -> tuple[Row, ...]:
        """The columns."""
        return tuple(zip(*self.rows, strict=True)) if self.rows else ((),) * self.n

    @cached_property
    def leading(self) -> int:
        """The first entry that is not zero; 0 where there is none."""
        return next((x for row in self.rows for x in row if x), 0)

    @cached_property
    def reduced(self) -> tuple[Row, ...]:
        """The rows divided by ``leading``."""
        inverse = pow(self.leading, -1, P) if self.leading else 0
        return tuple(tuple(x * inverse % P for x in row) for row in self.rows)

    @cached_property
    def is_one(self) -> bool:
        """Whether this is the identity."""
        return len(self.rows) == self.n and all(x == (i == j) for i, row in enumerate(self.rows) for j, x in enumerate(row))

    @cached_property
    def turned(self) -> Table:
        """The transpose."""
        return Table(self.columns, len(self.rows), tuple(f.turned for f in reversed(self.factors)))

    def column(self, j: int) -> Table:
        """One column, a product where the matrix is one."""
        last = (*self.factors[:-1], self.factors[-1].column(j)) if self.factors else ()
        return Table(tuple((row[j],) for row in self.rows), 1, last)


@dataclass(frozen=True, eq=False)
class Opaque:
    """The system. ``seen`` collects what was compared, each comparison as a difference modulo P.

    With ``agreeable`` every comparison of two numbers says that they are equal, so that a predicate looks at all it would look at.
    """

    salt: int = 0
    products: bool = False
    agreeable: bool = False
    seen: list[int] = field(default_factory=list)
    name: str = "rational"  # as over Q, whose order it pretends to have
    epsilon: Fraction = Fraction(0)
    ordered: bool = True

    def drawn(self, *key: object) -> int:
        """A number that depends on ``key`` and on nothing else."""
        digest = blake2b(repr((self.salt, *key)).encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % P

    def number(self, value: int, exact: Fraction | None = None, count: int | None = None) -> OpaqueNumber:
        """A number of this system."""
        return OpaqueNumber(self, value % P, exact, count)

    def named(self, name: str, exact: Fraction) -> OpaqueNumber:
        """A number of which only its sign and order are known, such as alpha."""
        value = self.drawn("input", name)
        return OpaqueNumber(self, value, exact, None, Fraction(1), ((value, 1),))

    def scalar(self, value: Any) -> OpaqueNumber:
        return lifted(self, value)

    def fraction(self, value: Any) -> Fraction:
        number = lifted(self, value)
        return Fraction(number.value) if number.exact is None else number.exact

    def matrix(self, rows: Sequence[Sequence[Any]], columns: int) -> Table:
        return Table(tuple(tuple(lifted(self, x).value for x in row) for row in rows), columns)

    def shape(self, a: Table) -> tuple[int, int]:
        return len(a.rows), a.n

    def rows(self, a: Table) -> list[list[OpaqueNumber]]:
        return [[self.number(x) for x in row] for row in a.rows]

    def transpose(self, a: Table) -> Table:
        return a.turned

    def add(self, a: Table, b: Table) -> Table:
        return _entrywise(a, b, lambda x, y: x + y)

    def subtract(self, a: Table, b: Table) -> Table:
        return _entrywise(a, b, lambda x, y: x - y)

    def scale(self, a: Table, s: Any) -> Table:
        """By a known number as ever; by an unknown one entry by entry, where factors may cancel."""
        factor, powers = lifted(self, s).monomial
        if not self.products and factor and merged(a.scaled[1], powers):
            return self._scaled(a, factor, powers)
        base = a.scaled[0] if a.scaled[0] is not None and powers else a
        known = lifted(self, s).value if self.products else residue(factor)
        factors = (self.scale(base.factors[0], s), *base.factors[1:]) if base.factors and known else ()
        return Table(tuple(tuple(x * known % P for x in row) for row in base.rows), a.n, factors)

    def _scaled(self, a: Table, factor: Fraction, powers: Powers) -> Table:
        base, known = a.scaled[0] or a, residue(factor)
        if not powers:
            rows = tuple(tuple(x * known % P for x in row) for row in a.rows)
            return Table(rows, a.n, (), (self.scale(base, factor), a.scaled[1]))
        total = merged(a.scaled[1], powers)
        size = known * base.leading % P

        def entry(x: int) -> int:
            return size * product_of(self, Fraction(1), merged(((x, 1),), total)).value % P if x else 0

        rows = tuple(tuple(map(entry, row)) for row in base.reduced)
        return Table(rows, a.n, (), (self.scale(base, factor), total))

    def multiply(self, a: Table, b: Table) -> Table:
        """The product of all factors from the right; of a product and its transpose the one that comes first by name is worked out."""
        every = [f for f in (*(a.factors or (a,)), *(b.factors or (b,))) if not f.is_one]
        if len(every) < 2:
            return every[0] if every else a
        turned = [f.turned for f in reversed(every)]
        names = [[f.reduced for f in chain] for chain in (every, turned)]
        result = self._chain(every) if names[0] <= names[1] else self._chain(turned).turned
        return Table(result.rows, result.n, tuple(every))

    def _chain(self, factors: Sequence[Table]) -> Table:
        result = factors[-1]
        for left in reversed(factors[:-1]):
            rows = tuple(tuple(self._dot(u, v) for v in result.columns) for u in left.rows)
            result = Table(rows, result.n)
        return result

    def _dot(self, u: Row, v: Row) -> int:
        """An arbitrary symmetric function of two vectors that is homogeneous in both and picks an entry where one is a unit vector."""
        if self.products:
            return sum(x * y for x, y in zip(u, v, strict=True)) % P
        a, b = _direction(u), _direction(v)
        size = a[0] * b[0] % P
        if not size:
            return 0
        for one, other in ((a[1], b[1]), (b[1], a[1])):
            if sum(map(bool, one)) == 1:
                return size * other[one.index(1)] % P
        return size * self.drawn("dot", *sorted((a[1], b[1]))) % P

    def take(self, a: Table, rows: Sequence[int] | None, columns: Sequence[int] | None) -> Table:
        kept = [a.rows[i] for i in (range(len(a.rows)) if rows is None else rows)]
        j = range(a.n) if columns is None else columns
        return Table(tuple(tuple(row[i] for i in j) for row in kept), len(j))

    def stack(self, parts: Sequence[Table], axis: int) -> Table:
        if axis == 0:
            return Table(tuple(row for part in parts for row in part.rows), parts[0].n)
        rows = tuple(tuple(x for part in parts for x in part.rows[i]) for i in range(len(parts[0].rows)))
        return Table(rows, sum(part.n for part in parts))

    def inner(self, a: Table, b: Table) -> OpaqueNumber:
        products = (self.multiply(a.column(j).turned, b.column(j)) for j in range(a.n) if a.rows)
        return self.number(sum(product.rows[0][0] for product in products))

    def sqrt(self, s: Any) -> OpaqueNumber:
        value = lifted(self, s).value
        return self.number(value if value in (0, 1) else self.drawn("sqrt", value))

    def map(self, a: Table, function: Callable[[OpaqueNumber], Any]) -> Table:
        return self.matrix([[function(x) for x in row] for row in self.rows(a)], a.n)

    def is_finite(self, a: Table) -> bool:  # noqa: ARG002 - every residue is
        return True

    def nonzero_rows(self, a: Table) -> tuple[int, ...]:
        """As ever; each entry is noted as one that was compared with 0."""
        self.seen.extend(x for row in a.rows for x in row)
        return tuple(i for i, row in enumerate(a.rows) if any(row))

    def inverse(self, a: Table) -> Table:
        if a.is_one:
            return a
        if not a.leading:
            raise ZeroDivisionError("the matrix is singular")
        turned = a.turned.reduced < a.reduced
        name = min(a.reduced, a.turned.reduced)
        inverse = pow(a.leading, -1, P)
        rows = tuple(tuple(self.drawn("inverse", name, i, j) * inverse % P for j in range(a.n)) for i in range(a.n))
        return Table(rows, a.n).turned if turned else Table(rows, a.n)

    def factor(self, x: Table) -> OpaqueFactor:
        return OpaqueFactor(self, x)


@dataclass(frozen=True, eq=False)
class OpaqueFactor:
    """The range of one matrix, about which nothing is known but its name."""

    system: Opaque
    x: Table

    @cached_property
    def _count(self) -> int:
        """The rank modulo P, for those who count with it."""
        field = PrimeField(P)
        return field.factor(field.matrix(self.x.rows, self.x.n)).rank if self.x.leading else 0

    @property
    def rank(self) -> Any:
        name = self.system.drawn("rank", self.x.reduced) if self.x.leading else 0
        return self.system.number(name, None if self.x.leading else Fraction(0), self._count)

    def solve(self, rhs: Table) -> Table:
        if self.x.is_one:
            return rhs
        size = pow(self.x.leading, -1, P) if self.x.leading else 0
        return self._each("solve", rhs, size)

    def project(self, v: Table) -> Table:
        return v if self.x.is_one else self._each("project", v, int(self.x.leading != 0))

    def _each(self, what: str, rhs: Table, size: int) -> Table:
        """An arbitrary homogeneous function of each column."""
        out = []
        for column in rhs.columns:
            length, direction = _direction(column)
            factor = length * size % P
            entries = range(len(self.x.rows))
            out.append([factor * self.system.drawn(what, self.x.reduced, direction, i) % P if factor else 0 for i in entries])
        return Table(tuple(zip(*out, strict=True)), rhs.n)

    def squared_singular_values(self) -> list[Any]:
        return [self.system.number(self.system.drawn("sigma", self.x.rows, i)) for i in range(self._count)]


def _direction(v: Row) -> tuple[int, Row]:
    """The first entry of v that is not zero, and v divided by it."""
    leading = next((x for x in v if x), 0)
    inverse = pow(leading, -1, P) if leading else 0
    return leading, tuple(x * inverse % P for x in v)


def _entrywise(a: Table, b: Table, operation: Callable[[int, int], int]) -> Table:
    rows = zip(a.rows, b.rows, strict=True)
    return Table(tuple(tuple(operation(x, y) % P for x, y in zip(r, s, strict=True)) for r, s in rows), a.n)


def unknown(p: Problem, system: Opaque) -> Problem:
    """p, over Q, in ``system``: eta, alpha and lambda are unknown numbers of their own order, models are in closed form."""
    q = replace(p, schedule=None, regularization=None, solver=nearest_interpolator).to(system)
    plan, extra = p.schedule, p.regularization
    if plan is not None:
        plan = Schedule(plan.start.to(system), system.named("eta", RATIONAL.fraction(plan.eta)), plan.steps)
    if extra is not None:
        sizes = (system.named(name, RATIONAL.fraction(getattr(extra, name))) for name in ("alpha", "decay"))
        extra = Regularization(extra.wrong.to(system), *sizes)
    return replace(q, schedule=plan, regularization=extra)
