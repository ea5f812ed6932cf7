"""D1. Distinct features: fine-tuning reaches zero loss on D_r, zero loss on D_f, and does not move at all.

    RL(w_t) = UL(w_t) = 0,    w_t = w_o    for every D_t inside D_r.

Proof. X_t^T w_o = y_t already, so the nearest interpolator of D_t to w_o is w_o. That features are distinct is not used: this is
O1 at d_lap = 0, kept apart because the paper states it apart. Stops holding when the labels are not interpolated.
"""

from typing import Any

from theory.losses import remaining_loss, unlearning_loss
from theory.models import fine_tuned, pretrained
from theory.problem import Problem
from verify.assumptions import consistent, distinct
from verify.claim import Claim, Control, Evidence, Statement, Truth, loss, weights
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Any, ...]:
    """RL, UL and the fine-tuned weights."""
    w_t = fine_tuned(p)
    return remaining_loss(p, w_t), unlearning_loss(p, w_t), w_t


def right(p: Problem) -> tuple[Any, ...]:
    """0, 0 and the pretrained weights."""
    return 0, 0, pretrained(p)


def contradictory_labels() -> Problem:
    """The same remaining sample twice with labels 1 and -1: RL cannot be 0."""
    return problem_of([[1, 1], [0, 0]], [[0], [1]], [0, 0], noise=[1, -1, 0])


CLAIM = Claim(
    id="D1",
    source="arXiv:2410.03833v1 Thm 3.2; abstract s.1, s.3",
    short="distinct features, consistent labels: fine-tuning on any D_t leaves w_o in place, RL = UL = 0",
    latex=r"RL(w_t) = UL(w_t) = 0,\quad w_t = w_o",
    assumes=(distinct, consistent),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((loss("RL(w_t)"), loss("UL(w_t)"), weights("w_t")), left, right),
    controls=(Control("consistent", contradictory_labels),),
)
