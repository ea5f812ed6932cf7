"""S2. Descent on consistent data ends at the interpolator nearest to its start.

    w_k -> w_0 + P_S (w_* - w_0)    for 0 < eta < n_S / sigma_max(X_S)^2,

with the distance to the limit never growing on the way, and bounded at every step by

    ||w_k - w_inf|| <= rho^k ||w_0 - w_inf||,    rho = max_i |1 - 2 eta sigma_i^2 / n_S| < 1 up to the threshold.

Here S = D_r and the start is arbitrary.

Proof. w_k - w_inf = (I - (2 eta / n_S) X_S X_S^T)^k (w_0 - w_inf), w_0 - w_inf lies in range(X_S), and there every eigenvalue
of the bracket is in (-1, 1). Stops holding at the threshold (S4) and, as stated through w_*, for inconsistent labels, where
descent goes to the nearest least-squares solution instead. The rung ``descent`` runs the simulation to its end; over the
rationals the same training is the closed form, and the monotone approach is checked on exact iterates. rho and the norms are
irrational in general: balls enclose them on every instance, and certify rho < 1 at the threshold less one millionth of it.
"""

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar
from theory.descent import gradient_descent, just_below_threshold, rate
from theory.problem import Problem, nearest_interpolator
from verify.assumptions import noiseless, rational_spectrum, real_numbers, scheduled, stable_step
from verify.claim import Claim, Control, Evidence, Relation, Statement, Truth, pure, weights, weights_squared
from verify.counterexample import problem_of


def left(p: Problem) -> Matrix:
    """Where training on D_r from w_0 ends."""
    return p.solver(p.x_r, p.y_r, p.plan.start)


def right(p: Problem) -> Matrix:
    """w_0 + P_r (w_* - w_0)."""
    return p.plan.start + p.x_r.project(p.teacher - p.plan.start)


def to_the_limit(p: Problem, steps: int) -> Matrix:
    """w_k - w_inf, simulated."""
    *_, w_k = gradient_descent(p.x_r, p.y_r, p.plan.start, p.plan.eta, steps)
    return w_k - nearest_interpolator(p.x_r, p.y_r, p.plan.start)


def rate_just_below(p: Problem) -> Scalar:
    """rho at a step size just below the threshold."""
    return rate(p.x_r, just_below_threshold(p.x_r))


NEVER_FARTHER = Statement(
    (weights_squared("||w_k+1 - w_inf||^2"),),
    lambda p: to_the_limit(p, p.plan.steps + 1).sq_norm(),
    lambda p: to_the_limit(p, p.plan.steps).sq_norm(),
    Relation.AT_MOST,
)

SHRINKS = Statement(
    (weights("||w_k - w_inf||"),),
    lambda p: to_the_limit(p, p.plan.steps).norm(),
    lambda p: rate(p.x_r, p.plan.eta) ** p.plan.steps * to_the_limit(p, 0).norm(),
    Relation.AT_MOST,
    when=real_numbers,
)

RATE = (pure("rho just below the threshold"),)
CONVERGES_JUST_BELOW = (
    Statement(RATE, rate_just_below, lambda p: p.system.scalar(1), Relation.AT_MOST, when=rational_spectrum),
    Statement(RATE, rate_just_below, lambda p: p.system.scalar(1), Relation.DIFFERENT, when=rational_spectrum),
)


def with_noise() -> Problem:
    """X_r = e_1, y_r = 1 + 1: descent goes to 2 in the first coordinate, w_* has 1 there."""
    return problem_of([[1], [0]], [[0], [1]], [1, 1], noise=[1, 0], schedule=([0, 0], "1/4", 1))


def with_large_step() -> Problem:
    """X_r = e_1, eta = 9/8 n / sigma^2, just above the threshold: the first step from 0 makes the distance to the limit 5/4 as long."""
    return problem_of([[1], [0]], [[0], [1]], [1, 1], schedule=([0, 0], "9/8", 0))


CLAIM = Claim(
    id="S2",
    source="arXiv:2410.03833v1, setting",
    short="labels X_S^T w_*: descent with eta < n_S/sigma_max^2 converges to the interpolator of S nearest to its start w_0",
    latex=r"0 < \eta < n_S/\sigma_{\max}(X_S)^2 \implies w_k \to w_0 + P_S (w_* - w_0)",
    assumes=(noiseless, scheduled, stable_step),
    truth=Truth.TRUE,
    floor=Evidence.EXACT,
    statement=Statement((weights("lim w_k"),), left, right),
    also=(NEVER_FARTHER, SHRINKS, *CONVERGES_JUST_BELOW),
    controls=(Control("noiseless", with_noise), Control("stable step", with_large_step)),
    without={"identity": "a limit; in closed form the left side is the limit by definition, and what is rational about it is S3"},
)
