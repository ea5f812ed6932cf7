"""What the user may choose, checked: every message names the argument, what it must be, and what it was."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from theory.arithmetic import FLOAT64, Matrix
from theory.problem import LARGEST_INTEGER, Problem
from verify.audit.bad_input import BadInputError
from verify.audit.classes import Classes, classes_of
from verify.audit.kernel import Lift
from verify.audit.rounding import LARGEST as MAGNITUDE
from verify.audit.rounding import Data
from verify.audit.settings import Settings, Wrong, default_ridge

NAMED_LABELS = ("zero", "runner-up", "golden")

LONGEST = 12
"""Characters of a column's name in a table."""

LARGEST = 1e12
"""Ridge and alpha lie in [1/LARGEST, LARGEST]: beyond, float64 has no digits left."""


@dataclass(frozen=True, eq=False)
class Options:
    """As :func:`verify.audit.audit` takes them; labels: names, or arrays of y' on all samples or on D_f alone, or (name, array)."""

    ridge: float | None = None
    alpha: float = 1.0
    labels: Sequence[Any] | None = None
    tuning: Any = None
    intercept: bool = False
    weights: Any = None
    kernel: Any = "linear"
    gamma: Any = None
    degree: Any = 2


def positive(name: str, value: Any) -> float:
    """``value`` as a positive number in range."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if isinstance(value, bool) or not 1 / LARGEST <= number <= LARGEST:
        raise BadInputError(f"`{name}` must be a number from {1 / LARGEST:g} to {LARGEST:g}; received {value!r}")
    return number


def tuning_of(p: Problem, forget: np.ndarray, value: Any) -> tuple[int, ...]:
    """The columns of X_r that make D_t: all, a share of them spread evenly, or those that a mask (n,) or (n_r,) marks."""
    if value is None:
        return p.tuning
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if not 0 < value <= 1:
            raise BadInputError(f"`tuning` must be a share above 0 and up to 1, or a mask of samples; received {value!r}")
        count = max(1, round(value * p.n_r))
        return tuple(int(i) for i in np.linspace(0, p.n_r - 1, count).round())
    mask = np.asarray(value)
    if mask.dtype != np.bool_:
        if mask.dtype.kind not in "iuf" or not np.isin(mask, (0, 1)).all():
            raise BadInputError(f"`tuning` must hold only 0 and 1 (or booleans); received dtype {mask.dtype} with other values")
        mask = mask.astype(bool)
    if mask.shape == (p.n,):
        if (mask & forget).any():
            raise BadInputError(
                f"`tuning` must mark remaining samples only; received {int((mask & forget).sum())} of the samples to forget"
            )
        mask = mask[~forget]
    if mask.shape != (p.n_r,):
        raise BadInputError(f"`tuning` must have one flag per sample, shape ({p.n},), or per remaining one; received shape {mask.shape}")
    if not mask.any():
        raise BadInputError("`tuning` must mark at least one remaining sample; received none")
    return tuple(int(i) for i in np.flatnonzero(mask))


def settings_of(p: Problem, forget: np.ndarray, options: Options, lift: Lift | None = None) -> Settings:
    """The choices, checked against the data."""
    if lift is not None and options.weights is not None:
        raise BadInputError(
            f"`weights` must be left out with `kernel`: its features are not yours; received both, the kernel {lift.kernel}"
        )
    ridge = default_ridge(p) if options.ridge is None else positive("ridge", options.ridge)

    def scores() -> np.ndarray:
        """X_f^T w of the ridge model: those of w_o tie where it fits every label."""
        model = Matrix(FLOAT64, Data(p.x).factor.shrunk(p.y.data, ridge * p.n))
        found: np.ndarray = (p.x_f.T @ model).data
        return found

    found = chosen_settings(p.y_r.data, p.y_f.data, p.d, forget, options, ridge, scores)
    return replace(found, lift=lift)


def chosen_settings(
    y_r: np.ndarray, y_f: np.ndarray, d: int, forget: np.ndarray, options: Options, ridge: float, scores: Callable[[], np.ndarray]
) -> Settings:
    """The choices for targets y_r (n_r, k), y_f (n_f, k) and d features; ``scores`` (n_f, k) are asked for where runner-up is."""
    classes = classes_of(y_r, y_f)
    chosen: Sequence[Any] = options.labels if options.labels is not None else ("zero", *(["runner-up"] if classes else []), "golden")
    wrong = tuple(_wrong(y_f, forget, label, classes, scores) for label in chosen)
    twice = [name for name, count in Counter(w.name for w in wrong).items() if count > 1]
    if twice:
        raise BadInputError(f"`labels` must have different names; received {twice[0]!r} more than once: give (name, array)")
    own = None if options.weights is None else _weights(d, y_f.shape[1], options)
    return Settings(ridge, positive("alpha", options.alpha), wrong, own, classes)


def _wrong(y_f: np.ndarray, forget: np.ndarray, label: Any, classes: Classes | None, scores: Callable[[], np.ndarray]) -> Wrong:
    if isinstance(label, str):
        if label not in NAMED_LABELS:
            raise BadInputError(f"`labels` must be zero, runner-up, golden, or an array (in a file, a column); received {label!r}")
        if label != "runner-up":
            return Wrong(label)
        if classes is None:
            raise BadInputError(
                "`labels` runner-up needs targets that are classes: integers, or one column a class of 0 and 1; received numbers"
            )
        return Wrong(label, Matrix(FLOAT64, classes.runner_up(scores())))
    name, label = label if isinstance(label, tuple) and len(label) == 2 and isinstance(label[0], str) else ("given", label)
    values = numbers("labels", label)
    values = values.reshape(len(values), -1)
    if len(values) == len(forget) != len(y_f):
        values = values[forget]
    if values.shape != y_f.shape:
        raise BadInputError(
            f"`labels` must have shape {y_f.shape}, one row per sample to forget, or one per sample; received {np.shape(label)}"
        )
    return Wrong(f"{name[:LONGEST]}, yours" if name in NAMED_LABELS else name[:LONGEST], Matrix(FLOAT64, values))


def _weights(d: int, k: int, options: Options) -> Matrix:
    values = numbers("weights", options.weights)
    if values.shape not in ((d, k), (d,)) or (values.ndim == 1 and k != 1):
        hint = ", the intercept last" if options.intercept else ""
        raise BadInputError(f"`weights` must have shape ({d}, {k}), one row a feature{hint}; received {values.shape}")
    return Matrix(FLOAT64, np.ascontiguousarray(values.reshape(d, k)))


def numbers(name: str, value: Any) -> np.ndarray:
    """``value`` as finite float64 numbers of one or two dimensions, in range."""
    array = np.asarray(value)
    if array.dtype.kind not in "biuf" or array.dtype.itemsize > 8 or array.ndim not in (1, 2):
        raise BadInputError(
            f"`{name}` must be real numbers up to double precision in 1 or 2 dimensions; received {array.dtype} {array.shape}"
        )
    found = array.astype(np.float64)
    if not np.isfinite(found).all():
        raise BadInputError(f"`{name}` must be finite; received NaN or infinity")
    if array.dtype.kind in "iu" and array.size and max(int(array.max()), -int(array.min())) > LARGEST_INTEGER:
        raise BadInputError(f"`{name}` must hold integers up to 2^53, which double precision keeps apart; received {array.dtype}")
    largest = np.abs(found).max(initial=0.0)
    if largest and not 1 / MAGNITUDE <= largest <= MAGNITUDE:
        bounds = f"between {1 / MAGNITUDE:g} and {MAGNITUDE:g}"
        raise BadInputError(f"`{name}` must have its largest magnitude {bounds}, so that squares are numbers; received {largest:g}")
    return found
