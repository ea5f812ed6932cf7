"""Which layouts a claim is tried on: those whose data meet its assumptions, made special only where plain data fail them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import islice

import numpy as np

from theory.problem import Problem
from verify import assumptions
from verify.claim import Assumption, Claim
from verify.rungs.optimize.forms import special
from verify.rungs.optimize.goal import Goal
from verify.rungs.optimize.layout import Array, Layout

Point = tuple[Layout, Array]
"""A layout and fractions for it."""

MOST_FORMS = 6
"""Special forms that are tried per claim, of those on which its assumptions hold."""

SMALL = (
    (0, 2, 0, 1, 1, 1),
    (1, 1, 1, 1, 1, 1),
    (0, 3, 0, 1, 1, 1),
    (0, 3, 0, 2, 1, 1),
    (0, 3, 0, 1, 2, 1),
    (0, 1, 0, 1, 1, 1),
    (1, 0, 1, 1, 1, 1),
    (2, 1, 1, 2, 1, 1),
    (1, 2, 1, 2, 2, 1),
    (0, 2, 0, 2, 1, 1),
    (1, 1, 2, 1, 2, 1),
    (0, 3, 0, 1, 1, 2),
    (0, 4, 0, 2, 2, 1),
    (2, 0, 2, 1, 1, 1),
)
"""(d_r, d_lap, d_f, n_r, n_f, k) of the layouts that are optimized, fewest numbers first."""

LARGE = (
    (2, 2, 1, 3, 2, 1),
    (0, 4, 0, 2, 2, 2),
    (2, 4, 1, 5, 1, 1),
    (0, 7, 0, 6, 1, 1),
    (1, 3, 1, 3, 2, 3),
    (0, 6, 0, 3, 3, 2),
    (3, 3, 2, 5, 2, 2),
    (0, 5, 0, 7, 2, 1),
    (5, 0, 3, 4, 3, 2),
    (0, 9, 0, 8, 1, 1),
    (3, 4, 3, 6, 4, 3),
    (0, 10, 0, 12, 3, 1),
    (4, 8, 4, 9, 5, 1),
    (8, 8, 8, 10, 4, 1),
)
"""Larger sizes, on which plain problems are judged once."""

FIXED = {
    a.name
    for a in (
        *(assumptions.noiseless, assumptions.consistent, assumptions.full_column_rank, assumptions.distinct, assumptions.overlapping),
        *(assumptions.full_overlap, assumptions.tuned_on_all, assumptions.spanning, assumptions.scheduled, assumptions.regularized),
        *(assumptions.rational_spectrum, assumptions.simple_spectrum, assumptions.real_numbers, assumptions.single_remaining),
        *(assumptions.tuned_on_something, assumptions.independent_tuning, assumptions.single_output, assumptions.few_features),
        *(assumptions.full_row_rank, assumptions.anything, assumptions.fewer_than_features, assumptions.fewer_remaining),
    )
}
"""Assumptions that hold on almost all data of a layout or on none: they need not be watched while its numbers move."""


def fitted(sizes: Sequence[int], claim: Claim) -> Layout:
    """A layout of these sizes, with its blocks as ``claim`` assumes them: none shared, all shared, some shared."""
    assumes = {a.name for a in claim.assumes}
    d_r, d_lap, d_f, n_r, n_f, k = sizes
    if assumptions.distinct.name in assumes:
        d_r, d_lap, d_f = d_r + (d_lap + 1) // 2, 0, d_f + (d_lap + 1) // 2
    elif assumptions.full_overlap.name in assumes:
        d_r, d_lap, d_f = 0, d_r + d_lap + d_f, 0
    elif assumptions.overlapping.name in assumes and not d_lap:
        d_lap = 1
    if assumptions.spanning.name in assumes or assumptions.full_row_rank.name in assumes:
        n_r = max(n_r, d_r + d_lap + (d_f if assumptions.full_row_rank.name in assumes else 0))
    return Layout(d_r, d_lap, d_f, n_r, n_f, 1 if assumptions.single_output.name in assumes else k)


@dataclass(frozen=True)
class Ground:
    """Where a claim is tried: layouts and rational numbers on which it speaks, drawn from ``seed``."""

    claim: Claim
    seed: int

    @cached_property
    def rng(self) -> np.random.Generator:
        """Draws everything that this search draws."""
        return np.random.default_rng([self.seed, 1701])

    @cached_property
    def reads(self) -> frozenset[str]:
        """Which of schedule, regularization and tuning the code of the claim reads."""
        layout = replace(fitted(SMALL[3], self.claim), steps=2, regularized=True)
        return parts_read(self.claim, layout.problem(layout.random(np.random.default_rng(0), 3)))

    def variants(self, sizes: Sequence[int]) -> list[Layout]:
        """Layouts of these sizes: with label noise and without, D_t all, part or none of D_r, where the claim leaves that free."""
        assumes = {a.name for a in self.claim.assumes}
        steps = 2 if "schedule" in self.reads else None
        plain = replace(fitted(sizes, self.claim), steps=steps, regularized="regularization" in self.reads)
        out = [plain] if assumptions.noiseless.name in assumes else [plain, replace(plain, noisy=True)]
        if assumptions.tuned_on_all.name not in assumes and "tuning" in self.reads:
            out += [replace(plain, tuning=tuple(range(size))) for size in {plain.n_r - 1, 0} if size < plain.n_r]
        return out

    def points(self, goal: Goal | None, layouts: Iterable[Layout], tries: int) -> list[Point]:
        """Per layout the first of ``tries`` drawn points that meet the assumptions."""
        drawn = ((layout, (layout.random(self.rng, 3) for _ in range(tries))) for layout in layouts)
        first = ((layout, next((x for x in numbers if meets(self.claim, goal, layout, x)), None)) for layout, numbers in drawn)
        return [(layout, numbers) for layout, numbers in first if numbers is not None]

    def small(self, goal: Goal) -> list[Point]:
        """Points on small layouts; in special forms where plain data meet the assumptions on less than half of the layouts."""
        layouts = [layout for sizes in SMALL for layout in self.variants(sizes)]
        found = self.points(goal, layouts, 8)
        if 2 * len(found) >= len(layouts):
            return found
        few = [layout for sizes in SMALL[:4] for layout in self.variants(sizes)[:2]]
        forms = islice((form for form in special() if self.points(goal, (layout.shaped(form) for layout in few), 1)), MOST_FORMS)
        return found + [point for form in forms for point in self.points(goal, (layout.shaped(form) for layout in layouts), 2)]

    def large(self) -> list[Point]:
        """Points on larger layouts, one each, plain or in a form that the assumptions need."""
        layouts = [self.variants(sizes)[i % len(self.variants(sizes))] for i, sizes in enumerate(LARGE)]
        return self.points(None, layouts, 3)


def parts_read(claim: Claim, p: Problem) -> frozenset[str]:
    """Which of the optional parts of p the sides and assumptions of ``claim`` read."""
    read: set[str] = set()

    class Seen(Problem):
        """Notes which of its optional parts are asked for."""

        def __getattribute__(self, name: str) -> object:
            if name in ("schedule", "regularization", "tuning"):
                read.add(name)
            return super().__getattribute__(name)

    seen = Seen(**{f.name: getattr(p, f.name) for f in fields(p)})
    read.clear()  # what validation looked at
    statements = [s for s in (claim.statement, claim.condition, *claim.also) if s is not None]
    for ask in (*(a.holds for a in claim.assumes), *(side for s in statements for side in (s.left, s.right))):
        with contextlib.suppress(Exception):  # only what is read matters here
            ask(seen)
    return frozenset(read)


def speaks(claim: Claim, p: Problem) -> bool:
    """Whether p over Q meets every assumption; False where one cannot be asked."""
    try:
        return claim.applies_to(p)
    except (ArithmeticError, ValueError):
        return False


def meets(claim: Claim, goal: Goal | None, layout: Layout, numbers: Array) -> bool:
    """Whether these fractions give a problem that ``claim``, and ``goal`` where given, speak of."""
    try:
        p = layout.problem(numbers)
        return speaks(claim, p) and (goal is None or goal.allows(p))
    except (ArithmeticError, ValueError):
        return False


def watched(claim: Claim, goal: Goal, point: Point) -> Callable[[Problem], bool]:
    """The assumptions of the claim and of the goal that may fail while the numbers move, as a test in double precision.

    An assumption that fails at ``point`` itself in double precision holds there by construction: it is left to the exact check.
    """
    layout, numbers = point
    p = layout.problem(numbers.astype(float))
    assumed = claim.assumes if goal.only is None else (*claim.assumes, goal.only)
    kept = [a for a in assumed if a.name not in FIXED and _holds(a, p)]
    return lambda q: all(_holds(a, q) for a in kept)


def _holds(a: Assumption, p: Problem) -> bool:
    try:
        return bool(a.holds(p))
    except Exception:  # in double precision an assumption may raise anything; over Q it is asked again
        return False
