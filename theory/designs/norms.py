"""Made features whose lengths and angles are special, over Q: one function a family, (generator, shape) -> (X_r, X_f).

Lengths are rational by construction: points of the sphere come from the stereographic projection, orthonormal columns from
reflections. Blocks are honest, as in :mod:`theory.designs.synthetic`.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from theory.designs.design import exact
from theory.designs.synthetic import Features, Sizes, assemble


def one_hot(rng: np.random.Generator, s: Sizes) -> Features:
    """Every sample is a coordinate direction; in half of the draws those of one side differ where they can."""

    def directions(height: int, width: int) -> np.ndarray:
        apart = width <= height and rng.integers(2)
        chosen = rng.permutation(height)[:width] if apart else rng.integers(0, height, width)
        return np.eye(height, dtype=int)[:, chosen]

    return assemble(s, directions(s.d_r + s.d_lap, s.n_r), directions(s.d_lap + s.d_f, s.n_f))


def binary(rng: np.random.Generator, s: Sizes) -> Features:
    """Entries 0 or 1."""
    return assemble(s, rng.integers(0, 2, (s.d_r + s.d_lap, s.n_r)), rng.integers(0, 2, (s.d_lap + s.d_f, s.n_f)))


def signs(rng: np.random.Generator, s: Sizes) -> Features:
    """Entries -1 or 1 inside the blocks: all samples of one side are equally long."""
    upper, lower = (2 * rng.integers(0, 2, shape) - 1 for shape in ((s.d_r + s.d_lap, s.n_r), (s.d_lap + s.d_f, s.n_f)))
    return assemble(s, upper, lower)


def sphere(rng: np.random.Generator, s: Sizes) -> Features:
    """Samples of norm 1: rational points of the sphere."""
    return assemble(s, unit_columns(rng, s.d_r + s.d_lap, s.n_r), unit_columns(rng, s.d_lap + s.d_f, s.n_f))


def orthonormal(rng: np.random.Generator, s: Sizes) -> Features:
    """X_r^T X_r = I, forgetting samples of norm 1. n_r is lowered to the number of features of D_r where it exceeds that."""
    s = replace(s, n_r=min(s.n_r, s.d_r + s.d_lap))
    return assemble(s, frame(rng, s.d_r + s.d_lap, s.n_r), unit_columns(rng, s.d_lap + s.d_f, s.n_f))


def isometric(rng: np.random.Generator, s: Sizes) -> Features:
    """X^T X = I. d is raised to n where it is less; the blocks are whatever the zeros show."""
    x = frame(rng, max(s.d, s.n_r + s.n_f), s.n_r + s.n_f)
    return exact(x[:, : s.n_r]), exact(x[:, s.n_r :])


def repeated(rng: np.random.Generator, s: Sizes) -> Features:
    """Repeated singular values 1 and 2, of X in half of the draws, of X_r in the others; rational singular vectors."""
    if rng.integers(2):
        x = _with_values(rng, s.d, s.n_r + s.n_f)
        return exact(x[:, : s.n_r]), exact(x[:, s.n_r :])
    return assemble(s, _with_values(rng, s.d_r + s.d_lap, s.n_r), rng.integers(-3, 4, (s.d_lap + s.d_f, s.n_f)))


def aligned(rng: np.random.Generator, s: Sizes) -> Features:
    """Every principal angle between range(X_r) and range(X_f) is 0 or 90 degrees, where both sides have room."""
    return _at_angles(rng, s, tilted_by=0)


def tilted(rng: np.random.Generator, s: Sizes) -> Features:
    """As ``aligned``, but one principal angle has cosine 4/5: (3, 4, 5) is a right triangle."""
    return _at_angles(rng, s, tilted_by=1)


def unit_columns(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """``width`` rational points of the unit sphere in R^height, as columns: (2 v, |v|^2 - 1) / (|v|^2 + 1), coordinates mixed."""
    out = np.empty((height, width), dtype=object)
    for j in range(width if height else 0):
        v = [int(x) for x in rng.integers(-2, 3, height - 1)] if height < 7 else [int(x) for x in rng.integers(-1, 2, height - 1)]
        square = sum(x * x for x in v)
        point = [Fraction(2 * x, square + 1) for x in v] + [Fraction(square - 1, square + 1)]
        out[:, j] = [point[i] for i in rng.permutation(height)]
    return out


def frame(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """``width`` <= ``height`` rational orthonormal columns: those of a product of two reflections."""
    found: np.ndarray = (reflection(rng, height) @ reflection(rng, height))[:, rng.permutation(height)[:width]]
    return found


def reflection(rng: np.random.Generator, size: int) -> np.ndarray:
    """I - 2 v v^T / v^T v with v in {-1, 0, 1}^size, at most four of them not 0: symmetric and orthogonal."""
    v = np.zeros(size, dtype=object)
    for i in rng.permutation(size)[: rng.integers(1, 5)]:
        v[i] = int(rng.choice([-1, 1]))
    square = int(v @ v)
    return np.array([[Fraction(i == j) - Fraction(2 * v[i] * v[j], square) for j in range(size)] for i in range(size)], dtype=object)


def _with_values(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    rank = min(height, width)
    values = np.array([Fraction(2 if i % 3 == 2 else 1) for i in range(rank)], dtype=object)
    found: np.ndarray = frame(rng, height, rank) * values @ frame(rng, width, rank).T
    return found


def _at_angles(rng: np.random.Generator, s: Sizes, tilted_by: int) -> Features:
    """X_r spans directions q_1..q_a of a frame, X_f spans some of those and some others; both sides are mixed."""
    d = max(s.d, 2)
    q = frame(rng, d, d)
    a = min(s.n_r, d - 1)
    shared = int(rng.integers(0, min(a, s.n_f) + 1))
    fresh = min(s.n_f - shared, d - a)
    inside = [q[:, i] for i in range(shared)]
    outside = [q[:, a + i] for i in range(fresh)]
    if tilted_by:
        # the tilted direction leaves range(X_r) along q_d, so that no other direction of X_f may use q_d or q_1
        inside, outside = inside[1:], [v for i, v in enumerate(outside) if a + i != d - 1]
        inside.insert(0, q[:, 0] * Fraction(4, 5) + q[:, d - 1] * Fraction(3, 5))
    basis_f = np.array([*inside, *outside], dtype=object).T
    return exact(_mixed(rng, q[:, :a], s.n_r)), exact(_mixed(rng, basis_f, s.n_f))


def _mixed(rng: np.random.Generator, basis: np.ndarray, width: int) -> np.ndarray:
    """``width`` combinations of the basis vectors that span the same range where ``width`` allows it."""
    rank = basis.shape[1]
    mix = np.triu(rng.integers(-1, 2, (rank, max(width, rank))), 1) + np.eye(rank, max(width, rank), dtype=int)
    found: np.ndarray = basis @ mix.astype(object)[:, :width]
    return found
