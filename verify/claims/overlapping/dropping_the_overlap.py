"""O6. Option B, B = w_o^r, followed by fine-tuning on D_t: B_t = B + P_t (w_* - B).

    RL(B_t) = ||X_r^T (I - P_t)(w_* - B)||^2 / n_r,    UL(B_t) = ||X_f^T (I - P_t)(w_* - B)||^2 / n_f,

and RL(B_t) = 0 when D_t = D_r. With a smaller D_t the remaining loss is in general not repaired.

Proof. y_t = X_t^T w_*, so the correction is X_t^{T+} X_t^T (w_* - B) = P_t (w_* - B). Stops holding with noise.
"""

from typing import Any

from theory.losses import energy, remaining_loss, unlearning_loss
from theory.models import fine_tuned, option_b
from theory.problem import Problem
from verify.assumptions import noiseless, tuned_on_all
from verify.claim import Claim, Control, Evidence, Statement, Truth, loss, weights
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Any, ...]:
    """B_t and its losses."""
    b_t = fine_tuned(p, option_b(p))
    return b_t, remaining_loss(p, b_t), unlearning_loss(p, b_t)


def right(p: Problem) -> tuple[Any, ...]:
    """The closed forms, through what D_t cannot see of w_* - B."""
    b = option_b(p)
    missing = p.teacher - b
    seen = p.x_t.project(missing)
    return b + seen, energy(p.x_r, missing - seen), energy(p.x_f, missing - seen)


REPAIRED = Statement((loss("RL(B_t), D_t = D_r"),), lambda p: remaining_loss(p, fine_tuned(p, option_b(p))), lambda p: 0, when=tuned_on_all)


def noise() -> Problem:
    """X_r = X_f = 1, w_* = 1, both labels 1 + 1: fine-tuning goes to 2, the formula says 1."""
    return problem_of([[1]], [[1]], [1], noise=[1, 1])


CLAIM = Claim(
    id="O6",
    source="abstract s.4 of arXiv:2410.03833v1",
    short="labels X^T w_*: option B after FT has RL and UL the energy of (I - P_t)(w_* - B)",
    latex=r"RL(B_t) = \tfrac{1}{n_r}\|X_r^\top (I - P_t)(w_* - B)\|^2,\quad UL(B_t) = \tfrac{1}{n_f}\|X_f^\top (I - P_t)(w_* - B)\|^2",
    assumes=(noiseless,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((weights("B_t"), loss("RL(B_t)"), loss("UL(B_t)")), left, right),
    also=(REPAIRED,),
    controls=(Control("noiseless", noise),),
)
