"""Weighted sums of squared residuals: regularized, ridge and ascent objectives, their descent and where it ends.

    J(w) = sum_i c_i ||X_i^T w - y_i||^2

Terms with c_i = 1 / n_i are mean squared losses; X_i = I, y_i = 0 is a ridge; c_i < 0 is ascent on that term. Stacked:
X = [X_1 X_2 ...], y = [y_1; y_2; ...], W = diag(c_1, ..., c_1, c_2, ...), so that J(w) = r^T W r with r = X^T w - y.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from theory.arithmetic import Matrix, NotRepresentable, hstack, vstack
from theory.arithmetic.kept import kept
from theory.arithmetic.system import Scalar
from theory.descent import gradient, power
from theory.descent.spectrum import positive_definite
from theory.problem import Solver, nearest_interpolator


@dataclass(frozen=True, eq=False)
class Term:
    """``weight`` * ||X^T w - y||^2 with x (d, n) and y (n, k)."""

    x: Matrix
    y: Matrix
    weight: Scalar


@dataclass(frozen=True, eq=False)
class Objective:
    """The sum of ``terms``, all over one number system and with the same d and k."""

    terms: tuple[Term, ...]

    @kept
    def x(self) -> Matrix:
        """X = [X_1 X_2 ...], (d, n)."""
        return hstack(*(t.x for t in self.terms))

    @kept
    def y(self) -> Matrix:
        """y = [y_1; y_2; ...], (n, k)."""
        return vstack(*(t.y for t in self.terms))

    @kept
    def weighted_x(self) -> Matrix:
        """X W, (d, n)."""
        return hstack(*(t.x * t.weight for t in self.terms))

    def value(self, w: Matrix) -> Scalar:
        """J(w)."""
        return sum((t.x.T @ w - t.y).sq_norm() * t.weight for t in self.terms)

    def gradient(self, w: Matrix) -> Matrix:
        """2 X W (X^T w - y): per term, the gradient of its mean squared loss times n_i c_i."""
        total = w - w
        for t in self.terms:
            total = total + gradient(t.x, t.y, w) * (t.weight * t.x.shape[1])
        return total

    def descend(self, start: Matrix, eta: Scalar, steps: int) -> Iterator[Matrix]:
        """Simulated descent: w_0, w_1, ..., w_steps with w <- w - eta grad J(w)."""
        w = start
        yield w
        for _ in range(steps):
            w = w - self.gradient(w) * eta
            yield w

    def residual_at(self, start: Matrix, eta: Scalar, k: int) -> Matrix:
        """r_k = X^T w_k - y = (I - 2 eta G W)^k (X^T w_0 - y) without taking a step, G = X^T X. (n, k')."""
        if k < 0:
            raise ValueError(f"`k` must be at least 0; received {k}")
        residual = self.x.T @ start - self.y
        step = Matrix.identity(self.x.system, self.x.shape[1]) - (self.x.T @ self.weighted_x) * (2 * eta)
        return power(step, k) @ residual if k else residual

    def is_stable(self, eta: Scalar) -> bool:
        """Whether 0 < eta < 1 / sigma_max(X W X^T), the threshold of descent, for positive weights.

        sigma_max(W^{1/2} G W^{1/2}) < 1 / eta says that (1 / eta) W^{-1} - G is positive definite: no root is needed.
        """
        if not self.x.system.ordered:
            raise NotRepresentable(f"{self.x.system.name} has no order: no step size is below another")
        if not eta > 0:
            return False
        parts = [Matrix.identity(t.x.system, t.x.shape[1]) / (t.weight * eta) for t in self.terms]
        return positive_definite(_diagonal(parts) - self.x.T @ self.x)

    def safe_step(self, fraction: Scalar) -> Scalar:
        """fraction / trace(X W X^T), below the threshold for 0 < fraction < 1 because sigma_max is at most the trace."""
        if self.x.system.ordered and not 0 < fraction < 1:
            raise ValueError(f"`fraction` must be in (0, 1); received {fraction}")
        return fraction / self.weighted_x.dot(self.x)

    def step_within(self, eta: Scalar) -> Scalar:
        """eta / (1 + eta trace(X W X^T)): as eta runs through the positive numbers, every step size below 1 / trace(X W X^T)."""
        return eta / (1 + eta * self.weighted_x.dot(self.x))

    def trained(self, start: Matrix, solver: Solver = nearest_interpolator) -> Matrix:
        """Where descent on J from ``start`` ends, for positive weights: the minimizer of J nearest to ``start``. (d, k).

        J is the mean squared loss on data whose samples are scaled by sqrt(n c_i), which ``solver`` trains on. Where those roots
        do not exist, the minimizer comes from the normal equations instead.
        """
        n, sqrt = self.x.shape[1], self.x.system.sqrt
        try:
            roots = [sqrt(t.weight * n) for t in self.terms]
        except NotRepresentable:
            return start + self._fit(self.y - self.x.T @ start)
        x = hstack(*(t.x * root for t, root in zip(self.terms, roots, strict=True)))
        return solver(x, vstack(*(t.y * root for t, root in zip(self.terms, roots, strict=True))), start)

    def _fit(self, r: Matrix) -> Matrix:
        """The shortest v with X W (X^T v - r) = 0: v = X c with G W G c = G W r, or X W X^T v = X W r if that is smaller."""
        d, n = self.x.shape
        if n > d:
            return (self.weighted_x @ self.x.T).solve(self.weighted_x @ r)
        weighted = self.x.T @ self.weighted_x
        return self.x @ (weighted @ (self.x.T @ self.x)).solve(weighted @ r)


def _diagonal(blocks: list[Matrix]) -> Matrix:
    """The block-diagonal matrix of the blocks."""
    system, rows = blocks[0].system, []
    for i, block in enumerate(blocks):
        height = block.shape[0]
        rows.append(hstack(*(block if i == j else Matrix.zeros(system, height, other.shape[1]) for j, other in enumerate(blocks))))
    return vstack(*rows)
