"""O15. FALSE: "the retention-based mask forgets more than the forget-based one", UL(A) >= UL(B_t).

Both orders occur. On the problem of O7, UL(A) = 1/9 > UL(B_t) = 1/36. The other order needs a coordinate that D_f shares and
relies on: A keeps what w_o learned there, B forgets it. With distinct features A = B = w_g, and both losses are equal.

Counterexample, d = 1: X_r = X_f = 1, w_* = 1, D_t empty. A = w_o = 1 and UL(A) = 0; B = 0 and UL(B_t) = 1.
"""

from theory.arithmetic.system import Scalar
from theory.losses import energy, unlearning_loss
from theory.models import fine_tuned, option_a, option_b, pretrained, restricted
from theory.problem import Problem
from verify.assumptions import distinct, noiseless
from verify.claim import Claim, Evidence, Relation, Statement, Truth, loss
from verify.counterexample import problem_of


def left(p: Problem) -> Scalar:
    """UL(B_t)."""
    return unlearning_loss(p, fine_tuned(p, option_b(p)))


def right(p: Problem) -> Scalar:
    """UL(A); fine-tuning does not move A (O5)."""
    return unlearning_loss(p, option_a(p))


def by_own_block(p: Problem) -> Scalar:
    """||F^T w_o^f||^2 / n_f."""
    return energy(p.x_f, restricted(p, pretrained(p), "f"))


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
    also=(Statement((loss("UL(B_t) at d_lap = 0"),), left, right, when=distinct), Statement((loss("UL(A), by O5"),), by_own_block, right)),
    counterexample=counterexample,
)
