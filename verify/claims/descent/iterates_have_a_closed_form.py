"""S3. Every iterate of descent is known in advance.

    w_k - w_inf = (I - (2 eta / n_S) X_S X_S^T)^k (w_0 - w_inf),    w_k in w_0 + range(X_S).

Proof. The gradient at w is (2 / n_S) X_S X_S^T (w - w_inf), because w_inf satisfies the normal equations; it lies in
range(X_S). Holds for every step size, stable or not, and for inconsistent labels with w_inf the nearest least-squares solution.
"""

from theory.arithmetic import Matrix
from theory.descent import gradient_descent, iterate_at
from theory.models import beyond_remaining
from theory.problem import Problem
from verify.assumptions import scheduled
from verify.claim import Claim, Evidence, Statement, Truth, weights


def left(p: Problem) -> tuple[Matrix, Matrix]:
    """The simulated w_k, and the part of its path that leaves range(X_r)."""
    *_, w_k = gradient_descent(p.x_r, p.y_r, p.plan.start, p.plan.eta, p.plan.steps)
    return w_k, beyond_remaining(p, w_k - p.plan.start)


def right(p: Problem) -> tuple[Matrix, Matrix]:
    """The closed form, and nothing."""
    return iterate_at(p.x_r, p.y_r, p.plan.start, p.plan.eta, p.plan.steps), p.zero


CLAIM = Claim(
    id="S3",
    source="arXiv:2410.03833v1, setting",
    short="every descent iterate has a closed form and stays in w_0 + range(X_S)",
    latex=r"w_k - w_\infty = (I - \tfrac{2\eta}{n_S} X_S X_S^\top)^k (w_0 - w_\infty)",
    assumes=(scheduled,),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((weights("w_k"), weights("(I - P_r)(w_k - w_0)")), left, right),
)
