"""Gradient ascent on the forgetting data, alone or against descent on the remaining data (NegGrad, NegGrad+)."""

from __future__ import annotations

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar
from theory.models import pretrained
from theory.objective import Objective, Term
from theory.problem import Problem


def negated(p: Problem) -> Objective:
    """RL - alpha UL, with alpha from the problem's regularization."""
    return Objective((Term(p.x_r, p.y_r, p.system.scalar(1) / p.n_r), Term(p.x_f, p.y_f, -p.regularized.alpha / p.n_f)))


def negated_gradient(p: Problem) -> Matrix:
    """Its gradient at the pretrained model, (d, k)."""
    return negated(p).gradient(pretrained(p))


def negated_step(p: Problem) -> Matrix:
    """s (grad RL - alpha grad UL) / (1 + alpha) at the pretrained model, a step of NegGrad+ with s = :func:`ascent_step`, (d, k)."""
    found: Matrix = negated_gradient(p) * (ascent_step(p) / (1 + p.regularized.alpha))
    return found


def ascended(p: Problem) -> Matrix:
    """w_k of simulated ascent on UL from the schedule's start, at :func:`ascent_step`."""
    objective = Objective((Term(p.x_f, p.y_f, -p.system.scalar(1) / p.n_f),))
    *_, w_k = objective.descend(p.plan.start, ascent_step(p), p.plan.steps)
    return w_k


def ascent_residual(p: Problem, w: Matrix) -> Matrix:
    """X_f^T w - y_f, (n_f, k)."""
    return p.x_f.T @ w - p.y_f


def ascent_residual_at(p: Problem) -> Matrix:
    """(I + (2 eta / n_f) G_f)^k (X_f^T w_0 - y_f), step by step in sample space."""
    residual = ascent_residual(p, p.plan.start)
    for _ in range(p.plan.steps):
        residual = residual + p.x_f.T @ (p.x_f @ residual) * (2 * ascent_step(p) / p.n_f)
    return residual


def ascent_step(p: Problem) -> Scalar:
    """eta / (1 + 2 eta ||X_f||_F^2 / n_f) from the schedule's eta > 0: every step size that at most doubles the residual."""
    return p.plan.eta / (1 + 2 * p.plan.eta * p.x_f.sq_norm() / p.n_f)
