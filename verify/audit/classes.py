"""Targets that are classes: ids in one column, or one column a class. Accuracy with what rounding leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from verify.audit.rounding import Measured, gamma

MOST_CLASSES = 20
"""Distinct integers up to which one column of targets looks like class ids."""

FEWEST = 5
"""Samples below which integers are likely to be numbers."""

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Hits:
    """What is known per class, over some samples; every field is (classes,), or (models, classes). Samples are added by ``+``.

    Attributes:
        count, right, open: how many samples, how many the model gets right, and of how many rounding (or a tie) leaves it open.
        total, doubt, size: sums of the margins, of their bounds and of their absolute values. The margin of a sample is the score of its
            own class less the best other one.
        least, low, high: the smallest margin, and of the smallest true margin a lower and an upper bound; inf where there are no samples.
        most: the largest absolute value of a margin.
    """

    count: Array
    right: Array
    open: Array
    total: Array
    doubt: Array
    size: Array
    least: Array
    low: Array
    high: Array
    most: Array

    @classmethod
    def of(cls, true: Array, classes: int, margins: Array, wide: Array) -> Hits:
        """Of samples of the classes ``true`` (n,) whose margins (n,) are each within ``wide`` (n,)."""

        def summed(values: Array) -> Array:
            return np.bincount(true, values, classes)

        def extreme(values: Array, start: float, worse: np.ufunc) -> Array:
            found = np.full(classes, start)
            worse.at(found, true, values)
            return found

        right, lost = margins > wide, margins < -wide
        counts = [summed(flags).astype(np.int64) for flags in (np.ones(len(true)), right, ~right & ~lost)]
        sums = [summed(values) for values in (margins, wide, np.abs(margins))]
        lowest = [extreme(values, np.inf, np.minimum) for values in (margins, margins - wide, margins + wide)]
        parts: list[Array] = [*counts, *sums, *lowest, extreme(np.abs(margins), 0.0, np.maximum)]
        return cls(*parts)

    @classmethod
    def together(cls, models: Sequence[Hits]) -> Hits:
        """Of several models on the same samples."""
        return cls(*(np.stack([getattr(hits, f.name) for hits in models]) for f in fields(cls)))

    def __getitem__(self, model: int) -> Hits:
        """Of one of several models."""
        return Hits(*(getattr(self, f.name)[model] for f in fields(self)))

    def __add__(self, other: Hits) -> Hits:
        """Of the samples of both."""
        by = {"least": np.minimum, "low": np.minimum, "high": np.minimum, "most": np.maximum}
        return Hits(*(by.get(f.name, np.add)(getattr(self, f.name), getattr(other, f.name)) for f in fields(self)))

    def share(self, at: int | None = None) -> str:
        """Accuracy in per cent, of one class or of all; a range where some are open, - where there are no samples."""
        count, right, unsure = (int(a.sum() if at is None else a[at]) for a in (self.count, self.right, self.open))
        if not count:
            return "-"
        low, high = 100 * right / count, 100 * (right + unsure) / count
        return f"{low:.1f}" if not unsure else f"{low:.1f}-{high:.1f}"

    def margin(self, at: int | None = None) -> Measured | None:
        """The mean margin over the samples of one class, or of all; None where there are no samples."""
        of = slice(None) if at is None else slice(at, at + 1)
        count = int(self.count[of].sum())
        if not count:
            return None
        with np.errstate(over="ignore", invalid="ignore"):
            total, doubt, size = (float(a[of].sum()) for a in (self.total, self.doubt, self.size))
            error = (doubt + gamma(count + 2) * size) / count * (1 + 2**-20)
        return Measured(total / count, error, float(self.most[of].max()))

    def least_margin(self, at: int | None = None) -> Measured | None:
        """The smallest margin over the samples of one class, or of all: above 0 where the model gets every one right."""
        of = slice(None) if at is None else slice(at, at + 1)
        if not self.count[of].any():
            return None
        value, low, high = (float(a[of].min()) for a in (self.least, self.low, self.high))
        return Measured(value, max(value - low, high - value) * (1 + 2**-20), float(self.most[of].max()))


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
        return Hits.of(true, len(self.names), margin, bound)

    def runner_up(self, predicted: Array) -> Array:
        """The targets (n_f, k) of the best class other than the own, by predictions on D_f."""
        scores = (predicted if self.values is None else -np.abs(predicted - self.values)).copy()
        scores[np.arange(len(self.of_f)), self.of_f] = -np.inf
        best = scores.argmax(axis=1)
        found: np.ndarray = np.eye(len(self.names))[best] if self.values is None else self.values[best][:, None]
        return found


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
