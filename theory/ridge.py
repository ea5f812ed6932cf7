"""Ridge regression and weight decay: RL plus lambda ||w||^2, with lambda from the problem's regularization.

Normalization: the loss is a mean over n samples, so lambda acts as n lambda on the Gram matrix.
"""

from __future__ import annotations

from collections.abc import Iterator

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar
from theory.models import beyond_remaining
from theory.objective import Objective, Term
from theory.problem import Problem


def decayed(p: Problem, x: Matrix, y: Matrix) -> Objective:
    """||X_S^T w - y_S||^2 / n_S + lambda ||w||^2; its descent is descent on S with weight decay."""
    identity = Matrix.identity(p.system, p.d)
    return Objective((Term(x, y, p.system.scalar(1) / x.shape[1]), Term(identity, p.zero, p.regularized.decay)))


def ridge_golden(p: Problem) -> Matrix:
    """w_g,lambda: trained on D_r with weight decay from 0."""
    return decayed(p, p.x_r, p.y_r).trained(p.zero, p.solver)


def ridge_pretrained(p: Problem) -> Matrix:
    """w_o,lambda: the ridge model on D, in sample space."""
    return ridge_solution(p.x, p.y, p.regularized.decay * p.n)


def ridge_solution(x: Matrix, y: Matrix, shift: Scalar) -> Matrix:
    """X (X^T X + shift I)^{-1} y, shift = n lambda > 0: ridge in sample space, at every rank. x (d, n), y (n, k)."""
    found: Matrix = x @ ((x.T @ x + Matrix.identity(x.system, x.shape[1]) * shift).inverse() @ y)
    return found


def remaining_shift(p: Problem) -> Scalar:
    """n_r lambda."""
    return p.regularized.decay * p.n_r


def seen_through_inverse(x: Matrix, w: Matrix) -> Matrix:
    """(X X^T)^+ w, (d, k)."""
    return x.solve(x.T.solve(w))


def decay_step(p: Problem) -> Scalar:
    """eta / (1 + 2 eta (||X_r||_F^2 / n_r + lambda)) from the schedule's eta > 0: every step size at which each factor
    1 - 2 eta (sigma_i^2 / n_r + lambda) of a step is sure to be in (0, 1).
    """
    eta = p.plan.eta
    return eta / (1 + 2 * eta * (p.x_r.sq_norm() / p.n_r + p.regularized.decay))


def decay_iterates(p: Problem, start: Matrix, steps: int) -> Iterator[Matrix]:
    """Simulated fine-tuning on D_r with weight decay, at :func:`decay_step`."""
    return decayed(p, p.x_r, p.y_r).descend(start, decay_step(p), steps)


def shrinkage(p: Problem) -> Scalar:
    """1 - 2 eta lambda: what one such step leaves of the part of w that the remaining data cannot see."""
    return 1 - 2 * decay_step(p) * p.regularized.decay


def unseen_after(p: Problem, start: Matrix, steps: int) -> Matrix:
    """(I - P_r) w_k = (1 - 2 eta lambda)^k (I - P_r) w_0."""
    found: Matrix = beyond_remaining(p, start) * shrinkage(p) ** steps
    return found


def decayed_iterate_at(p: Problem, start: Matrix, k: int) -> Matrix:
    """w_k = w_lambda + (I - 2 eta H)^k (w_0 - w_lambda), H = X_r X_r^T / n_r + lambda I, at :func:`decay_step`."""
    limit = ridge_solution(p.x_r, p.y_r, remaining_shift(p))
    distance, factor = start - limit, 2 * decay_step(p)
    for _ in range(k):
        distance = distance - (p.x_r @ (p.x_r.T @ distance) / p.n_r + distance * p.regularized.decay) * factor
    return limit + distance
