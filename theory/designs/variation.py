"""What is varied around given features: outputs, labels, D_t, the step size of the schedule, and the wrong labels."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from theory.arithmetic import FLOAT64, RATIONAL, Matrix
from theory.descent import below_threshold, safe_step
from theory.designs.design import exact, start
from theory.designs.labels import LABELS, Labels
from theory.problem import Problem, Regularization, Schedule

OUTPUTS = (1, 2, 3)
TUNING = ("all", "none", "part", "one")
LABEL_CYCLE = (*LABELS, "unit teacher", "plus or minus one", "nothing kept")
STEPS = ("safe", "just below", "safe", "just above", "safe")
WRONG = ("near", "golden", "near", "zero", "near", "right", "near")
"""Cycles with lengths 3, 4, 13, 5 and 7, no two with a common factor: any two settings meet within the product of their lengths."""

CLOSE = Fraction(1, 64)
"""How far a step size is from the threshold, relatively, where it is just below or just above."""


@dataclass(frozen=True)
class Variation:
    """One choice from each cycle; ``round`` says how often that of D_t has begun anew, and so how large a part is."""

    outputs: int = 1
    tuning: str = "part"
    labels: str = "integer teacher"
    step: str = "safe"
    wrong: str = "near"
    round: int = 0


def variation(i: int) -> Variation:
    """The i-th variation: the i-th place of every cycle, which begins anew where it ends."""
    outputs, tuning, labels, step, wrong = (i % len(cycle) for cycle in (OUTPUTS, TUNING, LABEL_CYCLE, STEPS, WRONG))
    return Variation(OUTPUTS[outputs], TUNING[tuning], LABEL_CYCLE[labels], STEPS[step], WRONG[wrong], i // len(TUNING))


def varied(rng: np.random.Generator, x_r: Matrix, x_f: Matrix, v: Variation) -> Problem:
    """The problem with features X_r (d, n_r), X_f (d, n_f) over Q and everything else as the variation says.

    Alpha and lambda are from 1/4 to 4, on both sides of 1. Where X_r = 0 there is no schedule.
    """
    found = LABELS[v.labels](rng, x_r, x_f, v.outputs)
    alpha, decay = (RATIONAL.scalar(Fraction(int(rng.integers(1, 17)), 4)) for _ in range(2))
    extra = Regularization(_wrong(rng, x_r, x_f, found, v.wrong), alpha, decay)
    schedule = None
    if x_r.sq_norm() != 0:
        schedule = Schedule(start(rng, x_r.shape[0], v.outputs), _step(rng, x_r, v.step), int(rng.integers(1, 7)))
    tuning = _tuning(rng, x_r.shape[1], v)
    return Problem(x_r, x_f, found.y_r, found.y_f, tuning, found.w_star, schedule=schedule, regularization=extra)


def _tuning(rng: np.random.Generator, n_r: int, v: Variation) -> tuple[int, ...]:
    """Columns of X_r, in increasing order; "part" is more than one and fewer than all of them where n_r > 2."""
    sizes = {"all": n_r, "none": 0, "one": 1, "part": 2 + v.round % (n_r - 2) if n_r > 2 else 1}
    return tuple(sorted(int(i) for i in rng.permutation(n_r)[: sizes[v.tuning]]))


def _wrong(rng: np.random.Generator, x_r: Matrix, x_f: Matrix, labels: Labels, kind: str) -> Matrix:
    """y': near y_f (integer differences up to 3), golden's predictions, 0, or y_f itself."""
    if kind == "near":
        return labels.y_f + exact(rng.integers(-3, 4, labels.y_f.shape))
    if kind == "golden":
        return x_f.T @ x_r.solve(labels.y_r)
    return labels.y_f * int(kind == "right")


def _step(rng: np.random.Generator, x_r: Matrix, kind: str) -> Any:
    """A step size on the side of n_r / sigma_max^2 that is asked for, checked exactly: the threshold itself is seldom rational."""
    if kind == "safe":
        return safe_step(x_r, RATIONAL.scalar(Fraction(int(rng.integers(1, 10)), 10)))
    below = kind == "just below"
    threshold = x_r.shape[1] / x_r.to(FLOAT64).squared_singular_values()[0]
    eta = RATIONAL.scalar(Fraction(threshold).limit_denominator(10**6) * (1 - CLOSE if below else 1 + CLOSE))
    if below_threshold(x_r, eta) is not below:
        raise ArithmeticError(f"`eta` must be {kind} the threshold; received {eta}, where the threshold is about {threshold}")
    return eta
