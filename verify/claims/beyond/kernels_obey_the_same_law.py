"""N9. Kernels: O14 in a feature space that is never written down. With k(x, z) = (1 + x^T z)^2,

    predictions of w_o, w_g, w_t on features phi(x)  =  predictions from K_ij = k(x_i, x_j) alone.

Proof. K = phi(X)^T phi(X), and O14 holds for any features, so it holds for any kernel, whose features exist by its positive
semi-definiteness (N10 takes kernels whose features are infinite). The left side trains on all (d + 1)^2 products of two entries of
[1; x]; any rank, any labels. Its size is why few features are assumed, not the truth of the claim.
"""

from theory.arithmetic import Matrix
from theory.gram import fine_tuned_predictions, golden_predictions, pretrained_predictions
from theory.kernels import quadratic, quadratic_features
from theory.models import fine_tuned, golden, pretrained
from theory.problem import Problem
from verify.assumptions import few_features
from verify.claim import Claim, Evidence, Statement, Truth, labels


def left(p: Problem) -> tuple[Matrix, ...]:
    """Predictions through weights on explicit features."""
    phi = quadratic_features(p.x)
    x_r, x_f = phi.columns(range(p.n_r)), phi.columns(range(p.n_r, p.n))
    q = Problem(x_r, x_f, p.y_r, p.y_f, p.tuning, solver=p.solver)
    return tuple(phi.T @ w for w in (pretrained(q), golden(q), fine_tuned(q)))


def right(p: Problem) -> tuple[Matrix, ...]:
    """Predictions through the kernel matrix."""
    k = quadratic(p.x)
    return pretrained_predictions(k, p.y), golden_predictions(k, p.y, p.n_r), fine_tuned_predictions(k, p.y, p.tuning)


CLAIM = Claim(
    id="N9",
    source="ours: kernel form of arXiv:2410.03833v1 Thm 3.4",
    short="kernel (1 + x^T z)^2, d <= 14: predictions of w_o, w_g, w_t from the kernel matrix alone",
    latex=r"\varphi(X)^\top w_o = K K^{+} y,\quad \varphi(X)^\top w_g = K_{:r} K_{rr}^{+} y_r,\ "
    r"\varphi(X)^\top w_t = \varphi(X)^\top w_o + K_{:t} K_{tt}^{+} (y_t - \varphi(X_t)^\top w_o),\quad K_{ij} = (1 + x_i^\top x_j)^2",
    assumes=(few_features,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement(tuple(map(labels, ("phi^T w_o", "phi^T w_g", "phi^T w_t"))), left, right),
    without={"descent": "training is in a feature space with a condition number of its own"},
)
