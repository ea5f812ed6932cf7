"""Continuous optimization of a goal from many starts, and the way back from double precision to Q."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.optimize

from theory.problem import Problem
from verify.rungs.optimize.forms import PLAIN, rational
from verify.rungs.optimize.goal import Budget, Goal, Mode
from verify.rungs.optimize.layout import Array, Layout

DENOMINATORS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 20, 50, 100, 300, 10**3, 10**4, 10**5, 10**6, 10**7, 10**8)
"""From coarse to fine: the first that decides gives the smallest witness."""

FLAT = 1e-13
"""A relative difference below this is rounding."""


@dataclass(frozen=True)
class Start:
    """Where to start: a layout, its numbers, and which of them may move."""

    layout: Layout
    numbers: Array
    free: Array
    value: float = -np.inf


class Spent(Exception):  # noqa: N818 - ends an optimization, says nothing about an error
    """The budget of evaluations is spent."""


@dataclass
class Watch:
    """A goal as a function of the free numbers of a start; remembers the best point."""

    goal: Goal
    start: Start
    budget: Budget
    allowed: Callable[[Problem], bool]
    best: Array
    value: float
    share: int

    def __call__(self, moved: Array) -> float:
        """Minus the goal's value: optimizers minimize. Points where nothing can be told get a large value."""
        self.share -= 1
        if self.share < 0 or not self.budget.take():
            raise Spent
        numbers = self.start.numbers.copy()
        numbers[self.start.free] = moved
        value = value_at(self.goal, self.start.layout, numbers, self.allowed)
        if value > self.value:
            self.best, self.value = numbers, value
        return 1e3 if value == -np.inf else -value


def value_at(goal: Goal, layout: Layout, numbers: Array, allowed: Callable[[Problem], bool]) -> float:
    """The goal's value at these numbers in double precision; -inf where they give no problem or one that is not allowed."""
    try:
        p = layout.problem(numbers)
    except (ValueError, ArithmeticError):
        return -np.inf
    return goal.value(p) if allowed(p) else -np.inf


def climb(goal: Goal, start: Start, budget: Budget, allowed: Callable[[Problem], bool], share: int) -> Start:
    """The best point that BFGS, and near the goal Nelder and Mead's simplex, reach from ``start`` within ``share`` evaluations."""
    watch = Watch(goal, start, budget, allowed, start.numbers, start.value, share)
    try:
        scipy.optimize.minimize(watch, start.numbers[start.free], method="BFGS", options={"gtol": 1e-9, "maxiter": 80})
        if -0.05 < watch.value <= 0 and start.free.sum() <= 14:
            options = {"xatol": 1e-9, "fatol": 1e-14, "maxfev": share // 2}
            scipy.optimize.minimize(watch, watch.best[start.free], method="Nelder-Mead", options=options)
    except (Spent, ValueError, FloatingPointError, np.linalg.LinAlgError):
        pass  # what was reached so far counts
    return Start(start.layout, watch.best, start.free, watch.value)


def roundings(goal: Goal, at: Start, budget: Budget, allowed: Callable[[Problem], bool]) -> Iterator[tuple[Layout, Array]]:
    """Rational points near ``at``, coarse to fine, that are promising in double precision."""
    for denominator in DENOMINATORS:
        seen: list[Array] = []
        for numbers in _scaled(at):
            near = rational(numbers, denominator)
            if any((near == other).all() for other in seen) or not budget.take():
                continue
            seen.append(near)
            value = value_at(goal, at.layout, near.astype(float), allowed)
            if value > (FLAT if goal.mode is Mode.APART else -FLAT * 10):
                yield at.layout, near


def _scaled(at: Start) -> Sequence[Array]:
    """The numbers as they are and, where no form ties them, with features and labels scaled so that the largest entry of each is 1."""
    if at.layout.form != PLAIN or not at.free.all():
        return [at.numbers]
    scaled = at.numbers.copy()
    for names in (("upper",), ("lower",), ("teacher", "noise", "start", "shift")):
        index = np.concatenate([np.arange(at.layout.size)[at.layout.where[name]] for name in names if name in at.layout.where])
        size = np.abs(scaled[index]).max(initial=0.0)
        if size > 0:
            scaled[index] = scaled[index] / size
    return [scaled, at.numbers]
