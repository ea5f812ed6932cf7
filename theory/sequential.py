"""Pretraining in sequence, D_f first and D_r after it, and what the order forgets; and deleting D_f one sample after the other.

Source: Evron et al., "How catastrophic can catastrophic forgetting be in linear regression?", 2022, two tasks.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from theory.arithmetic import Matrix, hstack, vstack
from theory.arithmetic.system import Scalar
from theory.models import beyond_remaining, pretrained
from theory.problem import Problem
from theory.random_design import RandomDesign, projector_moments


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


def sequence_loss_mean(s: RandomDesign) -> Fraction:
    """E UL of the sequence at full overlap, X_r and X_f Gaussian: n_r (d - n_r)(d - n_f) / (d (d + 2)(d - 1)) ||w_*||^2, 0 beyond d.

    (d - n_f) E Q_ij^2 ||w_*||^2 with Q = I - P_r; see the claim for why. Raises ``ValueError`` without full overlap.
    """
    if s.d_lap != s.d:
        raise ValueError(f"`d_lap` must be d = {s.d}; received {s.d_lap}")
    return max(s.d - s.n_f, 0) * projector_moments(s.d, s.undetermined)[1] * s.energy


def sequence_loss_spread(s: RandomDesign) -> Fraction:
    """An upper bound on its variance: (d + 2) / (4 n_f) ||w_*||^2 E UL - (E UL)^2.

    X_f = U S^{1/2} with U uniform, independent of the Wishart matrix S; for v = U^T (I - P_r)(I - P_f) w_* that gives
    E UL^2 = d (d + 2) E ||v||^4 / n_f^2 and E UL = d E ||v||^2 / n_f. v is a block off the diagonal of the projector I - P_r, applied to
    a part of w_*: ||v|| <= ||w_*|| / 2.
    """
    mean = sequence_loss_mean(s)
    return Fraction(s.d + 2, 4 * s.n_f) * s.energy * mean - mean**2


def deleted_one_by_one(p: Problem, order: Sequence[int]) -> tuple[Matrix, ...]:
    """The model after each deletion of a forgetting sample in this order, from w_o, by projecting onto the range of the data left.

    ``order`` holds every column of X_f once; raises ``ValueError`` where it does not.
    """
    if sorted(order) != list(range(p.n_f)):
        raise ValueError(f"`order` must hold every column of X_f once, 0 to {p.n_f - 1}; received {list(order)}")
    w, models = pretrained(p), []
    for gone in range(1, p.n_f + 1):
        w = hstack(p.x_r, p.x_f.columns(list(order[gone:]))).project(w)
        models.append(w)
    return tuple(models)


def trained_without(p: Problem, gone: int) -> Matrix:
    """The min-norm model of D without the forgetting sample ``gone``, from 0."""
    left = [i for i in range(p.n_f) if i != gone]
    return p.solver(hstack(p.x_r, p.x_f.columns(left)), vstack(p.y_r, p.y_f.rows(left)), p.zero)
