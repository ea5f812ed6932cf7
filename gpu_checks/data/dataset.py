"""A labelled image set in three disjoint parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import one_hot


@dataclass(frozen=True, eq=False)
class Part:
    """Inputs x (N, channels, side, side) and class numbers y (N,)."""

    x: Tensor
    y: Tensor

    def __post_init__(self) -> None:
        if len(self.x) != len(self.y) or not len(self.y):
            raise ValueError(f"`x` and `y` must have the same positive number of samples; received {len(self.x)} and {len(self.y)}")

    def to(self, device: torch.device, dtype: torch.dtype) -> Part:
        """The same samples on a device, inputs in ``dtype``."""
        return Part(self.x.to(device, dtype), self.y.to(device))

    def where(self, mask: Tensor) -> Part:
        """The samples at which ``mask`` is true."""
        return Part(self.x[mask], self.y[mask])


@dataclass(frozen=True, eq=False)
class Dataset:
    """Training, validation and test samples. Models see the first, choices the second, and verdicts the third."""

    name: str
    classes: int
    train: Part
    validation: Part
    test: Part

    def to(self, device: torch.device, dtype: torch.dtype) -> Dataset:
        """The same data on a device, inputs in ``dtype``."""
        moved = {part: getattr(self, part).to(device, dtype) for part in ("train", "validation", "test")}
        return replace(self, **moved)

    def labels(self) -> Tensor:
        """Training labels as distributions (N, C)."""
        return one_hot(self.train.y, self.classes).to(self.train.x.dtype)


def divided(x: np.ndarray, y: np.ndarray, seed: int, shares: Sequence[float] = (0.6, 0.2, 0.2)) -> tuple[Part, ...]:
    """Disjoint parts in the given shares, every class in every part in proportion.

    x (N, ...) real, y (N,) class numbers; which sample goes where is decided by ``seed`` alone.
    """
    if abs(sum(shares) - 1) > 1e-9:
        raise ValueError(f"`shares` must add up to 1; received {tuple(shares)}")
    rng = np.random.default_rng(seed)
    parts: tuple[list[np.ndarray], ...] = tuple([] for _ in shares)
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == label))
        cuts = np.round(np.cumsum(shares[:-1]) * len(rows)).astype(int)
        for part, chosen in zip(parts, np.split(rows, cuts), strict=True):
            part.append(chosen)
    index = [np.sort(np.concatenate(part)) for part in parts]
    return tuple(Part(torch.from_numpy(x[i]), torch.from_numpy(y[i].astype(np.int64))) for i in index)
