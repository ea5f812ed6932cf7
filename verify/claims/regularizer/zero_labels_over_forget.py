"""R9. FALSE: "the uninformative label y' = 0 never over-forgets", UL(w_reg) <= UL(w_g).

True with distinct features, where it gives w_g itself (R4). Under overlap the golden model predicts part of y_f from what it shares
with D_r, and 0 is further from y_f than that prediction.

Counterexample, X_r = (1, 0), X_f = (1, 1), w_* = (1, 1): y_f = 2, the golden model predicts 1, so UL(w_g) = 1; UL(w_reg) = 4, and
the gap is 3 where fine-tuning's was 1.
"""

from theory.arithmetic.system import Scalar
from theory.losses import leave_out_loss, unlearning_loss
from theory.models import golden
from theory.problem import Problem
from theory.regularizer import regularized, uniform_labels
from verify.assumptions import distinct, full_column_rank
from verify.assumptions import regularized as given
from verify.claim import Claim, Evidence, Relation, Statement, Truth, loss
from verify.counterexample import problem_of


def left(p: Problem) -> Scalar:
    """UL of the model regularized towards 0."""
    return unlearning_loss(p, regularized(p, uniform_labels(p)))


def right(p: Problem) -> Scalar:
    """UL of the golden model."""
    return unlearning_loss(p, golden(p))


def counterexample() -> Problem:
    """X_r = (1, 0), X_f = (1, 1), w_* = (1, 1)."""
    return problem_of([[1], [0]], [[1], [1]], [1, 1], regularization=([0], 1, 1))


CLAIM = Claim(
    id="R9",
    source="ours, on abstract s.5 of arXiv:2410.03833v1; squared loss for the KL term of Eq. 6",
    short="X of full column rank, squared loss: the label y' = 0 never over-forgets, UL(w_reg) <= UL(w_g)",
    latex=r"y' = 0 \implies UL(w_{reg}) \le UL(w_g)",
    assumes=(full_column_rank, given),
    truth=Truth.FALSE,
    floor=Evidence.EXACT,
    statement=Statement((loss("UL(w_reg) <= UL(w_g)"),), left, right, Relation.AT_MOST),
    also=(Statement((loss("UL(w_reg)"),), left, right, when=distinct), Statement((loss("UL(w_g), by O13"),), leave_out_loss, right)),
    counterexample=counterexample,
    without={"search": "the pinned counterexample is minimal already"},
)
