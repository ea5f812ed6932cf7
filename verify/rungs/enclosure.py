"""Rung ``enclosure``: both sides in balls, so that every answer is a rigorous statement about real numbers.

What no other rung can say it says: the spectrum and the square roots need not be rational, limits and thresholds are enclosed.
Assumptions that ask what a number system can write down are therefore put to the balls, not to Q. The precision is doubled until
every statement is decided; what :data:`MOST_BITS` leave open is undecided. An equality is never proved, only enclosed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from theory.arithmetic import FLOAT64, Ball, CannotTell, NotRepresentable
from theory.designs import Design
from theory.problem import Problem
from verify.assumptions import anything
from verify.claim import Assumption, Claim, Evidence, Statement
from verify.compare import compare
from verify.rungs.enclosure_compare import Enclosed, compare_enclosed, differences, ends
from verify.rungs.judge import EXACTLY
from verify.sides import listed
from verify.verdict import Answer, RungResult, Tally, answer_of, truth_of
from verify.workbench import Instance, Workbench

FIRST_BITS = 128
MOST_BITS = 1024

COUNT = 64
"""Made instances per claim; every real one that the claim speaks of comes on top."""

KAPPA = 1e13


@dataclass(frozen=True)
class Settled:
    """One instance: the condition, the main statement, every further fact that applied, and the bits that it took."""

    condition: bool
    main: Enclosed
    facts: tuple[Enclosed, ...]
    bits: int

    @property
    def broken(self) -> Enclosed | None:
        """A further fact that certainly fails."""
        return next((fact for fact in self.facts if fact.holds is False), None)


def run(claim: Claim, bench: Workbench, most_bits: int = MOST_BITS) -> RungResult:
    """Enclosures on designs of every family, on real data, and on the pinned counterexample of a claim that has one."""
    tally, note = Tally(), ""
    settled: list[Settled] = []
    errors: dict[str, dict[str, tuple[float, float]]] = {}
    for instance in _instances(claim, bench):
        tally.drawn += 1
        found = settle(claim, instance, most_bits)
        if found is None:
            continue
        settled.append(found)
        if found.broken:
            tally.met, tally.broken = tally.met + 1, tally.broken + 1
        else:
            tally.record(found.condition, found.main.holds)
        tally.real += instance.is_real and found.main.holds is not None
        failed = found.broken or (found.main if found.main.holds is (not found.condition) else None)
        if failed and not note:
            note = f"{failed.quantity} on {instance.design.name}: off by {failed.shown} with {found.bits} bits"
        if instance.is_real and found.main.holds is not None:
            errors[instance.design.name] = float64_errors(claim.statement, instance, found.bits)
    return _result(claim, tally, settled, errors, note, most_bits)


def _result(claim: Claim, tally: Tally, settled: Sequence[Settled], errors: dict[str, Any], note: str, most_bits: int) -> RungResult:
    truth = truth_of(tally, claim.condition is not None)
    never = _never_decided(settled)
    answer = Answer.UNDECIDED if never else answer_of(truth)
    if never:
        note = f"{', '.join(never)} could not be decided on any instance with {most_bits} bits"
    elif tally.undecided and not note:
        note = f"{tally.undecided} instances undecided with {most_bits} bits"
    widest = max((f.width for s in settled for f in (s.main, *s.facts) if f.holds is not None), default=0.0)
    detail = {
        "widest": widest,
        "bits": max((s.bits for s in settled), default=0),
        "instances": tally.compared,
        "facts_undecided": sum(fact.holds is None for s in settled for fact in s.facts),
        "float64_error": errors,
    }
    return RungResult(claim.id, "enclosure", answer, truth, tally, Evidence.ENCLOSED, 0.0, note, detail=detail)


def _never_decided(settled: Sequence[Settled]) -> list[str]:
    """Further facts that applied somewhere and were decided nowhere: a fact nobody could check supports nothing."""
    decided = {fact.quantity: False for s in settled for fact in s.facts}
    for fact in (fact for s in settled for fact in s.facts if fact.holds is not None):
        decided[fact.quantity] = True
    return sorted(name for name, ever in decided.items() if not ever)


def _instances(claim: Claim, bench: Workbench) -> list[Instance]:
    """Instances that meet every assumption which the numbers themselves decide; the rest is asked in balls."""
    wider = replace(claim, assumes=tuple(a for a in claim.assumes if not a.of_system) or (anything,), controls=())
    pinned = [] if claim.counterexample is None else [Instance(Design("the pinned counterexample", "pinned", claim.counterexample()))]
    real = [i for i in bench.real if wider.applies_to(i.exact)]
    return [*bench.sample(wider, COUNT, KAPPA), *real, *pinned]


def settle(claim: Claim, instance: Instance, most_bits: int = MOST_BITS) -> Settled | None:
    """Decide every statement of ``claim`` on one instance, raising the precision for those that are still open.

    None where the claim does not speak of the instance, or a number that it needs does not exist.
    """
    exact, scales = instance.exact, instance.scales
    try:
        condition = claim.condition is None or bool(compare(claim.condition, exact, EXACTLY, None).holds)
        statements: list[Statement] | None = None
        found: dict[int, Enclosed] = {}
        bits = FIRST_BITS
        while True:
            p = instance.over(Ball(bits))
            if statements is None:
                statements = _statements(claim, exact, p)
            if statements is None:
                return None
            for i, statement in enumerate(statements):
                if i not in found or found[i].holds is None:
                    found[i] = _attempt(statement, p, partial(compare_enclosed, scales=scales, expected=condition or i > 0))
            if 2 * bits > most_bits or all(f.holds is not None for f in found.values()):
                return Settled(condition, found[0], tuple(found[i] for i in range(1, len(statements))), bits)
            bits *= 2
    except NotRepresentable:
        return None


def _statements(claim: Claim, exact: Problem, p: Problem) -> list[Statement] | None:
    """The statement and the further facts that apply; None where an assumption about numbers fails even in balls."""
    if not all(_holds(a, exact, p) for a in claim.assumes):
        return None
    return [claim.statement, *(fact for fact in claim.also if fact.when is None or _holds(fact.when, exact, p))]


def _holds(assumption: Assumption, exact: Problem, p: Problem) -> bool:
    return assumption.holds(p if assumption.of_system else exact)


def _attempt(statement: Statement, p: Problem, judged: Any) -> Enclosed:
    try:
        return judged(statement, p)
    except CannotTell as reason:
        return Enclosed(None, statement.quantities[0].name, 0.0, str(reason))


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
