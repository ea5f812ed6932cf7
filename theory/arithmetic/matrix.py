"""A matrix that reads like the mathematics, over any number system."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from operator import index
from typing import Any

from theory.arithmetic.kept import kept
from theory.arithmetic.system import Factor, NumberSystem, Raw, Scalar


class NotRepresentable(ArithmeticError):  # noqa: N818 - says what the number is, not that someone erred
    """The number asked for does not exist in this number system (a square root over the rationals, say)."""


@dataclass(frozen=True)
class Diagonal(Sequence[list[int]]):
    """The rows of an (m, n) matrix with ``value`` on the diagonal and 0 elsewhere, made as they are asked for: m and n may be large."""

    m: int
    n: int
    value: int

    def __len__(self) -> int:
        return self.m

    def __getitem__(self, i: Any) -> Any:
        if isinstance(i, slice):
            return [self[j] for j in range(*i.indices(self.m))]
        if not -self.m <= i < self.m:
            raise IndexError(f"`i` must be a row of {self.m}; received {i}")
        row = [0] * self.n
        if i % self.m < self.n:
            row[i % self.m] = self.value
        return row


@dataclass(frozen=True, eq=False)
class Matrix:
    """An (m, n) matrix over ``system``; immutable by convention, so its factorization is kept.

    ``A @ B``, ``A + B``, ``A - B``, ``-A``, ``c * A``, ``A / c``, ``A.T``, ``A == B`` (entry by entry, one bool).
    Mixing number systems raises ``TypeError``; shapes that do not fit raise ``ValueError``.
    """

    system: NumberSystem
    data: Raw
    shape: tuple[int, int] = field(init=False, repr=False)
    """(rows, columns)."""
    whole: Matrix | None = field(init=False, repr=False, default=None)
    """The longer matrix whose leading columns these are, where that is known."""

    def __init__(self, system: NumberSystem, data: Raw) -> None:
        own = self.__dict__  # a frozen dataclass sets its fields one by one, which takes twice as long
        own["system"], own["data"], own["shape"] = system, data, system.shape(data)

    @classmethod
    def of(cls, system: NumberSystem, rows: Sequence[Sequence[Fraction | int]], columns: int | None = None) -> Matrix:
        """A matrix from exact rows. ``columns`` is needed only where ``rows`` is empty."""
        width = len(rows[0]) if rows else columns
        if width is None:
            raise ValueError("`columns` must be given when `rows` is empty; received None")
        if any(len(row) != width for row in rows):
            raise ValueError(f"`rows` must have equal lengths; received {sorted({len(row) for row in rows})}")
        return cls(system, system.matrix(rows, width))

    @classmethod
    def zeros(cls, system: NumberSystem, m: int, n: int) -> Matrix:
        """The (m, n) zero matrix."""
        m, n = index(m), index(n)
        return cls(system, system.matrix(Diagonal(m, n, 0), n))

    @classmethod
    def identity(cls, system: NumberSystem, n: int) -> Matrix:
        """The (n, n) identity."""
        n = index(n)
        return cls(system, system.matrix(Diagonal(n, n, 1), n))

    @kept
    def T(self) -> Matrix:  # noqa: N802 - the field's own symbol
        """The transpose."""
        return Matrix(self.system, self.system.transpose(self.data))

    @kept
    def factor(self) -> Factor:
        """Range, rank and pseudo-inverse of this matrix, computed once; from a longer matrix's where this one leads it."""
        whole, leading = self.whole, getattr(self.system, "leading", None)
        if whole is None or leading is None:
            return self.system.factor(self.data)
        found: Factor = leading(whole.factor, self.data)
        return found

    def leads(self, whole: Matrix) -> None:
        """Take note that these are the leading columns of ``whole``: a system may then factor both at once (its ``leading``)."""
        self._fits(whole, self.shape[0] == whole.shape[0] and self.shape[1] <= whole.shape[1], "leads")
        self.__dict__["whole"] = whole.whole or whole

    @property
    def rank(self) -> int:
        """The rank; in a rounded system, the numerical rank at that system's cutoff."""
        return self.factor.rank

    def solve(self, rhs: Matrix) -> Matrix:
        """(A^T)^+ rhs, the shortest least-squares solution w of A^T w = rhs."""
        self._fits(rhs, self.shape[1] == rhs.shape[0], "solve")
        return Matrix(self.system, self.factor.solve(rhs.data))

    def project(self, v: Matrix) -> Matrix:
        """The orthogonal projection of the columns of v onto range(A)."""
        self._fits(v, self.shape[0] == v.shape[0], "project")
        return Matrix(self.system, self.factor.project(v.data))

    def inverse(self) -> Matrix:
        """A^{-1}; raises ``ZeroDivisionError`` where A is singular, ``ValueError`` where it is not square."""
        if self.shape[0] != self.shape[1]:
            raise ValueError(f"`inverse` needs a square matrix; received shape {self.shape}")
        return Matrix(self.system, self.system.inverse(self.data))

    def squared_singular_values(self) -> list[Scalar]:
        """The non-zero sigma_i^2, largest first."""
        return self.factor.squared_singular_values()

    def rows(self, index: Sequence[int]) -> Matrix:
        """The rows named, in that order."""
        return Matrix(self.system, self.system.take(self.data, index, None))

    def columns(self, index: Sequence[int]) -> Matrix:
        """The columns named, in that order; leading ones know that they are (:attr:`whole`)."""
        leading = len(index) <= self.shape[1] and all(i == j for i, j in enumerate(index))
        found = Matrix(self.system, self.system.take(self.data, None, range(len(index)) if leading else index))
        if leading:
            found.leads(self)
        return found

    def sq_norm(self) -> Scalar:
        """The squared Frobenius norm, the sum of the squares of all entries."""
        return self.system.inner(self.data, self.data)

    def norm(self) -> Scalar:
        """The Frobenius norm; raises ``NotRepresentable`` where the system lacks that square root."""
        return self.system.sqrt(self.sq_norm())

    def dot(self, other: Matrix) -> Scalar:
        """The Frobenius inner product, trace(A^T B)."""
        self._fits(other, self.shape == other.shape, "dot")
        return self.system.inner(self.data, other.data)

    def map(self, function: Callable[[Scalar], Scalar]) -> Matrix:
        """``function`` applied to every entry."""
        return Matrix(self.system, self.system.map(self.data, function))

    def is_finite(self) -> bool:
        """Whether no entry is NaN or infinite."""
        return self.system.is_finite(self.data)

    def nonzero_rows(self) -> tuple[int, ...]:
        """The indices of the rows that have an entry other than zero."""
        return self.system.nonzero_rows(self.data)

    def tolist(self) -> list[list[Scalar]]:
        """The entries, in this system's own numbers."""
        return self.system.rows(self.data)

    def to(self, system: NumberSystem) -> Matrix:
        """The same matrix in another number system; rounded once, where that one rounds."""
        if system is self.system:
            return self
        exact = [[self.system.fraction(x) for x in row] for row in self.tolist()]
        return Matrix.of(system, exact, self.shape[1])

    def __matmul__(self, other: Matrix) -> Matrix:
        self._fits(other, self.shape[1] == other.shape[0], "@")
        return Matrix(self.system, self.system.multiply(self.data, other.data))

    def __add__(self, other: Matrix) -> Matrix:
        self._fits(other, self.shape == other.shape, "+")
        return Matrix(self.system, self.system.add(self.data, other.data))

    def __sub__(self, other: Matrix) -> Matrix:
        self._fits(other, self.shape == other.shape, "-")
        return Matrix(self.system, self.system.subtract(self.data, other.data))

    def __mul__(self, factor: Scalar) -> Matrix:
        if isinstance(factor, Matrix):
            raise TypeError("`*` needs a number; received a Matrix. The product of matrices is A @ B")
        return Matrix(self.system, self.system.scale(self.data, factor))

    __rmul__ = __mul__

    def __truediv__(self, divisor: Scalar) -> Matrix:
        return Matrix(self.system, self.system.scale(self.data, 1 / self.system.scalar(1) / divisor))

    def __neg__(self) -> Matrix:
        found: Matrix = self * self.system.scalar(-1)
        return found

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Matrix):
            return NotImplemented
        if self.shape != other.shape:
            return False
        whole = getattr(self.system, "equal", None) if self.system is other.system else None  # where a system compares at once
        return whole(self.data, other.data) if whole else self.tolist() == other.tolist()

    __hash__ = object.__hash__

    def _fits(self, other: Any, fits: bool, operation: str) -> None:
        if not isinstance(other, Matrix) or (other.system is not self.system and other.system != self.system):
            kind = other.system.name if isinstance(other, Matrix) else type(other).__name__
            raise TypeError(f"`{operation}` needs two matrices over {self.system.name}; received one over {kind}")
        if not fits:
            raise ValueError(f"`{operation}` needs shapes that fit; received {self.shape} and {other.shape}")


def hstack(*parts: Matrix) -> Matrix:
    """The parts side by side."""
    return Matrix(parts[0].system, parts[0].system.stack([part.data for part in parts], axis=1))


def vstack(*parts: Matrix) -> Matrix:
    """The parts one above the other."""
    return Matrix(parts[0].system, parts[0].system.stack([part.data for part in parts], axis=0))
