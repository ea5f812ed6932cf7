"""O11. Full overlap, d_lap = d: option A removes nothing, option B removes everything.

    A = w_o,    UL(A) = 0,    B = 0,    B_t = w_g for D_t = D_r.

Proof. There is no f block to zero and no r block to keep; fine-tuning from 0 on D_r is the golden training.
Stops holding when some feature belongs to one side alone.
"""

from typing import Any

from theory.losses import unlearning_loss
from theory.models import fine_tuned, golden, option_a, option_b, pretrained
from theory.problem import Problem
from verify.assumptions import consistent, full_overlap, tuned_on_all
from verify.claim import Claim, Control, Evidence, Statement, Truth, loss, weights
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Any, ...]:
    """A, UL(A), B, B_t."""
    a, b = option_a(p), option_b(p)
    return a, unlearning_loss(p, a), b, fine_tuned(p, b)


def right(p: Problem) -> tuple[Any, ...]:
    """w_o, 0, 0, w_g."""
    return pretrained(p), 0, p.zero, golden(p)


def one_own_feature() -> Problem:
    """X_r = (1, 1, 0), X_f = (0, 1, 1), w_* = (1, 0, 0)."""
    return problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0])


def contradictory_labels() -> Problem:
    """The same sample on both sides, labels 1 and -1: UL(w_o) = 1."""
    return problem_of([[1]], [[1]], [0], noise=[1, -1])


def tuned_on_nothing() -> Problem:
    """D_t is empty: B_t = 0."""
    return problem_of([[1]], [[1]], [1], tuning=[])


CLAIM = Claim(
    id="O11",
    source="arXiv:2410.03833v1 Thm 3.4 at d_lap = d",
    short="full overlap, consistent labels, D_t = D_r: A = w_o removes nothing, B = 0 resets, B_t = w_g",
    latex=r"d_{lap} = d \implies A = w_o,\ UL(A) = 0,\ B = 0,\ B_t = w_g",
    assumes=(full_overlap, consistent, tuned_on_all),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((weights("A"), loss("UL(A)"), weights("B"), weights("B_t")), left, right),
    controls=(
        Control("full overlap", one_own_feature),
        Control("consistent", contradictory_labels),
        Control("tuned on all", tuned_on_nothing),
    ),
)
