"""O5. Option A, A = w_o^r + w_o^lap: keeps the fit on D_r for free, cannot be moved by fine-tuning, forgets only through F.

    RL(A) = 0,    A_t = A for every D_t,    UL(A) = ||F^T w_o^f||^2 / n_f,    P_r A = w_g.

Proof. X_r has no f coordinate: X_r^T A = X_r^T w_o = y_r, which gives the first two and, as A interpolates D_r, the last. On D_f
the missing block costs X_f^T (A - w_o) = -F^T w_o^f. Stops holding where the labels cannot be interpolated.
"""

from typing import Any

from theory.losses import energy, remaining_loss, unlearning_loss
from theory.models import fine_tuned, golden, option_a, pretrained, restricted
from theory.problem import Problem
from verify.assumptions import consistent
from verify.claim import Claim, Control, Evidence, Statement, Truth, loss, weights
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Any, ...]:
    """RL(A), A_t, UL(A), P_r A."""
    a = option_a(p)
    return remaining_loss(p, a), fine_tuned(p, a), unlearning_loss(p, a), p.x_r.project(a)


def right(p: Problem) -> tuple[Any, ...]:
    """0, A, the pretrained f block on D_f, w_g."""
    return 0, option_a(p), energy(p.x_f, restricted(p, pretrained(p), "f")), golden(p)


def contradictory_labels() -> Problem:
    """The same sample on both sides, labels 1 and -1: A = w_o = 0 does not fit D_r."""
    return problem_of([[1]], [[1]], [0], noise=[1, -1])


CLAIM = Claim(
    id="O5",
    source="abstract s.4 of arXiv:2410.03833v1",
    short="option A, consistent labels: RL = 0, FT never moves it, UL = ||F^T w_o^f||^2/n_f, P_r A = w_g",
    latex=r"RL(A) = 0,\quad A_t = A,\quad UL(A) = \tfrac{1}{n_f}\|F^\top w_o^f\|^2,\quad P_r A = w_g",
    assumes=(consistent,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((loss("RL(A)"), weights("A_t"), loss("UL(A)"), weights("P_r A")), left, right),
    controls=(Control("consistent", contradictory_labels),),
)
