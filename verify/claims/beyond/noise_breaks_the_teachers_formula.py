"""N14. FALSE with noise: "UL(w_g) = ||X_f^T (I - P_r) w_*||^2 / n_f", O2.

The golden model fits D_r's noise and is measured on D_f's: UL(w_g) = ||y_f - X_f^T w_g||^2 / n_f has both in it. Leave-k-out (O13) is the
form that stays true (N1).

Counterexample, X_r = e_1, X_f = e_2, w_* = 0, y_f = 1: UL(w_g) = 1, the formula says 0.
"""

from theory.arithmetic.system import Scalar
from theory.losses import energy, leave_out_loss, unlearning_loss
from theory.losses import loss as mean_loss
from theory.models import beyond_remaining, golden
from theory.problem import Problem, nearest_interpolator
from verify.assumptions import full_column_rank, noisy
from verify.claim import Claim, Evidence, Statement, Truth, loss
from verify.counterexample import problem_of


def left(p: Problem) -> Scalar:
    """UL(w_g)."""
    return unlearning_loss(p, golden(p))


def right(p: Problem) -> Scalar:
    """What the teacher alone says."""
    return energy(p.x_f, beyond_remaining(p, p.teacher))


def without_noise(p: Problem) -> Scalar:
    """UL of the golden model had every label been the teacher's own."""
    w = p.teacher
    return mean_loss(p.x_f, p.x_f.T @ w, nearest_interpolator(p.x_r, p.x_r.T @ w, p.zero))


def counterexample() -> Problem:
    """X_r = e_1, X_f = e_2, w_* = 0, noise 1 on y_f."""
    return problem_of([[1], [0]], [[0], [1]], [0, 0], noise=[0, 1])


CLAIM = Claim(
    id="N14",
    source="ours: label noise in arXiv:2410.03833v1 Thm 3.4",
    short="X of full column rank, with noise: UL(w_g) = ||X_f^T (I - P_r) w_*||^2/n_f",
    latex=r"y = X^\top w_* + \varepsilon \implies UL(w_g) = \tfrac{1}{n_f}\|X_f^\top (I - P_r) w_*\|^2",
    assumes=(full_column_rank, noisy),
    truth=Truth.FALSE,
    floor=Evidence.EXACT,
    statement=Statement((loss("UL(w_g)"),), left, right),
    also=(Statement((loss("UL(w_g)"),), left, leave_out_loss), Statement((loss("UL(w_g) without noise"),), without_noise, right)),
    counterexample=counterexample,
    without={"search": "the pinned counterexample is minimal already"},
)
