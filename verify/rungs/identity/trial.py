"""One stratum on trial: points are drawn when asked for, replaced when degenerate, and added until the bound is low enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from theory.arithmetic import Matrix
from theory.arithmetic.degrees import Divisor
from theory.arithmetic.sampled import DegeneratePoint, Sample, Sampled
from theory.problem import Problem
from verify.claim import Quantity, Statement
from verify.claim.compare import compared_sides
from verify.rungs.identity.bound import TARGET, log2_failure, log2_per_point, points_needed, size_of
from verify.rungs.identity.points import Residues, draw_problem, fields, varied
from verify.rungs.identity.reads import Watched
from verify.rungs.identity.shapes import Shape
from verify.rungs.identity.sound import check_kept, check_points, check_target

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
    """Whether all quantities of a statement were equal at every point, and how likely that is by chance.

    ``integers`` names the quantities that are plain integers, such as ranks: they are compared, and no bound speaks of them.
    ``log2_failure`` is None where all are. ``unequal`` names those that differed.
    """

    equal: bool
    degree: int
    height: float
    log2_failure: float | None
    integers: tuple[str, ...] = ()
    unequal: tuple[str, ...] = ()


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
    _drawn: set[bytes] = field(default_factory=set)

    def settle(self, statement: Statement, at: Variation, asked: set[str] | None = None, assumed: Iterable[Divisor] = ()) -> Finding:
        """Compare the sides at as many points as it takes to get below the target; raises ``NoPoint``.

        What the sides ask of a problem is noted in ``asked``, where given. ``assumed`` holds what was taken for zero to get here.
        """
        batch, degree, height, per_point, needed = 0, 0, 0.0, float("-inf"), 1
        divided = Divisor(0, 0.0)
        while batch * AT_ONCE < needed:
            p = self._problem(batch, at)
            try:
                look = looked(statement, p if asked is None else Watched(p, asked), assumed)
            except ZeroDivisionError:  # also a rank that differs between points
                self._reject(batch)
                continue
            if look.unequal:
                return Finding(False, look.degree, look.height, 0.0, look.integers, look.unequal)
            degree, height = max(degree, look.degree), max(height, look.height)
            divided = Divisor(max(divided.degree, look.divided.degree), max(divided.height, look.divided.height))
            if len(look.integers) == len(statement.quantities):
                return Finding(True, 0, 0.0, None, look.integers)
            per_point = log2_per_point(degree, height, self.bits)
            needed, batch = points_needed(per_point), batch + 1
        failure = log2_failure(per_point, [divided], batch * AT_ONCE, self.bits)
        check_target(failure, TARGET)
        return Finding(True, degree, height, failure, look.integers)

    def differing(self, statement: Statement, at: Variation) -> tuple[str, ...]:
        """The quantities that differ at the first points, by the comparison that ``settle`` makes; no point is drawn or rejected."""
        try:
            return looked(statement, self._problem(0, at), ()).unequal
        except (ArithmeticError, ValueError, TypeError, LookupError):  # the statement means nothing there
            return ()

    def problem(self, at: Variation) -> Problem:
        """The problem at the first batch of points, for assumptions to be evaluated on."""
        return self._problem(0, at)

    def forget(self) -> None:
        """Drop what was computed at the points: numbers and the results kept with them refer to each other, and would stay."""
        for problems in self._batches.values():
            system_of(next(iter(problems.values()))).known.clear()
        self._batches.clear()
        self._drawn.clear()

    def _problem(self, batch: int, at: Variation) -> Problem:
        while batch not in self._batches:
            first = Variation(self.shape.n_r, at.steps)
            label = f"{self.seed}/{self.shape.label}/{batch}/{self.rejected}"
            prime_label = f"{self.seed}/{self.shape.blocks_label}/{batch}"
            try:
                system = Sampled(fields(prime_label, self.bits, AT_ONCE))
                draws = [Residues(f"{label}/point {i}", f.p) for i, f in enumerate(system.fields)]
                check_points([f.p for f in system.fields], draws, self.bits, self._drawn)
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


@dataclass(frozen=True)
class Look:
    """Both sides once, at one batch of points: which quantities differ and which are integers, the largest size of a difference.

    ``divided`` is the product of everything that was divided by at these points so far.
    """

    unequal: tuple[str, ...]
    integers: tuple[str, ...]
    degree: int
    height: float
    divided: Divisor


def looked(statement: Statement, p: Any, assumed: Iterable[Divisor]) -> Look:
    """Both sides of ``statement`` at the points of p. The size of a difference has every divisor and every assumed zero as a factor."""
    system = system_of(p)
    system.zeros.clear()
    compared = compared_sides(statement, p)
    zeros = {*system.zeros, *assumed}
    unequal, integers, degree, height = [], [], 0, 0.0
    for quantity, a, b in compared:
        difference = a - b
        if not isinstance(difference, (Matrix, Sample)):
            integers.append(quantity.name)
            unequal += _named(quantity, difference == 0)
            continue
        value = difference.data[-1] if isinstance(difference, Matrix) else difference.bound
        unequal += _named(quantity, system.vanishes(difference.data) if isinstance(difference, Matrix) else difference.vanishes)
        met = {*_over(a), *_over(b)}
        check_kept(met, system.divisors.kept)
        system.divisors.add(*met)  # constants too: a prime may divide one
        d, h = size_of(value, [met, zeros])
        degree, height = max(degree, d), max(height, h)
    divided = Divisor(system.divisors.degree, system.divisors.height)
    return Look(tuple(unequal), tuple(integers), degree, height, divided)


def system_of(p: Any) -> Sampled:
    """The system that the points of p are in."""
    if not isinstance(p.system, Sampled):
        raise TypeError(f"`p` must be a problem at random points; received one over {p.system.name}")
    return p.system


def _named(quantity: Quantity, vanishes: bool) -> list[str]:
    return [] if vanishes else [quantity.name]


def _over(side: Any) -> Iterable[Divisor]:
    """The denominator of one side."""
    if isinstance(side, Matrix):
        found: Iterable[Divisor] = side.data[-1].over
        return found
    return side.bound.over if isinstance(side, Sample) else ()
