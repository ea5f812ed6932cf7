"""R10. FALSE: "a closed gap in unlearning loss means the golden model", UL(w_reg) = UL(w_g) and RL = 0 imply w_reg = w_g.

Reflect the golden predictions at the true labels, y' = 2 y_f - X_f^T w_g. Then RL(w_reg) = 0 and UL(w_reg) = UL(w_g) exactly, while on
D_f the model errs by as much on the other side: w_reg = 2 w_o - w_g, which is w_g only if w_o is. So the gap in unlearning loss, the
paper's measure, cannot tell unlearning from mislabelling.

Counterexample, X_r = e_1, X_f = e_2, w_* = (1, 1): y' = 2 gives w_reg = (1, 2), w_g = (1, 0), both with UL = 1.
"""

from typing import Any

from theory.arithmetic import Matrix
from theory.losses import remaining_loss, unlearning_loss
from theory.models import golden, pretrained, projected
from theory.problem import Problem
from theory.regularizer import reflected_labels, regularized
from verify.assumptions import full_column_rank
from verify.assumptions import regularized as given
from verify.claim import Claim, Evidence, Statement, Truth, loss, weights
from verify.counterexample import problem_of


def left(p: Problem) -> Matrix:
    """The model regularized towards the reflected labels."""
    return regularized(p, reflected_labels(p))


def right(p: Problem) -> Matrix:
    """The golden model."""
    return golden(p)


def shown(p: Problem) -> tuple[Any, ...]:
    """What the measures see of the model, and the model."""
    w = left(p)
    return remaining_loss(p, w), unlearning_loss(p, w), w


def reflected(p: Problem) -> tuple[Any, ...]:
    """0, the golden model's UL, and the golden model reflected at the pretrained one."""
    w_g = golden(p)
    return 0, unlearning_loss(p, w_g), pretrained(p) * p.system.scalar(2) - w_g


INDISTINGUISHABLE = Statement((loss("RL(w_reg)"), loss("UL(w_reg)"), weights("w_reg")), shown, reflected)


def counterexample() -> Problem:
    """X_r = e_1, X_f = e_2, w_* = (1, 1)."""
    return problem_of([[1], [0]], [[0], [1]], [1, 1], regularization=([2], 1, 1))


CLAIM = Claim(
    id="R10",
    source="ours, on the unlearning-loss gap of arXiv:2410.03833v1; squared loss for the KL term of Eq. 6",
    short="X of full column rank, squared loss: RL(w_reg) = 0 and UL(w_reg) = UL(w_g) imply w_reg = w_g",
    latex=r"RL(w_{reg}) = 0,\ UL(w_{reg}) = UL(w_g) \implies w_{reg} = w_g",
    assumes=(full_column_rank, given),
    truth=Truth.FALSE,
    floor=Evidence.EXACT,
    statement=Statement((weights("w_reg"),), left, right),
    also=(INDISTINGUISHABLE, Statement((weights("w_g, by O10"),), projected, right)),
    counterexample=counterexample,
    without={"search": "the pinned counterexample is minimal already"},
)
