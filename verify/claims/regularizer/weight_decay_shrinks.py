"""R6. Weight decay is what lets fine-tuning forget: it shrinks what the remaining data cannot see, by a fixed factor each step.

    (I - P_r) w_k = (1 - 2 eta lambda)^k (I - P_r) w_0,    w_k -> w_lambda = X_r (G_r + n_r lambda I)^{-1} y_r,
    w_g = w_lambda + n_r lambda (X_r X_r^T)^+ w_lambda,    ||w_lambda - w_g|| <= n_r lambda ||(X_r X_r^T)^+ w_g||.

Proof. The step is w - eta (grad RL(w) + 2 lambda w), and grad RL lies in range(X_r). On the singular directions w_lambda has
sigma / (sigma^2 + n_r lambda) where w_g has 1 / sigma: the identity, for every lambda > 0, and with it the bound, which is
proportional to lambda. Plain fine-tuning is lambda = 0: nothing shrinks (S3).
Any rank, any labels.
"""

from typing import Any

from theory.models import beyond_remaining, golden
from theory.problem import Problem
from theory.ridge import decay_iterates, remaining_shift, ridge_golden, ridge_solution, seen_through_inverse, unseen_after
from verify.assumptions import regularized, scheduled
from verify.claim import Claim, Evidence, Relation, Statement, Truth, weights, weights_squared


def left(p: Problem) -> tuple[Any, ...]:
    """What simulated decayed fine-tuning leaves outside range(X_r), where it ends, and the golden model."""
    *_, w_k = decay_iterates(p, p.plan.start, p.plan.steps)
    return beyond_remaining(p, w_k), ridge_golden(p), golden(p)


def right(p: Problem) -> tuple[Any, ...]:
    """The shrunk start, ridge in sample space, and the golden model recovered from ridge."""
    w = ridge_solution(p.x_r, p.y_r, remaining_shift(p))
    return unseen_after(p, p.plan.start, p.plan.steps), w, w + seen_through_inverse(p.x_r, w) * remaining_shift(p)


def distance(p: Problem) -> Any:
    """||w_lambda - w_g||^2."""
    return (ridge_solution(p.x_r, p.y_r, remaining_shift(p)) - golden(p)).sq_norm()


def bound(p: Problem) -> Any:
    """(n_r lambda)^2 ||(X_r X_r^T)^+ w_g||^2."""
    return seen_through_inverse(p.x_r, golden(p)).sq_norm() * remaining_shift(p) ** 2


CLAIM = Claim(
    id="R6",
    source="ours; weight decay in fine-tuning, arXiv:2410.03833v1 setting",
    short="weight decay shrinks (I - P_r) w_k by 1 - 2 eta lambda a step; limit: ridge on D_r, within lambda times a constant of w_g",
    latex=r"(I - P_r) w_k = (1 - 2\eta\lambda)^k (I - P_r) w_0,\quad \|w_\lambda - w_g\| \le n_r\lambda \|(X_r X_r^\top)^{+} w_g\|",
    assumes=(regularized, scheduled),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((weights("(I - P_r) w_k"), weights("lim w_k"), weights("w_g")), left, right),
    also=(Statement((weights_squared("||w_lambda - w_g||^2"),), distance, bound, Relation.AT_MOST),),
)
