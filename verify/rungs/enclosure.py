"""Rung ``enclosure``: both sides in balls, so that every answer is a rigorous statement about real numbers.

What no other rung can say it says: the spectrum and the square roots need not be rational, limits and thresholds are enclosed.
Assumptions that ask what a number system can write down are therefore put to the balls, not to Q. The precision is doubled until
every statement is decided; what :data:`MOST_BITS` leave open is undecided.

Balls show that two numbers differ, or their order. They never show equality: they enclose it. So this rung votes on a half of a
claim only where it could have refuted that half (:func:`verify.verdict.sees_in_balls`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from theory.arithmetic import FLOAT64, Ball, CannotTell, NotRepresentable
from theory.designs import Design
from theory.problem import Problem
from verify.assumptions import anything
from verify.claim import Assumption, Claim, Evidence, Statement
from verify.claim.compare import compare
from verify.claim.judge import EXACTLY, Judgement, judge_by
from verify.claim.logic import Half, Tally
from verify.claim.result import RungResult, report, sees_in_balls
from verify.claim.sides import holds_on, listed
from verify.counterexample.witness import certified, witness
from verify.rungs.enclosure_compare import Enclosed, compare_enclosed, differences, ends
from verify.rungs.workbench import Instance, Workbench

FIRST_BITS = 128
MOST_BITS = 1024
ASKED_BITS = 256
"""Where slips are put to the rung, balls are not asked for more."""

COUNT = 64
"""Made instances per claim; every real one that the claim speaks of comes on top."""

KAPPA = 1e13


@dataclass
class Balls:
    """One instance in balls; the precision is doubled, up to ``most_bits``, until a comparison is decided."""

    instance: Instance
    most_bits: int = MOST_BITS
    bits: int = FIRST_BITS

    def condition(self, statement: Statement) -> bool:
        """Decided over Q."""
        return bool(compare(statement, self.instance.exact, EXACTLY, None).holds)

    def applies(self, when: Assumption) -> bool:
        """Decided over Q; what a number system can write down is asked of the balls."""
        return holds_on(when, self.instance.over(Ball(FIRST_BITS)) if when.of_system else self.instance.exact)

    def compare(self, statement: Statement, expected: bool) -> Enclosed:
        """Both sides at the precision that decides."""
        bits = FIRST_BITS
        while True:
            found = _attempt(statement, self.instance.over(Ball(bits)), self.instance, expected)
            self.bits = max(self.bits, bits)
            if found.holds is not None or 2 * bits > self.most_bits:
                return found
            bits *= 2


def _attempt(statement: Statement, p: Problem, instance: Instance, expected: bool) -> Enclosed:
    try:
        return compare_enclosed(statement, p, instance.scales, expected)
    except CannotTell as reason:
        return Enclosed(None, statement.quantities[0].name, 0.0, str(reason))


@dataclass
class Seen:
    """What the instances judged so far showed."""

    tally: Tally = field(default_factory=Tally)
    failing: dict[Half, Problem] = field(default_factory=dict)
    facts: Counter[str] = field(default_factory=Counter)
    open_facts: Counter[str] = field(default_factory=Counter)
    families: Counter[str] = field(default_factory=Counter)
    left_out: dict[str, str] = field(default_factory=dict)
    widest: float = 0.0
    bits: int = 0
    errors: dict[str, dict[str, tuple[float, float]]] = field(default_factory=dict)
    note: str = ""

    def add(self, instance: Instance, found: Judgement, bits: int) -> None:
        """Count one judgement."""
        found.count(self.tally)
        self.tally.real += instance.is_real and found.holds is not None
        self.families[instance.design.family] += 1
        self.left_out.update(found.left_out)
        self.bits = max(self.bits, bits)
        for name, holds in found.facts:
            (self.open_facts if holds is None else self.facts)[name] += 1
        self.widest = max([self.widest, *(getattr(c, "width", 0.0) for c in found.compared if c.holds is not None)])
        for half in found.fails:
            self.failing.setdefault(half, instance.exact)
        if found.fails and not self.note and isinstance(found.worst, Enclosed):
            self.note = f"{found.worst.quantity} on {instance.design.name}: off by {found.worst.shown} with {bits} bits"


def run(claim: Claim, bench: Workbench, most_bits: int = MOST_BITS) -> RungResult:
    """Enclosures on designs of every family, on real data, and on the pinned counterexample of a claim that has one."""
    seen = Seen()
    for instance in _instances(claim, bench):
        seen.tally.drawn += 1
        found = settle(claim, instance, most_bits)
        if found is None:
            continue
        judgement, bits = found
        seen.add(instance, judgement, bits)
        if instance.is_real and judgement.holds is not None:
            seen.errors[instance.design.name] = float64_errors(claim.statement, instance, bits)
    return _result(claim, seen, most_bits)


def _result(claim: Claim, seen: Seen, most_bits: int) -> RungResult:
    never = sorted(seen.open_facts.keys() - seen.facts.keys())
    complaints = [f"{', '.join(never)} could not be decided on any instance with {most_bits} bits"] if never else []
    note = seen.note
    if seen.tally.undecided and not note and not complaints:
        note = f"{seen.tally.undecided} instances undecided with {most_bits} bits"
    witnesses = {half.value: data for half, p in seen.failing.items() if (data := _witness(claim, p, half)) is not None}
    detail: dict[str, Any] = {
        "widest": seen.widest,
        "bits": seen.bits,
        "instances": seen.tally.compared,
        "facts": dict(seen.facts),
        "facts_undecided": sum(seen.open_facts.values()),
        "families": dict(seen.families),
        "float64_error": seen.errors,
    }
    if seen.left_out:
        detail["left_out"] = seen.left_out
    return report(
        claim,
        "enclosure",
        seen.tally,
        Evidence.ENCLOSED,
        sees=sees_in_balls(claim),
        witnesses=witnesses,
        complaints=complaints,
        note=note,
        detail=detail,
    )


def _witness(claim: Claim, p: Problem, half: Half) -> dict[str, Any] | None:
    """The problem as data: judged again over Q, or, where Q cannot write a side down, again in balls as it was read back."""
    if all(a.holds(p) for a in claim.assumes) and (data := witness(claim, p, half)) is not None:
        return data
    found = settle(claim, Instance(Design("read back", "pinned", p)))
    return certified(claim, p) if found is not None and half in found[0].fails else None


def _instances(claim: Claim, bench: Workbench) -> list[Instance]:
    """Instances that meet every assumption which the numbers themselves decide; the rest is asked in balls."""
    wider = replace(claim, assumes=tuple(a for a in claim.assumes if not a.of_system) or (anything,), controls=())
    pinned = [] if claim.counterexample is None else [Instance(Design("the pinned counterexample", "pinned", claim.counterexample()))]
    real = [i for i in bench.real if wider.applies_to(i.exact)]
    return [*bench.sample(wider, COUNT, KAPPA), *real, *pinned]


def settle(claim: Claim, instance: Instance, most_bits: int = MOST_BITS) -> tuple[Judgement, int] | None:
    """The judgement on one instance and the bits that it took; None where the claim does not speak of the instance."""
    by = Balls(instance, most_bits)
    try:
        if not all(by.applies(a) for a in claim.assumes):
            return None
        found = judge_by(claim, by)
    except NotRepresentable:
        return None
    return None if found.worst is None else (found, by.bits)


def judged(claim: Claim, instance: Instance) -> Judgement | None:
    """The judgement on one instance with few bits."""
    found = settle(claim, instance, ASKED_BITS)
    return None if found is None else found[0]


def float64_errors(statement: Statement, instance: Instance, bits: int) -> dict[str, tuple[float, float]]:
    """Per quantity of the left side, an interval that is certain to hold (float64 result) - (true value).

    The true value is that of the data as written; the float64 result includes rounding the data to doubles. For a matrix the
    interval covers every entry.
    """
    computed, true = (listed(statement.left(instance.over(system))) for system in (FLOAT64, Ball(bits)))
    exactly = Ball(max(bits, 64))
    out = {}
    for quantity, a, b in zip(statement.quantities, computed, true, strict=True):
        lifted = a.to(FLOAT64).to(exactly) if hasattr(a, "to") else exactly.scalar(FLOAT64.fraction(a))
        balls = differences(lifted, b)
        low, high = zip(*map(ends, balls), strict=True)
        out[quantity.name] = (min(low), max(high))
    return out
