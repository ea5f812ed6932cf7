"""One stratum on trial: points are drawn when asked for, replaced when degenerate, and added until the bound is low enough."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from theory.arithmetic import Matrix
from theory.arithmetic.sampled import DegeneratePoint, Sample, Sampled
from theory.problem import Problem
from verify.claim import Statement
from verify.compare import compared_sides
from verify.rungs.identity_bound import log2_failure, log2_per_point, points_needed, size_of
from verify.rungs.identity_points import Residues, draw_problem, fields, varied
from verify.rungs.identity_reads import Watched
from verify.rungs.identity_shapes import Shape

AT_ONCE = 2
"""Points that go through one evaluation together; at 61 bits that is nearly always enough."""

MOST_REJECTED = 20
"""Rejected draws per stratum after which something other than chance is at work."""


class NoPoint(Exception):  # noqa: N818 - a finding: the stratum yields no point
    """Too many points of a stratum were degenerate."""


@dataclass(frozen=True)
class Variation:
    """What may vary within a stratum: the size of D_t and, for iterates, the number of steps."""

    n_t: int
    steps: int


@dataclass(frozen=True)
class Finding:
    """Whether all quantities of a statement were equal at every point, and how likely that is by chance."""

    equal: bool
    degree: int
    height: float
    log2_failure: float


@dataclass(eq=False)
class Trial:
    """The points of one stratum, in batches of ``AT_ONCE``, and what became of them.

    ``bits`` is the length of the primes, ``labels`` how y is made (see ``draw_problem``); ``seed`` and the shape fix every bit.
    """

    shape: Shape
    labels: str
    seed: int
    bits: int
    points: int = 0
    rejected: int = 0
    _batches: dict[int, dict[Variation, Problem]] = field(default_factory=dict)

    def settle(self, statement: Statement, at: Variation, asked: set[str] | None = None) -> Finding:
        """Compare the sides at as many points as it takes to get below the target; raises ``NoPoint``.

        What the sides ask of a problem is noted in ``asked``, where given.
        """
        batch, degree, height, per_point, needed = 0, 0, 0.0, float("-inf"), 1
        divisors: set[Any] = set()
        while batch * AT_ONCE < needed:
            p = self._problem(batch, at)
            try:
                equal, degree, height = _look(statement, p if asked is None else Watched(p, asked))
            except ZeroDivisionError:  # also a rank that differs between points
                self._reject(batch)
                continue
            if not equal:
                return Finding(False, degree, height, 0.0)
            per_point = log2_per_point(degree, height, self.bits)
            needed, batch = points_needed(per_point), batch + 1
            divisors |= set(p.system.divisors)  # type: ignore[attr-defined]  # a Sampled, by construction
        return Finding(True, degree, height, log2_failure(per_point, divisors, batch * AT_ONCE, self.bits))

    def problem(self, at: Variation) -> Problem:
        """The problem at the first batch of points, for assumptions to be evaluated on."""
        return self._problem(0, at)

    def forget(self) -> None:
        """Drop what was computed at the points: numbers and the results kept with them refer to each other, and would stay."""
        for problems in self._batches.values():
            next(iter(problems.values())).system.known.clear()  # type: ignore[attr-defined]  # a Sampled, by construction
        self._batches.clear()

    def _problem(self, batch: int, at: Variation) -> Problem:
        while batch not in self._batches:
            first = Variation(self.shape.n_r, at.steps)
            label = f"{self.seed}/{self.shape.label}/{batch}/{self.rejected}"
            prime_label = f"{self.seed}/{self.shape.blocks_label}/{batch}"
            try:
                system = Sampled(fields(prime_label, self.bits, AT_ONCE))
                draws = [Residues(f"{label}/point {i}", f.p) for i, f in enumerate(system.fields)]
                base = draw_problem(self.shape, self.labels, system, draws, at.steps)
            except DegeneratePoint:
                self._reject(batch)
                continue
            self._batches[batch] = {first: base}
            self.points += AT_ONCE
        known = self._batches[batch]
        if at not in known:
            known[at] = varied(next(iter(known.values())), at.n_t, at.steps)
        return known[at]

    def _reject(self, batch: int) -> None:
        if self._batches.pop(batch, None) is not None:
            self.points -= AT_ONCE
        self.rejected += AT_ONCE
        if self.rejected > MOST_REJECTED:
            raise NoPoint(f"{self.rejected} points of {self.shape.label} were degenerate")


def _look(statement: Statement, p: Any) -> tuple[bool, int, float]:
    """Whether all quantities agree at all points; the largest degree and height of a difference, divisors included."""
    equal, degree, height = True, 0, 0.0
    for _, a, b in compared_sides(statement, p):
        difference = a - b
        if isinstance(difference, Matrix):
            value, vanishes = difference.data[-1], p.system.vanishes(difference.data)
        elif isinstance(difference, Sample):
            value, vanishes = difference.bound, difference.vanishes
        else:  # both sides are plain integers, such as ranks
            equal &= difference == 0
            continue
        met = [_over(side) for side in (a, b)]
        d, h = size_of(value, met)
        equal, degree, height = equal and vanishes, max(degree, d), max(height, h)
    return equal, degree, height


def _over(side: Any) -> Any:
    """The denominator of one side."""
    if isinstance(side, Matrix):
        return side.data[-1].over
    return side.bound.over if isinstance(side, Sample) else {}
