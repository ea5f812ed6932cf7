"""Where labels are consistent, D_r sees no difference between the pretrained and the golden model: X_r^T (w_o - w_g) = 0."""

from theory.arithmetic import Matrix
from theory.models import golden, pretrained
from theory.problem import Problem
from verify.assumptions import consistent
from verify.claim import Claim, Statement, labels


def left(p: Problem) -> Matrix:
    """X_r^T (w_o - w_g)."""
    return p.x_r.T @ (pretrained(p) - golden(p))


def right(p: Problem) -> Matrix:
    """Nothing."""
    return Matrix.zeros(p.system, p.n_r, p.y_r.shape[1])


CLAIM = Claim(
    id="seen_alike",
    source="ours, by the tactic alone",
    short="consistent labels: X_r^T (w_o - w_g) = 0",
    latex=r"X_r^\top (w_o - w_g) = 0",
    assumes=(consistent,),
    statement=Statement((labels("X_r^T (w_o - w_g)"),), left, right),
)
