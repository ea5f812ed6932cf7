"""O18. Option A fits the remaining data no worse than option B, whatever D_t B is fine-tuned on: the difference is a square.

    RL(B_t) - RL(A) = ||X_r^T (I - P_t)(w_* - B)||^2 / n_r >= 0,    RL(A) = 0,    and RL(B_t) = 0 when D_t = D_r.

Proof. X_r has no f coordinate, so X_r^T A = X_r^T w_o = y_r (O5); RL(B_t) is O6. With D_t = D_r fine-tuning repairs B, with a smaller D_t
it need not: X_r = X_f = 1, w_* = 1 and D_t empty have RL(B_t) = 1.
This is one half of what v2 of the paper says of retention-based masking; the other half, that it forgets as well, is O15. Stops holding
with noise that no weights fit: B_t, tuned on D_r, is then the least-squares fit and A is not.
"""

from theory.arithmetic.system import Scalar
from theory.losses import energy, remaining_loss
from theory.models import fine_tuned, option_a, option_b
from theory.problem import Problem
from verify.assumptions import noiseless, tuned_on_all
from verify.claim import Claim, Control, Evidence, Statement, Truth, loss
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Scalar, Scalar]:
    """RL(B_t) - RL(A), and RL(A)."""
    of_a = remaining_loss(p, option_a(p))
    return remaining_loss(p, fine_tuned(p, option_b(p))) - of_a, of_a


def right(p: Problem) -> tuple[Scalar, Scalar]:
    """The energy of (I - P_t)(w_* - B) on D_r, and 0."""
    missing = p.teacher - option_b(p)
    return energy(p.x_r, missing - p.x_t.project(missing)), p.system.scalar(0)


def repaired(p: Problem) -> Scalar:
    """RL(B_t)."""
    return remaining_loss(p, fine_tuned(p, option_b(p)))


def nothing(p: Problem) -> Scalar:
    """No loss."""
    return p.system.scalar(0)


def contradictory_labels() -> Problem:
    """The same sample on both sides, labels 1 and -1: A = w_o = 0 has RL = 1, and B_t = 1 has none."""
    return problem_of([[1]], [[1]], [0], noise=[1, -1])


CLAIM = Claim(
    id="O18",
    source="v2 of arXiv:2410.03833, retention-based masking",
    short="labels X^T w_*: option A (retention mask) keeps D_r no worse than option B on any D_t, 0 = RL(A) <= RL(B_t)",
    latex=r"RL(B_t) - RL(A) = \tfrac{1}{n_r}\|X_r^\top (I - P_t)(w_* - B)\|^2 \ge 0 = RL(A)",
    assumes=(noiseless,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((loss("RL(B_t) - RL(A)"), loss("RL(A)")), left, right),
    also=(Statement((loss("RL(B_t), D_t = D_r"),), repaired, nothing, when=tuned_on_all),),
    controls=(Control("noiseless", contradictory_labels),),
)
