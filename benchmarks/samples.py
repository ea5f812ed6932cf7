"""Integer data whose answers are known exactly before anything is solved, and bounds on the rounding of each method.

X is (d, n) with n <= d and small integer entries, w = X c for an integer c, and y = X^T w. As w lies in range(X), it is the
shortest interpolator of (X, y): an exact reference that no solver took part in. All of it is exact in float64, being below 2^53.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from flint import fmpq, fmpq_mat, fmpz_mat

from theory.arithmetic import RATIONAL, Matrix, NumberSystem
from theory.problem import Problem


@dataclass(frozen=True, eq=False)
class Samples:
    """X (d, n), its shortest interpolator w (d, 1) and the labels y (n, 1), as float64 arrays of integers."""

    x: np.ndarray
    y: np.ndarray
    w: np.ndarray

    @classmethod
    def draw(cls, d: int, n: int, seed: int) -> Samples:
        """Entries of X in -9..9 and of c in -3..3, uniform."""
        generator = np.random.default_rng(seed)
        x = generator.integers(-9, 10, (d, n))
        w = x @ generator.integers(-3, 4, (n, 1))
        return cls(x.astype(np.float64), (x.T @ w).astype(np.float64), w.astype(np.float64))

    @cached_property
    def kappa(self) -> Fraction:
        """sigma_max / sigma_min of X."""
        return Fraction(float(np.linalg.cond(self.x)))

    def over(self, system: NumberSystem) -> tuple[Matrix, Matrix, Matrix]:
        """Fresh matrices X, y, w, none of them factored yet."""
        return over(system, self.x), over(system, self.y), over(system, self.w)

    def problem(self, system: NumberSystem, n_f: int) -> Problem:
        """A fresh problem that forgets the last ``n_f`` samples, fine-tuned on all others."""
        n_r = self.x.shape[1] - n_f
        x_r, x_f = over(system, self.x[:, :n_r]), over(system, self.x[:, n_r:])
        y_r, y_f = over(system, self.y[:n_r]), over(system, self.y[n_r:])
        return Problem(x_r, x_f, y_r, y_f, tuning=tuple(range(n_r)))

    def rounding(self, system: NumberSystem, power: int = 1) -> Fraction:
        """d n eps kappa^power: a relative error bound for the shortest interpolator, 0 where arithmetic is exact.

        power 1 for a backward stable method (Higham, Accuracy and Stability of Numerical Algorithms, Thm 21.4); 2 through the Gram
        matrix or the pseudo-inverse, whose condition numbers enter twice.
        """
        d, n = self.x.shape
        return d * n * system.epsilon * self.kappa**power


def over(system: NumberSystem, array: np.ndarray) -> Matrix:
    """An array of integers as a new matrix of ``system``."""
    return Matrix.of(system, [[int(entry) for entry in row] for row in array], array.shape[1])


def assert_near(result: Matrix, exact: Matrix, tolerance: Fraction, scale: Matrix | None = None) -> None:
    """||result - exact|| <= tolerance ||scale||, over the rationals; equality where ``tolerance`` is 0.

    ``scale`` is ``exact`` unless given.
    """
    error = RATIONAL.fraction((result.to(RATIONAL) - exact).sq_norm())
    allowed = tolerance**2 * RATIONAL.fraction((exact if scale is None else scale).sq_norm())
    if error > allowed:
        raise AssertionError(f"squared error {float(error):.3g}, allowed {float(allowed):.3g}")


def assert_within(value: Fraction, exact: Fraction, tolerance: Fraction) -> None:
    """|value - exact| <= tolerance."""
    if abs(value - exact) > tolerance:
        raise AssertionError(f"{float(value):.17g} differs from {float(exact):.17g} by more than {float(tolerance):.3g}")


def direct_interpolator(x: Matrix, y: Matrix) -> Matrix:
    """X (X^T X)^{-1} y by one exact elimination: shares no code with ``Matrix.solve``."""
    gram = x.data.transpose() * x.data
    return Matrix(RATIONAL, x.data * gram.solve(y.data))


def exact_iterate(samples: Samples, shift: int, steps: int) -> Matrix:
    """Descent from 0 with 2 eta / n = 2^-shift: w - (I - 2^-shift X X^T)^steps w, in integers with one division at the end."""
    d, n = samples.x.shape
    x = fmpz_mat(d, n, [int(entry) for entry in samples.x.ravel()])
    w = fmpz_mat(d, 1, [int(entry) for entry in samples.w.ravel()])
    step = fmpz_mat(d, d, [2**shift if i == j else 0 for i in range(d) for j in range(d)]) - x * x.transpose()
    left = w
    for _ in range(steps):
        left = step * left
    return Matrix(RATIONAL, fmpq_mat(w) - fmpq_mat(left) * fmpq(1, 2 ** (shift * steps)))
