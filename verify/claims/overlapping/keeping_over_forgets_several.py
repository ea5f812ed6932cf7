"""O16a. FALSE: "option A never over-forgets", UL(A) <= UL(w_g), beyond one sample to forget.

It is so for n_f = 1 (O16), with distinct features, where A = w_g, and without features that D_f has alone, where A = w_o. With two
samples w_o^f is no multiple of the golden residual: each sample's residual is spread over the directions of both, and what is zeroed can
add up to more than the golden model misses.

Counterexample, d_r = d_lap = d_f = 1, n_f = 2: X_r = (2, 2, 0), X_f = [[0, 0], [0, 1], [1, 1]], w_* = (1, -2, 2). The data determine
w_o = w_*, so A = (1, -2, 0) and UL(A) = (4 + 4) / 2 = 4; w_g = (-1, -1, 0) / 2 and UL(w_g) = (4 + 1/4) / 2 = 17/8.
"""

from theory.arithmetic.system import Scalar
from theory.losses import energy, unlearning_loss
from theory.models import golden, option_a, pretrained, restricted
from theory.problem import Problem
from verify.assumptions import noiseless, several_forgotten, shared_and_own
from verify.claim import Claim, Evidence, Relation, Statement, Truth, loss
from verify.counterexample import problem_of


def left(p: Problem) -> Scalar:
    """UL(A)."""
    return unlearning_loss(p, option_a(p))


def right(p: Problem) -> Scalar:
    """UL(w_g)."""
    return unlearning_loss(p, golden(p))


def by_own_block(p: Problem) -> Scalar:
    """||F^T w_o^f||^2 / n_f."""
    return energy(p.x_f, restricted(p, pretrained(p), "f"))


def beyond_reach(p: Problem) -> Scalar:
    """||X_f^T (w_* - P_r w_*)||^2 / n_f."""
    return energy(p.x_f, p.teacher - p.x_r.project(p.teacher))


def counterexample() -> Problem:
    """X_r = (2, 2, 0), X_f = [[0, 0], [0, 1], [1, 1]], w_* = (1, -2, 2)."""
    return problem_of([[2], [2], [0]], [[0, 0], [0, 1], [1, 1]], [1, -2, 2])


CLAIM = Claim(
    id="O16a",
    source="ours, on abstract s.4 of arXiv:2410.03833v1",
    short="labels X^T w_*, n_f >= 2, d_lap, d_f > 0: option A never over-forgets, UL(A) <= UL(w_g)",
    latex=r"y = X^\top w_* \implies UL(A) \le UL(w_g)",
    assumes=(noiseless, several_forgotten, shared_and_own),
    truth=Truth.FALSE,
    floor=Evidence.EXACT,
    statement=Statement((loss("UL(A) <= UL(w_g)"),), left, right, Relation.AT_MOST),
    also=(
        Statement((loss("UL(A), by O5"),), by_own_block, left),
        Statement((loss("UL(w_g), by O2"),), beyond_reach, right),
    ),
    counterexample=counterexample,
)
