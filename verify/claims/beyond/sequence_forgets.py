"""N7. What pretraining in sequence loses of D_f: D_f first, then D_r, from 0.

    w - w_* = -(I - P_r)(I - P_f) w_*,    UL(w) = ||X_f^T (I - P_r)(I - P_f) w_*||^2 / n_f.

Proof. Training on S from w_0 replaces w_0 - w_* by (I - P_S)(w_0 - w_*); apply it twice to -w_*. It fits D_r, the last, exactly.
D_f is kept for every common teacher w_* exactly when the two projectors commute (N13). That does not say for all labels: X_r = X_f = 1
with labels -1 and 1 is not kept, and has no common teacher. Stops holding with noise, where w_* fits neither.
"""

from typing import Any

from theory.losses import energy, remaining_loss, unlearning_loss
from theory.problem import Problem
from theory.sequential import sequentially_pretrained, unlearned_by_order
from verify.assumptions import noiseless
from verify.claim import Claim, Control, Evidence, Statement, Truth, loss, weights
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Any, ...]:
    """The model trained in sequence, its RL and UL."""
    w = sequentially_pretrained(p)
    return w, remaining_loss(p, w), unlearning_loss(p, w)


def right(p: Problem) -> tuple[Any, ...]:
    """The closed form."""
    missing = unlearned_by_order(p)
    return p.teacher - missing, 0, energy(p.x_f, missing)


def with_noise() -> Problem:
    """X_r = e_1, X_f = e_2, y_r = 1 + 1: the first coordinate is 2, the closed form says 1."""
    return problem_of([[1], [0]], [[0], [1]], [1, 1], noise=[1, 0])


CLAIM = Claim(
    id="N7",
    source="ours: pretraining in sequence, two tasks of Evron et al. 2022",
    short="a common teacher w_*, pretraining D_f then D_r: w - w_* = -(I - P_r)(I - P_f) w_*",
    latex=r"w - w_* = -(I - P_r)(I - P_f) w_*,\quad UL(w) = \tfrac{1}{n_f}\|X_f^\top (I - P_r)(I - P_f) w_*\|^2",
    assumes=(noiseless,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((weights("w"), loss("RL(w)"), loss("UL(w)")), left, right),
    controls=(Control("noiseless", with_noise),),
)
