"""Where labels are consistent, no D_t inside D_r tells the pretrained from the golden model: P_t (w_o - w_g) = 0, whatever D_t is."""

from theory.arithmetic import Matrix
from theory.models import golden, pretrained
from theory.problem import Problem
from verify.assumptions import consistent
from verify.claim import Claim, Statement, weights


def left(p: Problem) -> Matrix:
    """P_t (w_o - w_g)."""
    return p.x_t.project(pretrained(p) - golden(p))


def right(p: Problem) -> Matrix:
    """Nothing."""
    return p.zero


CLAIM = Claim(
    id="tuning_cannot_tell",
    source="ours, by the tactic alone",
    short="consistent labels: P_t (w_o - w_g) = 0 for every D_t",
    latex=r"P_t (w_o - w_g) = 0",
    assumes=(consistent,),
    statement=Statement((weights("P_t (w_o - w_g)"),), left, right),
)
