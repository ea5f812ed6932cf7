"""Problems from measured data: what scikit-learn bundles, decimals taken exactly as written.

Small subsets, all but one with fewer samples than features, become exact problems; their labels are kept, and the teacher is one
interpolator of them that is not the shortest one. The full sets are given as arrays for the audit and for timing.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from theory.arithmetic import RATIONAL, Matrix
from theory.descent import safe_step
from theory.designs.design import Design, exact, regularization
from theory.models import pretrained
from theory.problem import Problem, Schedule

Samples = tuple[np.ndarray, np.ndarray, np.ndarray]
"""(features (n, d), targets (n, k), forget (n,))."""


def digits_samples(forget: int = 3) -> Samples:
    """All 1,797 digits: 64 pixels in 0..16, one-hot classes, one class to forget."""
    from sklearn.datasets import load_digits  # slow to import, and needed for real data only

    bunch = load_digits()
    return bunch.data, np.eye(10)[bunch.target], bunch.target == forget


def breast_cancer_samples() -> Samples:
    """All 569 breast cancer samples: 30 features, labels -1 (malignant, to forget) and 1."""
    from sklearn.datasets import load_breast_cancer

    bunch = load_breast_cancer()
    return bunch.data, 2.0 * bunch.target[:, None] - 1.0, bunch.target == 0


def diabetes_samples() -> Samples:
    """All 442 diabetes samples: 10 unscaled features, disease progression, to forget where above 250."""
    from sklearn.datasets import load_diabetes

    bunch = load_diabetes(scaled=False)
    return bunch.data, bunch.target[:, None], bunch.target > 250


def real_designs() -> tuple[Design, ...]:
    """The exact problems from measured data; ``family`` is "real" for all.

    Samples are the first of either side in the bundled order: n_r to keep, n_f to forget.
    Sizes are listed as d; n_r + n_f; d_r, d_lap, d_f, unused:

    ====================  =========================  =======================================================
    digits                64; 22 + 8; 9, 42, 0, 13   forget the threes; one-hot over all ten classes
    digits-part-tuned     64; 15 + 6; 9, 42, 0, 13   forget the threes; odd 1, even -1; D_t is 7 of D_r
    digits-few            64; 8 + 3; 8, 38, 3, 15    the same with few samples, so that all blocks occur
    digits-distinct       14; 8 + 4; 10, 0, 4, 0     0 against 1 on the pixels that one side alone uses
    digits-tall           8; 9 + 4; 1, 5, 0, 2       the fourth row of pixels: n > d, labels do not fit
    breast-cancer         30; 9 + 5; 0, 30, 0, 0     forget malignant samples; labels -1 and 1
    diabetes              10; 5 + 2; 0, 10, 0, 0     forget progression above 250; D_t is 3 of D_r
    diabetes-single       10; 1 + 1; 0, 10, 0, 0     one sample a side
    ====================  =========================  =======================================================

    X has full column rank in all but digits-tall. y_r is never zero: the golden model would be, and say nothing.
    """
    return tuple(Design(f"real-{name}", "real", problem) for name, problem in _problems())


def _problems() -> Iterator[tuple[str, Problem]]:
    pixels, classes, three = digits_samples(3)
    parity = 2.0 * (classes.argmax(axis=1) % 2)[:, None] - 1.0
    yield "digits", _exact_problem(pixels, classes, three, 22, 8, tuned=22)
    yield "digits-part-tuned", _exact_problem(pixels, parity, three, 15, 6, tuned=7)
    yield "digits-few", _exact_problem(pixels, parity, three, 8, 3, tuned=8)
    yield "digits-distinct", _exact_problem(*_zeros_against_ones(pixels, classes, 8, 4), 8, 4, tuned=8)
    yield "digits-tall", _exact_problem(pixels[:, 24:32], parity, three, 9, 4, tuned=5)
    cancer, outcome, malignant = breast_cancer_samples()
    yield "breast-cancer", _exact_problem(cancer, outcome, malignant, 9, 5, tuned=9)
    body, progression, high = diabetes_samples()
    yield "diabetes", _exact_problem(body, progression, high, 5, 2, tuned=3)
    yield "diabetes-single", _exact_problem(body, progression, high, 1, 1, tuned=1)


def _zeros_against_ones(pixels: np.ndarray, classes: np.ndarray, n_r: int, n_f: int) -> Samples:
    """Digits 0 (label -1) and 1 (label 1, to forget) on nature's distinct features.

    Those are the pixels that either the first n_r zeros or the first n_f ones use, but not both.
    """
    rows = np.flatnonzero((classes[:, 0] == 1) | (classes[:, 1] == 1))
    one = classes[rows, 1] == 1
    shown = pixels[rows] != 0
    in_zeros, in_ones = shown[~one][:n_r].any(axis=0), shown[one][:n_f].any(axis=0)
    return pixels[rows][:, in_zeros ^ in_ones], np.where(one, 1.0, -1.0)[:, None], one


def _exact_problem(features: np.ndarray, targets: np.ndarray, forget: np.ndarray, n_r: int, n_f: int, tuned: int) -> Problem:
    """The first n_r samples to keep and n_f to forget, as written; D_t is the first ``tuned`` of D_r.

    The teacher is w_o + (I - P) z with z = (1, 2, 3, 1, 2, 3, ...): where the labels can be fitted it fits them exactly, and it is
    not the min-norm fit unless X has full row rank.
    """
    kept, dropped = np.flatnonzero(~forget)[:n_r], np.flatnonzero(forget)[:n_f]
    x_r, x_f, y_r, y_f = (_as_written(a) for a in (features[kept].T, features[dropped].T, targets[kept], targets[dropped]))
    start = exact(np.arange(x_r.shape[0] * y_r.shape[1]).reshape(x_r.shape[0], -1) % 3 + 1)
    problem = Problem(x_r, x_f, y_r, y_f, tuple(range(tuned)))
    teacher = pretrained(problem) + start - problem.x.project(start)
    schedule = Schedule(start, safe_step(x_r, RATIONAL.scalar(Fraction(9, 10))), 2)
    extra = regularization(np.random.default_rng(n_r), y_f)
    return Problem(x_r, x_f, y_r, y_f, problem.tuning, teacher, schedule=schedule, regularization=extra)


def _as_written(a: np.ndarray) -> Matrix:
    """Decimals exactly as printed: 17.99 is 1799/100, not the nearest double."""
    return exact(np.array([[Fraction(repr(float(x))) for x in row] for row in a], dtype=object).reshape(a.shape))
