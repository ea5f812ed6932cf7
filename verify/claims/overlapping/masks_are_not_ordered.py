"""O15. FALSE: "the retention-based mask forgets more than the forget-based one", UL(A) >= UL(B_t).

Both orders occur, with D_t = D_r. On the problem of O7, UL(A) = 1/9 > UL(B_t) = 1/36. The other order needs a coordinate that D_f
shares and relies on: A keeps what w_o learned there, B forgets it. With distinct features A = B = w_g, and both losses are equal.

Counterexample, d_r = d_lap = 1: X_r = (1, 1), X_f = (0, 1), w_* = (0, 1). A = w_o = (0, 1) and UL(A) = 0; B = 0, so B_t = w_g =
(1, 1) / 2 and UL(B_t) = 1/4.
"""

from theory.arithmetic.system import Scalar
from theory.losses import energy, unlearning_loss
from theory.models import fine_tuned, option_a, option_b, pretrained, restricted
from theory.problem import Problem
from verify.assumptions import distinct, noiseless, tuned_on_all
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
    """X_r = (1, 1), X_f = (0, 1), w_* = (0, 1)."""
    return problem_of([[1], [1]], [[0], [1]], [0, 1])


CLAIM = Claim(
    id="O15",
    source="v2 of arXiv:2410.03833, retention-based masking",
    short="labels X^T w_*, D_t = D_r: option A (retention mask) forgets more than B (forget mask), UL(A) >= UL(B_t)",
    latex=r"UL(A) \ge UL(B_t)",
    assumes=(noiseless, tuned_on_all),
    truth=Truth.FALSE,
    floor=Evidence.EXACT,
    statement=Statement((loss("UL(B_t)"),), left, right, Relation.AT_MOST),
    also=(Statement((loss("UL(B_t) at d_lap = 0"),), left, right, when=distinct), Statement((loss("UL(A), by O5"),), by_own_block, right)),
    counterexample=counterexample,
)
