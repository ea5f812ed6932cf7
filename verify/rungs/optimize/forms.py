"""Ways to make data special by rational maps, for assumptions that generic data fail: unit samples, orthogonal ranges, labels of one.

Each map takes arrays of floats or of ``Fraction`` and gives arrays of the same kind. A rational point therefore stays rational, and the
special property holds exactly: a point of the sphere is made by stereographic projection, orthonormal columns by reflections.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np

Array = np.ndarray
Map = Callable[[Array], Array]


def _same(a: Array) -> Array:
    return a


def unit(a: Array) -> Array:
    """Columns of norm 1: (2 t, |t|^2 - 1) / (|t|^2 + 1), with t all entries of a column but the last."""
    if len(a) < 2:
        signs: Array = np.where(a >= 0, 1, -1) + a * 0
        return signs
    t = a[:-1]
    size = (t * t).sum(axis=0)
    columns: Array = np.vstack([2 * t, (size - 1)[None]]) / (size + 1)
    return columns


def _rotation(a: Array) -> Array:
    """The product of the reflections in the columns of a, (h, h)."""
    turned: Array = np.diag(np.ones(len(a), dtype=int)) + 0 * a[:, :1]
    for v in a.T:
        size = v @ v
        if size != 0:
            turned = turned - np.outer(turned @ v, v) * 2 / size
    return turned


def orthonormal(a: Array) -> Array:
    """Orthonormal columns; where there are more columns than rows they are used again."""
    return _rotation(a)[:, np.arange(a.shape[1]) % len(a)] if len(a) else a


def orthogonal(a: Array) -> Array:
    """Orthogonal columns with rational norms 1 + t^2: the spectrum is rational."""
    return orthonormal(a) * (1 + a[:1] ** 2) if len(a) else a


def one_hot(a: Array) -> Array:
    """Column j is the coordinate vector e_j, taken again from the start where there are more columns."""
    return np.eye(len(a), dtype=int)[:, np.arange(a.shape[1]) % max(1, len(a))] + 0 * a if len(a) else a


COLUMNS: dict[str, Map] = {
    "plain": _same,
    "unit": unit,
    "orthonormal": orthonormal,
    "orthogonal": orthogonal,
    "one-hot": one_hot,
    "0/1": lambda a: np.where(a > 0, 1, 0) + 0 * a,
    "signs": lambda a: np.where(a >= 0, 1, -1) + 0 * a,
    "within [0, 1]": lambda a: a * a / (1 + a * a),
    "small": lambda a: a / 16,
    "large": lambda a: a * 16,
    "rows centred": lambda a: a - a.sum(axis=1)[:, None] / a.shape[1],
    "columns centred": lambda a: a - a.sum(axis=0)[None] / max(1, len(a)),
    "duplicates": lambda a: a[:, np.zeros(a.shape[1], dtype=int)],
}
"""What can be asked of the samples of each side, within the coordinates that the side uses."""

TEACHERS: dict[str, Map] = {
    "plain": _same,
    "unit": unit,
    "zero": lambda a: 0 * a,
    "ones": lambda a: 1 + 0 * a,
    "within [0, 1]": lambda a: a * a / (1 + a * a),
    "small": lambda a: a / 16,
    "large": lambda a: a * 16,
}

LABELS: dict[str, Map] = {
    "plain": _same,
    "signs": lambda a: np.where(a >= 0, 1, -1) + 0 * a,
    "0/1": lambda a: np.where(a > 0, 1, 0) + 0 * a,
    "ones": lambda a: 1 + 0 * a,
    "zero": lambda a: 0 * a,
    "unit": unit,
}

BETWEEN = ("free", "apart", "inside", "repeated")
"""How range(X_f) lies to range(X_r) where every coordinate is shared: anyhow, orthogonal, inside, or columns of X_r again."""


@dataclass(frozen=True)
class Form:
    """One choice for the samples, the ranges, the teacher and the labels. The default asks for nothing."""

    columns: str = "plain"
    between: str = "free"
    teacher: str = "plain"
    labels: str = "plain"

    def features(self, upper: Array, lower: Array, shared: bool) -> tuple[Array, Array]:
        """The parts of X_r and X_f that are not zero by their blocks; ``shared``: both sides use every coordinate."""
        shape = COLUMNS[self.columns]
        if self.between == "free" or not shared or len(upper) < 2:
            return shape(upper), shape(lower)
        if self.between == "apart":
            half = (len(upper) + 1) // 2
            a, b = np.vstack([shape(upper[:half]), 0 * upper[half:]]), np.vstack([0 * lower[:half], shape(lower[half:])])
            turned = _rotation(1 + 0 * a[:, :1])
            return turned @ a, turned @ b
        x = shape(upper)
        if self.between == "inside":
            return x, x @ np.resize(lower, (x.shape[1], lower.shape[1]))
        return x, x[:, np.arange(lower.shape[1]) % x.shape[1]]


PLAIN = Form()


def special() -> Iterator[Form]:
    """Every form but the plain one, those that ask for less first."""
    choices = product(COLUMNS, BETWEEN, TEACHERS, LABELS)
    forms = (Form(*choice) for choice in choices)
    asked = {form: sum(x != y for x, y in zip(vars(form).values(), vars(PLAIN).values(), strict=True)) for form in forms}
    yield from (form for form in sorted(asked, key=asked.__getitem__) if 0 < asked[form] < 3)


def rational(numbers: Array, denominator: int) -> Array:
    """Each number by the nearest fraction with at most this denominator."""
    return np.array([Fraction(float(x)).limit_denominator(denominator) for x in numbers], dtype=object)
