"""Random problems: many draws at once for simulation, and weighted exact problems whose average is the expectation itself."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product

import numpy as np

from theory.arithmetic import DRAWS, RATIONAL, Matrix
from theory.problem import Problem
from theory.random_design import RandomDesign


def draw(s: RandomDesign, rng: np.random.Generator, count: int) -> Problem:
    """``count`` independent problems of this design as one problem over random variables; D_t is the first n_t samples."""

    def entries(rows: int, columns: int) -> np.ndarray:
        size = (rows, columns, count)
        return rng.standard_normal(size) if s.entries == "gaussian" else 2.0 * rng.integers(0, 2, size) - 1.0

    x_r = np.concatenate([entries(s.seen, s.n_r), np.zeros((s.d_f, s.n_r, count))])
    x_f = np.concatenate([np.zeros((s.d_r, s.n_f, count)), entries(s.d - s.d_r, s.n_f)])
    w = np.array([float(v) for v in s.teacher]).reshape(-1, 1, 1)
    y = [np.einsum("din,dkl->ikn", x, w) for x in (x_r, x_f)]
    if s.noise:
        y = [v + float(s.noise) ** 0.5 * rng.standard_normal(v.shape) for v in y]
    y_r, y_f = (Matrix(DRAWS, a) for a in y)
    return Problem(Matrix(DRAWS, x_r), Matrix(DRAWS, x_f), y_r, y_f, tuple(range(s.tuned)), Matrix(DRAWS, w), s.blocks)


def cubature(s: RandomDesign) -> Iterator[tuple[Fraction, Problem]]:
    """Weights and exact problems whose weighted sum is the expectation of anything quadratic in P_r and in one column of X_f.

    For n_r = 1 (range(X_r) is a line) or D - n_r = 1 (its complement in the D coordinates is), no noise and n_f = 1. A line is
    uniform on the sphere in R^D; a function quadratic in its projector u u^T is a quartic in u, and the points e_i, e_i + e_j,
    e_i - e_j with weights (4 - D) / (D (D + 2)) and 2 / (D (D + 2)) carry every fourth moment of the sphere, E u_i^4 = 3 / (D (D + 2))
    and E u_i^2 u_j^2 = 1 / (D (D + 2)) (Stroud 1971, U_n 5-2). All sign vectors carry the second moments of a column of X_f.
    """
    if s.noise or s.n_f != 1 or s.entries != "gaussian" or (s.n_r != 1 and s.seen - s.n_r != 1) or s.seen < 2:
        raise ValueError(f"`s` must have n_f = 1, no noise, and n_r = 1 or D - 1 with D >= 2; received {s}")
    signs = list(product((1, -1), repeat=s.d - s.d_r))
    for weight, line in _sphere(s.seen):
        columns = [line] if s.n_r == 1 else _complement(line)
        for sign in signs:
            yield weight / len(signs), _exact(s, columns, sign)


def _sphere(size: int) -> Iterator[tuple[Fraction, list[int]]]:
    scale = size * (size + 2)
    for i in range(size):
        yield Fraction(4 - size, scale), [int(k == i) for k in range(size)]
    for i, j in combinations(range(size), 2):
        for other in (1, -1):
            yield Fraction(2, scale), [int(k == i) + other * (k == j) for k in range(size)]


def _complement(line: list[int]) -> list[list[int]]:
    """A basis of the hyperplane orthogonal to ``line``."""
    pivot = next(i for i, v in enumerate(line) if v)
    others = [j for j in range(len(line)) if j != pivot]
    return [[line[pivot] * (k == j) - line[j] * (k == pivot) for k in range(len(line))] for j in others]


def _exact(s: RandomDesign, columns: list[list[int]], forgetting: tuple[int, ...]) -> Problem:
    x_r = Matrix.of(RATIONAL, [*zip(*columns, strict=True), *([[0] * s.n_r] * s.d_f)], s.n_r)
    x_f = Matrix.of(RATIONAL, [*([[0]] * s.d_r), *([v] for v in forgetting)], 1)
    w = Matrix.of(RATIONAL, [[v] for v in s.teacher])
    return Problem(x_r, x_f, x_r.T @ w, x_f.T @ w, tuple(range(s.tuned)), w, s.blocks)
