"""The search that optimizes: it drives a claim towards failing, from many starts, and brings what it finds back to Q.

Budgets are counted in evaluations, so that a run is the same on every machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations, product
from typing import Any

import numpy as np

from theory.problem import Problem
from verify.claim import Claim
from verify.claim.judge import Judgement, judge_exactly
from verify.claim.logic import Half, Tally
from verify.rungs.optimize.climb import Start, climb, roundings, value_at
from verify.rungs.optimize.forms import PLAIN, rational
from verify.rungs.optimize.goal import Budget, Goal, Mode, goals
from verify.rungs.optimize.layout import LINEAR, Array, layout_of
from verify.rungs.optimize.path import between, crossing
from verify.rungs.optimize.roots import exact_difference, grid_zeros, line_zeros
from verify.rungs.optimize.sample import Ground, Point, meets, speaks, watched

EVALUATIONS = {Mode.EXCESS: 1500, Mode.ZERO: 900, Mode.APART: 150}
"""Per goal."""

FACTS = 4
"""A further fact gets this part of the evaluations."""

TOUCHING = 3
"""Where optimization ends within rounding of the goal, as at a sharp bound, so many ends are looked at over Q."""

SWEEPS = 6
"""Ends of climbs per goal that are brought back to Q."""

NEAR = 0.02
"""An excess above -NEAR is close enough to look closer: as many evaluations again."""

TOUCH = 1e-9
"""What counts as within rounding."""

MOVES = (LINEAR, ("lower",), ("weights",), ("eta",), ("upper",), ("upper", "lower", *LINEAR))
"""The parts that a path moves, those along which models are simplest first."""

LINES = 24
"""Lines per goal that are tried as paths."""

SHARE = 350
"""Evaluations of one climb."""


@dataclass
class Pursuit:
    """One claim pursued: problems that refute its halves, a path that does, and what was done."""

    claim: Claim
    seed: int
    tally: Tally = field(default_factory=Tally)
    facts: Counter[str] = field(default_factory=Counter)
    failing: dict[Half, Problem] = field(default_factory=dict)
    path: dict[str, Any] | None = None
    sizes: set[tuple[int, ...]] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    best: dict[str, float] = field(default_factory=dict)

    def judged(self, p: Problem, *, count: bool = True) -> Judgement | None:
        """p judged over Q where the claim speaks of it; counted, and kept where it refutes."""
        self.tally.drawn += count
        try:
            found = judge_exactly(self.claim, p) if speaks(self.claim, p) else None
        except (ArithmeticError, ValueError):
            return None  # a side that raises is reported where problems are drawn
        if found is None:
            return None
        if count or found.fails:
            found.count(self.tally)
            self.facts.update(name for name, holds in found.facts if holds is not None)
            self.sizes.add(size_of(p))
        for half in found.fails:
            self.failing.setdefault(half, p)
        return found

    def detail(self) -> dict[str, Any]:
        """What was done, as plain data."""
        best = {key: value for key, value in self.best.items() if np.isfinite(value)}
        return {**self.counts, "best": best}


def size_of(p: Problem) -> tuple[int, ...]:
    """d, n_r, n_f, k and rank X."""
    return p.d, p.n_r, p.n_f, p.y_r.shape[1], p.x.rank


def pursue(claim: Claim, seed: int, sought: frozenset[Half]) -> Pursuit:
    """Larger problems and the reviewer's own are judged once; then every goal against a half in ``sought`` is driven at."""
    pursuit, ground = Pursuit(claim, seed), Ground(claim, seed)
    handed = getattr(claim, "designs", None)
    own = [] if handed is None else list(handed())
    for p in [*(layout.problem(numbers) for layout, numbers in ground.large()), *own]:
        pursuit.judged(p)
    pursuit.counts["designs"] = len(own)
    for goal in goals(claim):
        if goal.half in sought and goal.half not in pursuit.failing:
            _drive(pursuit, ground, goal, own)
    return pursuit


def _drive(pursuit: Pursuit, ground: Ground, goal: Goal, own: list[Problem]) -> None:
    """One goal, until a problem is found or the budget is spent."""
    points = ground.small(goal)
    budget = Budget(EVALUATIONS[goal.mode] // (1 if goal.half is not Half.FACT else FACTS))
    for layout, numbers in points:
        pursuit.judged(layout.problem(numbers))
    starts = [point for p in own[:10] if (point := _own_point(pursuit.claim, goal, p)) is not None]
    if goal.half not in pursuit.failing:
        ways = _rational_zeros(pursuit, ground, goal, points, budget) if goal.mode is Mode.ZERO else iter(())
        for layout, numbers in _chain(ways, _climbs(pursuit, ground, goal, points, starts, budget)):
            pursuit.counts["rational points"] += 1
            pursuit.judged(layout.problem(numbers), count=False)
            if goal.half in pursuit.failing:
                break
    if goal.mode is Mode.ZERO and goal.half not in pursuit.failing and pursuit.path is None:
        pursuit.path = _path(pursuit, ground, goal, points)
        if pursuit.path is not None:
            pursuit.path["half"] = goal.half.value
    pursuit.counts["evaluations"] += budget.spent


def _chain(*ways: Iterator[Point]) -> Iterator[Point]:
    for way in ways:
        yield from way


def _climbs(
    pursuit: Pursuit, ground: Ground, goal: Goal, points: list[Point], own: list[tuple[Point, Array]], budget: Budget
) -> Iterator[Point]:
    """Rational points near the best that optimization reaches from the most promising starts."""
    starts, allowed, more = [], {}, budget.left
    for layout, numbers in points:
        allowed[layout] = watched(pursuit.claim, goal, (layout, numbers))
        for x in (numbers.astype(float), layout.random(ground.rng), layout.random(ground.rng)):
            budget.take()
            starts.append(Start(layout, x, np.ones(layout.size, dtype=bool), value_at(goal, layout, x, allowed[layout])))
    starts = [start for start in starts if np.isfinite(start.value)]
    if goal.mode is Mode.EXCESS and starts and all(abs(abs(start.value) - 1) < 1e-9 or abs(start.value + 0.5) < 1e-9 for start in starts):
        goal = replace(goal, inputs=True)
        starts = [replace(start, value=value_at(goal, start.layout, start.numbers, allowed[start.layout])) for start in starts]
    for (layout, numbers), free in own:
        allowed[layout] = watched(pursuit.claim, goal, (layout, numbers))
        starts.insert(0, Start(layout, numbers.astype(float), free, value_at(goal, layout, numbers.astype(float), allowed[layout])))
    name, extended, touching, sweeps = f"{goal.half.value}: {goal.statement.quantities[0].name}", False, 0, 0
    for start in _in_order(starts, len(own)):
        if budget.left <= 0:
            break
        reached = climb(goal, start, budget, allowed[start.layout], SHARE)
        pursuit.counts["starts"] += 1
        pursuit.best[name] = max(pursuit.best.get(name, -np.inf), reached.value)
        if reached.value > -NEAR and goal.mode is Mode.EXCESS and not extended:
            budget.left, extended = budget.left + more, True
        touching += abs(reached.value) <= TOUCH
        if touching == TOUCHING:
            budget.left = min(budget.left, SHARE)
        if (
            (goal.mode is not Mode.EXCESS or reached.value > -TOUCH)
            and (touching <= TOUCHING or abs(reached.value) > TOUCH)
            and sweeps < SWEEPS
        ):
            sweeps += 1
            yield from roundings(goal, reached, budget, allowed[start.layout])


def _in_order(starts: list[Start], first: int) -> list[Start]:
    """The first ones, then the best start of every layout, layouts with few numbers first where the values are alike, then the others."""
    own, rest = starts[:first], sorted(starts[first:], key=lambda s: -s.value)
    best = {start.layout: start for start in reversed(rest)}
    leading = sorted(best.values(), key=lambda s: (-round(s.value, 1), s.layout.size))
    return [*own, *leading, *(s for s in rest if best[s.layout] is not s)]


def _own_point(claim: Claim, goal: Goal, p: Problem) -> tuple[Point, Array] | None:
    """A problem of the reviewer's as a point, with the parts of it that can move without leaving the assumptions; None where none can."""
    layout, numbers = layout_of(p)
    if not meets(claim, goal, layout, numbers):
        return None
    free = np.zeros(layout.size, dtype=bool)
    for where in layout.where.values():
        moved = numbers.copy()
        moved[where] = rational(numbers[where].astype(float) + np.linspace(0.1, 0.3, where.stop - where.start), 60)
        free[where] = meets(claim, goal, layout, moved)
    return ((layout, numbers), free) if free.any() else None


def _rational_zeros(pursuit: Pursuit, ground: Ground, goal: Goal, points: list[Point], budget: Budget) -> Iterator[Point]:
    """Rational points at which the sides are equal: on grids of the linear numbers, and along single entries."""
    rng, plain = ground.rng, Budget(budget.left)
    while points and plain.left > 0:
        layout, numbers = points[rng.integers(0, len(points))]
        x = layout.random(rng, int(rng.integers(1, 4))) if rng.integers(0, 4) else numbers
        pursuit.counts["grids"] += 1
        plain.take()
        yield from ((layout, found) for found in grid_zeros(goal, layout, x, rng, plain))
    lines = Budget(budget.left // 4)
    while points and lines.left > 0:
        layout, numbers = points[rng.integers(0, len(points))]
        pursuit.counts["lines"] += 1
        index = int(rng.integers(0, layout.size))
        yield from ((layout, found) for found in line_zeros(goal, layout, numbers, index, lines))
    budget.spent += plain.spent + lines.spent


def _path(pursuit: Pursuit, ground: Ground, goal: Goal, points: list[Point]) -> dict[str, Any] | None:
    """A path on which the difference changes its sign, between two points that differ in some parts alone."""
    chosen = [point for point in points if point[0].form == PLAIN][:10]
    chosen += [layout_of(layout.problem(numbers)) for layout, numbers in points if layout.form != PLAIN][:4]
    lines = 0
    for names, (layout, numbers) in product(MOVES, chosen):
        if lines >= LINES or not any(name in layout.where for name in names):
            continue
        drawn = (between(numbers, layout.random(ground.rng, 3), layout, names) for _ in range(10))
        line = [numbers, *(x for x in drawn if meets(pursuit.claim, goal, layout, x))]
        signs = [exact_difference(goal, layout, x) for x in line]
        ends = [(x, sign) for x, sign in zip(line, signs, strict=True) if sign]
        pairs = [(a, b) for (a, s), (b, t) in combinations(ends, 2) if s * t < 0]
        pairs.sort(key=lambda pair: int((pair[0] * pair[1] < 0).sum()))  # what must not be 0 is least likely to pass 0
        for first, last in pairs[:2]:
            lines += 1
            found = crossing(pursuit.claim, goal, layout, first, last)
            if found is not None:
                return found
    return None
