"""S4. Above the threshold descent diverges, along the top singular directions.

    ||E (w_0 - w_inf)||^2 <= ||w_k - w_inf||^2 / rho^{2k}    and    rho = |1 - 2 eta sigma_max^2 / n_S| > 1

for eta > n_S / sigma_max^2, where E projects onto the top singular directions: the distance grows without bound unless
w_0 - w_inf has no component there.

Proof. E commutes with the iteration matrix, which acts on range(E) as the scalar 1 - 2 eta sigma_max^2 / n_S < -1.
At eta = n_S / sigma_max^2 the factor is -1: neither convergence nor divergence. Checked at a step size above the threshold.
"""

from theory.arithmetic.system import Scalar
from theory.descent import diverging_step, gradient_descent, rate, top_component
from theory.problem import Problem, nearest_interpolator
from verify.assumptions import scheduled, simple_spectrum
from verify.claim import Claim, Evidence, Relation, Statement, Truth, pure, weights_squared


def left(p: Problem) -> Scalar:
    """The top component at the start."""
    distance = p.plan.start - nearest_interpolator(p.x_r, p.y_r, p.plan.start)
    return top_component(p.x_r, distance).sq_norm()


def right(p: Problem) -> Scalar:
    """||w_k - w_inf||^2 after simulated steps, with the growth taken out."""
    x, start, eta = p.x_r, p.plan.start, diverging_step(p.x_r, 2)
    *_, w_k = gradient_descent(x, p.y_r, start, eta, p.plan.steps)
    return (w_k - nearest_interpolator(x, p.y_r, start)).sq_norm() / rate(x, eta) ** (2 * p.plan.steps)


GROWS = Statement(
    (pure("3 <= rate at twice the bound on the threshold"),),
    lambda p: p.system.scalar(3),
    lambda p: rate(p.x_r, diverging_step(p.x_r, 2)),
    Relation.AT_MOST,
)
"""eta >= 2 n_S / sigma_max^2 makes the factor at most 1 - 4 = -3."""

CLAIM = Claim(
    id="S4",
    source="arXiv:2410.03833v1, setting",
    short="the step-size threshold is sharp: above it the top component grows geometrically",
    latex=r"\eta > n_S/\sigma_{\max}^2 \implies \|w_k - w_\infty\| \ge |1 - 2\eta\sigma_{\max}^2/n_S|^k\,\|E(w_0 - w_\infty)\|",
    assumes=(scheduled, simple_spectrum),
    truth=Truth.TRUE,
    floor=Evidence.EXACT,
    statement=Statement((weights_squared("||w_k - w_inf||^2 / rho^2k"),), left, right, Relation.AT_MOST),
    also=(GROWS,),
)
