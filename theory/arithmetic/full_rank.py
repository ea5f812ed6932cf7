"""The range of one matrix over an exact field, by elimination: the same for the rationals and for prime fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol


class ExactField(Protocol):
    """What the factorization asks of a field whose matrices are flint's."""

    def take(self, a: Any, rows: Sequence[int] | None, columns: Sequence[int] | None) -> Any: ...
    def zeros(self, m: int, n: int) -> Any: ...
    def spectrum(self, gram: Any) -> list[Any]: ...


@dataclass(frozen=True, eq=False)
class FullRankFactor:
    """Full-rank factorization X = C F from the reduced row echelon form.

    C holds the pivot columns of X and F the non-zero rows of rref(X), so C has full column and F full row rank, and
    (X^T)^+ = C (C^T C)^{-1} (F F^T)^{-1} F. Over the rationals no inverse of a singular matrix is ever asked for, whatever the
    rank of X. Where a non-zero vector can have v^T v = 0, C^T C or F F^T may be singular: ``ZeroDivisionError``.
    """

    system: ExactField
    x: Any

    @cached_property
    def _echelon(self) -> tuple[Any, int]:
        return self.x.rref() if self.x.nrows() and self.x.ncols() else (self.x, 0)

    @property
    def rank(self) -> int:
        return self._echelon[1]

    @cached_property
    def _column_basis(self) -> Any:
        """C; X itself where its columns are independent, because F is the identity then."""
        if self.rank == self.x.ncols():
            return self.x
        echelon = self._echelon[0].tolist()
        pivots = [next(j for j, entry in enumerate(echelon[i]) if entry) for i in range(self.rank)]
        return self.system.take(self.x, None, pivots)

    @cached_property
    def _dual(self) -> Any:
        """C (C^T C)^{-1}, whose transpose is C^+."""
        c = self._column_basis
        return c * (c.transpose() * c).inv()

    @cached_property
    def _coordinates(self) -> Any:
        """(F F^T)^{-1} F, whose transpose is F^+."""
        f = self.system.take(self._echelon[0], range(self.rank), None)
        return (f * f.transpose()).inv() * f

    def solve(self, rhs: Any) -> Any:
        if self.rank == 0:
            return self.system.zeros(self.x.nrows(), rhs.ncols())
        return self._dual * (rhs if self.rank == self.x.ncols() else self._coordinates * rhs)

    def project(self, v: Any) -> Any:
        if self.rank == 0:
            return self.system.zeros(self.x.nrows(), v.ncols())
        return self._dual * (self._column_basis.transpose() * v)

    def squared_singular_values(self) -> list[Any]:
        """Where the field has them; see its ``spectrum``."""
        return self.system.spectrum(self.x.transpose() * self.x) if self.rank else []
