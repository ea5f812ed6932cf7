"""O1. Fine-tuning a pretrained model that interpolates D changes nothing, whatever D_t inside D_r it is tuned on.

    RL(w_t) = UL(w_t) = 0,    w_t = w_o.

Proof. X_t^T w_o = y_t, so w_o is its own nearest interpolator of D_t. Neither block structure nor a teacher is used; noise that
is interpolated too (full column rank) changes nothing. Stops holding when the labels cannot be interpolated.
"""

from typing import Any

from theory.losses import remaining_loss, unlearning_loss
from theory.models import fine_tuned, pretrained
from theory.problem import Problem
from verify.assumptions import consistent
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
    """The same sample on both sides, labels 1 and -1: w_o = 0, and fine-tuning moves to 1."""
    return problem_of([[1]], [[1]], [0], noise=[1, -1])


CLAIM = Claim(
    id="O1",
    source="arXiv:2410.03833v1 Thm 3.4; abstract s.1, s.3",
    short="consistent labels: fine-tuning leaves w_o in place, RL = UL = 0, for every D_t",
    latex=r"RL(w_t) = UL(w_t) = 0,\quad w_t = w_o",
    assumes=(consistent,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((loss("RL(w_t)"), loss("UL(w_t)"), weights("w_t")), left, right),
    controls=(Control("consistent", contradictory_labels),),
)
