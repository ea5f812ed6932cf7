"""Every step of full-batch descent at once, in float64, from one eigendecomposition in sample space: n x n, never d x d, no iteration.

With X_t^T X_t = V diag(lambda) V^T, r = X_t^T w_0 - y_t, c = V^T r and a = 2 eta / n_t, step k ends in

    w_k = w_0 - X_t V phi_k c,    phi_k = (1 - (1 - a lambda)^k) / lambda,    a k where lambda = 0,

at every rank of X_t and whether or not descent converges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from theory.arithmetic import FLOAT64, Matrix
from theory.arithmetic.float64_factor import Float64Factor
from theory.curves import Losses, losses_of
from theory.losses import unlearning_loss
from theory.models import golden, pretrained
from theory.problem import Problem
from theory.remembering import Remembering

Array = np.ndarray

AT_ONCE = 2**22
"""Numbers in the table of residuals by steps that is worked on at a time, 32 MB."""


@dataclass(frozen=True, eq=False)
class Path:
    """Descent on L(w; S) from ``start`` (d, m) with step size ``eta``; x (d, n) and y (n, m) in float64."""

    x: Matrix
    y: Matrix
    start: Matrix
    eta: float

    def __post_init__(self) -> None:
        if self.x.system != FLOAT64:
            raise TypeError(f"`x` must be over {FLOAT64.name}; received {self.x.system.name}; see iterate_at")

    @cached_property
    def spectrum(self) -> tuple[Array, Array]:
        """lambda (n,) and V (n, n)."""
        factor = self.x.factor
        if not isinstance(factor, Float64Factor):
            raise TypeError(f"`x` must have a float64 factorization; received {type(factor).__name__}")
        return factor.spectrum()

    @cached_property
    def coordinates(self) -> Array:
        """c = V^T (X^T w_0 - y), (n, m)."""
        residual = (self.x.T @ self.start - self.y).data
        found: Array = self.spectrum[1].T @ residual
        return found

    def moved(self, steps: Array) -> Array:
        """1 - (1 - a lambda)^k, (n, steps): exact to the last digits also where it is tiny."""
        rate = (2 * self.eta / self.x.shape[1]) * self.spectrum[0][:, None]
        found: Array = np.empty((len(rate), len(steps)))
        slow = rate[:, 0] < 1
        found[slow] = -np.expm1(steps * np.log1p(-rate[slow]))
        with np.errstate(over="ignore", invalid="ignore"):
            found[~slow] = 1 - (1 - rate[~slow]) ** steps
        return found

    def phi(self, steps: Array, moved: Array | None = None) -> Array:
        """phi_k, (n, steps); from ``moved`` where that is known."""
        values = self.spectrum[0][:, None]
        zero = values == 0
        return np.where(
            zero, 2 * self.eta / self.x.shape[1] * steps, (self.moved(steps) if moved is None else moved) / np.where(zero, 1, values)
        )

    def iterate(self, k: int) -> Matrix:
        """w_k, (d, m). Raises ``ValueError`` for k < 0."""
        steps = _checked([k])
        return self.start - self.x @ Matrix(FLOAT64, self.spectrum[1] @ (self.phi(steps) * self.coordinates))


def descent_curve(p: Problem, eta: float, steps: Sequence[int], start: Matrix | None = None) -> list[Losses]:
    """The losses of fine-tuning on D_t by descent, after each number of steps in ``steps``, from ``start`` (the pretrained model).

    The residuals on all data are X^T w_k - y = X^T w_0 - y - X^T X_t V phi_k c. Where X_t has full column rank the gap in weights is

        ||w_k - w_g||^2 = ||(I - P_t) v||^2 + sum_i (e_i - (1 - (1 - a lambda_i)^k) c_i)^2 / lambda_i,    v = w_0 - w_g, e = V^T X_t^T v;

    elsewhere it is taken from the weights. Raises ``ValueError`` for a negative number of steps.
    """
    q = p.trained_by(Remembering(p.solver))
    counts, w_0, w_g = _checked(steps), pretrained(q) if start is None else start, golden(q)
    path = Path(q.x_t, q.y_t, w_0, eta)
    if q.n_t == 0 or q.x_t.rank < q.n_t:
        return [losses_of(q, path.iterate(int(k)) if q.n_t else w_0) for k in counts]
    values, vectors = path.spectrum
    v = w_0 - w_g
    outside, e = (v - q.x_t.project(v)).sq_norm(), vectors.T @ (q.x_t.T @ v).data
    cross, residual = _cross(q) @ vectors, (q.x.T @ w_0 - q.y).data
    of_golden = unlearning_loss(q, w_g)
    curve, block = [], max(1, AT_ONCE // q.n)
    for i in range(0, len(counts), block):
        moved = path.moved(counts[i : i + block])
        phi = path.phi(counts[i : i + block], moved)
        gap, squares = np.zeros(moved.shape[1]), np.zeros((q.n, moved.shape[1]))
        for j, c in enumerate(path.coordinates.T):
            gap += ((e[:, j, None] - moved * c[:, None]) ** 2 / values[:, None]).sum(axis=0)
            left = cross @ (phi * c[:, None])
            left -= residual[:, j, None]
            squares += np.square(left, out=left)
        remaining, unlearning = squares[: q.n_r].mean(axis=0), squares[q.n_r :].mean(axis=0)
        curve += [Losses(*map(float, row)) for row in zip(remaining, unlearning, outside + gap, abs(unlearning - of_golden), strict=True)]
    return curve


def _cross(p: Problem) -> Array:
    """X^T X_t, (n, n_t): columns of a Gram that is known already where X_t leads X."""
    whole = p.x.factor
    if p.x_t.whole is p.x and isinstance(whole, Float64Factor) and whole.gram is not None:
        return whole.gram[:, : p.n_t]
    found: Array = (p.x.T @ p.x_t).data
    return found


def _checked(steps: Sequence[int]) -> Array:
    if any(k < 0 for k in steps):
        raise ValueError(f"`steps` must be at least 0; received {min(steps)}")
    return np.asarray(steps, dtype=np.float64)
