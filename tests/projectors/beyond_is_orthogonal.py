"""What the pretrained model has outside range(X_r) is orthogonal to it: X_r^T (I - P_r) w_o = 0, for any labels."""

from theory.arithmetic import Matrix
from theory.models import beyond_remaining, pretrained
from theory.problem import Problem
from verify.assumptions import anything
from verify.claim import Claim, Statement, labels


def left(p: Problem) -> Matrix:
    """X_r^T (I - P_r) w_o."""
    return p.x_r.T @ beyond_remaining(p, pretrained(p))


def right(p: Problem) -> Matrix:
    """Nothing."""
    return Matrix.zeros(p.system, p.n_r, p.y_r.shape[1])


CLAIM = Claim(
    id="beyond_is_orthogonal",
    source="ours, by the tactic alone",
    short="(I - P_r) w_o is orthogonal to range(X_r)",
    latex=r"X_r^\top (I - P_r) w_o = 0",
    assumes=(anything,),
    statement=Statement((labels("X_r^T (I - P_r) w_o"),), left, right),
)
