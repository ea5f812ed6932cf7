"""R5. The regularized path in sample space: the residual, and so UL, at every step without taking one.

    r_{k+1} = (I - 2 eta G W) r_k,    r_k = X^T w_k - [y_r; y'],    W = diag(1/n_r, ..., alpha/n_f, ...),    G = X^T X,
    UL_k = ||(r_k)_f + y' - y_f||^2 / n_f.

Proof. The gradient of the objective is 2 X W r; multiply the step by X^T. Any rank, any labels, any step size
(checked below the threshold, so that rounding does not grow). Squared loss stands for the KL divergence of the paper's Eq. 6.
"""

from typing import Any

from theory.losses import unlearning_loss
from theory.models import pretrained
from theory.problem import Problem
from theory.regularizer import ce, descended, planned_step, unlearning_loss_at
from verify.assumptions import regularized, scheduled
from verify.claim import Claim, Evidence, Statement, Truth, labels, loss


def left(p: Problem) -> tuple[Any, ...]:
    """Residual and UL on the simulated path."""
    j = ce(p)
    w_k = descended(p, j, planned_step(p, j))[1]
    return j.x.T @ w_k - j.y, unlearning_loss(p, w_k)


def right(p: Problem) -> tuple[Any, ...]:
    """The same by the power of I - 2 eta G W."""
    eta = planned_step(p, ce(p))
    return ce(p).residual_at(pretrained(p), eta, p.plan.steps), unlearning_loss_at(p, eta, p.plan.steps)


CLAIM = Claim(
    id="R5",
    source="ours, on abstract s.5 of arXiv:2410.03833v1; squared loss for the KL term of Eq. 6",
    short="squared loss: the path regularized by y', alpha obeys r_k+1 = (I - 2 eta G W) r_k, so UL_k is known at every step",
    latex=r"r_{k+1} = (I - 2\eta G W) r_k,\quad r_k = X^\top w_k - [y_r; y']",
    assumes=(regularized, scheduled),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((labels("r_k"), loss("UL_k")), left, right),
)
