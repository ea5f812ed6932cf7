"""Triangles R with X^T X = R^T R, by Cholesky and by Householder reflections: the leading blocks of one serve every leading part of X."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.linalg
from scipy.linalg import lapack

Array = np.ndarray

PLAIN = 200
"""Squares of entries between 2^-200 and 2^200 are summed as they are; others are scaled first, by a power of 2."""

GRAM_CONDITION = 1e10
"""The largest kappa^2 that Cholesky is used for: one step of refinement leaves (kappa^2 u)^2, below kappa u."""

STALLED = 1e-4
"""A first correction larger than this part of the solution is not what kappa^2 u allows: the triangle is not to be trusted."""

ROWS = 2048
"""Features whose products are summed at once; a sum of such sums errs less than one long sum, and costs no more."""

MARGIN = 3.0
"""A smallest singular value this many times the rank cutoff is certainly above it, however it is computed."""


@dataclass(frozen=True, eq=False)
class Triangles:
    """The triangles of X (d, n), d >= n, each worked out when it is first asked for."""

    x: Array

    @cached_property
    def exponent(self) -> int:
        """e, such that X 2^-e has squares that neither overflow nor vanish; 0 for data of ordinary size."""
        largest = max(float(self.x.max()), -float(self.x.min())) if self.x.size else 0.0
        found = int(np.frexp(largest)[1]) if np.isfinite(largest) and largest else 0
        return found if abs(found) > PLAIN else 0

    @cached_property
    def scaled(self) -> Array:
        """X 2^-e, (d, n); X itself for data of ordinary size."""
        return np.ldexp(self.x, -self.exponent) if self.exponent else self.x

    @cached_property
    def gram(self) -> Array:
        """X^T X 2^-2e, (n, n), off by at most :attr:`gram_error`; BLAS works out one half of each product."""
        found: Array = self.scaled[:ROWS].T @ self.scaled[:ROWS]
        for i in range(ROWS, len(self.scaled), ROWS):
            part = self.scaled[i : i + ROWS]
            found += part.T @ part
        return found

    @cached_property
    def gram_error(self) -> float:
        """gamma_m ||X 2^-e||_F^2, m the longest chain of roundings behind an entry (Higham 2002, sec. 3.1 and 4.2)."""
        rows = len(self.x)
        chain = (min(rows, ROWS) + -(-rows // ROWS) + 2) * float(np.finfo(np.float64).eps) / 2
        return chain / (1 - chain) * float(np.linalg.norm(self.scaled)) ** 2

    def singular_values(self, k: int) -> tuple[Array, float]:
        """Of the first k >= 1 columns by the Gram's eigenvalues, largest first: each is off by at most (their error) / (the smallest)."""
        values = np.maximum(scipy.linalg.eigvalsh(self.gram[:k, :k], check_finite=False)[::-1], 5e-324)
        error = self.gram_error + cutoff_factor(self.x.shape[0], k) * float(values[0])
        return np.ldexp(np.sqrt(values), self.exponent), float(np.ldexp(error / float(np.sqrt(values[-1])), self.exponent))

    @cached_property
    def cholesky(self) -> tuple[Array, int]:
        """R of the Gram (n, n), and how many of its leading columns exist: a pivot that is not positive ends it."""
        r, info = lapack.dpotrf(self.gram, clean=1)
        return r, len(r) if info == 0 else max(info - 1, 0)

    @cached_property
    def reflectors(self) -> tuple[Array, Array]:
        """X 2^-e = Q R as LAPACK keeps it, (d, n) and (n,): never squares the condition number, weighs as much as X."""
        return householder(self.scaled)

    @cached_property
    def triangle(self) -> Array:
        """R of the QR factorization of X 2^-e, (n, n)."""
        kept = "reflectors" in vars(self)
        qr = self.reflectors[0] if kept else householder(self.scaled)[0]
        return np.triu(qr[: qr.shape[1]])

    @cached_property
    def _inverse(self) -> Array | None:
        """R^{-1} of :attr:`triangle`, whose leading blocks are the inverses of its leading blocks; None where a pivot is 0."""
        inverse, info = lapack.dtrtri(self.triangle)
        return None if info else inverse

    def has_good_gram(self, k: int, condition: float = GRAM_CONDITION) -> bool:
        """Whether the Gram of the first k columns is conditioned below ``condition``, by LAPACK's estimate."""
        r, exist = self.cholesky
        if k > exist:
            return False
        size = float(np.abs(self.gram[:k, :k]).sum(axis=0).max())
        reciprocal, _ = lapack.dpocon(r[:k, :k], size)
        return bool(reciprocal * condition >= 1)

    def has_full_rank(self, k: int) -> bool:
        """Whether the first k columns certainly have: 1 / ||R^{-1}||_F, a lower bound on sigma_k, is well above the rank cutoff."""
        if self._inverse is None:
            return False
        with np.errstate(over="ignore", invalid="ignore"):
            product = float(np.linalg.norm(self.triangle[:k, :k])) * float(np.linalg.norm(self._inverse[:k, :k]))
        return bool(product * MARGIN * cutoff_factor(self.x.shape[0], k) < 1)

    def release(self) -> None:
        """Drop what weighs as much as X; it is worked out anew if it is asked for. Triangles stay."""
        vars(self).pop("reflectors", None)


@dataclass(frozen=True, eq=False)
class ByCholesky:
    """Solutions for the first k columns of X by R^T R c = b, with a step of iterative refinement: errors of kappa u, as from QR.

    Residuals are of X itself, so that an error in the Gram leaves no trace once refined (Bjorck, Numerical Methods for Least Squares
    Problems, 1996, sec. 2.9.3). Raises ``ArithmeticError`` where the first correction is too large for that.
    """

    of: Triangles
    k: int

    @cached_property
    def _r(self) -> Array:
        return np.asfortranarray(self.of.cholesky[0][: self.k, : self.k])

    @property
    def _x(self) -> Array:
        return self.of.scaled[:, : self.k]

    def _gram_solve(self, b: Array) -> Array:
        found: Array = lapack.dpotrs(self._r, b)[0]
        return found

    def solve(self, rhs: Array) -> Array:
        """(X_k^T)^+ rhs, (d, m)."""
        unit = self.of.exponent
        w: Array = self._x @ self._gram_solve(rhs)
        correction = self._x @ self._gram_solve(rhs - self._x.T @ w)
        _check(correction, w)
        w += correction
        return np.asarray(np.ldexp(w, -unit)) if unit else w

    def shrunk(self, rhs: Array, shift: float) -> Array:
        """X_k (G + shift I)^{-1} rhs, (d, m), refined like :meth:`solve`."""
        unit, size = self.of.exponent, float(np.ldexp(shift, -2 * self.of.exponent))
        gram = np.array(self.of.gram[: self.k, : self.k], order="F")
        gram[np.diag_indices_from(gram)] += size
        triangle, info = lapack.dpotrf(gram, overwrite_a=1)
        if info:
            raise ArithmeticError(f"the Gram is not positive definite at column {info}")
        c = lapack.dpotrs(triangle, rhs)[0]
        c += lapack.dpotrs(triangle, rhs - self._x.T @ (self._x @ c) - size * c)[0]
        w: Array = self._x @ c
        return np.asarray(np.ldexp(w, -unit)) if unit else w

    def coordinates(self, v: Array) -> Array:
        """X_k^+ v, (k, m)."""
        unit = self.of.exponent
        z: Array = self._gram_solve(self._x.T @ v)
        z += self._gram_solve(self._x.T @ (v - self._x @ z))
        return np.asarray(np.ldexp(z, -unit)) if unit else z

    def project(self, v: Array) -> Array:
        """P v, (d, m)."""
        p: Array = self._x @ self._gram_solve(self._x.T @ v)
        p += self._x @ self._gram_solve(self._x.T @ (v - p))
        return p


@dataclass(frozen=True, eq=False)
class ByReflections:
    """Solutions for the first k columns of X = Q R by Householder's Q and R: backward stable at every condition number."""

    of: Triangles
    k: int

    @property
    def _r(self) -> Array:
        return self.of.triangle[: self.k, : self.k]

    @property
    def _reflectors(self) -> tuple[Array, Array]:
        qr, tau = self.of.reflectors
        return qr[:, : self.k], tau[: self.k]

    def solve(self, rhs: Array) -> Array:
        """(X_k^T)^+ rhs = Q R^{-T} rhs, (d, m)."""
        w = reflect("N", self._reflectors, padded(lapack.dtrtrs(self._r, rhs, trans=1)[0], self.of.x.shape[0]))
        return np.ldexp(w, -self.of.exponent) if self.of.exponent else w

    def shrunk(self, rhs: Array, shift: float) -> Array:
        """Q U diag(s / (s^2 + shift)) V^T rhs with R = U diag(s) V^T, (d, m)."""
        u, s, vt = scipy.linalg.svd(self._r, check_finite=False)
        kept = (s / (s * s + np.ldexp(shift, -2 * self.of.exponent)))[:, None]
        w = reflect("N", self._reflectors, padded(u @ (kept * (vt @ rhs)), self.of.x.shape[0]))
        return np.ldexp(w, -self.of.exponent) if self.of.exponent else w

    def coordinates(self, v: Array) -> Array:
        """X_k^+ v = R^{-1} Q^T v, (k, m)."""
        z = np.asarray(lapack.dtrtrs(self._r, reflect("T", self._reflectors, np.array(v, order="F"))[: self.k])[0])
        return np.ldexp(z, -self.of.exponent) if self.of.exponent else z

    def project(self, v: Array) -> Array:
        """P v = Q Q^T v, (d, m)."""
        short = reflect("T", self._reflectors, np.array(v, order="F"))[: self.k]
        return reflect("N", self._reflectors, padded(short, self.of.x.shape[0]))


def cutoff_factor(d: int, n: int) -> float:
    """max(d, n) * 2 eps: the part of the largest singular value up to which another counts as rounding."""
    return float(max(d, n) * np.finfo(np.float64).eps)


def householder(x: Array) -> tuple[Array, Array]:
    """X (m, q) = Q R with m >= q, as LAPACK's reflectors with R above them, and their factors."""
    qr = np.array(x, order="F")
    workspace = lapack.dgeqrf_lwork(*qr.shape)[0]
    qr, tau, _, info = lapack.dgeqrf(qr, lwork=int(workspace), overwrite_a=1)
    if info:
        raise ArithmeticError(f"dgeqrf refused argument {-info}")
    return qr, tau


def reflect(transposed: str, reflectors: tuple[Array, Array], v: Array) -> Array:
    """Q v or Q^T v with the full square Q; v (m, k) is overwritten."""
    qr, tau = reflectors
    workspace = max(1, 64 * v.shape[1])
    product, _, info = lapack.dormqr("L", transposed, qr, tau, v, workspace, overwrite_c=1)
    if info:
        raise ArithmeticError(f"dormqr refused argument {-info}")
    found: Array = product
    return found


def padded(short: Array, length: int) -> Array:
    """``short`` with zero rows below it, (length, k), in the order that LAPACK likes."""
    found = np.zeros((length, short.shape[1]), order="F")
    found[: len(short)] = short
    return found


def _check(correction: Array, w: Array) -> None:
    with np.errstate(over="ignore", invalid="ignore"):
        if not float(np.linalg.norm(correction)) <= STALLED * float(np.linalg.norm(w)):
            raise ArithmeticError("iterative refinement stalled: the Gram is worse than its condition estimate")
