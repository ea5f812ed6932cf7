"""The range of a float64 matrix: by a triangle where its rank is beyond doubt, else by singular values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.linalg
from scipy.linalg import lapack

from theory.arithmetic.float64_triangle import ByCholesky, ByReflections, Triangles, cutoff_factor, householder, padded, reflect

Array = np.ndarray

CURVE_CONDITION = 1e4
"""The largest kappa^2 at which nested sizes use Cholesky's triangle, which they cannot refine: it costs kappa^2 u."""


DEAR = 10**9
"""n^2 d from which reflections for singular values alone, a tenth of a second or more, are spared where the Gram has them."""

EIGHT_DIGITS = 1e-9
"""What the smallest singular value may be off by, relatively, for the Gram's word to be taken for it."""


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
        return short if self.reflectors is None else reflect("N", self.reflectors, padded(short, self.reflectors[0].shape[0]))

    def coefficients(self, v: Array) -> Array:
        """B^T v, for v (m, k)."""
        short = v if self.reflectors is None else reflect("T", self.reflectors, np.array(v, order="F"))[: len(self.inner)]
        found: Array = self.inner.T @ short
        return found


@dataclass(frozen=True, eq=False)
class BySingularValues:
    """Thin singular value decomposition X = U diag(s) V^T, without what lies beyond the rank."""

    left: Basis
    s: Array
    right: Basis

    def solve(self, rhs: Array) -> Array:
        """(X^T)^+ rhs."""
        return self.left.combine(self.right.coefficients(rhs) / self.s[:, None])

    def shrunk(self, rhs: Array, shift: float) -> Array:
        """U diag(s / (s^2 + shift)) V^T rhs."""
        s = self.s[:, None]
        return self.left.combine(self.right.coefficients(rhs) * (s / (s * s + shift)))

    def coordinates(self, v: Array) -> Array:
        """X^+ v."""
        return self.right.combine(self.left.coefficients(v) / self.s[:, None])

    def project(self, v: Array) -> Array:
        """P v."""
        return self.left.combine(self.left.coefficients(v))


@dataclass(frozen=True, eq=False)
class Float64Factor:
    """The range of X (d, n), with singular values cut at max(d, n) * 2 eps * s_max.

    Where n <= d and the rank is n beyond doubt, by a triangle: Cholesky's with a step of refinement where the square of the condition
    number leaves digits enough, else Householder's. ``triangles`` may be those of a longer matrix whose leading columns X is. In every
    other case by singular values: of Householder's triangle where n <= d, and of that of X^T where n > 2 d. No reflection squares the
    condition number.
    """

    x: Array
    triangles: Triangles | None = None

    def __post_init__(self) -> None:
        d, n = self.x.shape
        if self.triangles is None and 0 < n <= d:
            object.__setattr__(self, "triangles", Triangles(self.x))

    @cached_property
    def _method(self) -> ByCholesky | ByReflections | BySingularValues:
        triangle = self._by_triangle
        return self._by_singular_values if triangle is None else triangle

    @cached_property
    def _by_triangle(self) -> ByCholesky | ByReflections | None:
        """None where the rank is in doubt, or X has no column, or more than rows."""
        k = self.x.shape[1]
        if self.triangles is None or k == 0:
            return None
        if self.triangles.has_good_gram(k):
            return ByCholesky(self.triangles, k)
        return self._by_reflections

    @property
    def _by_reflections(self) -> ByReflections | None:
        k, triangles = self.x.shape[1], self.triangles
        if triangles is None:
            return None
        _ = triangles.reflectors  # kept, before the triangle is taken from them
        return ByReflections(triangles, k) if triangles.has_full_rank(k) else None

    @cached_property
    def _by_singular_values(self) -> BySingularValues:
        left, s, right = self._decomposed()
        vars(self)["_known"] = s, _cutoff(s, *self.x.shape)
        return BySingularValues(left, s[: self.rank], right)

    def release(self) -> None:
        """Drop what weighs as much as X; it is worked out anew if it is asked for. Rank and singular values stay.

        Triangles that a longer matrix lent are released too: they belong to both.
        """
        vars(self).pop("_by_singular_values", None)
        if isinstance(vars(self).get("_method"), BySingularValues):
            vars(self).pop("_method")
        if self.triangles is not None and self.triangles.x is not self.x:
            self.triangles.release()

    def _decomposed(self) -> tuple[Basis, Array, Basis]:
        d, n = self.x.shape
        if min(d, n) == 0:
            return Basis(np.zeros((d, 0))), np.zeros(0), Basis(np.zeros((n, 0)))
        if self.triangles is not None:  # those that left the rank in doubt
            (qr, tau), e = self.triangles.reflectors, self.triangles.exponent
            u, s, vt = scipy.linalg.svd(self.triangles.triangle[:n, :n], full_matrices=False, check_finite=False)
            s = np.asarray(np.ldexp(s, e))
            rank = int((s > _cutoff(s, d, n)).sum())
            return Basis(u[:, :rank], (qr[:, :n], tau[:n])), s, Basis(vt[:rank].T)
        wide = n > 2 * d
        triangle, reflectors = _reduce(self.x.T) if wide else (self.x, None)
        u, s, vt = scipy.linalg.svd(triangle.T if wide else triangle, full_matrices=False, check_finite=False)
        rank = int((s > _cutoff(s, d, n)).sum())
        return Basis(u[:, :rank]), s, Basis(vt[:rank].T, reflectors if wide else None)

    @property
    def singular_values(self) -> Array:
        """All min(d, n) singular values, largest first, those below the cutoff included."""
        return self._known[0]

    @property
    def spread(self) -> float:
        """What each of them may be off by: the cutoff, or more where they are the Gram's."""
        return self._known[1]

    @cached_property
    def _known(self) -> tuple[Array, float]:
        """Without their vectors where a triangle is at hand: Householder's, or the Gram where that is cheaper by far and as certain."""
        method = self._by_triangle
        if method is None or self.triangles is None:
            _ = self._by_singular_values
            found: tuple[Array, float] = vars(self)["_known"]
            return found
        d, k = self.x.shape
        if d * k * k >= DEAR and isinstance(method, ByCholesky):
            s, spread = self.triangles.singular_values(k)
            if spread <= EIGHT_DIGITS * s[-1]:
                return s, spread
        s = np.ldexp(scipy.linalg.svd(self.triangles.triangle[:k, :k], compute_uv=False, check_finite=False), self.triangles.exponent)
        return s, _cutoff(s, d, k)

    @property
    def cutoff(self) -> float:
        """The size up to which a singular value counts as rounding: max(d, n) * 2 eps * s_max."""
        return _cutoff(self.singular_values, *self.x.shape)

    @cached_property
    def rank(self) -> int:
        if self._by_triangle is not None:
            return int(self.x.shape[1])
        return int((self.singular_values > self.cutoff).sum())

    def solve(self, rhs: Array) -> Array:
        try:
            return self._method.solve(rhs)
        except ArithmeticError:  # the Gram was worse than its estimate
            vars(self)["_by_triangle"] = better = self._by_reflections
            vars(self)["_method"] = better or self._by_singular_values
            return self._method.solve(rhs)

    def shrunk(self, rhs: Array, shift: float) -> Array:
        """U diag(s / (s^2 + shift)) V^T rhs: ridge regression, where ``solve`` has 1 / s."""
        return self._method.shrunk(rhs, shift)

    def coordinates(self, v: Array) -> Array:
        """X^+ v, (n, k): the shortest z for which X z is the projection of v (d, k) onto range(X)."""
        return self._method.coordinates(v)

    def project(self, v: Array) -> Array:
        return self._method.project(v)

    def nested(self, residual: Array, n_r: int, sizes: Sequence[int]) -> list[tuple[Array, float]] | None:
        """y - X^T w_t (n, k) and ||z_{t..}||^2 for every t in ``sizes``: w_t fits the first t of y from w_s, residual = y - X^T w_s.

        See :func:`theory.curves.tuning_curve`; t <= n_r <= n. None where the rank of X is not n beyond doubt.
        """
        method = self._by_triangle
        if method is None or self.triangles is None:
            return None
        n = self.x.shape[1]
        if isinstance(method, ByCholesky) and self.triangles.has_good_gram(n, CURVE_CONDITION):
            r = self.triangles.cholesky[0]
        elif self._by_reflections is not None:
            r = self.triangles.triangle
        else:
            return None
        # z is for X 2^-e, and enters the residuals with R 2^-e beside it: only its own size is to be scaled
        z = np.asarray(lapack.dtrtrs(r[:n_r, :n_r], residual[:n_r], trans=1)[0])
        beyond = np.append(np.cumsum((z * z).sum(axis=1)[::-1])[::-1], 0.0)
        found: dict[int, tuple[Array, float]] = {}
        at, left = 0, residual
        for t in sorted(set(sizes)):
            left = left - r[at:t, :n].T @ z[at:t]
            found[t], at = (left, float(np.ldexp(beyond[t], -2 * self.triangles.exponent))), t
        return [found[t] for t in sizes]

    @property
    def gram(self) -> Array | None:
        """X^T X, (n, n), from the triangles' where they have it in these units; None where that would be another product."""
        k = self.x.shape[1]
        return None if self.triangles is None or self.triangles.exponent else self.triangles.gram[:k, :k]

    def spectrum(self) -> tuple[Array, Array]:
        """The eigenvalues (n,) of X^T X, none negative, and its eigenvectors (n, n).

        From the Gram where its condition number leaves digits to the smallest, else from Householder's triangle, which knows
        their roots to rounding of the largest; of a matrix with more columns than rows, from the Gram.
        """
        k, triangles = self.x.shape[1], self.triangles
        if triangles is None or triangles.has_good_gram(k, CURVE_CONDITION):
            gram = self.x.T @ self.x if self.gram is None else self.gram
            values, vectors = np.linalg.eigh(gram)
            return np.maximum(values, 0.0), vectors
        _, s, vt = scipy.linalg.svd(triangles.triangle[:k, :k], check_finite=False)
        return np.ldexp(s, triangles.exponent) ** 2, vt.T

    def squared_singular_values(self) -> list[float]:
        return [float(s * s) for s in self.singular_values[: self.rank]]


def _cutoff(s: Array, d: int, n: int) -> float:
    return cutoff_factor(d, n) * float(s[0]) if len(s) else 0.0


def _reduce(x: Array) -> tuple[Array, tuple[Array, Array]]:
    """X (m, q) = Q R with m > q: the triangle R (q, q), and Q as LAPACK's reflectors."""
    qr, tau = householder(x)
    return np.triu(qr[: qr.shape[1]]), (qr, tau)
