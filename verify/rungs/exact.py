"""Rung ``exact``: both sides over the rationals, on every design that meets the assumptions, real data included.

Equality means equality. What fails is written down as a witness. The pinned counterexample of a claim must do what it is pinned for,
and every pinned control, a problem with one assumption dropped, must make the claim fail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from theory.designs.variety import REPEATS, signature
from theory.problem import Problem
from verify.claim import Claim, Control, Evidence, Relation, Truth
from verify.claim.judge import Judgement, judge_exactly
from verify.claim.logic import Half, Tally
from verify.claim.result import RungResult, report
from verify.counterexample.witness import certified, witness
from verify.rungs.workbench import Instance, Workbench


@dataclass
class Seen:
    """What the problems judged so far showed: counts, the first problem against each half, decided facts, sizes and ranks."""

    tally: Tally = field(default_factory=Tally)
    failing: dict[Half, Problem] = field(default_factory=dict)
    where: str = ""
    facts: Counter[str] = field(default_factory=Counter)
    left_out: dict[str, str] = field(default_factory=dict)
    kinds: Counter[tuple[int, ...]] = field(default_factory=Counter)
    families: Counter[str] = field(default_factory=Counter)

    def add(self, p: Problem, found: Judgement, family: str, name: str, real: bool) -> None:
        """Count one judged problem."""
        found.count(self.tally)
        self.tally.real += real and found.holds is not None
        self.facts.update(fact for fact, holds in found.facts if holds is not None)
        self.left_out.update(found.left_out)
        self.families[family] += 1
        if found.holds is not None:
            self.kinds[signature(p)] += 1
        for half in found.fails:
            self.failing.setdefault(half, p)
            self.where = self.where or name

    @property
    def varied(self) -> int:
        """Compared problems, at most ``REPEATS`` of equal sizes, ranks and outputs."""
        return sum(min(count, REPEATS) for count in self.kinds.values())

    @property
    def detail(self) -> dict[str, Any]:
        """Plain data for the ledger."""
        out: dict[str, Any] = {"varied": self.varied, "kinds": len(self.kinds), "families": dict(self.families), "facts": dict(self.facts)}
        return out | ({"left_out": self.left_out} if self.left_out else {})


def run(claim: Claim, bench: Workbench) -> RungResult:
    """Exact evidence on all designs and on what is pinned."""
    seen = Seen()
    for instance in (*bench.instances_for(claim), *bench.real):
        _look(claim, instance, seen)
    complaints = list(_complaints(claim, seen))
    witnesses = {half.value: data for half, p in seen.failing.items() if (data := witness(claim, p, half)) is not None}
    witnesses |= _pinned(claim, complaints)
    note = "; ".join(complaints) or (f"fails on {seen.where}" if seen.where else "")
    return report(claim, "exact", seen.tally, Evidence.EXACT, witnesses=witnesses, complaints=complaints, note=note, detail=seen.detail)


def _look(claim: Claim, instance: Instance, seen: Seen) -> None:
    seen.tally.drawn += 1
    if claim.applies_to(instance.exact) and (found := judge_exactly(claim, instance.exact)) is not None:
        seen.add(instance.exact, found, instance.design.family, instance.design.name, instance.is_real)


def _pinned(claim: Claim, complaints: list[str]) -> Mapping[str, dict[str, Any]]:
    """The pinned counterexample as a witness against what it refutes; a complaint where it does not do what it is pinned for.

    Of a conditional claim it shows where the statement fails, and refutes nothing.
    """
    if claim.counterexample is None:
        return {}
    p = claim.counterexample()
    unmet = [a.name for a in claim.assumes if not a.holds(p)]
    if unmet:
        complaints.append(f"the pinned counterexample does not meet {', '.join(unmet)}")
        return {}
    found = judge_exactly(claim, p)
    if found is None:
        complaints.append("the pinned counterexample cannot be judged over Q")
        return {}
    if claim.truth is Truth.CONDITIONAL:
        if found.holds is not False or found.condition:
            complaints.append("the pinned counterexample does not show the statement failing where the condition fails")
            return {}
        return {"pinned": certified(claim, p)}
    refuted = found.fails - {Half.FACT}
    if not refuted:
        complaints.append("the pinned counterexample does not refute the statement")
    return {half.value: data for half in refuted if (data := witness(claim, p, half, smaller=False)) is not None}


def _complaints(claim: Claim, seen: Seen) -> list[str]:
    """Why this evidence does not suffice, in words; empty when it does."""
    out = []
    if seen.tally.held_with and not seen.tally.real and claim.statement.relation is Relation.EQUAL and claim.truth is Truth.TRUE:
        out.append("never compared on real data")
    out += [f"the control that drops '{c.drops}' {why}" for c in claim.controls if (why := _control_complaint(claim, c))]
    return out


def _control_complaint(claim: Claim, control: Control) -> str:
    p = control.problem()
    unmet = [a.name for a in claim.assumes if not a.holds(p)]
    if unmet != [control.drops]:
        return f"violates {unmet}, not that assumption alone"
    found = judge_exactly(claim, p)
    return "" if found is not None and (found.broken or found.holds is False) else "does not make the statement false"
