"""Rung ``cubature``: the expectation itself, over Q, as a finite weighted sum of exact problems.

The left side of the claim runs on every problem of :func:`theory.designs.random.cubature`; the weighted sum must equal the closed
form, digit for digit. The sum knows fourth moments of the sphere, the closed form the moments of a random projector.
"""

from __future__ import annotations

from fractions import Fraction

from theory.arithmetic import RATIONAL
from theory.designs.random import cubature
from theory.random_design import RandomDesign
from verify.claim import Claim, Evidence
from verify.sides import listed
from verify.verdict import Answer, RungResult, Tally, answer_of, truth_of
from verify.workbench import Workbench


def run(claim: Claim, bench: Workbench) -> RungResult:  # noqa: ARG001 - exact sums need no seed
    """Exact evidence on every design that can be integrated."""
    tally, notes, rows = Tally(), [], []
    for s in claim.average.integrable if claim.average else ():
        tally.drawn += 1
        terms, found = integrate(claim, s)
        claimed = tuple(Fraction(v) for v in listed(claim.statement.right(s)))
        tally.record(True, found == claimed)
        rows.append({"design": str(s), "terms": terms, "integral": [str(v) for v in found], "claimed": [str(v) for v in claimed]})
        if found != claimed:
            notes.append(f"the integral is {', '.join(map(str, found))}, claimed {', '.join(map(str, claimed))}, for {s}")
    truth = truth_of(tally, False)
    note = notes[0] if notes else "" if rows else "the claim names no design that can be integrated"
    evidence = Evidence.EXACT if rows else Evidence.NONE
    answer = answer_of(truth) if rows else Answer.UNDECIDED
    return RungResult(claim.id, "cubature", answer, truth, tally, evidence, 0.0, note, detail={"integrals": rows})


def integrate(claim: Claim, s: RandomDesign) -> tuple[int, tuple[Fraction, ...]]:
    """How many terms the sum has, and the sum of the left side, per quantity."""
    totals = [Fraction(0)] * len(claim.statement.quantities)
    terms = 0
    points = cubature if claim.average is None or claim.average.points is None else claim.average.points
    for weight, p in points(s):
        terms += 1
        values = [RATIONAL.fraction(v) if not isinstance(v, int) else Fraction(v) for v in listed(claim.statement.left(p))]
        totals = [total + weight * value for total, value in zip(totals, values, strict=True)]
    return terms, tuple(totals)
