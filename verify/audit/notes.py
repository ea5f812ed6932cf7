"""What a reader should know about the data before believing numbers on them, each with what to do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np

FEWEST = 5
"""Samples below which a pattern in a column is likely to be chance."""

APART = 1e6
"""A ratio of column sizes above which the largest columns decide what the shortest weights are."""

NAMED = 5
"""Columns listed by name in one note."""

TOGETHER = 512
"""Columns whose ends are looked for at once: rows of them are contiguous, single columns are not."""

MOST_CLASSES = 20
"""Distinct integers up to which targets look like class labels."""


def notes_on(features: np.ndarray, targets: np.ndarray, forget: np.ndarray, names: Sequence[str] | None = None) -> tuple[str, ...]:
    """Notes on features (n, d), targets (n, k) or (n,) and the mask forget (n,); ``names`` are the columns', numbers where None.

    Columns are looked at one at a time, so that no copy of the features is made.
    """
    found = [*_on_samples(features, forget), *on_targets(targets)]
    if len(features) >= FEWEST:
        found += _on_columns(features, forget, names)
    return tuple(found)


def _on_samples(features: np.ndarray, forget: np.ndarray) -> Iterator[str]:
    yield from on_samples(int((~features.any(axis=1)).sum()), hashes_of(features), forget)


def hashes_of(features: np.ndarray) -> np.ndarray:
    """A number for each sample, equal where features are, (n,); the same in every process, as ``hash`` is not."""
    digests = b"".join(hashlib.blake2b((row + 0.0).tobytes(), digest_size=8).digest() for row in features)
    return np.frombuffer(digests, dtype=np.int64)


def on_samples(zero: int, hashes: np.ndarray, forget: np.ndarray) -> Iterator[str]:
    """Notes on ``zero`` samples without features, and on samples of equal ``hashes`` (n,)."""
    if zero:
        yield f"{zero} of the samples are zero in every feature: every model predicts 0 on them"
    _, place = np.unique(hashes, return_inverse=True)
    kept, forgotten = (np.bincount(place[flags], minlength=len(forget)) for flags in (~forget, forget))
    across = int(forgotten[kept > 0].sum())
    if across:
        yield (
            f"{across} of the samples to forget have the features of a remaining one: X is rank-deficient, and what the golden model "
            "learns there cannot be forgotten. Move each such pair to one side"
        )
    for count, side in ((kept, "remaining one"), (forgotten, "one to forget")):
        repeated = int(np.maximum(count - 1, 0).sum())
        if repeated:
            yield f"{repeated} of the samples repeat the features of an earlier {side}: X is rank-deficient. Drop repeats"


def on_targets(targets: np.ndarray) -> Iterator[str]:
    """Notes on targets (n,) or (n, k)."""
    if (targets == targets[:1]).all():
        yield "the targets are the same for every sample"
    elif len(targets) >= FEWEST and (targets.ndim == 1 or targets.shape[1] == 1):
        values = np.unique(targets)
        if 2 <= len(values) <= min(MOST_CLASSES, len(targets) // 2) and (values == np.round(values)).all():
            listed = ", ".join(f"{value:g}" for value in values[:NAMED]) + (", ..." if len(values) > NAMED else "")
            yield (
                f"the targets are {len(values)} integers ({listed}): if they are class labels, squared error takes their order and "
                "distance for real. Use one column a class, 1 for the class and 0 else"
            )


def _on_columns(features: np.ndarray, forget: np.ndarray, names: Sequence[str] | None) -> Iterator[str]:
    n, d = features.shape
    constant, counting, masks = list[int](), list[int](), list[int]()
    sizes, suspects = np.empty(d), list[tuple[int, float, float]]()
    for i in range(0, d, TOGETHER):
        part = features[:, i : i + TOGETHER].astype(np.float64, copy=False)
        low, high = part.min(axis=0), part.max(axis=0)
        sizes[i : i + TOGETHER] = np.maximum(-low, high)
        two_values = ((part == low) | (part == high)).all(axis=0)
        suspects += [(i + int(j), float(low[j]), float(high[j])) for j in np.flatnonzero(two_values | (high - low == n - 1))]
    for j, low, high in suspects:
        column = features[:, j]
        if low == high:
            constant += [j] if low else []
        elif high - low == n - 1 and (np.diff(np.sort(column.astype(np.float64))) == 1).all():
            counting.append(j)
        elif len({*((column == high) == forget).tolist()}) == 1 and ((column == low) | (column == high)).all():
            masks.append(j)

    yield from on_columns(sizes, constant, counting, masks, names)


def on_columns(
    sizes: np.ndarray, constant: Sequence[int], counting: Sequence[int], masks: Sequence[int], names: Sequence[str] | None
) -> Iterator[str]:
    """Notes on features by their largest magnitudes (d,), and on those listed."""

    def called(index: Sequence[int]) -> str:
        listed = ", ".join(str(j) if names is None else repr(names[j]) for j in index[:NAMED])
        return f"feature {listed}" + (f" and {len(index) - NAMED} more" if len(index) > NAMED else "")

    if constant:
        yield f"{called(constant)} has the same value in every sample: meant as an intercept, it is regularized like every other weight"
    if counting:
        yield f"{called(counting)} counts the samples, in order or shuffled: leave it out, unless it means something"
    if masks:
        yield f"{called(masks)} tells the samples to forget from the others: leave it out, unless models should see the mask"
    used = np.flatnonzero(sizes)
    if len(used) and sizes[used].max() > APART * sizes[used].min():
        large, small = int(used[sizes[used].argmax()]), int(used[sizes[used].argmin()])
        reached = f"{called([large])} up to {sizes[large]:.1e} and {called([small])} up to {sizes[small]:.1e}"
        yield (
            f"features differ in size by {sizes[large] / sizes[small]:.0e}, {reached}: the shortest weights rest on the largest ones. "
            "Divide each column by its deviation, if units are arbitrary"
        )
