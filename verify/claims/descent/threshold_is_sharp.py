"""S4. Above the threshold descent diverges, along the top singular directions.

    rho^{2k} ||E (w_0 - w_inf)||^2 <= ||w_k - w_inf||^2    and    rho = |1 - 2 eta sigma_max^2 / n_S| > 1

for eta > n_S / sigma_max^2, where E projects onto the top singular directions: the distance grows without bound unless
w_0 - w_inf has no component there.

Proof. E commutes with the iteration matrix, which acts on range(E) as the scalar 1 - 2 eta sigma_max^2 / n_S < -1.
At eta = n_S / sigma_max^2 the factor is -1: neither convergence nor divergence. Checked at step sizes from twice the threshold on, and
at the threshold plus one millionth of it, where balls certify the growth whatever the spectrum.
"""

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar
from theory.descent import diverging_step, edge, gradient_descent, just_above_threshold, rate, top_component
from theory.problem import Problem, nearest_interpolator
from verify.assumptions import scheduled, simple_spectrum
from verify.claim import Claim, Evidence, Relation, Statement, Truth, pure, weights, weights_squared


def left(p: Problem) -> Scalar:
    """The top component at the start."""
    return at_the_top(p).sq_norm()


def at_the_top(p: Problem) -> Matrix:
    """E (w_0 - w_inf)."""
    return top_component(p.x_r, p.plan.start - nearest_interpolator(p.x_r, p.y_r, p.plan.start))


def right(p: Problem) -> Scalar:
    """||w_k - w_inf||^2 after simulated steps, brought back to the scale of the start."""
    return without_growth(p)


def without_growth(p: Problem) -> Scalar:
    """||w_k - w_inf||^2 / rho^{2k}: rounding grows with the iterate, so that only the quotient can be held against the inputs' scale."""
    eta = above_threshold(p)
    return distance_after(p, eta) / rate(p.x_r, eta) ** (2 * p.plan.steps)


def above_threshold(p: Problem) -> Scalar:
    """At least 2 + t times the threshold, where the schedule's step size is t / sigma^2, sigma^2 = ||X_r||_F^2 / n_r."""
    return diverging_step(p.x_r, 2 + p.plan.eta * p.x_r.sq_norm() / p.n_r)


def distance_after(p: Problem, eta: Scalar) -> Scalar:
    """||w_k - w_inf||^2, simulated with the step size eta."""
    *_, w_k = gradient_descent(p.x_r, p.y_r, p.plan.start, eta, p.plan.steps)
    return (w_k - nearest_interpolator(p.x_r, p.y_r, p.plan.start)).sq_norm()


def one_and_a_bit(p: Problem) -> Scalar:
    """1 + EDGE, less than the true factor 1 + 2 EDGE at the step size just above the threshold."""
    return p.system.scalar(1) + edge(p.x_r)


GROWS = Statement(
    (pure("3 <= rate at twice the bound on the threshold"),),
    lambda p: p.system.scalar(3),
    lambda p: rate(p.x_r, above_threshold(p)),
    Relation.AT_MOST,
)
"""eta >= 2 n_S / sigma_max^2 makes the factor at most 1 - 4 = -3."""

IS_A_PROJECTION = Statement((weights("E E (w_0 - w_inf)"),), lambda p: top_component(p.x_r, at_the_top(p)), at_the_top)

DIVERGES_JUST_ABOVE = (
    Statement(
        (pure("1 + EDGE <= rate just above the threshold"),),
        one_and_a_bit,
        lambda p: rate(p.x_r, just_above_threshold(p.x_r)),
        Relation.AT_MOST,
    ),
    Statement(
        (weights_squared("||w_k - w_inf||^2 just above the threshold"),),
        lambda p: at_the_top(p).sq_norm() * one_and_a_bit(p) ** (2 * p.plan.steps),
        lambda p: distance_after(p, just_above_threshold(p.x_r)),
        Relation.AT_MOST,
    ),
)

CLAIM = Claim(
    id="S4",
    source="arXiv:2410.03833v1, setting",
    short="the step-size threshold is sharp: for eta above it the top component of w_k - w_inf grows geometrically",
    latex=r"\eta > n_S/\sigma_{\max}^2 \implies \|w_k - w_\infty\| \ge |1 - 2\eta\sigma_{\max}^2/n_S|^k\,\|E(w_0 - w_\infty)\|",
    assumes=(scheduled, simple_spectrum),
    truth=Truth.TRUE,
    floor=Evidence.EXACT,
    statement=Statement((weights_squared("||w_k - w_inf||^2"),), left, right, Relation.AT_MOST),
    also=(GROWS, IS_A_PROJECTION, *DIVERGES_JUST_ABOVE),
)
