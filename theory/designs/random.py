"""Random problems: many draws at once, for simulation."""

from __future__ import annotations

import numpy as np

from theory.arithmetic import DRAWS, Matrix
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
