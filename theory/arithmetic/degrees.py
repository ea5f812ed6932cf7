"""Bounds in place of numbers: how large a numerator and a denominator can get when an expression is evaluated.

Every number is a rational function N / Q of drawn parameters, N and Q polynomials with integer coefficients. All that is kept of a
matrix is one :class:`Bound` for its entries, over a common denominator: the degree of the numerators, log2 of the l1 norm of
their coefficients, and Q as a product of named factors. Sums go over the least common product of the factors, so a projector that
is used twice does not have its denominator squared. Evaluating an expression in this system bounds its degree; nothing that the
expression says is written a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import comb, lgamma, log, log2

from theory.arithmetic.kept import kept
from theory.arithmetic.matrix import Diagonal, NotRepresentable


@dataclass(eq=False, slots=True)
class Divisor:
    """One factor of denominators: a polynomial of at most this degree and log2 of l1 norm; known by its identity, never changed."""

    degree: int
    height: float


Denominator = Mapping[Divisor, int]
NOTHING: Denominator = {}


@dataclass(eq=False, slots=True)
class Bound:
    """What is known of an (m, n) matrix N / Q: ``degree`` and ``height`` (log2 of the l1 norm) of each entry of N, Q, and the rank.

    ``rank`` is an upper bound. As a number (m = n = 1) it supports ``+ - * / **``. Immutable by convention: a frozen dataclass takes
    three times as long to make, and every operation at a point makes one.
    """

    m: int
    n: int
    degree: int
    height: float
    over: Denominator
    rank: int

    def raised_to(self, over: Denominator) -> tuple[int, float]:
        """Degree and height of the numerator when the denominator is brought to ``over``."""
        if over is self.over:
            return self.degree, self.height
        degree, height, have = self.degree, self.height, self.over
        for factor, power in over.items():
            if lacking := power - have.get(factor, 0):
                degree, height = degree + lacking * factor.degree, height + lacking * factor.height
        return degree, height

    def __add__(self, other: Bound | int) -> Bound:
        return total(self, other if isinstance(other, Bound) else constant(other))

    __radd__ = __sub__ = __rsub__ = __add__

    def __neg__(self) -> Bound:
        return self

    def __mul__(self, other: Bound | int) -> Bound:
        return scaled(self, other if isinstance(other, Bound) else constant(other))

    __rmul__ = __mul__

    def __truediv__(self, other: Bound | int) -> Bound:
        return scaled(self, reciprocal(_number(other)))

    def __rtruediv__(self, other: Bound | int) -> Bound:
        return scaled(_number(other), reciprocal(self))

    def __pow__(self, power: int) -> Bound:
        out = _number(1)
        for _ in range(power):
            out = scaled(out, self)
        return out


@lru_cache(maxsize=4096)
def constant(value: Fraction | int) -> Bound:
    """A number that does not depend on the parameters; always the same bound, so that its denominator is the same factor."""
    over = NOTHING if value.denominator == 1 else {Divisor(0, log2(value.denominator)): 1}
    return Bound(1, 1, 0, log2(max(1, abs(value.numerator))), over, int(value != 0))


def _number(value: Bound | int) -> Bound:
    return value if isinstance(value, Bound) else constant(value)


def times(a: Denominator, b: Denominator) -> Denominator:
    """The product of two denominators."""
    if not a or not b:
        return a or b
    out = dict(a)
    for factor, power in b.items():
        out[factor] = out.get(factor, 0) + power
    return out


def common(a: Denominator, b: Denominator) -> Denominator:
    """A denominator that both divide."""
    if a is b or not b:
        return a
    if not a or (a.keys() <= b.keys() and all(b[factor] >= power for factor, power in a.items())):
        return b
    out = dict(a)
    for factor, power in b.items():
        if power > out.get(factor, 0):
            out[factor] = power
    return out


def expanded(over: Denominator) -> tuple[int, float]:
    """Degree and height of the denominator itself."""
    if not over:
        return 0, 0.0
    return sum(f.degree * e for f, e in over.items()), sum(f.height * e for f, e in over.items())


def total(a: Bound, b: Bound) -> Bound:
    """a + b or a - b: each numerator is brought to a common denominator, and l1 norms add."""
    if a.rank == 0 or b.rank == 0:
        return b if a.rank == 0 else a
    m, n, rank = a.m, a.n, a.rank + b.rank
    if rank > m or rank > n:
        rank = min(m, n)
    if a.over is b.over:
        return Bound(m, n, max(a.degree, b.degree), max(a.height, b.height) + 1, a.over, rank)
    over = common(a.over, b.over)
    (da, ha), (db, hb) = a.raised_to(over), b.raised_to(over)
    return Bound(m, n, max(da, db), max(ha, hb) + 1, over, rank)


def scaled(a: Bound, s: Bound) -> Bound:
    """s a for a number s."""
    over = times(a.over, s.over) if s.over else a.over
    return Bound(a.m, a.n, a.degree + s.degree, a.height + s.height, over, a.rank if s.rank else 0)


@lru_cache(maxsize=4096)
def reciprocal(s: Bound) -> Bound:
    """1 / (N / Q) = Q / N for a number."""
    degree, height = expanded(s.over)
    return Bound(1, 1, degree, height, divisor_of(s), 1)


@lru_cache(maxsize=4096)
def divisor_of(s: Bound) -> Denominator:
    """The numerator of s as a denominator, the same one whenever it is the same s; 1 and -1 divide everything."""
    return NOTHING if s.degree == 0 and s.height == 0 else {Divisor(s.degree, s.height): 1}


@lru_cache(maxsize=4096)
def log2_factorial(n: int) -> float:
    """log2 n!."""
    return lgamma(n + 1) / log(2)


@dataclass(frozen=True)
class Degrees:
    """The number system of bounds. Comparing bounds, taking roots or absolute values raises ``NotRepresentable`` or ``TypeError``."""

    name: str = "degrees"
    epsilon: Fraction = Fraction(0)
    ordered: bool = False

    def parameters(self, m: int, n: int) -> Bound:
        """An (m, n) matrix of independent parameters: degree 1, coefficient 1, generically of full rank."""
        return Bound(m, n, 1, 0.0, NOTHING, min(m, n))

    def scalar(self, value: Fraction | int) -> Bound:
        return constant(value)

    def fraction(self, value: Bound) -> Fraction:  # noqa: ARG002 - part of the interface
        raise NotRepresentable("a bound is no rational number")

    def matrix(self, rows: Sequence[Sequence[Fraction | int]], columns: int) -> Bound:
        if isinstance(rows, Diagonal):
            rank = min(rows.m, rows.n) if rows.value else 0
            return Bound(rows.m, rows.n, 0, log2(max(1, abs(rows.value))), NOTHING, rank)
        if not any(any(row) for row in rows):
            return Bound(len(rows), columns, 0, 0.0, NOTHING, 0)
        entries = [constant(x) for row in rows for x in row]
        out = entries[0]
        for entry in entries[1:]:
            out = total(out, entry)
        return Bound(len(rows), columns, 0, out.height, out.over, min(len(rows), columns))

    def shape(self, a: Bound) -> tuple[int, int]:
        return a.m, a.n

    def rows(self, a: Bound) -> list[list[Bound]]:
        return [[Bound(1, 1, a.degree, a.height, a.over, min(1, a.rank))] * a.n for _ in range(a.m)]

    def transpose(self, a: Bound) -> Bound:
        return Bound(a.n, a.m, a.degree, a.height, a.over, a.rank)

    def add(self, a: Bound, b: Bound) -> Bound:
        return total(a, b)

    def subtract(self, a: Bound, b: Bound) -> Bound:
        return total(a, b)

    def multiply(self, a: Bound, b: Bound) -> Bound:
        if a.rank == 0 or b.rank == 0:
            return Bound(a.m, b.n, 0, 0.0, NOTHING, 0)
        height = a.height + b.height + log2(a.n)
        return Bound(a.m, b.n, a.degree + b.degree, height, times(a.over, b.over), min(a.rank, b.rank))

    def scale(self, a: Bound, s: Bound | int) -> Bound:
        return scaled(a, _number(s))

    def take(self, a: Bound, rows: Sequence[int] | None, columns: Sequence[int] | None) -> Bound:
        m, n = a.m if rows is None else len(rows), a.n if columns is None else len(columns)
        return Bound(m, n, a.degree, a.height, a.over, min(m, n, a.rank))

    def stack(self, parts: Sequence[Bound], axis: int) -> Bound:
        over: Denominator = NOTHING
        for part in parts:
            over = common(over, part.over)
        m, n = (sum(p.m for p in parts), parts[0].n) if axis == 0 else (parts[0].m, sum(p.n for p in parts))
        raised = [part.raised_to(over) for part in parts]
        return Bound(m, n, max(d for d, _ in raised), max(h for _, h in raised), over, min(m, n, sum(p.rank for p in parts)))

    def inner(self, a: Bound, b: Bound) -> Bound:
        if a.rank == 0 or b.rank == 0:
            return constant(0)
        height = a.height + b.height + log2(a.m * a.n)
        return Bound(1, 1, a.degree + b.degree, height, times(a.over, b.over), 1)

    def sqrt(self, s: Bound) -> Bound:  # noqa: ARG002 - part of the interface
        raise NotRepresentable("a square root is no rational function")

    def map(self, a: Bound, function: Callable[[Bound], Bound]) -> Bound:
        """One bound stands for all entries, so ``function`` is asked once."""
        value = function(Bound(1, 1, a.degree, a.height, a.over, min(1, a.rank)))
        return Bound(a.m, a.n, value.degree, value.height, value.over, min(a.m, a.n) if value.rank else 0)

    def is_finite(self, a: Bound) -> bool:  # noqa: ARG002 - every bound is
        return True

    def nonzero_rows(self, a: Bound) -> tuple[int, ...]:
        """The rows that may have an entry other than zero: all."""
        return tuple(range(a.m)) if a.rank else ()

    def inverse(self, a: Bound) -> Bound:
        """(N / Q)^{-1} = Q adj(N) / det N by Cramer's rule."""
        if a.m == 0:
            return a
        degree, height = expanded(a.over)
        n = a.m
        determinant = Divisor(n * a.degree, n * a.height + log2_factorial(n))
        adjugate = (n - 1) * a.degree, (n - 1) * a.height + log2_factorial(n - 1)
        return Bound(n, n, degree + adjugate[0], height + adjugate[1], {determinant: 1}, n)

    def factor(self, x: Bound) -> DegreeFactor:
        return DegreeFactor(x)


@dataclass(frozen=True, eq=False)
class DegreeFactor:
    """Bounds for X^+ and P from the formula that needs no algorithm: with r = rank X and vol^2 the sum of all squared r x r minors,

        vol^2(X) X^+_{ji} = sum over r x r submatrices of det X_{IJ} d det X_{IJ} / d x_{ij}    (Ben-Israel 1992; Berg 1986).

    X = N / Q has X^+ = Q N^+, and its projector is that of N. ``volume`` names the denominator once per matrix.
    """

    x: Bound
    volume: Divisor

    def __init__(self, x: Bound) -> None:
        object.__setattr__(self, "x", x)
        minors = log2(comb(x.m, x.rank)) + log2(comb(x.n, x.rank))
        volume = Divisor(2 * x.rank * x.degree, minors + 2 * (log2_factorial(x.rank) + x.rank * x.height))
        object.__setattr__(self, "volume", volume)

    @property
    def rank(self) -> int:
        return self.x.rank

    @kept
    def _pseudo_inverse(self) -> Bound:
        """Of N^T, up to vol^2; (m, n) like X."""
        x, r = self.x, self.x.rank
        terms = log2(comb(x.m - 1, r - 1)) + log2(comb(x.n - 1, r - 1))
        height = terms + log2_factorial(r) + log2_factorial(r - 1) + (2 * r - 1) * x.height
        return Bound(x.m, x.n, (2 * r - 1) * x.degree, height, {self.volume: 1}, r)

    @kept
    def _solution(self) -> Bound:
        """(X^T)^+ with the denominator Q of X multiplied in, (m, n)."""
        degree, height = expanded(self.x.over)
        return scaled(self._pseudo_inverse, Bound(1, 1, degree, height, NOTHING, 1))

    @kept
    def _projector(self) -> Bound:
        """P, (m, m): the denominator of X cancels in it."""
        x = self.x
        return Degrees().multiply(self._pseudo_inverse, Bound(x.n, x.m, x.degree, x.height, NOTHING, x.rank))

    def solve(self, rhs: Bound) -> Bound:
        if self.x.rank == 0:
            return Bound(self.x.m, rhs.n, 0, 0.0, NOTHING, 0)
        return Degrees().multiply(self._solution, rhs)

    def project(self, v: Bound) -> Bound:
        if self.x.rank == 0:
            return Bound(self.x.m, v.n, 0, 0.0, NOTHING, 0)
        return Degrees().multiply(self._projector, v)

    def squared_singular_values(self) -> list[Bound]:
        raise NotRepresentable("singular values are no rational functions")
