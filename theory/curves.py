"""All losses of all models at once, and their curves in the size of D_t: one factorization of X serves every point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar
from theory.losses import gap_in_loss, gap_in_weights, remaining_loss, unlearning_loss
from theory.models import MODELS, beyond_remaining, fine_tuned, golden, pretrained
from theory.problem import Problem
from theory.remembering import Remembering


class Losses(NamedTuple):
    """RL(w), UL(w), ||w - w_g||^2 and |UL(w) - UL(w_g)|."""

    remaining: Scalar
    unlearning: Scalar
    gap_in_weights: Scalar
    gap_in_loss: Scalar


def losses_of(p: Problem, w: Matrix) -> Losses:
    """Every loss of one model w (d, k)."""
    return Losses(remaining_loss(p, w), unlearning_loss(p, w), gap_in_weights(p, w), gap_in_loss(p, w))


def every_loss(p: Problem) -> Mapping[str, Losses]:
    """Every loss of every model by name; each model is trained once."""
    q = p.trained_by(Remembering(p.solver))
    return {name: losses_of(q, model(q)) for name, model in MODELS.items()}


def tuning_curve(p: Problem, sizes: Sequence[int], start: Matrix | None = None) -> list[Losses]:
    """The losses of w_t for D_t = the first n_t remaining samples, n_t in ``sizes``, fine-tuned from ``start`` (the pretrained model).

    Where X has a triangle R (n, n), R^T R = X^T X and Q = X R^{-1}, the first t columns of Q span range(X_t). With R_rr^T z = y_r -
    X_r^T w_s, fine-tuning adds Q_t z_t, hence

        X^T w_t - y = X^T w_s - y + R_t^T z_t,     ||w_t - w_g||^2 = ||(I - P_r)(w_s - w_g)||^2 + ||z_{t..}||^2,

    R_t the first t rows of R, z_t the first t entries of z and z_{t..} the others: O(n^2) for all points together. Elsewhere each point
    is trained. Raises ``ValueError`` for a size outside 0..n_r.
    """
    if any(not 0 <= t <= p.n_r for t in sizes):
        raise ValueError(f"`sizes` must be from 0 to {p.n_r}; received {list(sizes)}")
    q = p.trained_by(Remembering(p.solver))
    w_s = pretrained(q) if start is None else start
    nested = getattr(p.x.factor, "nested", lambda *_: None)
    added = nested((q.y - q.x.T @ w_s).data, p.n_r, sizes)
    if added is None:
        return [_at(q, t, w_s) for t in sizes]
    w_g = golden(q)
    of_golden, outside = unlearning_loss(q, w_g), beyond_remaining(q, w_s - w_g).sq_norm()
    curve = []
    for left, beyond in added:
        residual = Matrix(p.system, left)
        rl, ul = (residual.rows(s).sq_norm() / len(s) for s in (range(p.n_r), range(p.n_r, p.n)))
        curve.append(Losses(rl, ul, outside + beyond, abs(ul - of_golden)))
    return curve


def _at(p: Problem, t: int, start: Matrix) -> Losses:
    """One point, trained."""
    return losses_of(p, fine_tuned(p.tuned_on(tuple(range(t))), start))
