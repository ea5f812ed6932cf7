r"""How far rounding can have moved a number of the audit: an a posteriori bound, computed from residuals, not guessed.

Notation: u = 2^-53, gamma_m = m u / (1 - m u); hats are computed values, ||.|| is the spectral norm of data and the Frobenius
norm of everything else. Data are exact as float64. X_k is X with the singular values at or below the rank cutoff removed, so
||X - X_k|| <= E, with E = 0 at full rank and otherwise twice the cutoff (the discarded value, and the error in knowing it).

**Weights.** The model trained on (X, y) from w_0 is w = w_0 + (X_k^T)^+ (y - X_k^T w_0). With P_k the projector onto range(X_k)
and (X_k^T)^+ X_k^T = P_k, every vector w^ whatsoever satisfies

    w^ - w = (X_k^T)^+ (X_k^T w^ - y) + (I - P_k)(w^ - w_0),                                                         (1)

so nothing about how w^ was computed is needed, only two residuals. Let r = X^T w^ - y, computed as r^.

- An inner product of length m in any order of summation errs by at most gamma_m |a|^T|b| (Higham, Accuracy and Stability of
  Numerical Algorithms, 2nd ed., sec. 3.1), hence ||r^ - r|| <= gamma_{d+2} (||X||_F ||w^|| + ||y||), and with the change from
  X to X_k, rho = that + E ||w^||.
- ||(X_k^T)^+ v|| <= ||v|| / s and, because (X_k^T)^+ = (X_k X_k^T)^+ X_k, also <= ||X_k v|| / s^2, where s bounds sigma_k from
  below. The first term of (1) is at most

      min( (||r^|| + rho) / s,   (||X r^|| + (gamma_{n+2} ||X||_F + E) ||r^||) / s^2 + rho / s ),

  kappa times rounding where y is interpolated, kappa^2 times the residual where it is not: the two faces of the least-squares
  perturbation theorem (Wedin 1973; Bjorck, Numerical Methods for Least Squares Problems, 1996, sec. 1.4).
- For every z, ||(I - P_k) v|| <= ||v - X z|| + E ||z||. We take z = X^+ v as computed, and add gamma_{n+2} (||X||_F ||z|| + ||v||)
  for evaluating v - X z.
- s = sigma^_k - cutoff: computed singular values are those of X + F, ||F|| below the cutoff (Weyl's theorem; Higham sec. 20.1 for
  the size of F). This is the one constant that rests on LAPACK's backward stability and not on a residual. As sigma_k comes
  down to the cutoff the bound goes to infinity, as it should.

Errors carry over: I - P_k and masks do not enlarge an error in w_0, so it is added once.

**Losses.** With t = ||w^ - w|| and rho = gamma_{d+2} (||X_S||_F ||w^|| + ||y_S||) + ||X_S|| t, the residual errs by rho, so the loss
errs by (rho (2 ||r^|| + rho) + gamma_{nk+2} ||r^||^2) / n_S. The squared gap ||w - w_g||^2 obeys the same rule with rho the
sum of both errors in the weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from theory.arithmetic import FLOAT64, Matrix
from theory.arithmetic.float64_factor import Float64Factor

SLACK = 1 + 2**-20
"""The norms, sums and quotients of a bound are rounded too; this covers 10^9 such roundings."""


def gamma(m: int) -> float:
    """m u / (1 - m u): the relative error of m roundings in a row."""
    u = float(FLOAT64.epsilon)
    return m * u / (1 - m * u)


@dataclass(frozen=True)
class Measured:
    """A number and a bound on its distance from the true one; an infinite bound means that nothing is known."""

    value: float
    error: float


@dataclass(frozen=True, eq=False)
class Data:
    """A data matrix X (d, n) with what the bounds need to know of it."""

    x: Matrix

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
        return float(s[0]) + self.factor.cutoff if len(s) else 0.0

    @property
    def smallest(self) -> float:
        """A lower bound on sigma_k, the smallest singular value kept; infinite where none is (its inverse is then 0)."""
        rank = self.factor.rank
        return float(self.factor.singular_values[rank - 1]) - self.factor.cutoff if rank else np.inf

    @property
    def discarded(self) -> float:
        """E, an upper bound on the largest singular value not kept."""
        return 0.0 if self.factor.rank == min(self.x.shape) else 2 * self.factor.cutoff

    def condition(self) -> Measured:
        """sigma_1 / sigma_k over the singular values kept; 1 for a zero matrix, which has none."""
        if not self.factor.rank:
            return Measured(1.0, 0.0)
        s = self.factor.singular_values[: self.factor.rank]
        kappa = float(s[0] / s[-1])
        return Measured(kappa, kappa * (self.factor.cutoff / float(s[0]) + self.factor.cutoff / self.smallest))

    def training_error(self, at: Matrix, y: Matrix, step: Matrix) -> float:
        """A bound on ||(X_k^T)^+ (X_k^T at - y) + (I - P_k) step||: equation (1), with at = w^ and step = w^ - w_0."""
        n, s = self.x.shape[1], self.smallest
        residual = self.x.T @ at - y
        rho = self.evaluation_error(at, y) + self.discarded * norm(at)
        normal = norm(self.x @ residual) + (gamma(n + 2) * self.frobenius + self.discarded) * norm(residual)
        solved = min((norm(residual) + rho) / s, normal / s**2 + rho / s)
        z = Matrix(FLOAT64, self.factor.coordinates(step.data))
        size = self.frobenius * norm(z) + norm(step)
        outside = norm(step - self.x @ z) + gamma(n + 2) * size + self.discarded * norm(z)
        return SLACK * (solved + outside)

    def evaluation_error(self, w: Matrix, y: Matrix) -> float:
        """A bound on the rounding error of computing X^T w - y."""
        return gamma(self.x.shape[0] + 2) * (self.frobenius * norm(w) + norm(y))

    def loss(self, value: float, w: Matrix, y: Matrix, error: float) -> Measured:
        """``value``, the loss of w on these data, with its bound; ``error`` bounds the error of w."""
        n = self.x.shape[1]
        rho = self.evaluation_error(w, y) + self.largest * error
        of_sum = squared(value * n, rho, y.shape[0] * y.shape[1])
        return Measured(value, of_sum.error / n)


def squared(value: float, rho: float, terms: int) -> Measured:
    """``value`` = ||v^||^2, summed from ``terms`` squares, where v^ errs by at most rho."""
    return Measured(value, SLACK * (rho * (2 * float(np.sqrt(value)) + rho) + gamma(terms + 2) * value))


def norm(a: Matrix) -> float:
    """The Frobenius norm."""
    return float(np.linalg.norm(a.data))
