"""N1. Noise: with X of full column rank, O1, O10 and O13 hold for any labels y as they stand.

    RL(w_t) = UL(w_t) = 0,  w_t = w_o;    P_r w_o = w_g;    y_f - X_f^T w_g = S^{-1} a_f.

Proof. Independent samples can fit any labels, noise included, and none of the three proofs uses more of w_* than that.
Stops holding without full column rank, where noise cannot be fitted; and O2, which speaks of w_*, fails with noise (N14).
"""

from typing import Any

from theory.losses import leave_out_residual, remaining_loss, unlearning_loss
from theory.models import fine_tuned, golden, pretrained, projected
from theory.problem import Problem
from verify.assumptions import full_column_rank
from verify.claim import Claim, Control, Evidence, Statement, Truth, labels, loss, weights
from verify.counterexample import problem_of


def left(p: Problem) -> tuple[Any, ...]:
    """Losses and weights of fine-tuning; the projection."""
    w_t = fine_tuned(p)
    return remaining_loss(p, w_t), unlearning_loss(p, w_t), w_t, projected(p)


def right(p: Problem) -> tuple[Any, ...]:
    """0, 0, the pretrained and the golden model."""
    return 0, 0, pretrained(p), golden(p)


# `when` repeats the assumption: the control, which breaks it, has a singular G
LEAVE_OUT = Statement(
    (labels("y_f - X_f^T w_g"),), lambda p: p.y_f - p.x_f.T @ golden(p), lambda p: leave_out_residual(p), when=full_column_rank
)


def noise_beyond_reach() -> Problem:
    """The same sample on both sides, labels 1 and -1: w_o = 0, so RL(w_t) is 0 on D_r only after moving to 1."""
    return problem_of([[1]], [[1]], [0], noise=[1, -1])


CLAIM = Claim(
    id="N1",
    source="ours: label noise",
    short="any labels y, noise or not, X of full column rank: FT changes nothing, P_r w_o = w_g, leave-k-out holds",
    latex=r"\mathrm{rank}\,X = n:\ RL(w_t) = UL(w_t) = 0,\ w_t = w_o,\ P_r w_o = w_g,\ y_f - X_f^\top w_g = S^{-1} a_f",
    assumes=(full_column_rank,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((loss("RL(w_t)"), loss("UL(w_t)"), weights("w_t"), weights("P_r w_o")), left, right),
    also=(LEAVE_OUT,),
    controls=(Control("full column rank", noise_beyond_reach),),
)
