"""Losses on the remaining and forgetting data, and the gaps to the golden model."""

from __future__ import annotations

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar
from theory.gram import leave_out
from theory.models import golden
from theory.problem import Problem


def loss(x: Matrix, y: Matrix, w: Matrix) -> Scalar:
    """L(w; S) = ||X_S^T w - y_S||^2 / n_S: summed over outputs, averaged over samples."""
    return (x.T @ w - y).sq_norm() / y.shape[0]


def remaining_loss(p: Problem, w: Matrix) -> Scalar:
    """RL(w) = L(w; D_r)."""
    return loss(p.x_r, p.y_r, w)


def unlearning_loss(p: Problem, w: Matrix) -> Scalar:
    """UL(w) = L(w; D_f)."""
    return loss(p.x_f, p.y_f, w)


def gap_in_weights(p: Problem, w: Matrix) -> Scalar:
    """||w - w_g||^2."""
    return (w - golden(p)).sq_norm()


def gap_in_loss(p: Problem, w: Matrix) -> Scalar:
    """|UL(w) - UL(w_g)|."""
    return abs(unlearning_loss(p, w) - unlearning_loss(p, golden(p)))


def energy(x: Matrix, v: Matrix) -> Scalar:
    """||X_S^T v||^2 / n_S, the quadratic form in which closed forms of losses are stated.

    Written out although it is ``loss`` with zero labels: a claim that compares the two compares two computations.
    """
    return (x.T @ v).sq_norm() / x.shape[1]


def leave_out_residual(p: Problem) -> Matrix:
    """y_f - X_f^T w_g from the Gram matrix alone: S^{-1} a_f with G = X^T X, a = G^{-1} y, S = (G^{-1})_ff. (n_f, k).

    No teacher, no projector, no golden model: the leave-k-out identity. Needs X of full column rank; raises
    ``ZeroDivisionError`` where the Gram is singular.
    """
    return leave_out(p.x.T @ p.x, p.y, p.n_r)


def leave_out_loss(p: Problem) -> Scalar:
    """UL(w_g) by leaving D_f out of the Gram matrix; see :func:`leave_out_residual`."""
    return leave_out_residual(p).sq_norm() / p.n_f
