"""Exact rationals: python-flint's ``fmpq_mat``. Here ``==`` means equality."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from theory.arithmetic.flint_names import DomainError, fmpq, fmpq_mat
from theory.arithmetic.full_rank import FullRankFactor
from theory.arithmetic.matrix import Diagonal, NotRepresentable


def _to_fmpq(value: Fraction | int) -> fmpq:
    return fmpq(value.numerator, value.denominator)


@dataclass(frozen=True)
class Rational:
    """The field Q."""

    name: str = "rational"
    epsilon: Fraction = Fraction(0)
    ordered: bool = True

    def scalar(self, value: Fraction | int) -> fmpq:
        return _to_fmpq(value)

    def fraction(self, value: fmpq) -> Fraction:
        return Fraction(int(value.p), int(value.q))

    def matrix(self, rows: Sequence[Sequence[Fraction | int]], columns: int) -> fmpq_mat:
        if isinstance(rows, Diagonal):  # zeros and identities are asked for most often, and need no list of entries
            out = fmpq_mat(rows.m, rows.n)
            for i in range(min(rows.m, rows.n) if rows.value else 0):
                out[i, i] = rows.value
            return out
        return fmpq_mat(len(rows), columns, [x if isinstance(x, int) else _to_fmpq(x) for row in rows for x in row])

    def zeros(self, m: int, n: int) -> fmpq_mat:
        """The (m, n) zero matrix."""
        return fmpq_mat(m, n)

    def shape(self, a: fmpq_mat) -> tuple[int, int]:
        return a.nrows(), a.ncols()

    def rows(self, a: fmpq_mat) -> list[list[fmpq]]:
        found: list[list[fmpq]] = a.tolist()
        return found

    def transpose(self, a: fmpq_mat) -> fmpq_mat:
        return a.transpose()

    def add(self, a: fmpq_mat, b: fmpq_mat) -> fmpq_mat:
        return a + b

    def subtract(self, a: fmpq_mat, b: fmpq_mat) -> fmpq_mat:
        return a - b

    def multiply(self, a: fmpq_mat, b: fmpq_mat) -> fmpq_mat:
        return a * b

    def scale(self, a: fmpq_mat, s: fmpq) -> fmpq_mat:
        return a * s

    def take(self, a: fmpq_mat, rows: Sequence[int] | None, columns: Sequence[int] | None) -> fmpq_mat:
        m, n = a.nrows(), a.ncols()
        i = range(m) if rows is None else [row % m for row in rows]
        j = range(n) if columns is None else [column % n for column in columns]
        return fmpq_mat(len(i), len(j), [a[row, column] for row in i for column in j])

    def stack(self, parts: Sequence[fmpq_mat], axis: int) -> fmpq_mat:
        """One above the other; side by side by way of the transposes, where entries follow each other in memory."""
        if axis == 1:
            return self.stack([p.transpose() for p in parts], axis=0).transpose()
        entries: list[fmpq] = []
        for p in parts:
            entries += p.entries()
        return fmpq_mat(sum([p.nrows() for p in parts]), parts[0].ncols(), entries)

    def inner(self, a: fmpq_mat, b: fmpq_mat) -> fmpq:
        if a.ncols() == 1 and a.nrows():
            return (a.transpose() * b)[0, 0]
        return sum([x * y for x, y in zip(a.entries(), b.entries(), strict=True)], fmpq(0))

    def equal(self, a: fmpq_mat, b: fmpq_mat) -> bool:
        """Whether two matrices of one shape are the same, by flint's own comparison."""
        return bool(a == b)

    def sqrt(self, s: fmpq) -> fmpq:
        """The square root where it is rational; else raises ``NotRepresentable``."""
        try:
            return s.sqrt()
        except DomainError as error:
            raise NotRepresentable(f"the square root of {s} is not rational") from error

    def map(self, a: fmpq_mat, function: Callable[[fmpq], fmpq]) -> fmpq_mat:
        return fmpq_mat(a.nrows(), a.ncols(), [function(x) for x in a.entries()])

    def is_finite(self, a: fmpq_mat) -> bool:  # noqa: ARG002 - every rational is
        return True

    def nonzero_rows(self, a: fmpq_mat) -> tuple[int, ...]:
        columns = range(a.ncols())
        return tuple([i for i in range(a.nrows()) if any(a[i, j] for j in columns)])

    def inverse(self, a: fmpq_mat) -> fmpq_mat:
        return a.inv() if a.nrows() else a

    def factor(self, x: fmpq_mat) -> FullRankFactor:
        return FullRankFactor(self, x)

    def spectrum(self, gram: fmpq_mat) -> list[fmpq]:
        """The non-zero eigenvalues of a symmetric matrix, largest first, where its characteristic polynomial splits over Q."""
        roots: list[fmpq] = []
        for factor, multiplicity in gram.charpoly().factor()[1]:
            if factor.degree() != 1:
                raise NotRepresentable("the squared singular values of this matrix are not all rational")
            roots += [-factor[0] / factor[1]] * multiplicity
        return sorted((root for root in roots if root), reverse=True)


RATIONAL = Rational()
