"""The range of a float64 matrix: singular values by LAPACK, long sides reduced by Householder reflections first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.linalg
from scipy.linalg import lapack

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Basis:
    """Orthonormal columns B (m, r), held as ``inner`` (q, r) behind the q reflectors of a QR factorization: B = Q inner.

    Q is applied, never formed: for m >> q that halves the work and the memory of the factorization. Without reflectors,
    B is ``inner`` itself.
    """

    inner: Array
    reflectors: tuple[Array, Array] | None = None

    def combine(self, c: Array) -> Array:
        """B c, for c (r, k)."""
        short: Array = self.inner @ c
        if self.reflectors is None:
            return short
        padded = np.zeros((self.reflectors[0].shape[0], c.shape[1]), order="F")
        padded[: len(short)] = short
        return self._reflect("N", padded)

    def coefficients(self, v: Array) -> Array:
        """B^T v, for v (m, k)."""
        short = v if self.reflectors is None else self._reflect("T", np.array(v, order="F"))[: len(self.inner)]
        found: Array = self.inner.T @ short
        return found

    def _reflect(self, transposed: str, v: Array) -> Array:
        """Q v or Q^T v with the full square Q; v is overwritten."""
        qr, tau = self.reflectors  # type: ignore[misc]  # only called where there are reflectors
        workspace = max(1, 64 * v.shape[1])
        product, _, info = lapack.dormqr("L", transposed, qr, tau, v, workspace, overwrite_c=1)
        if info:
            raise ArithmeticError(f"dormqr refused argument {-info}")
        found: Array = product
        return found


@dataclass(frozen=True, eq=False)
class Float64Factor:
    """Thin singular value decomposition X = U diag(s) V^T, cut at max(d, n) * 2 eps * s_max.

    The longer side of X, where it is more than twice the shorter, is reduced to a triangle first (tall: X = Q R; wide:
    X^T = Q R), which costs O(d n min(d, n)) and never squares the condition number.
    """

    x: Array

    @cached_property
    def _bases(self) -> tuple[Basis, Basis]:
        """U and V, without their columns beyond the rank. What is cheap to keep is kept for good: :attr:`singular_values`."""
        left, vars(self)["singular_values"], right = self._decomposed()
        return left, right

    def release(self) -> None:
        """Drop U and V, which weigh as much as X; they are worked out anew if they are asked for. Rank and singular values stay."""
        vars(self).pop("_bases", None)

    def _decomposed(self) -> tuple[Basis, Array, Basis]:
        d, n = self.x.shape
        if min(d, n) == 0:
            return Basis(np.zeros((d, 0))), np.zeros(0), Basis(np.zeros((n, 0)))
        tall, wide = d > 2 * n, n > 2 * d
        triangle, reflectors = _reduce(self.x if tall else self.x.T) if tall or wide else (self.x, None)
        u, s, vt = scipy.linalg.svd(triangle.T if wide else triangle, full_matrices=False, check_finite=False)
        rank = int((s > _cutoff(s, d, n)).sum())
        left = Basis(u[:, :rank], reflectors if tall else None)
        return left, s, Basis(vt[:rank].T, reflectors if wide else None)

    @cached_property
    def singular_values(self) -> Array:
        """All min(d, n) singular values, largest first, those below the cutoff included."""
        _ = self._bases
        found: Array = vars(self)["singular_values"]
        return found

    @property
    def cutoff(self) -> float:
        """The size up to which a singular value counts as rounding: max(d, n) * 2 eps * s_max."""
        return _cutoff(self.singular_values, *self.x.shape)

    @cached_property
    def rank(self) -> int:
        return int((self.singular_values > self.cutoff).sum())

    def solve(self, rhs: Array) -> Array:
        u, v = self._bases
        return u.combine(v.coefficients(rhs) / self.singular_values[: self.rank, None])

    def shrunk(self, rhs: Array, shift: float) -> Array:
        """U diag(s / (s^2 + shift)) V^T rhs: ridge regression, where ``solve`` has 1 / s."""
        u, v = self._bases
        s = self.singular_values[: self.rank, None]
        return u.combine(v.coefficients(rhs) * (s / (s * s + shift)))

    def coordinates(self, v: Array) -> Array:
        """X^+ v, (n, k): the shortest z for which X z is the projection of v (d, k) onto range(X)."""
        u, right = self._bases
        return right.combine(u.coefficients(v) / self.singular_values[: self.rank, None])

    def project(self, v: Array) -> Array:
        u = self._bases[0]
        return u.combine(u.coefficients(v))

    def squared_singular_values(self) -> list[float]:
        return [float(s * s) for s in self.singular_values[: self.rank]]


def _cutoff(s: Array, d: int, n: int) -> float:
    return float(max(d, n) * np.finfo(np.float64).eps * s[0]) if len(s) else 0.0


def _reduce(x: Array) -> tuple[Array, tuple[Array, Array]]:
    """X (m, q) = Q R with m > q: the triangle R (q, q), and Q as LAPACK's reflectors."""
    qr = np.array(x, order="F")
    workspace = lapack.dgeqrf_lwork(*qr.shape)[0]
    qr, tau, _, info = lapack.dgeqrf(qr, lwork=int(workspace), overwrite_a=1)
    if info:
        raise ArithmeticError(f"dgeqrf refused argument {-info}")
    return np.triu(qr[: qr.shape[1]]), (qr, tau)
