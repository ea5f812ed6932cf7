"""Rung ``cubature``: the expectation itself, over Q, as a finite weighted sum of exact problems.

The left side of the claim runs on every problem of a rule of :mod:`theory.designs.integral`; the weighted sum, once it is shown to be
the expectation (see :mod:`verify.rungs.integrals`), must equal the closed form, digit for digit.
"""

from __future__ import annotations

from verify.claim import Claim, Evidence
from verify.rungs.integrals import integrate, words
from verify.verdict import Answer, RungResult, Tally, answer_of, truth_of
from verify.workbench import Workbench


def run(claim: Claim, bench: Workbench) -> RungResult:  # noqa: ARG001 - exact sums need no seed
    """Exact evidence on every design that can be integrated."""
    tally, notes, rows = Tally(), [], []
    for s in claim.average.integrable if claim.average else ():
        tally.drawn += 1
        found, claimed = integrate(claim, s), claim.statement.right(s)
        if found is None:
            tally.record(True, None)
            notes.append(f"no finite sum is the expectation for {words(s)}")
            continue
        row = found.as_dict(claimed)
        tally.record(True, not found.differs(claimed))
        rows.append(row)
        if found.differs(claimed):
            notes.insert(0, f"the integral is {', '.join(row['integral'])}, claimed {', '.join(row['claimed'])}, for {row['design']}")
    truth = truth_of(tally, False)
    note = notes[0] if notes else "" if rows else "the claim names no design that can be integrated"
    answer = Answer.UNDECIDED if tally.undecided and not tally.failed_with else answer_of(truth)
    return RungResult(
        claim.id, "cubature", answer, truth, tally, Evidence.EXACT if rows else Evidence.NONE, note=note, detail={"integrals": rows}
    )
