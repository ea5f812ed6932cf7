"""O16. One sample to forget, n_f = 1: option A forgets a known share of what the golden model forgets, never more.

    UL(A) = s^2 UL(w_g) <= UL(w_g),    s = ||F||^2 / ||z||^2 <= 1,    z = (I - P_r) x_f.

Proof. w_o - w_g = z (y_f - x_f^T w_g) / ||z||^2 (O17). X_r has no f coordinate, so z^f = F and w_g^f = 0: w_o^f is F times that quotient,
and O5 has UL(A) = ||F^T w_o^f||^2 = (||F||^2 / ||z||^2)^2 ||y_f - x_f^T w_g||^2. F is a part of z, hence s <= 1. Where z = 0 both losses
are 0, and s is taken as 1.
Stops holding for n_f >= 2, where A can forget more than the golden model (O16a), and where no weights fit the labels.
"""

from theory.arithmetic.system import Scalar
from theory.losses import unlearning_loss
from theory.models import golden, option_a
from theory.problem import Problem
from theory.removal import own_share
from verify.assumptions import consistent, single_forgotten
from verify.claim import Claim, Control, Evidence, Relation, Statement, Truth, loss
from verify.counterexample import problem_of


def left(p: Problem) -> Scalar:
    """UL(A)."""
    return unlearning_loss(p, option_a(p))


def right(p: Problem) -> Scalar:
    """s^2 UL(w_g)."""
    return own_share(p) ** 2 * unlearning_loss(p, golden(p))


def golden_loss(p: Problem) -> Scalar:
    """UL(w_g)."""
    return unlearning_loss(p, golden(p))


def two_samples() -> Problem:
    """X_r = (2, 2, 0), X_f = [[0, 0], [0, 1], [1, 1]], w_* = (1, -2, 2): UL(A) = 4, UL(w_g) = 17/8."""
    return problem_of([[2], [2], [0]], [[0, 0], [0, 1], [1, 1]], [1, -2, 2])


def contradictory_labels() -> Problem:
    """X_r = [1 1] with labels 1 and -1 and X_f = 1 with label 1: A = w_o = 1/3, UL(A) = 4/9; w_g = 0, UL(w_g) = 1, and s = 1."""
    return problem_of([[1, 1]], [[1]], [0], noise=[1, -1, 1])


CLAIM = Claim(
    id="O16",
    source="ours, on abstract s.4 of arXiv:2410.03833v1",
    short="n_f = 1, consistent labels: option A never over-forgets, UL(A) = (||F||^2/||z||^2)^2 UL(w_g), z = (I - P_r) x_f",
    latex=r"n_f = 1 \implies UL(A) = \bigl(\|F\|^2 / \|(I - P_r) x_f\|^2\bigr)^2\, UL(w_g) \le UL(w_g)",
    assumes=(consistent, single_forgotten),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((loss("UL(A)"),), left, right),
    also=(Statement((loss("UL(A) <= UL(w_g)"),), left, golden_loss, Relation.AT_MOST),),
    controls=(Control("single forgotten", two_samples), Control("consistent", contradictory_labels)),
)
