"""The data of one unlearning problem, validated once, in one number system."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from theory.arithmetic import FLOAT64, Matrix, NumberSystem, hstack, vstack
from theory.arithmetic.kept import kept
from theory.blocks import Blocks, check_blocks

LARGEST_INTEGER = 2**53
"""Beyond it float64 rounds integers: data would be replaced by others in silence."""

Solver = Callable[[Matrix, Matrix, Matrix], Matrix]
"""(X_S, y_S, start) -> the weights that training on S from ``start`` ends in."""


def nearest_interpolator(x: Matrix, y: Matrix, start: Matrix) -> Matrix:
    """argmin ||w - start|| subject to X^T w = y, that is start + (X^T)^+ (y - X^T start).

    x (d, n), y (n, k), start (d, k); returns (d, k). Where no w interpolates, the constraint is least squares.
    """
    return start + x.solve(y - x.T @ start)


@dataclass(frozen=True)
class Schedule:
    """How descent is run where a claim speaks of iterates: from ``start`` (d, k), ``steps`` steps of size ``eta``."""

    start: Matrix
    eta: Any
    steps: int


@dataclass(frozen=True)
class Regularization:
    """What a regularized objective adds: wrong labels y' (n_f, k) for D_f, their weight ``alpha`` > 0, a ridge ``decay`` > 0.

    ``alpha`` multiplies the mean squared loss on (X_f, y'); ``decay`` is the lambda of ridge regression and of weight decay. A
    statement uses whichever of the three it is about.
    """

    wrong: Matrix
    alpha: Any
    decay: Any


@dataclass(frozen=True, eq=False)
class Problem:
    """Remaining and forgetting data of one linear regression. Columns are samples, as in the paper.

    Args:
        x_r, x_f: features X_r (d, n_r) and X_f (d, n_f).
        y_r, y_f: labels (n_r, k) and (n_f, k).
        tuning: the columns of X_r that make up D_t, the data used to fine-tune; from none to all of them.
        w_star: the teacher w_* (d, k), where there is one. With noise, y differs from X^T w_*.
        blocks: the feature blocks; found from the zeros of X when not given.
        schedule: start, step size and step count, for statements about iterates.
        regularization: wrong labels for D_f, their weight and a ridge, for statements about regularized training.
        solver: how "train on S from this start" is carried out; the closed form unless a simulation takes its place.

    Raises:
        ValueError: the argument, what it must be and what it was.
        TypeError: matrices over different number systems.
    """

    x_r: Matrix
    x_f: Matrix
    y_r: Matrix
    y_f: Matrix
    tuning: tuple[int, ...]
    w_star: Matrix | None = None
    blocks: Blocks | None = None
    schedule: Schedule | None = None
    regularization: Regularization | None = None
    solver: Solver = nearest_interpolator

    def __post_init__(self) -> None:
        _check_matrices(self)
        _check_tuning(self)
        found = Blocks.of(self.x_r, self.x_f)
        if self.blocks is None:
            object.__setattr__(self, "blocks", found)
        else:
            check_blocks(self.d, self.blocks, found)

    @classmethod
    def from_samples(cls, features: Any, targets: Any, forget: Any) -> Problem:
        """A float64 problem from the usual rows-are-samples arrays.

        Args:
            features: (n, d), real and finite.
            targets: (n,) or (n, k), real and finite.
            forget: (n,) boolean; True marks the samples to forget.

        D_t is all of the remaining data. Raises ``ValueError`` or ``TypeError`` that names the argument.
        """
        x = _real_array("features", features, (2,))
        y = _real_array("targets", targets, (1, 2))
        mask = np.asarray(forget)
        if mask.dtype != np.bool_:
            hint = "; write forget.astype(bool)" if mask.dtype.kind in "iuf" and np.isin(mask, (0, 1)).all() else ""
            raise TypeError(f"`forget` must be a boolean mask; received dtype {mask.dtype}{hint}")
        if mask.shape != x.shape[:1]:
            raise ValueError(f"`forget` must have shape ({x.shape[0]},), one flag per row of `features`; received {mask.shape}")
        if y.shape[0] != x.shape[0]:
            raise ValueError(f"`targets` must have {x.shape[0]} rows, one per row of `features`; received shape {y.shape}")
        y = y.reshape(x.shape[0], -1)
        kept, forgotten = np.flatnonzero(~mask), np.flatnonzero(mask)
        if not len(kept) or not len(forgotten):
            empty = "remaining" if not len(kept) else "forgetting"
            raise ValueError(f"`forget` must leave at least one sample on each side; received an empty {empty} set (n = {len(mask)})")

        # one copy in the order of X = [X_r X_f], whose parts are views: features may fill much of the memory
        n_r, order = len(kept), np.concatenate([kept, forgotten])
        whole, labels = np.ascontiguousarray(x[order]).T, y[order]
        x_r, x_f, y_r, y_f = (Matrix(FLOAT64, part) for part in (whole[:, :n_r], whole[:, n_r:], labels[:n_r], labels[n_r:]))
        problem = cls(x_r, x_f, y_r, y_f, tuning=tuple(range(n_r)))
        vars(problem)["x"] = together = Matrix(FLOAT64, whole)
        x_r.leads(together)
        return problem

    @property
    def system(self) -> NumberSystem:
        """The number system the data are in."""
        return self.x_r.system

    @property
    def d(self) -> int:
        """Features."""
        return self.x_r.shape[0]

    @property
    def n_r(self) -> int:
        """Remaining samples."""
        return self.x_r.shape[1]

    @property
    def n_f(self) -> int:
        """Forgetting samples."""
        return self.x_f.shape[1]

    @property
    def n(self) -> int:
        """Samples, n_r + n_f."""
        return self.n_r + self.n_f

    @property
    def n_t(self) -> int:
        """Samples used to fine-tune."""
        return len(self.tuning)

    @kept
    def x(self) -> Matrix:
        """X = [X_r X_f], (d, n), which X_r leads."""
        found = hstack(self.x_r, self.x_f)
        self.x_r.leads(found)
        return found

    @kept
    def y(self) -> Matrix:
        """y = [y_r; y_f], (n, k)."""
        return vstack(self.y_r, self.y_f)

    @kept
    def x_t(self) -> Matrix:
        """X_t, the columns of X_r used to fine-tune, (d, n_t); X_r itself when that is all of them."""
        return self.x_r if self.tuning == tuple(range(self.n_r)) else self.x_r.columns(self.tuning)

    @kept
    def y_t(self) -> Matrix:
        """y_t, (n_t, k)."""
        return self.y_r if self.tuning == tuple(range(self.n_r)) else self.y_r.rows(self.tuning)

    @kept
    def zero(self) -> Matrix:
        """The zero weights, (d, k)."""
        return Matrix.zeros(self.system, self.d, self.y_r.shape[1])

    @property
    def teacher(self) -> Matrix:
        """w_*, (d, k); raises ``ValueError`` where the problem has none."""
        if self.w_star is None:
            raise ValueError("this statement needs `w_star`; the problem has none")
        return self.w_star

    @property
    def plan(self) -> Schedule:
        """The schedule of descent; raises ``ValueError`` where the problem has none."""
        if self.schedule is None:
            raise ValueError("this statement needs `schedule`; the problem has none")
        return self.schedule

    @property
    def regularized(self) -> Regularization:
        """Wrong labels, their weight and the ridge; raises ``ValueError`` where the problem has none."""
        if self.regularization is None:
            raise ValueError("this statement needs `regularization`; the problem has none")
        return self.regularization

    def to(self, system: NumberSystem) -> Problem:
        """The same problem in another number system."""
        moved = {name: getattr(self, name).to(system) for name in ("x_r", "x_f", "y_r", "y_f")}
        teacher = None if self.w_star is None else self.w_star.to(system)

        def scalar(value: Any) -> Any:
            return system.scalar(self.system.fraction(value))

        schedule, extra = self.schedule, self.regularization
        if schedule is not None:
            schedule = Schedule(schedule.start.to(system), scalar(schedule.eta), schedule.steps)
        if extra is not None:
            extra = Regularization(extra.wrong.to(system), scalar(extra.alpha), scalar(extra.decay))
        return replace(self, **moved, w_star=teacher, schedule=schedule, regularization=extra)

    def with_settings(self, *, schedule: Schedule | None = None, regularization: Regularization | None = None) -> Problem:
        """The same data with another schedule or regularization; what is known of X and y, factorizations included, is kept."""
        other = replace(self, schedule=schedule or self.schedule, regularization=regularization or self.regularization)
        vars(other).update({name: getattr(self, name) for name in ("x", "y", "zero")})
        return other

    def trained_by(self, solver: Solver) -> Problem:
        """The same problem, trained by another solver."""
        other = copy(self)
        for name in ("x", "y", "zero"):  # the same matrices, made once
            vars(other)[name] = getattr(self, name)
        object.__setattr__(other, "solver", solver)
        return other

    def tuned_on(self, tuning: tuple[int, ...]) -> Problem:
        """The same problem with another D_t."""
        # all else has been checked, and X, y, 0 stay the same matrices, so that what is known of them (ranks, models) stays known
        other = copy(self)
        for name in ("x_t", "y_t"):
            vars(other).pop(name, None)
        object.__setattr__(other, "tuning", tuning)
        _check_tuning(other)
        return other


def _real_array(name: str, value: Any, ranks: tuple[int, ...]) -> np.ndarray:
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"`{name}` must be a plain array, or masked entries would count as data; received a masked array")
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"`{name}` must be real numbers; received dtype {array.dtype}")
    if array.ndim not in ranks:
        raise ValueError(f"`{name}` must have {' or '.join(map(str, ranks))} dimensions; received shape {array.shape}")
    with np.errstate(over="ignore"):  # what double precision cannot hold becomes infinite, and is refused below
        rounded = array.astype(np.float64, copy=False)
    if not np.isfinite(rounded).all():
        row = int(np.flatnonzero(~np.isfinite(rounded).reshape(len(rounded), -1).all(axis=1))[0])
        received = "a number beyond double precision" if np.isfinite(array[row]).all() else "NaN or infinity"
        raise ValueError(f"`{name}` must be finite; received {received}, first in row {row}")
    if array.dtype.kind == "f" and array.dtype.itemsize > rounded.dtype.itemsize:
        raise TypeError(f"`{name}` must be float64 or narrower, or digits are lost; received {array.dtype}: write {name}.astype(float)")
    if array.dtype.kind in "iu" and array.size and max(int(array.max()), -int(array.min())) > LARGEST_INTEGER:
        largest = max(int(array.max()), -int(array.min()))
        raise ValueError(f"`{name}` must hold integers up to 2^53, which double precision keeps apart; received {largest}")
    return rounded


def _check_matrices(p: Problem) -> None:
    d, n_r = p.x_r.shape
    n_f, k = p.x_f.shape[1], p.y_r.shape[1]
    expected = {"x_r": (d, n_r), "x_f": (d, n_f), "y_r": (n_r, k), "y_f": (n_f, k), "w_star": (d, k)}
    if p.schedule is not None:
        if p.schedule.start.shape != (d, k):
            raise ValueError(f"`schedule.start` must have shape {(d, k)}; received {p.schedule.start.shape}")
        if p.schedule.steps < 0:
            raise ValueError(f"`schedule.steps` must be at least 0; received {p.schedule.steps}")
    matrices = {name: getattr(p, name) for name in expected}
    if p.regularization is not None:
        expected["regularization.wrong"], matrices["regularization.wrong"] = (n_f, k), p.regularization.wrong
        for name in ("alpha", "decay"):
            if p.system.ordered and not getattr(p.regularization, name) > 0:
                raise ValueError(f"`regularization.{name}` must be positive; received {getattr(p.regularization, name)}")
    for name, shape in expected.items():
        matrix = matrices[name]
        if matrix is None:
            continue
        if matrix.system != p.system:
            raise TypeError(f"`{name}` must be over {p.system.name} like `x_r`; received {matrix.system.name}")
        if matrix.shape != shape:
            raise ValueError(f"`{name}` must have shape {shape}; received {matrix.shape}")
        if 0 in shape:
            raise ValueError(f"`{name}` must have at least one row and one column; received shape {shape}")
        if not matrix.is_finite():
            raise ValueError(f"`{name}` must be finite; received NaN or infinity")


def _check_tuning(p: Problem) -> None:
    if len(set(p.tuning)) != len(p.tuning) or not set(p.tuning) <= set(range(p.n_r)):
        raise ValueError(f"`tuning` must be distinct columns of X_r, from 0 to {p.n_r - 1}; received {p.tuning}")
