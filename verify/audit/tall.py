"""The factor of X with many more features than samples, by its triangle alone: X = Q R gives every solution, and X_r = Q R_r for nothing.

Singular vectors cost more than all else of an audit of 2,000 x 20,000. At full rank they are not needed: bounds rest on residuals and on
singular values, whatever computed the weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg

from theory.arithmetic.float64_factor import Basis, Float64Factor, _reduce
from theory.problem import Problem

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class TallFactor(Float64Factor):
    """A full-rank X (d, n), d > n, held as R and the reflectors of Q until it is released; then as any other factor."""

    @classmethod
    def of(cls, x: Array, triangle: Array, reflectors: tuple[Array, Array]) -> TallFactor | None:
        """The factor of X = Q R, or None where R is not of full rank at the cutoff."""
        found = cls(x)
        vars(found)["singular_values"] = scipy.linalg.svdvals(triangle, check_finite=False)
        if found.rank < len(triangle):
            return None
        vars(found)["_held"] = (triangle, Basis(triangle, reflectors))
        return found

    def release(self) -> None:
        vars(self).pop("_held", None)
        super().release()

    def solve(self, rhs: Array) -> Array:
        if "_held" not in vars(self):
            return super().solve(rhs)
        return self._spread(scipy.linalg.solve_triangular(vars(self)["_held"][0], rhs, trans="T", check_finite=False))

    def shrunk(self, rhs: Array, shift: float) -> Array:
        if "_held" not in vars(self):
            return super().shrunk(rhs, shift)
        r = vars(self)["_held"][0]
        gram = r.T @ r
        gram[np.diag_indices_from(gram)] += shift
        return self._spread(r @ scipy.linalg.solve(gram, rhs, assume_a="pos", check_finite=False))

    def coordinates(self, v: Array) -> Array:
        if "_held" not in vars(self):
            return super().coordinates(v)
        found: np.ndarray = scipy.linalg.solve_triangular(vars(self)["_held"][0], self._seen(v), check_finite=False)
        return found

    def project(self, v: Array) -> Array:
        return self._spread(self._seen(v)) if "_held" in vars(self) else super().project(v)

    def _spread(self, c: Array) -> Array:
        """Q c."""
        padded = np.zeros((self.x.shape[0], c.shape[1]), order="F")
        padded[: len(c)] = c
        found: np.ndarray = vars(self)["_held"][1]._reflect("N", padded)
        return found

    def _seen(self, v: Array) -> Array:
        """Q^T v, its first n rows."""
        triangle, q = vars(self)["_held"]
        found: np.ndarray = q._reflect("T", np.array(v, order="F"))[: len(triangle)]
        return found


def factor_once(p: Problem) -> None:
    """Give X and X_r, its first columns, their factors from one reduction, where X is tall and of full rank."""
    if p.d <= 2 * p.n:
        return
    triangle, (qr, tau) = _reduce(p.x.data)
    whole = TallFactor.of(p.x.data, triangle, (qr, tau))
    if whole is None:
        return
    part = TallFactor.of(p.x_r.data, triangle[: p.n_r, : p.n_r], (qr[:, : p.n_r], tau[: p.n_r]))
    vars(p.x)["factor"] = whole
    if part is not None:
        vars(p.x_r)["factor"] = part
