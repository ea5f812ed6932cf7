"""N2. CONDITIONAL: "fine-tuning on all of D_r gives the golden model". It does if and only if w_o lies in range(X_r).

    w_t - w_g = (I - P_r) w_o    (D_t = D_r);    under-parameterized, rank X_r = d: always, so that fine-tuning forgets completely.

Proof. w_t = w_o + X_r^{T+} (y_r - X_r^T w_o) = (I - P_r) w_o + w_g. Any labels, any rank. That w_o lies in the range is decided by
ranks, rank [X_r w_o] = rank X_r.

Counterexample, X_r = e_1, X_f = e_2, w_* = (1, 1): w_t = (1, 1), w_g = (1, 0).
"""

from theory.arithmetic import Matrix, hstack
from theory.losses import unlearning_loss
from theory.models import beyond_remaining, fine_tuned, golden, pretrained
from theory.problem import Problem
from verify.assumptions import full_row_rank, tuned_on_all
from verify.claim import Claim, Control, Evidence, Statement, Truth, loss, pure, weights
from verify.counterexample import problem_of


def rank_with_pretrained(p: Problem) -> int:
    """rank [X_r w_o]."""
    return hstack(p.x_r, pretrained(p)).rank


def rank_without(p: Problem) -> int:
    """rank X_r."""
    return p.x_r.rank


def gap(p: Problem) -> Matrix:
    """w_t - w_g."""
    return fine_tuned(p) - golden(p)


def unseen(p: Problem) -> Matrix:
    """(I - P_r) w_o."""
    return beyond_remaining(p, pretrained(p))


FORGETS_COMPLETELY = Statement(
    (weights("w_t"), loss("UL(w_t)")),
    lambda p: (fine_tuned(p), unlearning_loss(p, fine_tuned(p))),
    lambda p: (golden(p), unlearning_loss(p, golden(p))),
    when=full_row_rank,
)


def counterexample() -> Problem:
    """X_r = e_1, X_f = e_2, w_* = (1, 1)."""
    return problem_of([[1], [0]], [[0], [1]], [1, 1])


def tuned_on_less() -> Problem:
    """X_r = X_f = 1 with labels 1 and -1, D_t empty: w_t = w_o = 0, w_g = 1, although rank X_r = d."""
    return problem_of([[1]], [[1]], [0], noise=[1, -1], tuning=[])


CLAIM = Claim(
    id="N2",
    source="ours: the under-parameterized case",
    short="FT on D_r equals golden exactly when w_o lies in range(X_r); rank X_r = d: always",
    latex=r"w_t - w_g = (I - P_r) w_o;\quad w_t = w_g \iff \mathrm{rank}[X_r\ w_o] = \mathrm{rank}\,X_r",
    assumes=(tuned_on_all,),
    truth=Truth.CONDITIONAL,
    floor=Evidence.EXACT,
    statement=Statement((weights("w_t"),), fine_tuned, golden),
    condition=Statement((pure("rank"),), rank_with_pretrained, rank_without),
    also=(Statement((weights("w_t - w_g"),), gap, unseen), FORGETS_COMPLETELY),
    counterexample=counterexample,
    controls=(Control("tuned on all", tuned_on_less),),
)
