"""O14. Predictions, hence all of RL and UL, of w_o, w_t and w_g depend on X only through the Gram matrix G = X^T X.

    X^T w_o = G G^+ y,    X^T w_g = G_{:,r} G_rr^+ y_r,    X^T w_t = X^T w_o + G_{:,t} G_tt^+ (y_t - X_t^T w_o).

Proof. (X_S^T)^+ = X_S G_SS^+; multiply each model by X^T. So the claims about losses hold for any kernel. They hold for any rank
and any labels, interpolated or not; the masks A and B are not of this kind, because they need coordinates.
"""

from theory.arithmetic import Matrix
from theory.gram import fine_tuned_predictions, golden_predictions, pretrained_predictions
from theory.models import fine_tuned, golden, pretrained
from theory.problem import Problem
from verify.assumptions import anything
from verify.claim import Claim, Evidence, Statement, Truth, labels


def left(p: Problem) -> tuple[Matrix, ...]:
    """Predictions through the weights."""
    return tuple(p.x.T @ w for w in (pretrained(p), golden(p), fine_tuned(p)))


def right(p: Problem) -> tuple[Matrix, ...]:
    """Predictions through the Gram matrix."""
    g = p.x.T @ p.x
    return pretrained_predictions(g, p.y), golden_predictions(g, p.y, p.n_r), fine_tuned_predictions(g, p.y, p.tuning)


CLAIM = Claim(
    id="O14",
    source="kernel form of arXiv:2410.03833v1 Thm 3.4",
    short="predictions of w_o, w_t, w_g depend on X only through X^T X",
    latex=r"X^\top w_o = G G^{+} y,\quad X^\top w_g = G_{:r} G_{rr}^{+} y_r,\quad "
    r"X^\top w_t = X^\top w_o + G_{:t} G_{tt}^{+} (y_t - X_t^\top w_o)",
    assumes=(anything,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement(tuple(map(labels, ("X^T w_o", "X^T w_g", "X^T w_t"))), left, right),
)
