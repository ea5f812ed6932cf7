"""Problems from measured data: what scikit-learn bundles, decimals taken exactly as written.

Small subsets with fewer samples than features become exact problems; their labels are kept, and the teacher is one interpolator
of them that is not the shortest one. The full sets are given as arrays for the audit and for timing.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from theory.arithmetic import RATIONAL, Matrix
from theory.descent import safe_step
from theory.designs.design import Design, exact
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
    """The exact problems from measured data; ``family`` is "real" for all."""
    return tuple(Design(f"real-{name}", "real", problem) for name, problem in _problems())


def _problems() -> Iterator[tuple[str, Problem]]:
    pixels, classes, three = digits_samples(3)
    yield "digits", _exact_problem(pixels, classes[:, 3:4], three, 9, 4, tuned=9)
    yield "digits-part-tuned", _exact_problem(pixels, classes[:, 3:4], three, 8, 3, tuned=4)
    rows, apart = _zeros_against_ones(pixels, classes)
    yield "digits-distinct", _exact_problem(apart, classes[rows][:, 1:2], classes[rows][:, 1] == 1, 5, 3, tuned=5)
    cancer, outcome, malignant = breast_cancer_samples()
    yield "breast-cancer", _exact_problem(cancer, outcome, malignant, 6, 3, tuned=6)
    body, progression, high = diabetes_samples()
    yield "diabetes", _exact_problem(body, progression, high, 5, 2, tuned=3)
    yield "diabetes-single", _exact_problem(body, progression, high, 1, 1, tuned=1)


def _zeros_against_ones(pixels: np.ndarray, classes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Digits 0 and 1 on the pixels that only one of the first few samples of either class uses: nature's distinct features."""
    rows = np.flatnonzero((classes[:, 0] == 1) | (classes[:, 1] == 1))
    zeros, ones = np.flatnonzero(classes[:, 0] == 1)[:5], np.flatnonzero(classes[:, 1] == 1)[:3]
    in_zeros, in_ones = (pixels[zeros] != 0).any(axis=0), (pixels[ones] != 0).any(axis=0)
    return rows, pixels[rows][:, in_zeros ^ in_ones]


def _exact_problem(features: np.ndarray, targets: np.ndarray, forget: np.ndarray, n_r: int, n_f: int, tuned: int) -> Problem:
    """The first n_r samples to keep and n_f to forget, as written; D_t is the first ``tuned`` of D_r.

    The teacher is w_o + (I - P) z with z = (1, 2, 3, 1, 2, 3, ...): it fits the labels exactly and is not the min-norm fit.
    """
    kept, dropped = np.flatnonzero(~forget)[:n_r], np.flatnonzero(forget)[:n_f]
    x_r, x_f, y_r, y_f = (_as_written(a) for a in (features[kept].T, features[dropped].T, targets[kept], targets[dropped]))
    start = exact(np.arange(x_r.shape[0] * y_r.shape[1]).reshape(x_r.shape[0], -1) % 3 + 1)
    problem = Problem(x_r, x_f, y_r, y_f, tuple(range(tuned)))
    teacher = pretrained(problem) + start - problem.x.project(start)
    schedule = Schedule(start, safe_step(x_r, RATIONAL.scalar(Fraction(9, 10))), 2)
    return Problem(x_r, x_f, y_r, y_f, problem.tuning, teacher, schedule=schedule)


def _as_written(a: np.ndarray) -> Matrix:
    """Decimals exactly as printed: 17.99 is 1799/100, not the nearest double."""
    return exact(np.array([[Fraction(repr(float(x))) for x in row] for row in a], dtype=object).reshape(a.shape))
