"""O15. FALSE: "the retention-based mask forgets more than the forget-based one", UL(A) >= UL(B_t).

Both orders occur. On the problem of O7, UL(A) = 1/9 > UL(B_t) = 1/36. The other order needs a coordinate that D_f shares and
relies on: A keeps what w_o learned there, B forgets it.

Counterexample, d = 1: X_r = X_f = 1, w_* = 1, D_t empty. A = w_o = 1 and UL(A) = 0; B = 0 and UL(B_t) = 1.
"""

from theory.arithmetic.system import Scalar
from theory.losses import unlearning_loss
from theory.models import fine_tuned, option_a, option_b
from theory.problem import Problem
from verify.assumptions import noiseless
from verify.claim import Claim, Evidence, Relation, Statement, Truth, loss
from verify.counterexample import problem_of


def left(p: Problem) -> Scalar:
    """UL(B_t)."""
    return unlearning_loss(p, fine_tuned(p, option_b(p)))


def right(p: Problem) -> Scalar:
    """UL(A); fine-tuning does not move A (O5)."""
    return unlearning_loss(p, option_a(p))


def counterexample() -> Problem:
    """X_r = X_f = 1, w_* = 1, D_t empty."""
    return problem_of([[1]], [[1]], [1], tuning=[])


CLAIM = Claim(
    id="O15",
    source="v2 of arXiv:2410.03833, retention-based masking",
    short="option A (retention mask) forgets more than option B (forget mask): UL(A) >= UL(B_t)",
    latex=r"UL(A) \ge UL(B_t)",
    assumes=(noiseless,),
    truth=Truth.FALSE,
    floor=Evidence.EXACT,
    statement=Statement((loss("UL(B_t)"),), left, right, Relation.AT_MOST),
    counterexample=counterexample,
)
