"""Rung ``exact``: both sides over the rationals, on every design that meets the assumptions, real data included.

Equality means equality. The pinned counterexample of a false or conditional claim must fail here, and every pinned control, an
instance with one assumption dropped, must fail too: an assumption that is never needed is no assumption.
"""

from __future__ import annotations

from verify.claim import Claim, Control, Evidence, Relation, Truth
from verify.rungs.certificate import certified
from verify.rungs.judge import EXACTLY, fails_exactly, judge
from verify.rungs.shrink import shrink
from verify.verdict import Answer, RungResult, Tally, answer_of, truth_of
from verify.workbench import Instance, Workbench

MINIMUM = 200
"""Made instances on which a claim that holds must have been compared."""


def run(claim: Claim, bench: Workbench) -> RungResult:
    """Exact evidence on all designs."""
    tally = Tally()
    failing = None
    for instance in (*bench.synthetic, *bench.real):
        if _count(claim, instance, tally) is False and failing is None:
            failing = instance
    found = truth_of(tally, claim.condition is not None)
    witness = claim.counterexample() if claim.counterexample is not None else None
    problems = _complaints(claim, tally, found)
    if found in (Truth.FALSE, Truth.CONDITIONAL) and witness is None and failing is not None:
        witness = shrink(failing.exact, lambda p: fails_exactly(claim, p))
    data = None if witness is None else certified(claim, witness)
    answer = Answer.UNDECIDED if problems else answer_of(found)
    note = "; ".join(problems) or (f"fails on {failing.design.name}" if failing else "")
    return RungResult(claim.id, "exact", answer, found, tally, Evidence.EXACT, 0.0, note, data)


def _count(claim: Claim, instance: Instance, tally: Tally) -> bool | None:
    """Judge one instance into ``tally``; returns whether the statement held, None where it was not compared."""
    tally.drawn += 1
    if not claim.applies_to(instance.exact):
        return None
    found = judge(claim, instance.exact, instance.exact, EXACTLY, None)
    if found is None:
        return None
    found.count(tally)
    tally.real += instance.is_real
    return found.holds


def _complaints(claim: Claim, tally: Tally, found: Truth) -> list[str]:
    """Why this evidence does not suffice, in words; empty when it does."""
    out = [f"a further fact of the claim fails on {tally.broken} instances"] if tally.broken else []
    if found is Truth.TRUE and tally.compared < MINIMUM:
        out.append(f"compared on {tally.compared} instances, {MINIMUM} are required")
    if found is Truth.TRUE and claim.statement.relation is Relation.EQUAL and not tally.real:
        out.append("never compared on real data")
    if claim.counterexample is not None and not fails_exactly(claim, claim.counterexample()):
        out.append("the pinned counterexample does not refute the statement")
    out += [f"the control that drops '{c.drops}' {why}" for c in claim.controls if (why := _control_complaint(claim, c))]
    return out


def _control_complaint(claim: Claim, control: Control) -> str:
    p = control.problem()
    unmet = [a.name for a in claim.assumes if not a.holds(p)]
    if unmet != [control.drops]:
        return f"violates {unmet}, not that assumption alone"
    found = judge(claim, p, p, EXACTLY, None)
    return "" if found is not None and (found.broken or found.holds is False) else "does not make the statement false"
