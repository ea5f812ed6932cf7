"""FALSE, and plausible: "training on the remaining data never makes the predictions on D_f worse than predicting zero".

    UL(w_g) <= ||y_f||^2 / n_f

The min-norm interpolator of D_r is the best guess from D_r, so surely it is no worse on D_f than no guess at all. It holds for d = 1.
With two features it fails: what is learned along X_r need not help along X_f. The search finds X_r and X_f of shape 2 x 1.
"""

from theory.arithmetic.system import Scalar
from theory.losses import unlearning_loss
from theory.models import golden
from theory.problem import Problem
from verify.assumptions import noiseless
from verify.claim import Claim, Relation, Statement, loss


def left(p: Problem) -> Scalar:
    """UL(w_g)."""
    return unlearning_loss(p, golden(p))


def right(p: Problem) -> Scalar:
    """The loss of predicting zero."""
    return p.y_f.sq_norm() / p.n_f


CLAIM = Claim(
    id="no_worse_than_zero",
    source="a reviewer's guess",
    short="the golden model predicts D_f no worse than zero does",
    latex=r"UL(w_g) \le \|y_f\|^2 / n_f",
    assumes=(noiseless,),
    statement=Statement((loss("UL(w_g)"),), left, right, Relation.AT_MOST),
)
