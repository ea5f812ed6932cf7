"""Every model of the theory by its closed form, as weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gpu_checks.probe.samples import Weights
from theory.arithmetic import FLOAT64, Matrix
from theory.losses import leave_out_residual
from theory.models import MODELS, fine_tuned, golden, pretrained
from theory.problem import Problem, Regularization, Schedule
from theory.regularizer import regularized_limit, unlearning_loss_at
from theory.removal import step_to_golden
from theory.ridge import decay_step, decayed_iterate_at, remaining_shift, ridge_pretrained, ridge_solution, shrinkage


def array(matrix: Matrix) -> np.ndarray:
    """A float64 matrix as an array."""
    return np.asarray(matrix.data)


def matrix(values: np.ndarray) -> Matrix:
    """An array as a float64 matrix."""
    return Matrix(FLOAT64, np.ascontiguousarray(values))


def models(p: Problem) -> dict[str, Weights]:
    """All models without wrong labels or decay."""
    found = {name: model(p) for name, model in MODELS.items()}
    found |= {f"{name}, tuned": fine_tuned(p, found[name]) for name in ("option_a", "option_b")}
    found["exact step"] = pretrained(p) - step_to_golden(p, leave_out_residual(p))
    return {name: array(w) for name, w in found.items()}


def wrong_labels(p: Problem) -> dict[str, np.ndarray]:
    """y' of three kinds: nothing, the golden model's best guess but the truth, and what the golden model says.

    The pretrained model has no second guess: it interpolates one-hot labels, so that all others are alike to it.
    """
    y, seen = array(p.y_f), array(p.x_f.T @ golden(p))
    guesses = np.where(y == 1, -np.inf, seen)
    return {"zero": np.zeros_like(y), "runner-up": np.eye(y.shape[1])[guesses.argmax(1)], "golden": seen}


def posed(p: Problem, wrong: np.ndarray, alpha: float, decay: float) -> Problem:
    """The problem with wrong labels, their weight and a ridge."""
    return p.with_settings(regularization=Regularization(matrix(wrong), alpha, decay))


def regularized(p: Problem, wrong: np.ndarray) -> Weights:
    """w_o + X G^{-1} [0; y' - y_f], whatever alpha."""
    return array(regularized_limit(posed(p, wrong, 1.0, 1.0)))


def path(p: Problem, wrong: np.ndarray, alpha: float, rate: float, steps: int) -> float:
    """UL after so many steps on the regularizer, from the Gram matrix."""
    return float(unlearning_loss_at(posed(p, wrong, alpha, 1.0), rate, steps))


def ridges(p: Problem, decay: float) -> dict[str, Weights]:
    """The ridge models on D and on D_r."""
    q = posed(p, array(p.y_f), 1.0, decay)
    return {"ridge": array(ridge_pretrained(q)), "ridge golden": array(ridge_solution(q.x_r, q.y_r, remaining_shift(q)))}


def decayed(p: Problem, start: Weights, decay: float, steps: int) -> tuple[Weights, float, float]:
    """Fine-tuning with weight decay after so many steps: weights, the step size, and the factor left of what D_r cannot see."""
    q = replace(posed(p, array(p.y_f), 1.0, decay), schedule=Schedule(matrix(start), 1.0, steps))
    return array(decayed_iterate_at(q, matrix(start), steps)), float(decay_step(q)), float(shrinkage(q)) ** steps
