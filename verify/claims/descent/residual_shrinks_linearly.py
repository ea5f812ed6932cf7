"""S5. The training residual shrinks at the linear rate of the spectrum.

    ||X_S^T w_k - y_S||^2 <= rho^{2k} ||X_S^T w_0 - y_S||^2,    rho = max_i |1 - 2 eta sigma_i^2 / n_S| over non-zero sigma_i.

Proof. r_{k+1} = (I - (2 eta / n_S) G_S) r_k with r_0 in range(X_S^T), where the bracket has norm rho.
Noise that can be interpolated changes nothing. Stops holding for inconsistent labels: their part outside range(X_S^T) does not shrink.
That the spectrum is rational is no condition on the fact, but what it takes to write rho down exactly.
"""

from theory.arithmetic.system import Scalar
from theory.descent import gradient_descent, rate
from theory.problem import Problem
from verify.assumptions import consistent, rational_spectrum, scheduled
from verify.claim import Claim, Control, Evidence, Relation, Statement, Truth, labels_squared
from verify.counterexample import problem_of


def left(p: Problem) -> Scalar:
    """The squared residual after k simulated steps."""
    *_, w_k = gradient_descent(p.x_r, p.y_r, p.plan.start, p.plan.eta, p.plan.steps)
    return (p.x_r.T @ w_k - p.y_r).sq_norm()


def right(p: Problem) -> Scalar:
    """rho^{2k} times the squared residual at the start."""
    return rate(p.x_r, p.plan.eta) ** (2 * p.plan.steps) * (p.x_r.T @ p.plan.start - p.y_r).sq_norm()


def with_noise() -> Problem:
    """X_r = [1 1], y_r = (1, -1), eta = 1/2: rho = 0, yet no w has zero residual."""
    return problem_of([[1, 1]], [[1]], [0], noise=[1, -1, 0], schedule=([0], "1/2", 1))


CLAIM = Claim(
    id="S5",
    source="arXiv:2410.03833v1, setting",
    short="consistent labels: descent's training residual shrinks at the linear rate rho",
    latex=r"\|X_S^\top w_k - y_S\| \le \rho^k \|X_S^\top w_0 - y_S\|,\quad \rho = \max_i |1 - 2\eta\sigma_i^2/n_S|",
    assumes=(consistent, scheduled, rational_spectrum),
    truth=Truth.TRUE,
    floor=Evidence.EXACT,
    statement=Statement((labels_squared("||X^T w_k - y||^2"),), left, right, Relation.AT_MOST),
    controls=(Control("consistent", with_noise),),
)
