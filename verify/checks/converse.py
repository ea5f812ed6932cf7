"""Check ``converse``: both directions of a conditional claim, "if" and "only if", each tried where it could fail.

    if:       the condition holds  => the statement holds;
    only if:  the statement holds  => the condition holds.

Tried on small problems of every shape and on all made designs that meet the assumptions. A direction that was never tried, because no
problem had its premise and none had the negation of its conclusion, shows nothing and fails the check.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from verify.checks.ablation import facets_of
from verify.checks.enumeration import lightest
from verify.checks.on_problem import evaluate
from verify.checks.result import CheckResult
from verify.claim import Claim
from verify.counterexample import as_data
from verify.rungs.workbench import Workbench

SMALL = 60
"""Small problems per shape and largest entry."""


def run(claim: Claim, bench: Workbench, source: Path | None = None) -> CheckResult:  # noqa: ARG001 - the same call for every check
    """Count the four cases; passes when both directions were tried and neither failed."""
    counts: Counter[tuple[bool, bool]] = Counter()
    failures: dict[str, Any] = {}
    problems = [*lightest(facets_of(claim, None, bench), SMALL), *(i.exact for i in bench.instances_for(claim))]
    for p in problems:
        if not claim.applies_to(p):
            continue
        seen = evaluate(claim, p)
        if seen.holds is None:
            continue
        counts[seen.condition, seen.holds] += 1
        if seen.condition is not seen.holds:
            failures.setdefault("if" if seen.condition else "only if", as_data(claim.id, p))
    both, neither = counts[True, True], counts[False, False]
    out = [f"'{name}' fails: {counts[name == 'if', name != 'if']} problems" for name in failures]
    if not both or not neither:
        out.append(f"not tried: the condition and the statement held on {both} problems and both failed on {neither}")
    note = f"both hold on {both} problems, both fail on {neither}; neither direction fails"
    detail = {"both_hold": both, "both_fail": neither, "failures": failures}
    return CheckResult(claim.id, "converse", not out, "; ".join(out) or note, detail)
