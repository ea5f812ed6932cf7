"""The range of one matrix over an exact field, by elimination: the same for the rationals and for prime fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from theory.arithmetic.kept import kept
from theory.arithmetic.matrix import NotRepresentable


class ExactField(Protocol):
    """What the factorization asks of a field whose matrices are flint's."""

    def take(self, a: Any, rows: Sequence[int] | None, columns: Sequence[int] | None) -> Any: ...
    def zeros(self, m: int, n: int) -> Any: ...
    def spectrum(self, gram: Any) -> list[Any]: ...


@dataclass(frozen=True, eq=False)
class FullRankFactor:
    """Full-rank factorization X = C F from the reduced row echelon form.

    C holds the pivot columns of X and F the non-zero rows of rref(X), so C has full column and F full row rank, and
    (X^T)^+ = C (C^T C)^{-1} (F F^T)^{-1} F. Systems with C^T C and F F^T are solved, none is inverted: over the rationals the inverse
    of a Gram matrix is twenty times as dear as one solution. There no singular system is ever asked for, whatever the rank of X.
    Where a non-zero vector can have v^T v = 0, C^T C or F F^T may be singular: ``ZeroDivisionError``.
    """

    system: ExactField
    x: Any

    @kept
    def _echelon(self) -> tuple[Any, int]:
        return self.x.rref() if self.x.nrows() and self.x.ncols() else (self.x, 0)

    @property
    def rank(self) -> int:
        return self._echelon[1]

    @kept
    def _column_basis(self) -> Any:
        """C; X itself where its columns are independent, because F is the identity then."""
        if self.rank == self.x.ncols():
            return self.x
        echelon = self._echelon[0].tolist()
        pivots = [next(j for j, entry in enumerate(echelon[i]) if entry) for i in range(self.rank)]
        return self.system.take(self.x, None, pivots)

    @kept
    def _gram(self) -> Any:
        """C^T C."""
        return self._column_basis.transpose() * self._column_basis

    @kept
    def _row_basis(self) -> Any:
        """F."""
        return self.system.take(self._echelon[0], range(self.rank), None)

    @kept
    def _row_gram(self) -> Any:
        """F F^T."""
        return self._row_basis * self._row_basis.transpose()

    def solve(self, rhs: Any) -> Any:
        if self.rank == 0:
            return self.system.zeros(self.x.nrows(), rhs.ncols())
        if self.rank < self.x.ncols():
            rhs = self._row_gram.solve(self._row_basis * rhs)
        return self._column_basis * self._gram.solve(rhs)

    def project(self, v: Any) -> Any:
        if self.rank == 0:
            return self.system.zeros(self.x.nrows(), v.ncols())
        return self._column_basis * self._gram.solve(self._column_basis.transpose() * v)

    def squared_singular_values(self) -> list[Any]:
        """Where the field has them; see its ``spectrum``."""
        if isinstance(self._spectrum, str):
            raise NotRepresentable(self._spectrum)
        return list(self._spectrum)

    @kept
    def _spectrum(self) -> list[Any] | str:
        """The squared singular values, or why the field lacks them: a characteristic polynomial is factored once."""
        try:
            return self.system.spectrum(self.x.transpose() * self.x) if self.rank else []
        except NotRepresentable as reason:
            return str(reason)
