"""Descent on L(w; S) = ||X_S^T w - y_S||^2 / n_S: simulated step by step, and known in closed form."""

from theory.descent.closed_form import iterate_at, power, residual_at, residual_of_sgd, residuals_with_momentum, top_component
from theory.descent.optimizers import adam, gradient, gradient_descent, heavy_ball, nesterov, sgd, sign_step_size
from theory.descent.solver import DescentSolver, Run
from theory.descent.spectrum import (
    below_threshold,
    best_step,
    diverging_step,
    edge,
    just_above_threshold,
    just_below_threshold,
    rate,
    safe_step,
    steps_to,
    threshold,
)

__all__ = [
    "DescentSolver",
    "Run",
    "adam",
    "below_threshold",
    "best_step",
    "diverging_step",
    "edge",
    "gradient",
    "gradient_descent",
    "heavy_ball",
    "iterate_at",
    "just_above_threshold",
    "just_below_threshold",
    "nesterov",
    "power",
    "rate",
    "residual_at",
    "residual_of_sgd",
    "residuals_with_momentum",
    "safe_step",
    "sgd",
    "sign_step_size",
    "steps_to",
    "threshold",
    "top_component",
]
