"""Pretraining in sequence, D_f first and D_r after it, and what the order forgets.

Source: Evron et al., "How catastrophic can catastrophic forgetting be in linear regression?", 2022, two tasks.
"""

from __future__ import annotations

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar
from theory.models import beyond_remaining
from theory.problem import Problem


def sequentially_pretrained(p: Problem) -> Matrix:
    """Trained on D_f from 0, then on D_r from there."""
    return p.solver(p.x_r, p.y_r, p.solver(p.x_f, p.y_f, p.zero))


def beyond_forgetting(p: Problem, v: Matrix) -> Matrix:
    """(I - P_f) v."""
    return v - p.x_f.project(v)


def unlearned_by_order(p: Problem) -> Matrix:
    """(I - P_r)(I - P_f) w_*: by how much the sequence misses the teacher, with the sign turned."""
    return beyond_remaining(p, beyond_forgetting(p, p.teacher))


def forgotten_directions(p: Problem) -> Matrix:
    """X_f^T (I - P_r)(I - P_f), (n_f, d): zero exactly when D_f survives the sequence whatever the teacher."""
    return p.x_f.T @ beyond_remaining(p, beyond_forgetting(p, Matrix.identity(p.system, p.d)))


def squared_cosines(p: Problem) -> Scalar:
    """trace(P_r P_f), the sum of cos^2 over the principal angles between range(X_r) and range(X_f)."""
    return _both(p, Matrix.identity(p.system, p.d)).dot(Matrix.identity(p.system, p.d))


def fourth_power_cosines(p: Problem) -> Scalar:
    """trace(P_r P_f P_r P_f), the sum of cos^4: equal to the sum of cos^2 exactly when every cosine is 0 or 1."""
    return _both(p, _both(p, Matrix.identity(p.system, p.d))).dot(Matrix.identity(p.system, p.d))


def _both(p: Problem, v: Matrix) -> Matrix:
    """P_r P_f v."""
    return p.x_r.project(p.x_f.project(v))
