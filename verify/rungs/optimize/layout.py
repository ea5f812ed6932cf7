"""Problems as lists of numbers, which is what an optimizer varies: block sizes and sample counts fixed, entries free.

The same list of numbers gives a problem in double precision or, from fractions, one over Q. Labels, steps and wrong labels are worked out
from the numbers, so that what a claim assumes of them holds exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from theory.arithmetic import FLOAT64, RATIONAL, Matrix
from theory.problem import Problem, Regularization, Schedule
from verify.rungs.optimize.forms import LABELS, PLAIN, TEACHERS, Form

Array = np.ndarray
SIZES = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(3))
"""Step sizes and weights for a start."""

LINEAR = ("teacher", "noise", "start", "shift")
"""The parts on which models depend linearly while the features stay."""


@dataclass(frozen=True)
class Layout:
    """Sizes of a problem and what of it varies.

    ``noisy``: labels are free; ``steps``: a schedule of that many steps, None for none; ``regularized``: wrong labels, alpha and lambda.
    """

    d_r: int
    d_lap: int
    d_f: int
    n_r: int
    n_f: int
    k: int = 1
    tuning: tuple[int, ...] | None = None
    noisy: bool = False
    steps: int | None = None
    regularized: bool = False
    form: Form = PLAIN

    @property
    def d(self) -> int:
        """Features."""
        return self.d_r + self.d_lap + self.d_f

    @cached_property
    def parts(self) -> dict[str, tuple[int, int]]:
        """The shape of each part, in the order in which the numbers list them."""
        shapes = {"upper": (self.d_r + self.d_lap, self.n_r), "lower": (self.d_lap + self.d_f, self.n_f), "teacher": (self.d, self.k)}
        if self.noisy:
            shapes["noise"] = (self.n_r + self.n_f, self.k)
        if self.steps is not None:
            shapes |= {"start": (self.d, self.k), "eta": (1, 1)}
        if self.regularized:
            shapes |= {"shift": (self.n_f, self.k), "weights": (2, 1)}
        return shapes

    @cached_property
    def where(self) -> dict[str, slice]:
        """Where in the list of numbers each part stands."""
        ends = np.cumsum([rows * columns for rows, columns in self.parts.values()])
        return {name: slice(int(end) - r * c, int(end)) for (name, (r, c)), end in zip(self.parts.items(), ends, strict=True)}

    @cached_property
    def size(self) -> int:
        """How many numbers there are."""
        return sum(rows * columns for rows, columns in self.parts.values())

    def random(self, rng: np.random.Generator, largest: int | None = None) -> Array:
        """Standard normal numbers or, with ``largest``, integers up to it as fractions."""
        if largest is None:
            numbers = rng.standard_normal(self.size)
        else:
            numbers = np.array([Fraction(int(x)) for x in rng.integers(-largest, largest + 1, self.size)], dtype=object)
        for name in {"eta", "weights"} & set(self.where):  # away from 0, on both sides of 1
            chosen = [SIZES[i] for i in rng.integers(0, len(SIZES), self.where[name].stop - self.where[name].start)]
            numbers[self.where[name]] = chosen
        return numbers

    def problem(self, numbers: Array) -> Problem:
        """The problem, over Q where the numbers are fractions, else in double precision; raises ``ValueError`` where there is none."""
        v = {name: numbers[self.where[name]].reshape(shape) for name, shape in self.parts.items()}
        upper, lower = self.form.features(v["upper"], v["lower"], shared=self.d_lap == self.d)
        x_r = np.vstack([upper, np.zeros((self.d_f, self.n_r), dtype=int) + 0 * numbers[0]])
        x_f = np.vstack([np.zeros((self.d_r, self.n_f), dtype=int) + 0 * numbers[0], lower])
        w = TEACHERS[self.form.teacher](v["teacher"])
        y = np.vstack([x_r.T @ w, x_f.T @ w])
        if self.noisy:
            y = y + v["noise"] if self.form.labels == "plain" else LABELS[self.form.labels](v["noise"])
        plan, extra = self._plan(v, x_r), self._extra(v, y[self.n_r :])
        tuning = tuple(range(self.n_r)) if self.tuning is None else self.tuning
        sides = (_matrix(x_r), _matrix(x_f), _matrix(y[: self.n_r]), _matrix(y[self.n_r :]))
        return Problem(*sides, tuning, _matrix(w), schedule=plan, regularization=extra)

    def _plan(self, v: dict[str, Array], x_r: Array) -> Schedule | None:
        """A start, and the step |t| / (1 + |t|) * 2 n_r / ||X_r||_F^2: on both sides of what surely converges."""
        energy = (x_r * x_r).sum()
        if self.steps is None or energy == 0:
            return None
        t = abs(v["eta"][0, 0])
        return Schedule(_matrix(v["start"]), _number(t / (1 + t) * 2 * self.n_r / energy), self.steps)

    def _extra(self, v: dict[str, Array], y_f: Array) -> Regularization | None:
        """Wrong labels y_f + shift, and the sizes of two numbers for alpha and lambda: both must be positive."""
        if not self.regularized:
            return None
        alpha, decay = (_number(abs(x)) for x in v["weights"][:, 0])
        return Regularization(_matrix(y_f + v["shift"]), alpha, decay)

    def shaped(self, form: Form) -> Layout:
        """The same sizes in another form."""
        return replace(self, form=form)


def _matrix(a: Array) -> Matrix:
    if a.dtype == object:
        return Matrix.of(RATIONAL, a.tolist(), a.shape[1])
    return Matrix(FLOAT64, np.ascontiguousarray(a, dtype=np.float64))


def _number(x: Any) -> Any:
    return RATIONAL.scalar(x) if isinstance(x, Fraction) else float(x)


def layout_of(p: Problem) -> tuple[Layout, Array]:
    """A layout and the numbers that give p, its coordinates in the order r, lap, f and those that no sample uses left out."""
    b = p.blocks
    if b is None:
        raise ValueError("`p.blocks` must be known; received None")
    order = (*b.r, *b.lap, *b.f)
    w = p.zero if p.w_star is None else p.w_star
    noise = [[a - b for a, b in zip(r, s, strict=True)] for r, s in zip(_rows(p.y), _rows(p.x.T @ w), strict=True)]
    noisy = any(any(row) for row in noise)
    plan, extra = p.schedule, p.regularization
    layout = Layout(*b.sizes, p.n_r, p.n_f, w.shape[1], p.tuning, noisy, None if plan is None else plan.steps, extra is not None)
    parts = [_rows(p.x_r.rows((*b.r, *b.lap))), _rows(p.x_f.rows((*b.lap, *b.f))), _rows(w.rows(order)), *([noise] if noisy else [])]
    if plan is not None:
        parts += [_rows(plan.start.rows(order)), [[Fraction(1, 2)]]]
    if extra is not None:
        parts += [_rows(extra.wrong - p.y_f), [[Fraction(1)], [Fraction(1)]]]
    return layout, np.array([x for part in parts for row in part for x in row], dtype=object)


def _rows(a: Matrix) -> list[list[Fraction]]:
    return [[a.system.fraction(x) for x in row] for row in a.tolist()]
