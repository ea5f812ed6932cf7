"""The integers modulo a prime: python-flint's ``nmod_mat``. Exact, without order, absolute value or roots of its own.

An identity of rational functions over Q that involves only ring operations and inverses holds here too, wherever no denominator
vanishes. So a side that comes out non-zero disproves the identity, and one that comes out zero at random points supports it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from theory.arithmetic.flint_names import fmpz, nmod, nmod_mat
from theory.arithmetic.full_rank import FullRankFactor
from theory.arithmetic.kept import kept
from theory.arithmetic.matrix import Diagonal, NotRepresentable

LARGEST = 2**64
"""``nmod`` holds one machine word, and flint's primality test is a proof below this."""


def is_prime(n: int) -> bool:
    """Whether n, 0 <= n < 2^64, is prime: a proof, no probable prime."""
    return bool(fmpz(n).is_prime())


@dataclass(frozen=True)
class PrimeField:
    """The field F_p. A division by zero and the inverse of a singular matrix raise ``ZeroDivisionError``.

    Vectors can be isotropic, v^T v = 0 for v != 0: X^T X can be singular although X has full column rank.
    """

    p: int
    _selections: dict[tuple[int, Sequence[int]], tuple[nmod_mat, nmod_mat]] = field(default_factory=dict, compare=False, repr=False)
    _places: dict[tuple[int, int, int], tuple[nmod_mat, nmod_mat]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not 2 < self.p < LARGEST or not is_prime(self.p):
            raise ValueError(f"`p` must be an odd prime below 2^64; received {self.p}")

    @property
    def name(self) -> str:
        return f"F_{self.p}"

    @property
    def epsilon(self) -> Fraction:
        return Fraction(0)

    @property
    def ordered(self) -> bool:
        return False

    def scalar(self, value: Fraction | int) -> nmod:
        return nmod(value, self.p) if isinstance(value, int) else nmod(value.numerator, self.p) / nmod(value.denominator, self.p)

    def fraction(self, value: nmod) -> Fraction:  # noqa: ARG002 - part of the interface
        raise NotRepresentable("a residue is no rational number: infinitely many reduce to it")

    def matrix(self, rows: Sequence[Sequence[Fraction | int]], columns: int) -> nmod_mat:
        if isinstance(rows, Diagonal):  # zeros and identities are asked for most often, and need no list of entries
            return self._diagonal(rows.m, rows.n, rows.value)
        entries = [x if isinstance(x, int) else self.scalar(x) for row in rows for x in row]
        return nmod_mat(len(rows), columns, entries, self.p)

    def residues(self, values: Sequence[int], m: int, n: int) -> nmod_mat:
        """The (m, n) matrix of these integers, row by row."""
        return nmod_mat(m, n, values, self.p)

    def zeros(self, m: int, n: int) -> nmod_mat:
        """The (m, n) zero matrix."""
        return nmod_mat(m, n, self.p)

    def shape(self, a: nmod_mat) -> tuple[int, int]:
        return a.nrows(), a.ncols()

    def rows(self, a: nmod_mat) -> list[list[nmod]]:
        found: list[list[nmod]] = a.tolist()
        return found

    def transpose(self, a: nmod_mat) -> nmod_mat:
        return a.transpose()

    def add(self, a: nmod_mat, b: nmod_mat) -> nmod_mat:
        return a + b

    def subtract(self, a: nmod_mat, b: nmod_mat) -> nmod_mat:
        return a - b

    def multiply(self, a: nmod_mat, b: nmod_mat) -> nmod_mat:
        return a * b

    def scale(self, a: nmod_mat, s: nmod | int) -> nmod_mat:
        return a * s

    def take(self, a: nmod_mat, rows: Sequence[int] | None, columns: Sequence[int] | None) -> nmod_mat:
        """By products with kept 0/1 matrices: moving entries through Python costs twenty times as much."""
        if rows is not None:
            a = self._selection(a.nrows(), rows)[0] * a
        return a if columns is None else a * self._selection(a.ncols(), columns)[1]

    def stack(self, parts: Sequence[nmod_mat], axis: int) -> nmod_mat:
        """As a sum of the parts, each moved to its place."""
        sizes = [part.nrows() for part in parts] if axis == 0 else [part.ncols() for part in parts]
        total, start, out = sum(sizes), 0, None
        for part, size in zip(parts, sizes, strict=True):
            if size == total:
                return part
            if size and part:
                place = self._places.get((total, start, size)) or self._place(total, start, size)
                moved = place[1] * part if axis == 0 else part * place[0]
                out = moved if out is None else out + moved
            start += size
        if out is None:
            out = nmod_mat(total, parts[0].ncols(), self.p) if axis == 0 else nmod_mat(parts[0].nrows(), total, self.p)
        return out

    def _place(self, total: int, start: int, size: int) -> tuple[nmod_mat, nmod_mat]:
        """The selection of ``size`` indices from ``start`` on, kept under numbers: a range takes long to hash."""
        found = self._places[total, start, size] = self._selection(total, range(start, start + size))
        return found

    def _selection(self, size: int, index: Sequence[int]) -> tuple[nmod_mat, nmod_mat]:
        """The (len(index), size) matrix S with S a = a[index], and its transpose."""
        key = (size, index if isinstance(index, (range, tuple)) else tuple(index))
        found = self._selections.get(key)
        if found is None:
            chosen, columns = nmod_mat(len(index), size, self.p), range(size)
            for i, j in enumerate(index):
                chosen[i, columns[j]] = 1
            found = self._selections[key] = chosen, chosen.transpose()
        return found

    def _diagonal(self, m: int, n: int, value: int) -> nmod_mat:
        """``value`` times the (m, n) identity."""
        if not value:
            return nmod_mat(m, n, self.p)
        one = self._selection(n, range(m))[0] if m <= n else self._selection(m, range(n))[1]
        return one if value == 1 else one * value

    def inner(self, a: nmod_mat, b: nmod_mat) -> nmod:
        """The trace of a^T b or of a b^T, whichever is smaller."""
        if a.ncols() == 1 and a.nrows():
            return (a.transpose() * b)[0, 0]
        product = a.transpose() * b if a.ncols() <= a.nrows() else a * b.transpose()
        return sum((product[i, i] for i in range(product.nrows())), nmod(0, self.p))

    def sqrt(self, s: nmod) -> nmod:
        raise NotRepresentable(f"a square root of {s} in {self.name} says nothing about one in the reals")

    def map(self, a: nmod_mat, function: Callable[[nmod], nmod]) -> nmod_mat:
        return nmod_mat(a.nrows(), a.ncols(), [function(x) for x in a.entries()], self.p)

    def is_finite(self, a: nmod_mat) -> bool:  # noqa: ARG002 - every residue is
        return True

    def nonzero_rows(self, a: nmod_mat) -> tuple[int, ...]:
        columns = range(a.ncols())
        return tuple([i for i in range(a.nrows()) if any(a[i, j] for j in columns)])

    def inverse(self, a: nmod_mat) -> nmod_mat:
        return a.inv() if a.nrows() else a

    def factor(self, x: nmod_mat) -> PrimeFactor:
        return PrimeFactor(FullRankFactor(self, x), self.matrix(Diagonal(x.ncols(), x.ncols(), 1), x.ncols()))

    def spectrum(self, gram: nmod_mat) -> list[nmod]:  # noqa: ARG002 - part of the interface
        raise NotRepresentable(f"singular values are not ordered in {self.name}")


@dataclass(frozen=True, eq=False)
class PrimeFactor:
    """A factorization that keeps (X^T)^+: inverting costs no more than solving here, and each later question is one product."""

    found: FullRankFactor
    one: nmod_mat
    """The identity, (n, n)."""

    @property
    def rank(self) -> int:
        return self.found.rank

    @kept
    def _solution(self) -> nmod_mat:
        """(X^T)^+, (d, n)."""
        return self.found.solve(self.one)

    @kept
    def _coordinates(self) -> nmod_mat:
        """X^+, (n, d)."""
        return self._solution.transpose()

    def solve(self, rhs: nmod_mat) -> nmod_mat:
        return self._solution * rhs

    def project(self, v: nmod_mat) -> nmod_mat:
        """P v = X (X^+ v)."""
        return self.found.x * (self._coordinates * v)

    def squared_singular_values(self) -> list[nmod]:
        return self.found.squared_singular_values()
