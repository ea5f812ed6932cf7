"""Gaussian problems too large for exact arithmetic, made on the device that will solve them. Needs torch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import torch

from theory.arithmetic import Matrix, vstack
from theory.arithmetic.bounded import Bounded
from theory.arithmetic.torch_float64 import TorchFloat64
from theory.blocks import Blocks
from theory.descent import safe_step
from theory.designs.synthetic import Sizes
from theory.problem import Problem, Regularization, Schedule


@dataclass(frozen=True)
class LargeShape:
    """Block sizes and sample counts, how many of D_r are used to fine-tune, and what the labels are.

    ``labels``: "teacher" (y = X^T w_*), "noisy" (y = X^T w_* + noise) or "nothing to forget" (w_* = 0 wherever D_f looks).
    """

    shape: Sizes
    n_t: int
    labels: str = "teacher"

    def scaled(self, factor: int) -> LargeShape:
        """Every size times ``factor``; a single remaining sample stays single."""
        s = self.shape
        n_r = s.n_r if s.n_r == 1 else s.n_r * factor
        shape = Sizes(s.d_r * factor, s.d_lap * factor, s.d_f * factor, n_r, s.n_f * factor)
        return replace(self, shape=shape, n_t=min(self.n_t * factor, n_r))


def large(system: TorchFloat64, size: LargeShape, seed: int) -> Problem:
    """A problem with independent standard normal features, teacher, start and wrong labels; blocks as the shape says.

    The data are exactly the float64 numbers drawn, and y = X^T w_* is known to rounding: with such a bound, "noiseless" is a fact
    about the true labels and not about their rounded values.
    """
    s = size.shape
    generator = torch.Generator(system.device).manual_seed(seed)

    def normal(m: int, n: int) -> Matrix:
        drawn = torch.randn((m, n), generator=generator, dtype=torch.float64, device=system.device)
        return Matrix(system, system.wrap(drawn))

    def zeros(m: int, n: int) -> Matrix:
        return Matrix(system, system.wrap(torch.zeros((m, n), dtype=torch.float64)))

    x_r = vstack(normal(s.d_r + s.d_lap, s.n_r), zeros(s.d_f, s.n_r))
    x_f = vstack(zeros(s.d_r, s.n_f), normal(s.d_lap + s.d_f, s.n_f))
    seen = normal(s.d_r, 1), normal(s.d_lap + s.d_f, 1)
    teacher = vstack(seen[0], seen[1] * 0) if size.labels == "nothing to forget" else vstack(*seen)
    y_r, y_f = x_r.T @ teacher, x_f.T @ teacher
    if size.labels == "noisy":
        y_r, y_f = y_r + normal(s.n_r, 1), y_f + normal(s.n_f, 1)
    d = s.d_r + s.d_lap + s.d_f
    indices = tuple(range(d))
    blocks = Blocks(indices[: s.d_r], indices[s.d_r : s.d_r + s.d_lap], indices[s.d_r + s.d_lap :])
    eta = safe_step(x_r, system.scalar(Fraction(1, 2)))
    plan = Schedule(normal(d, 1), Bounded(eta.value), steps=3)  # the midpoint is the step size, and exact as such
    extra = Regularization(y_f + normal(s.n_f, 1), system.scalar(Fraction(1, 2)), system.scalar(Fraction(1, 4)))
    return Problem(x_r, x_f, y_r, y_f, tuple(range(size.n_t)), teacher, blocks, plan, extra)
