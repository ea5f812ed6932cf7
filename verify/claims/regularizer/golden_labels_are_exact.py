"""R4. Labelling D_f by the golden model's predictions makes the regularizer exact; with distinct features that label is 0.

    y' = X_f^T w_g  =>  w_reg = w_g    for every alpha;    d_lap = 0:    y' = 0  =>  w_reg = w_g.

Proof. w_g minimizes RL and reaches 0 on (X_f, X_f^T w_g), so it minimizes the sum; it lies in range(X) = w_o + range(X), where the
minimizer is unique. Rank and consistency of the labels do not matter. Distinct features: X_f^T w_g = 0 (D2). The labels can be had
without the golden model, from the Gram matrix (O14), which is the second way taken here.
Squared loss stands for the KL divergence of the paper's Eq. 6. That such labels are the right ones is in the abstract of MUSO
(arXiv:2410.08557) before us. For the label 0 it can fail when features overlap (R9).
"""

from theory.arithmetic import Matrix
from theory.gram import golden_predictions
from theory.models import golden
from theory.problem import Problem
from theory.regularizer import regularized, uniform_labels
from verify.assumptions import distinct
from verify.assumptions import regularized as given
from verify.claim import Claim, Evidence, Statement, Truth, weights


def left(p: Problem) -> tuple[Matrix, ...]:
    """The model regularized towards golden labels, from the weights and from the Gram."""
    by_gram = golden_predictions(p.x.T @ p.x, p.y, p.n_r).rows(range(p.n_r, p.n))
    return regularized(p, p.x_f.T @ golden(p)), regularized(p, by_gram)


def right(p: Problem) -> tuple[Matrix, ...]:
    """The golden model."""
    return golden(p), golden(p)


CLAIM = Claim(
    id="R4",
    source="MUSO, arXiv:2410.08557, on relabelling; squared loss for the KL term of arXiv:2410.03833v1 Eq. 6",
    short="squared loss, every alpha: y' = X_f^T w_g gives w_reg = w_g; with distinct features y' = 0 does",
    latex=r"y' = X_f^\top w_g \implies w_{reg} = w_g;\quad d_{lap} = 0:\ y' = 0 \implies w_{reg} = w_g",
    assumes=(given,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((weights("w_reg"), weights("w_reg by Gram labels")), left, right),
    also=(Statement((weights("w_reg at y' = 0"),), lambda p: regularized(p, uniform_labels(p)), golden, when=distinct),),
)
