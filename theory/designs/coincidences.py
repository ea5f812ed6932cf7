"""Made features with coincidences, over Q: one function a family, (generator, shape) -> (X_r, X_f).

Samples that occur twice, sides that are equal, rank 1, symmetry. Blocks are whatever the zeros show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from theory.arithmetic import RATIONAL
from theory.designs import norms
from theory.designs.design import exact
from theory.designs.synthetic import Features, Sizes, integer


def twins(rng: np.random.Generator, s: Sizes) -> Features:
    """Samples that occur twice: in D_r, in both sides, in D_f, or more than one of these."""
    s = replace(s, n_r=max(2, s.n_r), n_f=max(2, s.n_f))
    x_r, x_f = (np.array([[RATIONAL.fraction(v) for v in row] for row in x.tolist()], dtype=object) for x in integer(rng, s))
    kinds = int(rng.integers(1, 8))
    if kinds & 1:
        x_r[:, -1] = x_r[:, 0]
    if kinds & 2:
        x_f[:, 0] = x_r[:, 0]
    if kinds & 4:
        x_f[:, -1] = x_f[:, 0]
    return exact(x_r), exact(x_f)


def copied(rng: np.random.Generator, s: Sizes) -> Features:
    """X_f = X_r: everything that remains is to be forgotten too. Half of the draws have further structure."""
    d, n = s.d, s.n_r
    bases: tuple[Callable[[], np.ndarray], ...] = (
        lambda: rng.integers(-3, 4, (d, n)),
        lambda: rng.integers(0, 2, (d, n)),
        lambda: 2 * rng.integers(0, 2, (d, n)) - 1,
        lambda: norms.frame(rng, max(d, n), n),
        lambda: norms.unit_columns(rng, d, n),
        lambda: np.outer(_not_zero(rng, d, 0, 3), _not_zero(rng, n, 0, 3)),
        lambda: np.vstack([block := _symmetric_integers(rng, n), block]),  # X = [X_r X_f] is then symmetric
    )
    x = exact(bases[int(rng.integers(len(bases)))]())
    return x, x


def rank_one(rng: np.random.Generator, s: Sizes) -> Features:
    """X = u v^T; in half of the draws without negative entries."""
    low = -3 * int(rng.integers(2))
    x = np.outer(_not_zero(rng, s.d, low, 3), _not_zero(rng, s.n_r + s.n_f, low, 3))
    return exact(x[:, : s.n_r]), exact(x[:, s.n_r :])


def symmetric(rng: np.random.Generator, s: Sizes) -> Features:
    """X = X^T, so that d = n: integers, a graph, signs, rank 1, a reflection, or a permutation that is its own inverse."""
    n = s.n_r + s.n_f
    u = _not_zero(rng, n, -2 * int(rng.integers(2)), 2)
    swapped = np.arange(n)
    swapped[:2] = swapped[:2][::-1]
    order = rng.permutation(n)
    kinds: tuple[Callable[[], np.ndarray], ...] = (
        lambda: _symmetric_integers(rng, n),
        lambda: (half := np.triu(rng.integers(0, 2, (n, n)), 1)) + half.T,
        lambda: 2 * ((half := np.triu(rng.integers(0, 2, (n, n)))) | np.triu(half, 1).T) - 1,
        lambda: np.outer(u, u),
        lambda: norms.reflection(rng, n),
        lambda: np.eye(n, dtype=int)[swapped][order][:, order],
    )
    x = kinds[int(rng.integers(len(kinds)))]()
    return exact(x[:, : s.n_r]), exact(x[:, s.n_r :])


def square(rng: np.random.Generator, s: Sizes) -> Features:
    """d = n in half of the draws, d = n_r in the others."""
    d = s.n_r + s.n_f * int(rng.integers(2))
    return exact(rng.integers(-3, 4, (d, s.n_r))), exact(rng.integers(-3, 4, (d, s.n_f)))


def line(rng: np.random.Generator, s: Sizes) -> Features:
    """One single feature."""
    return exact(_not_zero(rng, s.n_r, -3, 3)[None]), exact(_not_zero(rng, s.n_f, -3, 3)[None])


def centered(rng: np.random.Generator, s: Sizes) -> Features:
    """The samples of D sum to 0, as after subtracting the mean."""
    x = rng.integers(-2, 3, (s.d, s.n_r + s.n_f))
    x[:, -1] -= x.sum(axis=1)
    return exact(x[:, : s.n_r]), exact(x[:, s.n_r :])


def crowded(rng: np.random.Generator, s: Sizes) -> Features:
    """More forgetting samples than features that they use: n_f > d_lap + d_f."""
    used = max(1, (s.d_lap + s.d_f) // 2)
    lap = min(s.d_lap, used)
    shape = Sizes(max(s.d_r, 1 - lap), lap, used - lap, s.n_r, max(s.n_f, used + 1))
    return integer(rng, shape)


def _symmetric_integers(rng: np.random.Generator, n: int) -> np.ndarray:
    half = np.triu(rng.integers(-2, 3, (n, n)))
    return half + np.triu(half, 1).T


def _not_zero(rng: np.random.Generator, size: int, low: int, high: int) -> np.ndarray:
    """Integers from ``low`` to ``high``, the first of them positive."""
    v = rng.integers(low, high + 1, size)
    v[0] = rng.integers(1, high + 1)
    return v
