"""Rung ``cubature``: the expectation itself, over Q, as a finite weighted sum of exact problems.

The left side of the claim runs on every problem of a rule of :mod:`theory.designs.integral`; the weighted sum, once it is shown to be
the expectation (see :mod:`verify.rungs.integrals`), must equal the closed form, digit for digit.
"""

from __future__ import annotations

from typing import Any

from verify.claim import Claim, Evidence
from verify.claim.logic import Tally
from verify.claim.result import RungResult, report
from verify.rungs.integrals import integrate, words
from verify.rungs.workbench import Workbench


def run(claim: Claim, bench: Workbench) -> RungResult:  # noqa: ARG001 - exact sums need no seed
    """Exact evidence on every design that can be integrated."""
    tally, notes, rows, complaints = Tally(), [], [], []
    witnesses: dict[str, Any] = {}
    for s in claim.average.integrable if claim.average else ():
        tally.drawn += 1
        found, claimed = integrate(claim, s), claim.statement.right(s)
        if found is None:
            tally.record(True, None)
            complaints.append(f"no finite sum is the expectation for {words(s)}")
            continue
        row, stands = found.as_dict(claimed), not found.differs(claimed)
        tally.record(True, stands)
        rows.append(row)
        if not stands:
            witnesses.setdefault("if", {"format": "goldengap-average-1", "claim": claim.id} | row)
            notes.append(f"the integral is {', '.join(row['integral'])}, claimed {', '.join(row['claimed'])}, for {row['design']}")
    note = notes[0] if notes else "" if rows or complaints else "the claim names no design that can be integrated"
    evidence = Evidence.EXACT if rows else Evidence.NONE
    return report(claim, "cubature", tally, evidence, witnesses=witnesses, complaints=complaints, note=note, detail={"integrals": rows})
