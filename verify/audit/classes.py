"""Targets that are classes: ids in one column, or one column a class. Accuracy with what rounding leaves open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from verify.audit.rounding import Measured, gamma

MOST_CLASSES = 20
"""Distinct integers up to which one column of targets looks like class ids."""

FEWEST = 5
"""Samples below which integers are likely to be numbers."""

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Hits:
    """Per class, over some samples: how many, how many the model gets right, and of how many rounding (or a tie) leaves it open.

    ``margins`` (n,) are the score of a sample's own class less the best other one, each within ``wide`` (n,); ``true`` (n,) the classes.
    """

    count: Array
    right: Array
    open: Array
    margins: Array
    wide: Array
    true: Array

    def share(self, at: int | None = None) -> str:
        """Accuracy in per cent, of one class or of all; a range where some are open, - where there are no samples."""
        count, right, unsure = (int(a.sum() if at is None else a[at]) for a in (self.count, self.right, self.open))
        if not count:
            return "-"
        low, high = 100 * right / count, 100 * (right + unsure) / count
        return f"{low:.1f}" if not unsure else f"{low:.1f}-{high:.1f}"

    def margin(self, at: int | None = None) -> Measured | None:
        """The mean margin over the samples of one class, or of all; None where there are no samples."""
        of = slice(None) if at is None else self.true == at
        return _mean(self.margins[of], self.wide[of])

    def least(self, at: int | None = None) -> Measured | None:
        """The smallest margin over the samples of one class, or of all: above 0 where the model gets every one right."""
        of = slice(None) if at is None else self.true == at
        margins, wide = self.margins[of], self.wide[of]
        if not len(margins):
            return None
        low, high = float((margins - wide).min()), float((margins + wide).min())
        value = float(margins.min())
        return Measured(value, max(value - low, high - value) * (1 + 2**-20), float(np.abs(margins).max()))


@dataclass(frozen=True, eq=False)
class Classes:
    """values: the ids that are targets, None where the targets are one column a class; of_r, of_f: the class of every sample."""

    names: tuple[str, ...]
    values: Array | None
    of_r: Array
    of_f: Array

    def judged(self, predicted: Array, wide: Array, true: Array) -> Hits:
        """Predictions (n, k), each within ``wide`` (n, 1), against the classes ``true`` (n,).

        A class is scored by its column or, where targets are ids, by how near to its id the prediction comes.
        """
        scores = predicted if self.values is None else -np.abs(predicted - self.values)
        rows = np.arange(len(true))
        own = scores[rows, true]
        others = scores.copy()
        others[rows, true] = -np.inf
        best = others.max(axis=1)
        margin, bound = own - best, 2 * wide[:, 0] + gamma(4) * (np.abs(own) + np.abs(best))

        def counted(flags: Array) -> Array:
            return np.bincount(true[flags], minlength=len(self.names))

        right, lost = margin > bound, margin < -bound
        return Hits(counted(np.ones(len(true), dtype=bool)), counted(right), counted(~right & ~lost), margin, bound, true)

    def runner_up(self, predicted: Array) -> Array:
        """The targets (n_f, k) of the best class other than the own, by predictions on D_f."""
        scores = (predicted if self.values is None else -np.abs(predicted - self.values)).copy()
        scores[np.arange(len(self.of_f)), self.of_f] = -np.inf
        best = scores.argmax(axis=1)
        found: np.ndarray = np.eye(len(self.names))[best] if self.values is None else self.values[best][:, None]
        return found


def _mean(margins: Array, wide: Array) -> Measured | None:
    """The mean of numbers that each err by at most ``wide``; None where there are none."""
    count = len(margins)
    if not count:
        return None
    sizes = np.abs(margins)
    with np.errstate(over="ignore", invalid="ignore"):
        value, error = float(margins.mean()), float(wide.mean() + gamma(count + 2) * sizes.mean()) * (1 + 2**-20)
    return Measured(value, error, float(sizes.max()))


def classes_of(y_r: Array, y_f: Array) -> Classes | None:
    """The classes that targets (n, k) name, or None where they are numbers."""
    y = np.concatenate([y_r, y_f])
    if y.shape[1] == 1:
        values = np.unique(y)
        if len(y) < FEWEST or not 2 <= len(values) <= min(MOST_CLASSES, len(y) // 2) or (values != np.round(values)).any():
            return None
        ids = np.searchsorted(values, y[:, 0])
        return Classes(tuple(f"{v:g}" for v in values), values, ids[: len(y_r)], ids[len(y_r) :])
    if ((y != 0) & (y != 1)).any() or (y.sum(axis=1) != 1).any():
        return None
    ids = y.argmax(axis=1)
    return Classes(tuple(map(str, range(y.shape[1]))), None, ids[: len(y_r)], ids[len(y_r) :])
