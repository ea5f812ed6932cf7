"""The discriminative regularizer in its squared-loss form: fine-tuning that is also pulled towards wrong labels y' on D_f.

    CE(alpha)   RL(w) + alpha (1/n_f) ||X_f^T w - y'||^2
    ICE(alpha)  alpha RL(w) + (1/n_f) ||X_f^T w - y'||^2

both started at w_o. The paper's own regularizer (Eq. 6) has a KL divergence to the wrong labels where this has their squared loss.
Wrong labels and alpha come from the problem's regularization unless given.
Source: arXiv:2410.03833v1, regularizer of the remedial approach (abstract s.5).
"""

from __future__ import annotations

from theory.arithmetic import Matrix, vstack
from theory.arithmetic.system import Scalar
from theory.losses import gap_in_loss, leave_out_loss
from theory.models import fine_tuned, golden, pretrained
from theory.objective import Objective, Term
from theory.problem import Problem


def ce(p: Problem, wrong: Matrix | None = None, alpha: Scalar | None = None) -> Objective:
    """The objective with alpha on the forgetting term."""
    factor = p.regularized.alpha if alpha is None else alpha
    return _objective(p, p.system.scalar(1), factor, wrong)


def ice(p: Problem, wrong: Matrix | None = None, alpha: Scalar | None = None) -> Objective:
    """The objective with alpha on the remaining term."""
    factor = p.regularized.alpha if alpha is None else alpha
    return _objective(p, factor, p.system.scalar(1), wrong)


def regularized(p: Problem, wrong: Matrix | None = None, alpha: Scalar | None = None) -> Matrix:
    """w_reg: where descent on CE(alpha) from w_o ends."""
    return ce(p, wrong, alpha).trained(pretrained(p), p.solver)


def regularized_limit(p: Problem) -> Matrix:
    """w_o + X G^{-1} [0; y' - y_f], the closed form of w_reg for X of full column rank; G^+ where G = X^T X is singular.

    No alpha appears. Without full column rank this is not the limit in general.
    """
    return pretrained(p) + p.x.solve(vstack(p.y_r - p.y_r, p.regularized.wrong - p.y_f))


def regularized_limit_by_gram(p: Problem) -> Matrix:
    """The same through the inverse Gram: X G^{-1} [y_r; y'], with no pretrained model. Raises ``ZeroDivisionError`` if singular."""
    return p.x @ ((p.x.T @ p.x).inverse() @ vstack(p.y_r, p.regularized.wrong))


def mislabelling(p: Problem) -> Scalar:
    """||y' - y_f||^2 / n_f, the unlearning loss that the regularizer asks for."""
    return (p.regularized.wrong - p.y_f).sq_norm() / p.n_f


def narrowing(p: Problem, w: Matrix) -> Scalar:
    """By how much w has a smaller gap in unlearning loss than fine-tuning has; 0 where it is not smaller."""
    return _positive(p, gap_in_loss(p, fine_tuned(p)) - gap_in_loss(p, w))


def room_to_narrow(p: Problem) -> Scalar:
    """Distance of u = ||y' - y_f||^2 / n_f from the nearer end of (0, 2 UL(w_g)), 0 outside; from labels and the Gram alone."""
    u = mislabelling(p)
    return _positive(p, min(u, 2 * leave_out_loss(p) - u))


def reflected_labels(p: Problem) -> Matrix:
    """2 y_f - X_f^T w_g: as far from y_f as the golden predictions are, on the other side."""
    found: Matrix = p.y_f * p.system.scalar(2) - p.x_f.T @ golden(p)
    return found


def unlearning_loss_at(p: Problem, eta: Scalar, k: int) -> Scalar:
    """UL after k steps on CE(alpha) from w_o, in sample space: (r_k)_f is the residual against y', so y' - y_f is added back."""
    residual = ce(p).residual_at(pretrained(p), eta, k).rows(range(p.n_r, p.n))
    return (residual + p.regularized.wrong - p.y_f).sq_norm() / p.n_f


def stable_step(objective: Objective) -> Scalar:
    """Nine tenths of 1 / trace(X W X^T), below the threshold of descent on the objective."""
    one = objective.x.system.scalar(1)
    return objective.safe_step(9 * one / 10)


def planned_step(p: Problem, objective: Objective) -> Scalar:
    """The schedule's step size, brought below the threshold of descent on the objective: see ``Objective.step_within``."""
    return objective.step_within(p.plan.eta)


def descended(p: Problem, objective: Objective, eta: Scalar) -> tuple[Matrix, Matrix]:
    """The simulated w_1 and w_k, k the schedule's step count, from w_o; w_1 is w_o where k = 0."""
    iterates = list(objective.descend(pretrained(p), eta, p.plan.steps))
    return iterates[min(1, p.plan.steps)], iterates[-1]


def attainable(p: Problem) -> Matrix:
    """[fit of y_r by X_r alone; fit of y' by X_f alone], (n, k): what either term of the objective would reach on its own."""
    return vstack(p.x_r.T @ p.x_r.solve(p.y_r), p.x_f.T @ p.x_f.solve(p.regularized.wrong))


def attained_together(p: Problem) -> Matrix:
    """The fit of [y_r; y'] on its parts by one w: the projection of :func:`attainable` onto range(X^T)."""
    return p.x.T @ p.x.solve(attainable(p))


def uniform_labels(p: Problem) -> Matrix:
    """y' = 0, the label that prefers nothing."""
    return p.y_f - p.y_f


def _objective(p: Problem, on_remaining: Scalar, on_forgetting: Scalar, wrong: Matrix | None) -> Objective:
    y_f = p.regularized.wrong if wrong is None else wrong
    return Objective((Term(p.x_r, p.y_r, on_remaining / p.n_r), Term(p.x_f, y_f, on_forgetting / p.n_f)))


def _positive(p: Problem, value: Scalar) -> Scalar:
    zero = p.system.scalar(0)
    return value if value > zero else zero
