"""R3. CONDITIONAL: "the regularizer narrows the gap in unlearning loss". With squared loss, it does if and only if

    0 < u < 2 UL(w_g),    u = ||y' - y_f||^2 / n_f.

Proof. UL(w_reg) = u (R1) and UL(w_t) = 0 (O1), so the gap is |u - g| after regularizing and g = UL(w_g) before: |u - g| < g says
0 < u < 2 g. At u = 2 g the gap is as wide as before, beyond it is wider: over-forgetting. Where the golden model does not forget,
g = 0, no wrong label narrows anything. The condition is computed from the labels and the Gram matrix alone (O13).
Stops holding without full column rank, where neither loss is what it says. The paper's Eq. 6 has a KL divergence where this has squared
loss: of that form nothing is said here.

Counterexample, X_r = e_1, X_f = e_2, y_f = 1, y' = -1: UL(w_g) = 1, UL(w_reg) = 4, so the gap is 3 and was 1.
"""

from theory.arithmetic.system import Scalar
from theory.losses import gap_in_loss
from theory.models import fine_tuned
from theory.problem import Problem
from theory.regularizer import narrowing, regularized, regularized_limit, room_to_narrow
from verify.assumptions import full_column_rank
from verify.assumptions import regularized as given
from verify.claim import Assumption, Claim, Evidence, Relation, Statement, Truth, loss
from verify.counterexample import problem_of


def left(p: Problem) -> Scalar:
    """By how much the trained regularized model's gap is smaller than fine-tuning's."""
    return narrowing(p, regularized(p))


def nothing(p: Problem) -> Scalar:
    """Not at all."""
    return p.system.scalar(0)


NO_ROOM = Assumption("no room", "u = 0 or u >= 2 UL(w_g)", lambda p: room_to_narrow(p) == 0)
STAYS_OR_WIDENS = Statement(
    (loss("gap of w_t <= gap of w_reg"),),
    lambda p: gap_in_loss(p, fine_tuned(p)),
    lambda p: gap_in_loss(p, regularized_limit(p)),
    Relation.AT_MOST,
    when=NO_ROOM,
)


def counterexample() -> Problem:
    """X_r = e_1, X_f = e_2, w_* = (1, 1), y' = -1."""
    return problem_of([[1], [0]], [[0], [1]], [1, 1], regularization=([-1], 1, 1))


CLAIM = Claim(
    id="R3",
    source="abstract s.5 of arXiv:2410.03833v1; squared loss for the KL term of Eq. 6",
    short="X of full column rank, squared loss: the regularizer narrows the UL gap exactly when 0 < ||y' - y_f||^2/n_f < 2 UL(w_g)",
    latex=r"|UL(w_{reg}) - UL(w_g)| < |UL(w_t) - UL(w_g)| \iff 0 < \tfrac{1}{n_f}\|y' - y_f\|^2 < 2\,UL(w_g)",
    assumes=(full_column_rank, given),
    truth=Truth.CONDITIONAL,
    floor=Evidence.EXACT,
    statement=Statement((loss("narrowing"),), left, nothing, Relation.DIFFERENT),
    condition=Statement((loss("room"),), room_to_narrow, nothing, Relation.DIFFERENT),
    also=(STAYS_OR_WIDENS,),
    counterexample=counterexample,
    without={"identity": "compares sizes: both sides take a minimum or a positive part"},
)
