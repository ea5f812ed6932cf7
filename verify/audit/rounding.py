r"""How far rounding can have moved a number of the audit: an a posteriori bound, computed from residuals, not guessed.

Notation: u = 2^-53, gamma_m = m u / (1 - m u); hats are computed values, ||.|| is the spectral norm of data and the Frobenius
norm of everything else. Data are exact as float64. X_k is X with the singular values at or below the rank cutoff removed, so
||X - X_k|| <= E, with E = 0 at full rank and otherwise twice the cutoff (the discarded value, and the error in knowing it).

**Weights.** The model trained on (X, y) from w_0 is w = w_0 + (X_k^T)^+ (y - X_k^T w_0). With P_k the projector onto range(X_k)
and (X_k^T)^+ X_k^T = P_k, every vector w^ whatsoever satisfies

    w^ - w = (X_k^T)^+ (X_k^T w^ - y) + (I - P_k)(w^ - w_0),                                                         (1)

so nothing about how w^ was computed is needed, only two residuals. Let r = X^T w^ - y, computed as r^.

- An inner product errs by at most gamma_m |a|^T|b|, m the longest chain of roundings behind one term: the length, in any order
  of summation, and at most 2 sqrt(length) + 2 when summed in blocks of about sqrt(length) (Higham, Accuracy and Stability of
  Numerical Algorithms, 2nd ed., sec. 3.1 and 4.2). Residuals below are summed in blocks; c(m) = gamma of that chain plus two
  for what is added to the product. Hence ||r^ - r|| <= rho = c(d) (||X||_F ||w^|| + ||y||). That r is of X and not of X_k does
  not matter, because (X_k^T)^+ (X - X_k)^T = 0.
- ||(X_k^T)^+ v|| <= ||v|| / s and, because (X_k^T)^+ = (X_k X_k^T)^+ X_k, also <= ||X_k v|| / s^2 <= ||X v|| / s^2, where s
  bounds sigma_k from below (the ranges of X_k and X - X_k are orthogonal). The first term of (1) is at most

      min( ||r^|| + rho,   (||X r^|| + c(n) ||X||_F ||r^||) / s + rho ) / s,

  kappa times rounding where y is interpolated, kappa^2 times the residual where it is not: the two faces of the least-squares
  perturbation theorem (Wedin 1973; Bjorck, Numerical Methods for Least Squares Problems, 1996, sec. 1.4).
- For every z, ||(I - P_k) v|| <= ||v - X z|| + E ||z||. We take z = X^+ v as computed, and add c(n) (||X||_F ||z|| + ||v||) for
  evaluating v - X z.
- s = sigma^_k - e. Computed singular values are those of X + F, ||F|| below the cutoff = e (Weyl's theorem; Higham sec. 20.1 for
  the size of F). As sigma_k comes down to the cutoff the bound goes to infinity, as it should. Far above it they may be roots of the
  Gram's eigenvalues, which err by gamma_m ||X||_F^2 for its products and by the cutoff's share of sigma_1^2: e is that over sigma^_k.
  The size of F is the one constant that rests on LAPACK's backward stability and not on a residual.

The minimum itself, before it is divided by s, bounds the first term's predictions X_k^T (w^ - w) on the training data, where
the second term of (1) has none and an error in w_0 leaves no trace. I - P_k and masks do not enlarge an error in w_0.

**Losses.** Let t bound the predictions' error ||X_S^T (w^ - w)||, at most ||X_S|| ||w^ - w||. The computed residual errs by rho =
gamma_{d+2} (||X_S||_F ||w^|| + ||y_S||) + t, so the loss errs by (rho (2 ||r^|| + rho) + gamma_{nk+2} ||r^||^2) / n_S. The
squared gap ||w - w_g||^2 obeys the same rule with rho the sum of both errors in the weights.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from theory.arithmetic import FLOAT64, Matrix
from theory.arithmetic.float64_factor import Float64Factor

SLACK = 1 + 2**-20
"""The norms, sums and quotients of a bound are rounded too; this covers 10^9 such roundings."""


LARGEST = 1e60
"""Bounds hold for arrays whose largest magnitude lies in [1/LARGEST, LARGEST], and for zeros.

Weights are at most ||y|| / sigma_min <= sqrt(n k) * LARGEST^2 * 1e16 when the rank cutoff keeps sigma_min, so no square of theirs
overflows for n k <= 1e30, and what underflows is far below the rounding bound.
"""


def in_range(a: Matrix) -> bool:
    """Whether no square of the largest entries overflows or underflows."""
    largest = max(abs(float(a.data.max())), abs(float(a.data.min())))
    return largest == 0 or 1 / LARGEST <= largest <= LARGEST


def gamma(m: int) -> float:
    """m u / (1 - m u): the relative error of m roundings in a row."""
    u = float(FLOAT64.epsilon)
    return m * u / (1 - m * u)


@dataclass(frozen=True)
class Measured:
    """A number and a bound on its distance from the true one; an infinite bound means that nothing is known.

    Both are floats, or fractions where the number was worked out exactly or in balls and float64 may not hold it. ``scale`` is the
    size of what the number is made of: a bound far below it makes a number that it swallows as good as 0.
    """

    value: float | Fraction
    error: float | Fraction
    scale: float | Fraction = 1.0


@dataclass(frozen=True)
class Errors:
    """Bounds on ||w^ - w|| and on ||X_S^T (w^ - w)||; infinite where only the bound through the weights is known."""

    weights: float
    predictions: float = np.inf


@dataclass(frozen=True, eq=False)
class Data:
    """A data matrix X (d, n) with what the bounds need to know of it.

    ``uncertain`` bounds ||X - X^||_F where X is known as X^ only (its columns were scaled by rounded roots, or a kernel matrix was
    factored): it is added to the residual of a product with X, for each ||w|| that X meets, and taken from s.
    """

    x: Matrix
    uncertain: float = 0.0

    @cached_property
    def factor(self) -> Float64Factor:
        """The factorization that the models use."""
        factor = self.x.factor
        if not isinstance(factor, Float64Factor):
            raise TypeError(f"`x` must be over float64; received {self.x.system.name}")
        return factor

    @cached_property
    def frobenius(self) -> float:
        """||X||_F."""
        return norm(self.x)

    @property
    def largest(self) -> float:
        """An upper bound on sigma_1."""
        s = self.factor.singular_values
        return float(s[0]) + self.factor.spread + self.uncertain if len(s) else 0.0

    @property
    def smallest(self) -> float:
        """A lower bound on sigma_k, the smallest singular value kept; infinite where none is (its inverse is then 0)."""
        rank = self.factor.rank
        if not rank:
            return np.inf
        return max(float(self.factor.singular_values[rank - 1]) - self.factor.spread - self.uncertain, 5e-324)

    @property
    def is_regular(self) -> bool:
        """Whether the singular values kept are certainly not 0, as far as X is known."""
        rank = self.factor.rank
        return not rank or not self.uncertain or float(self.factor.singular_values[rank - 1]) > self.factor.cutoff + self.uncertain

    @property
    def discarded(self) -> float:
        """E, an upper bound on the largest singular value not kept."""
        return 0.0 if self.factor.rank == min(self.x.shape) else 2 * (self.factor.cutoff + self.uncertain)

    def condition(self) -> Measured:
        """sigma_1 / sigma_k over the singular values kept; 1 for a zero matrix, which has none."""
        if not self.factor.rank:
            return Measured(1.0, 0.0)
        s = self.factor.singular_values[: self.factor.rank]
        kappa = float(s[0] / s[-1])
        off = self.factor.spread + self.uncertain
        return Measured(kappa, kappa * (off / float(s[0]) + off / self.smallest))

    def training_error(self, at: Matrix, y: Matrix, step: Matrix, wide: float = 0.0) -> Errors:
        """Bounds on (X_k^T)^+ (X_k^T at - y) + (I - P_k) step: equation (1), with at = w^ and step = w^ - w_0.

        ``wide`` bounds the error of ``y`` itself.
        """
        (d, n), s = self.x.shape, self.smallest
        residual = in_blocks(self.x.T, at) - y.data
        size = float(np.linalg.norm(residual))
        rho = chain(d) * (self.frobenius * norm(at) + norm(y)) + self.uncertain * norm(at) + wide
        normal = float(np.linalg.norm(in_blocks(self.x, Matrix(FLOAT64, residual)))) + self.uncertain * size
        predictions = min(size + rho, (normal + chain(n) * self.frobenius * size) / s + rho)
        z = Matrix(FLOAT64, self.factor.coordinates(step.data))
        outside = float(np.linalg.norm(step.data - in_blocks(self.x, z)))
        outside += chain(n) * (self.frobenius * norm(z) + norm(step)) + (self.discarded + self.uncertain) * norm(z)
        weights = SLACK * (predictions / s + outside)
        return Errors(weights, SLACK * predictions + self.discarded * weights)

    def evaluation_error(self, w: Matrix, y: Matrix) -> float:
        """A bound on the error of computing X^T w - y, and of X itself."""
        return gamma(self.x.shape[0] + 2) * (self.frobenius * norm(w) + norm(y)) + self.uncertain * norm(w)

    def loss(self, value: float, w: Matrix, y: Matrix, errors: Errors) -> Measured:
        """``value``, the loss of w on these data, with its bound; ``errors.predictions`` are those on these data."""
        n = self.x.shape[1]
        rho = self.evaluation_error(w, y) + min(errors.predictions, self.largest * errors.weights)
        of_sum = squared(value * n, rho, y.shape[0] * y.shape[1], norm(y) * norm(y))
        return Measured(value, of_sum.error / n, of_sum.scale / n)


def squared(value: float, rho: float, terms: int, scale: float) -> Measured:
    """``value`` = ||v^||^2, summed from ``terms`` squares, where v^ errs by at most rho and is made of things of ||.||^2 ``scale``."""
    return Measured(value, SLACK * (rho * (2 * float(np.sqrt(value)) + rho) + gamma(terms + 2) * value), scale)


def chain(length: int) -> float:
    """c(length): gamma of the longest chain of roundings in :func:`in_blocks`, and two more."""
    block = math.isqrt(length) + 1
    return gamma(block + -(-length // block) + 2)


def in_blocks(a: Matrix, b: Matrix) -> np.ndarray:
    """A B, the sum over the inner index taken in about sqrt(length) blocks, which shortens the chain of roundings."""
    length = b.shape[0]
    block = math.isqrt(length) + 1
    return sum((a.data[:, i : i + block] @ b.data[i : i + block] for i in range(0, length, block)), np.zeros((a.shape[0], b.shape[1])))


def norm(a: Matrix) -> float:
    """The Frobenius norm, also where the sum of squares overflows (z = X^+ v may reach 1e180)."""
    with np.errstate(over="ignore"):
        direct = float(np.linalg.norm(a.data))
    if math.isfinite(direct):
        return direct
    largest = float(np.abs(a.data).max())
    if not math.isfinite(largest):
        return math.inf
    return largest * float(np.linalg.norm(a.data / largest))
