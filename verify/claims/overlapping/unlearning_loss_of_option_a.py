"""O9. FALSE: "UL(A) = ||F^T w_*^f||^2 / n_f" and "UL(A) = UL(w_g)".

Both hold when range(X_r) contains every lap direction, of which d_lap = 0 is a case: then A lies in range(X_r) and fits D_r, so it is w_g
(O8), and w_g = P_r w_* has the teacher's own lap block. In general, under overlap, w_o^f is not P_f w_*^f: what the teacher does in lap
is partly explained by f and the other way round, so the first is off by F^T (w_o^f - w_*^f) and the second by O8.

Counterexample: the one of O7. F^T w_*^f = 0 and UL(w_g) = 1/4, but UL(A) = 1/9: both are wrong.
"""

from theory.arithmetic.system import Scalar
from theory.losses import energy, unlearning_loss
from theory.models import golden, option_a, restricted
from theory.problem import Problem
from verify.assumptions import lap_seen, noiseless
from verify.claim import Claim, Evidence, Statement, Truth, loss
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Scalar, ...]:
    """UL(A), for each of the two formulas."""
    return (unlearning_loss(p, option_a(p)),) * 2


def right(p: Problem) -> tuple[Scalar, ...]:
    """The teacher's f block on D_f; the golden model's loss."""
    return energy(p.x_f, restricted(p, p.teacher, "f")), unlearning_loss(p, golden(p))


def counterexample() -> Problem:
    """X_r = (1, 1, 0), X_f = (0, 1, 1), w_* = (1, 0, 0)."""
    return problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0])


QUANTITIES = (loss("UL(A) by w_*^f"), loss("UL(A) by w_g"))

CLAIM = Claim(
    id="O9",
    source="abstract s.4 of arXiv:2410.03833v1",
    short="UL(A) = ||F^T w_*^f||^2/n_f = UL(w_g)",
    latex=r"UL(A) = \tfrac{1}{n_f}\|F^\top w_*^f\|^2 = UL(w_g)",
    assumes=(noiseless,),
    truth=Truth.FALSE,
    floor=Evidence.EXACT,
    statement=Statement(QUANTITIES, left, right),
    also=(Statement(QUANTITIES, left, right, when=lap_seen),),
    counterexample=counterexample,
)
