"""N15. FALSE: "fine-tuning leaves a ridge-pretrained model in place too", the strongly convex reading of O1.

A ridge model does not interpolate, so plain fine-tuning on D_r moves it, to RL = 0. It still does not become the golden model: what
of it lies outside range(X_r) stays, w_t - w_g = (I - P_r) w_o,lambda.

Counterexample, X_r = e_1, X_f = e_2, w_* = (1, 1), lambda = 1: w_o,lambda = (1/3, 1/3), w_t = (1, 1/3), w_g = (1, 0).
"""

from theory.arithmetic import Matrix
from theory.models import beyond_remaining, fine_tuned, golden
from theory.problem import Problem
from theory.ridge import decayed, ridge_pretrained
from verify.assumptions import consistent, regularized, tuned_on_all
from verify.claim import Claim, Evidence, Statement, Truth, weights
from verify.counterexample import problem_of


def left(p: Problem) -> Matrix:
    """The ridge-pretrained model, fine-tuned on D_r."""
    return fine_tuned(p, ridge_pretrained(p))


def right(p: Problem) -> Matrix:
    """The ridge-pretrained model."""
    return ridge_pretrained(p)


WHAT_STAYS = Statement((weights("w_t - w_g"),), lambda p: left(p) - golden(p), lambda p: beyond_remaining(p, ridge_pretrained(p)))


AS_TRAINED = Statement((weights("w_o,lambda, trained"),), lambda p: decayed(p, p.x, p.y).trained(p.zero, p.solver), right)


def counterexample() -> Problem:
    """X_r = e_1, X_f = e_2, w_* = (1, 1), lambda = 1."""
    return problem_of([[1], [0]], [[0], [1]], [1, 1], regularization=([0], 1, 1))


CLAIM = Claim(
    id="N15",
    source="ours: a ridge in pretraining",
    short="consistent labels: fine-tuning on D_r leaves a model pretrained with a ridge lambda > 0 in place",
    latex=r"w_{o,\lambda} \mapsto w_t = w_{o,\lambda}",
    assumes=(consistent, regularized, tuned_on_all),
    truth=Truth.FALSE,
    floor=Evidence.EXACT,
    statement=Statement((weights("w_t"),), left, right),
    also=(WHAT_STAYS, AS_TRAINED),
    counterexample=counterexample,
    without={"search": "the pinned counterexample is minimal already"},
)
