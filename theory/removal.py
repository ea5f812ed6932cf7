"""Removal without training on D_r again: one Newton step on a ridge model, one projected step on an interpolating model.

Normalization: here the objective is a sum, J_S(w) = ||X_S^T w - y_S||^2 + lambda ||w||^2 with one lambda for D and D_r, so that removing
samples removes terms. Source: Guo, Goldstein, Hannun, van der Maaten, "Certified data removal from machine learning models", 2020.
"""

from __future__ import annotations

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar
from theory.descent import gradient
from theory.gram import leave_out
from theory.models import beyond_remaining, restricted
from theory.problem import Problem
from theory.ridge import ridge_solution


def removable(p: Problem) -> Matrix:
    """The ridge model on all of D, the minimizer of J_D."""
    return ridge_solution(p.x, p.y, p.regularized.decay)


def retrained(p: Problem) -> Matrix:
    """The ridge model on D_r, the minimizer of J_{D_r}."""
    return ridge_solution(p.x_r, p.y_r, p.regularized.decay)


def newton_removed(p: Problem, w: Matrix) -> Matrix:
    """w + H^{-1} grad(J of D_f's terms)(w), H = 2 (X_r X_r^T + lambda I): D_f and a Hessian, no labels of D_r.

    At the minimizer of J_D the gradients on D_f and on the rest cancel, so this is Newton's step on J_{D_r}.
    """
    half_hessian = p.x_r @ p.x_r.T + Matrix.identity(p.system, p.d) * p.regularized.decay
    found: Matrix = w + half_hessian.inverse() @ gradient(p.x_f, p.y_f, w) * (p.system.scalar(p.n_f) / 2)
    return found


def leave_out_ridge(p: Problem) -> Matrix:
    """y_f - X_f^T (retrained) = S^{-1} a_f with K = G + lambda I, a = K^{-1} y, S = (K^{-1})_ff: at every rank. (n_f, k)."""
    return leave_out(p.x.T @ p.x + Matrix.identity(p.system, p.n) * p.regularized.decay, p.y, p.n_r)


def new_directions(p: Problem) -> Matrix:
    """Z = (I - P_r) X_f, (d, n_f): what the forgetting samples have outside range(X_r)."""
    return beyond_remaining(p, p.x_f)


def step_to_golden(p: Problem, residual: Matrix) -> Matrix:
    """(Z^T)^+ residual, (d, k): from w_g to w_o where labels are consistent and the residual is y_f - X_f^T w_g, (n_f, k)."""
    return new_directions(p).solve(residual)


def own_share(p: Problem) -> Scalar:
    """||F||^2 / ||Z||^2: the share of the new directions that D_f has in its own block; 1 where Z = 0, and then F = 0 too."""
    if p.x.rank == p.x_r.rank:
        return p.system.scalar(1)
    return restricted(p, p.x_f, "f").sq_norm() / new_directions(p).sq_norm()
