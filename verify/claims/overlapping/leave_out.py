"""O13. The golden loss by leave-k-out: from the Gram matrix of all data, with no teacher, no projector and no golden model.

    y_f - X_f^T w_g = S^{-1} a_f,    G = X^T X,  a = G^{-1} y,  S = (G^{-1})_ff,    UL(w_g) = ||S^{-1} a_f||^2 / n_f.

Proof. Block elimination: S^{-1} = G_ff - G_fr G_rr^{-1} G_rf, and a_f = S (y_f - G_fr G_rr^{-1} y_r). Holds with noise.
Stops being defined when X has not full column rank: G is singular.
"""

from typing import Any

from theory.losses import leave_out_loss, leave_out_residual, unlearning_loss
from theory.models import golden
from theory.problem import Problem
from verify.assumptions import full_column_rank
from verify.claim import Claim, Evidence, Statement, Truth, labels, loss


def left(p: Problem) -> tuple[Any, ...]:
    """The golden model's residual on D_f and its loss."""
    w_g = golden(p)
    return p.y_f - p.x_f.T @ w_g, unlearning_loss(p, w_g)


def right(p: Problem) -> tuple[Any, ...]:
    """The same by leaving D_f out."""
    return leave_out_residual(p), leave_out_loss(p)


CLAIM = Claim(
    id="O13",
    source="block elimination; a second way to Thm 3.4 of arXiv:2410.03833v1",
    short="X of full column rank, leave-k-out: y_f - X_f^T w_g = S^-1 a_f from the Gram matrix alone",
    latex=r"y_f - X_f^\top w_g = S^{-1} a_f,\quad UL(w_g) = \tfrac{1}{n_f}\|S^{-1} a_f\|^2",
    assumes=(full_column_rank,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((labels("y_f - X_f^T w_g"), loss("UL(w_g)")), left, right),
)
