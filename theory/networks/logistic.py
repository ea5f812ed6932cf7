"""Logistic regression by gradient descent: a loss that is 0 at no finite w, so that training never ends and directions are what converges.

Classes are the signs of the labels, c = 1 where a label is positive and else 0; sigma(z) = 1 / (1 + e^-z). Needs a number system with
an exponential; raises ``NotRepresentable`` elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar
from theory.arithmetic.transcendental import transcendental
from theory.models import beyond_remaining
from theory.problem import Problem


def logistic_descent(p: Problem, start: Matrix, steps: int) -> Iterator[Matrix]:
    """w_0, w_1, ..., w_steps of descent on the mean cross-entropy on D_r, at the schedule's step size: w + eta X_r (c - sigma) / n_r."""
    exp, one = transcendental(p.system).exp, p.system.scalar(1)
    classes = p.y_r.map(lambda s: one if s > 0 else one * 0)
    w = start
    yield w
    for _ in range(steps):
        chance = (p.x_r.T @ w).map(lambda z: one / (one + exp(-z)))
        w = w + p.x_r @ (classes - chance) * (p.plan.eta / p.n_r)
        yield w


def margin(p: Problem, w: Matrix) -> Scalar:
    """m = x_r^T w with the sign of the class, for one remaining sample and one output: w is right about the sample where m > 0."""
    ((value,),) = (p.x_r.T @ w).tolist()
    return value if p.y_r.tolist()[0][0] > 0 else -value


def pull(p: Problem) -> Scalar:
    """eta ||x_r||^2, by how much a step would move the margin if the model were sure of the wrong class; for one remaining sample."""
    return p.plan.eta * p.x_r.sq_norm()


def growth(p: Problem, start: Matrix, steps: int) -> Scalar:
    """(m_k + e^{m_k} - m_0 - e^{m_0}) / (k eta ||x_r||^2) along the simulated path, k = ``steps`` >= 1."""
    exp = transcendental(p.system).exp
    *_, last = logistic_descent(p, start, steps)
    before, after = margin(p, start), margin(p, last)
    return (after - before + exp(after) - exp(before)) / (pull(p) * steps)


def most_growth(p: Problem, start: Matrix) -> Scalar:
    """exp(eta ||x_r||^2 / (1 + e^{m_0})), which :func:`growth` stays below."""
    exp = transcendental(p.system).exp
    return exp(pull(p) / (1 + exp(margin(p, start))))


def share_unseen(p: Problem, w: Matrix) -> Scalar:
    """||(I - P_r) w||^2 / ||w||^2, the squared sine of the angle between w and range(X_r); w is not 0."""
    return beyond_remaining(p, w).sq_norm() / w.sq_norm()


def share_unseen_by_margin(p: Problem, start: Matrix, w: Matrix) -> Scalar:
    """The same for a w reached from ``start`` with one remaining sample: what is unseen is the start's, what is seen m^2 / ||x_r||^2."""
    unseen = beyond_remaining(p, start).sq_norm()
    return unseen / (unseen + margin(p, w) ** 2 / p.x_r.sq_norm())
