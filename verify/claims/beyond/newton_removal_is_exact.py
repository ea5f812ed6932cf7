"""N8. Newton removal is exact for ridge least squares, and no farther from w_g than lambda times a constant.

    w_lambda + (X_r X_r^T + lambda I)^{-1} X_f (X_f^T w_lambda - y_f) = w_{r,lambda},
    y_f - X_f^T w_{r,lambda} = S^{-1} a_f,    K = G + lambda I,  a = K^{-1} y,  S = (K^{-1})_ff,
    ||w_{r,lambda} - w_g|| <= lambda ||(X_r X_r^T)^+ w_g||,

with w_lambda the ridge model on D and w_{r,lambda} on D_r, for every lambda > 0, at every rank and with any labels.

Proof. J_{D_r} is quadratic: one Newton step from anywhere ends in its minimizer, and at w_lambda its gradient is minus D_f's. The second
line is block elimination in K, O13 with K for G. The third is R6 with lambda for n_r lambda.
"""

from typing import Any

from theory.models import golden
from theory.problem import Problem
from theory.removal import leave_out_ridge, newton_removed, removable, retrained
from theory.ridge import seen_through_inverse
from verify.assumptions import regularized
from verify.claim import Claim, Evidence, Relation, Statement, Truth, labels, weights, weights_squared


def left(p: Problem) -> tuple[Any, ...]:
    """One Newton step off the ridge model on D, and its residual on D_f."""
    w = newton_removed(p, removable(p))
    return w, p.y_f - p.x_f.T @ w


def right(p: Problem) -> tuple[Any, ...]:
    """Ridge on D_r, and leave-k-out in the shifted Gram."""
    return retrained(p), leave_out_ridge(p)


def distance(p: Problem) -> Any:
    """||w_{r,lambda} - w_g||^2."""
    return (retrained(p) - golden(p)).sq_norm()


def bound(p: Problem) -> Any:
    """lambda^2 ||(X_r X_r^T)^+ w_g||^2."""
    return seen_through_inverse(p.x_r, golden(p)).sq_norm() * p.regularized.decay**2


CLAIM = Claim(
    id="N8",
    source="Guo et al. 2020, for ridge least squares; arXiv:2410.03833v1 setting",
    short="Newton removal is exact for ridge at every lambda > 0, and within lambda ||(X_r X_r^T)^+ w_g|| of w_g",
    latex=r"w_\lambda + (X_r X_r^\top + \lambda I)^{-1} X_f (X_f^\top w_\lambda - y_f) = w_{r,\lambda}",
    assumes=(regularized,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((weights("w_r,lambda"), labels("y_f - X_f^T w_r,lambda")), left, right),
    also=(Statement((weights_squared("||w_r,lambda - w_g||^2"),), distance, bound, Relation.AT_MOST),),
)
