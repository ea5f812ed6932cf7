"""R1. Where the regularizer ends: the same model for every alpha > 0, in closed form.

    w_reg = w_o + X (X^T X)^{-1} [0; y' - y_f],    RL(w_reg) = 0,    UL(w_reg) = ||y' - y_f||^2 / n_f.

Proof. X of full column rank can fit [y_r; y'], so both terms of the objective reach 0 together, whatever their weights. Descent stays
in w_o + range(X), where there is one interpolator of [y_r; y']: w_o plus the shortest w with X^T w = [0; y' - y_f]. Checked at alpha
and at 4 alpha; along the way, below the threshold, the objective never grows.
Stops holding without full column rank: labels that cannot be met together are traded off, by alpha (R8). Squared loss stands here for the
KL divergence of the paper's Eq. 6, whose least value no finite w need attain.
"""

from typing import Any

from theory.losses import remaining_loss, unlearning_loss
from theory.models import pretrained
from theory.problem import Problem
from theory.regularizer import ce, descended, mislabelling, planned_step, regularized, regularized_limit, regularized_limit_by_gram
from verify.assumptions import full_column_rank, scheduled
from verify.assumptions import regularized as given
from verify.claim import Claim, Control, Evidence, Relation, Statement, Truth, loss, weights
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Any, ...]:
    """The trained model at alpha and at 4 alpha, its RL and its UL."""
    w = regularized(p)
    return w, regularized(p, alpha=4 * p.regularized.alpha), remaining_loss(p, w), unlearning_loss(p, w)


def right(p: Problem) -> tuple[Any, ...]:
    """The closed form, twice; 0; how wrong the labels are."""
    return regularized_limit(p), regularized_limit(p), 0, mislabelling(p)


# `when` repeats the assumption: the control, which breaks it, has a singular G
BY_GRAM = Statement((weights("X G^-1 [y_r; y']"),), regularized_limit_by_gram, regularized_limit, when=full_column_rank)


def objective_after(p: Problem, last: int) -> Any:
    """J(w_0) or J(w_k), at a step size below the threshold."""
    j = ce(p)
    start, *_ = w = (pretrained(p), *descended(p, j, planned_step(p, j)))
    return j.value(w[-1] if last else start)


NEVER_GROWS = Statement(
    (loss("J(w_k) <= J(w_0)"),), lambda p: objective_after(p, 1), lambda p: objective_after(p, 0), Relation.AT_MOST, when=scheduled
)


def same_sample_twice() -> Problem:
    """X_r = X_f = 1, y = 1, y' = 0, alpha = 3: descent ends at 1/4, the closed form says 1/2."""
    return problem_of([[1]], [[1]], [1], regularization=([0], 3, 1))


CLAIM = Claim(
    id="R1",
    source="abstract s.5 of arXiv:2410.03833v1; squared loss for the KL term of Eq. 6",
    short="X of full column rank, squared loss: every alpha > 0 ends at w_o + X G^-1 [0; y' - y_f], RL = 0, UL = ||y' - y_f||^2/n_f",
    latex=r"w_{reg} = w_o + X (X^\top X)^{-1} [0; y' - y_f],\quad UL(w_{reg}) = \tfrac{1}{n_f}\|y' - y_f\|^2\quad \forall \alpha > 0",
    assumes=(full_column_rank, given),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((weights("w_reg"), weights("w_reg at 4 alpha"), loss("RL(w_reg)"), loss("UL(w_reg)")), left, right),
    also=(BY_GRAM, NEVER_GROWS),
    controls=(Control("full column rank", same_sample_twice),),
)
