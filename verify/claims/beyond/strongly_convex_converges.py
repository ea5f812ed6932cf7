"""N3. Strongly convex, a ridge in both stages: fine-tuning converges to the ridge golden model, at the linear rate of the ridge Hessian.

    w_k - w_g,lambda = (I - 2 eta H)^k (w_o,lambda - w_g,lambda),    H = X_r X_r^T / n_r + lambda I,
    ||w_k - w_g,lambda|| <= (1 - 2 eta lambda)^k ||w_o,lambda - w_g,lambda||    for eta <= 1 / (2 ||H||).

Proof. The gradient at w is 2 H (w - w_g,lambda), and H >= lambda I. The rate is attained: outside range(X_r) it holds with equality
(R6). So with a ridge fine-tuning does forget, as fast as the ridge is strong. At lambda = 0 the bound says nothing; what descent does then
is S3, and where rank X_r = d it still ends at the golden model (N2).
Any rank, any labels, any step size below the threshold.
"""

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar
from theory.problem import Problem
from theory.ridge import (
    decay_iterates,
    decayed_iterate_at,
    remaining_shift,
    ridge_golden,
    ridge_pretrained,
    ridge_solution,
    shrinkage,
)
from verify.assumptions import regularized, scheduled
from verify.claim import Claim, Evidence, Relation, Statement, Truth, weights, weights_squared


def left(p: Problem) -> tuple[Matrix, ...]:
    """Simulated fine-tuning with weight decay of the ridge-pretrained model, and where it ends."""
    *_, w_k = decay_iterates(p, ridge_pretrained(p), p.plan.steps)
    return w_k, ridge_golden(p)


def right(p: Problem) -> tuple[Matrix, ...]:
    """The power of I - 2 eta H, and the golden ridge model in sample space."""
    return decayed_iterate_at(p, ridge_pretrained(p), p.plan.steps), golden_in_sample_space(p)


def distance(p: Problem) -> Scalar:
    """||w_k - w_g,lambda||^2."""
    return (decayed_iterate_at(p, ridge_pretrained(p), p.plan.steps) - golden_in_sample_space(p)).sq_norm()


def allowed(p: Problem) -> Scalar:
    """(1 - 2 eta lambda)^{2k} ||w_o,lambda - w_g,lambda||^2."""
    return (ridge_pretrained(p) - golden_in_sample_space(p)).sq_norm() * shrinkage(p) ** (2 * p.plan.steps)


def golden_in_sample_space(p: Problem) -> Matrix:
    """X_r (G_r + n_r lambda I)^{-1} y_r."""
    return ridge_solution(p.x_r, p.y_r, remaining_shift(p))


CLAIM = Claim(
    id="N3",
    source="ours: a ridge in both stages",
    short="ridge lambda in both stages, eta <= 1/(2 ||H||): FT is at ridge golden up to (1 - 2 eta lambda)^k",
    latex=r"w_k - w_{g,\lambda} = (I - 2\eta H)^k (w_{o,\lambda} - w_{g,\lambda}),\quad H = \tfrac{1}{n_r} X_r X_r^\top + \lambda I",
    assumes=(regularized, scheduled),
    truth=Truth.TRUE,
    floor=Evidence.IDENTITY,
    statement=Statement((weights("w_k"), weights("lim w_k")), left, right),
    also=(Statement((weights_squared("||w_k - w_g,lambda||^2"),), distance, allowed, Relation.AT_MOST),),
)
