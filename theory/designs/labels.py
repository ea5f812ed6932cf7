"""Labels and teachers in special position around given features, over Q.

Each kind is a function (generator, X_r, X_f, k) -> :class:`Labels`. Where the labels are chosen first, the teacher is their shortest
fit: it reproduces them wherever some weights do, and else the labels contradict each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from theory.arithmetic import Matrix, hstack, vstack
from theory.designs.design import exact
from theory.designs.norms import unit_columns


@dataclass(frozen=True)
class Labels:
    """A teacher (d, k) and the labels (n_r, k), (n_f, k)."""

    w_star: Matrix
    y_r: Matrix
    y_f: Matrix


Kind = Callable[[np.random.Generator, Matrix, Matrix, int], Labels]


def taught(x_r: Matrix, x_f: Matrix, w_star: Matrix) -> Labels:
    """y = X^T w_*."""
    return Labels(w_star, x_r.T @ w_star, x_f.T @ w_star)


def fitted(x_r: Matrix, x_f: Matrix, y_r: Matrix, y_f: Matrix) -> Labels:
    """The labels given, and their shortest fit as the teacher."""
    return Labels(hstack(x_r, x_f).solve(vstack(y_r, y_f)), y_r, y_f)


def integers(rng: np.random.Generator, x_r: Matrix, x_f: Matrix, k: int) -> Labels:
    """An integer teacher, entries in -3..3."""
    return taught(x_r, x_f, _teacher(rng, x_r, k))


def unit_teacher(rng: np.random.Generator, x_r: Matrix, x_f: Matrix, k: int) -> Labels:
    """||w_*|| = 1, over all k outputs together."""
    d = x_r.shape[0]
    return taught(x_r, x_f, exact(unit_columns(rng, d * k, 1).reshape(d, k)))


def zero(rng: np.random.Generator, x_r: Matrix, x_f: Matrix, k: int) -> Labels:
    """w_* = 0 and y = 0."""
    return taught(x_r, x_f, _teacher(rng, x_r, k) * 0)


def nothing_kept(rng: np.random.Generator, x_r: Matrix, x_f: Matrix, k: int) -> Labels:
    """y_r = 0: the teacher is orthogonal to range(X_r)."""
    w = _teacher(rng, x_r, k)
    return taught(x_r, x_f, w - x_r.project(w))


def nothing_to_forget(rng: np.random.Generator, x_r: Matrix, x_f: Matrix, k: int) -> Labels:
    """y_f = 0: the teacher is orthogonal to range(X_f)."""
    w = _teacher(rng, x_r, k)
    return taught(x_r, x_f, w - x_f.project(w))


def remembered(rng: np.random.Generator, x_r: Matrix, x_f: Matrix, k: int) -> Labels:
    """y_f = X_f^T w_g, so that golden forgets nothing: the teacher lies in range(X_r), plus a part that no sample sees."""
    w = _teacher(rng, x_r, k)
    unseen = _teacher(rng, x_r, k)
    return taught(x_r, x_f, x_r.project(w) + unseen - hstack(x_r, x_f).project(unseen))


def reflected(rng: np.random.Generator, x_r: Matrix, x_f: Matrix, k: int) -> Labels:
    """y_f = -X_f^T w_g: golden predicts the opposite. Contradictory where a forgetting sample depends on remaining ones."""
    y_r = x_r.T @ _teacher(rng, x_r, k)
    return fitted(x_r, x_f, y_r, -(x_f.T @ x_r.solve(y_r)))


def plus_minus_one(rng: np.random.Generator, x_r: Matrix, x_f: Matrix, k: int) -> Labels:
    """Labels -1 or 1: the signs of what an integer teacher predicts, so that equal samples have equal labels."""
    y_r, y_f = (x.T @ w for w in [_teacher(rng, x_r, k)] for x in (x_r, x_f))
    return fitted(x_r, x_f, *(y.map(lambda v: 1 if v >= 0 else -1) for y in (y_r, y_f)))


def classes(rng: np.random.Generator, x_r: Matrix, x_f: Matrix, k: int) -> Labels:
    """One-hot labels: the class of a sample is the output that an integer teacher puts first. For k = 1 every label is 1."""
    w = _teacher(rng, x_r, k)

    def one_hot(x: Matrix) -> Matrix:
        first = [row.index(max(row)) for row in (x.T @ w).tolist()]
        return exact(np.eye(k, dtype=int)[first])

    return fitted(x_r, x_f, one_hot(x_r), one_hot(x_f))


def noisy(rng: np.random.Generator, x_r: Matrix, x_f: Matrix, k: int) -> Labels:
    """Integer noise up to 2: on rank-deficient X the labels contradict each other in general."""
    found = integers(rng, x_r, x_f, k)
    y_r, y_f = (y + exact(rng.integers(-2, 3, y.shape)) for y in (found.y_r, found.y_f))
    return Labels(found.w_star, y_r, y_f)


def _teacher(rng: np.random.Generator, x_r: Matrix, k: int) -> Matrix:
    """Integers in -3..3, not all 0."""
    w = rng.integers(-3, 4, (x_r.shape[0], k))
    if not w.any():
        w[0] = 1
    return exact(w)


LABELS: Mapping[str, Kind] = {
    "integer teacher": integers,
    "unit teacher": unit_teacher,
    "plus or minus one": plus_minus_one,
    "nothing kept": nothing_kept,
    "remembered": remembered,
    "noisy": noisy,
    "reflected": reflected,
    "zero": zero,
    "nothing to forget": nothing_to_forget,
    "classes": classes,
}
"""Every kind of labels by name."""
