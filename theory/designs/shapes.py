"""Shapes drawn at random, from small to as large as exact arithmetic can bear."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from theory.designs.synthetic import Sizes


@dataclass(frozen=True)
class Size:
    """The range of n_r, the range of n_f, and the largest block that is drawn freely."""

    n_r: tuple[int, int]
    n_f: tuple[int, int]
    block: int


SIZES = {"small": Size((1, 4), (1, 3), 2), "medium": Size((5, 8), (1, 4), 3), "large": Size((9, 12), (5, 12), 6)}
"""Small shapes lie inside the grid of the suite, medium and large ones beyond it: n_r, n_f <= 12 and d <= 24."""

PROFILES = ("wide", "apart", "whole", "tall")
"""Overlapping with d >= n; distinct features; full overlap; more samples than features."""


def random_shape(rng: np.random.Generator, profile: str, size: str) -> Sizes:
    """A shape of this profile and size. Raises ``KeyError`` where either is unknown."""
    limits = SIZES[size]
    n_r, n_f = (int(rng.integers(low, high + 1)) for low, high in (limits.n_r, limits.n_f))
    d_r, d_f = (int(v) for v in rng.integers(0, limits.block + 1, 2))
    slack = int(rng.integers(-1, 2))
    shapes = {
        "wide": _wide(d_r, d_f, n_r, n_f),
        "apart": Sizes(max(1, n_r + slack), 0, max(1, n_f - slack), n_r, n_f),
        "whole": Sizes(0, min(24, max(1, n_r + n_f + slack)), 0, n_r, n_f),
        "tall": Sizes((d_r + 1) // 2, max(1, limits.block // 2), (d_f + 1) // 2, max(n_r, 3), n_f),
    }
    return shapes[profile]


def _wide(d_r: int, d_f: int, n_r: int, n_f: int) -> Sizes:
    """Overlapping, with room for n_r independent columns of X_r, n_f of X_f and n of X."""
    d_lap = max(1, n_r - d_r)
    return Sizes(d_r, d_lap, max(d_f, n_r + n_f - d_r - d_lap), n_r, n_f)
