"""O2. The golden model fits D_r; what it loses on D_f is the part of the teacher that D_r cannot see, seen through X_f.

    RL(w_g) = 0,    UL(w_g) = ||X_f^T (I - P_r) w_*||^2 / n_f
                            = ||X_f^T (P_r (w_*^r + w_*^lap) - (w_*^f + w_*^lap))||^2 / n_f.

Proof. w_g = P_r w_* and y_f = X_f^T w_*. X_r has no f coordinate, so P_r w_* = P_r (w_*^r + w_*^lap); X_f has no r coordinate.
Stops holding with noise: the labels are then no longer X^T w_* (O13 needs no teacher and survives).
"""

from typing import Any

from theory.losses import energy, remaining_loss, unlearning_loss
from theory.models import beyond_remaining, golden, restricted
from theory.problem import Problem
from verify.assumptions import noiseless
from verify.claim import Claim, Control, Evidence, Statement, Truth, loss
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Any, ...]:
    """RL and UL of the golden model."""
    w_g = golden(p)
    return remaining_loss(p, w_g), unlearning_loss(p, w_g), unlearning_loss(p, w_g)


def right(p: Problem) -> tuple[Any, ...]:
    """0 and the two closed forms."""
    w = p.teacher
    seen, used = p.x_r.project(restricted(p, w, "r", "lap")), restricted(p, w, "f", "lap")
    return 0, energy(p.x_f, beyond_remaining(p, w)), energy(p.x_f, seen - used)


def noise_on_forgetting() -> Problem:
    """X_r = e_1, X_f = e_1 + e_2, w_* = (1, 1), y_f = 2 + 1: UL(w_g) = 4, the formula says 1."""
    return problem_of([[1], [0]], [[1], [1]], [1, 1], noise=[0, 1])


CLAIM = Claim(
    id="O2",
    source="arXiv:2410.03833v1 Thm 3.4; abstract s.2",
    short="labels X^T w_*: the golden model has RL = 0 and UL = ||X_f^T (I - P_r) w_*||^2/n_f",
    latex=r"RL(w_g) = 0,\quad UL(w_g) = \tfrac{1}{n_f}\|X_f^\top (I - P_r) w_*\|^2",
    assumes=(noiseless,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((loss("RL(w_g)"), loss("UL(w_g)"), loss("UL(w_g) by blocks")), left, right),
    controls=(Control("noiseless", noise_on_forgetting),),
)
