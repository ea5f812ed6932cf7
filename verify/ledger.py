"""The ledger: everything a run found, as JSON for machines and Markdown for people.

JSON layout, version 1:

    format      "goldengap-ledger-1"
    created     UTC time, ISO 8601
    seed        seed of the designs and of the search
    versions    python, platform, and every library that takes part in a verdict
    claims      a list; per claim: id, source, statement, latex, assumes (name: statement), registered, found, verdict, evidence,
                floor, complete (whether all of its rungs ran), passed, problems, and rungs: per rung claim, rung, answer, found,
                tally (drawn, met, held_with, failed_with, held_without, failed_without, undecided, broken, real; "with" and "without"
                say whether the claim's condition held), compared, evidence, worst_error_over_allowance, note,
                counterexample (exact, replayable; or null), detail (what this kind of evidence adds; for enclosure: widest, the largest
                width that passed for 0 relative to the inputs' scale, bits, instances, facts_undecided, and float64_error: per real
                data set and quantity of the left side an interval that holds float64 result minus true value), seconds
    abstract    a list; per sentence: id, text, rests_on, found, why
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from verify.abstract import SENTENCES, explain, follow
from verify.claim import Truth
from verify.verdict import Verdict

FORMAT = "goldengap-ledger-1"
LIBRARIES = ("numpy", "scipy", "mpmath", "python-flint", "hypothesis", "scikit-learn", "pytest")


def as_ledger(verdicts: Sequence[Verdict], seed: int) -> dict[str, Any]:
    """The whole ledger as plain data."""
    found = found_by(verdicts)
    return {
        "format": FORMAT,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "seed": seed,
        "versions": {"python": platform.python_version(), "platform": platform.platform()} | {name: version(name) for name in LIBRARIES},
        "claims": [_claim_entry(v) for v in verdicts],
        "abstract": [
            {"id": s.id, "text": s.text, "rests_on": list(s.rests_on), "found": follow(s, found).value, "why": explain(s, found)}
            for s in SENTENCES
        ],
    }


def found_by(verdicts: Sequence[Verdict]) -> dict[str, Truth]:
    """What was found of each claim, by id."""
    return {v.claim.id: v.found for v in verdicts}


def _claim_entry(v: Verdict) -> dict[str, Any]:
    return {
        "id": v.claim.id,
        "source": v.claim.source,
        "statement": v.claim.short,
        "latex": v.claim.latex,
        "assumes": {a.name: a.statement for a in v.claim.assumes},
        "registered": v.claim.truth.value,
        "found": v.found.value,
        "verdict": v.text,
        "evidence": v.evidence.name.lower(),
        "floor": v.claim.floor.name.lower(),
        "complete": v.complete,
        "passed": v.passed,
        "problems": list(v.problems),
        "rungs": [r.as_dict() for r in v.results],
    }


def as_markdown(verdicts: Sequence[Verdict]) -> str:
    """The claims and the abstract's sentences as two tables."""
    head = ["| id | source | statement | verdict | instances (real) | worst error / allowance |", "|---|---|---|---|---|---|"]
    found = found_by(verdicts)
    tail = ["", "| sentence | in our words | verdict | because |", "|---|---|---|---|"]
    tail += [f"| {s.id} | {s.text} | {follow(s, found).value} | {explain(s, found)} |" for s in SENTENCES]
    return "\n".join(head + [_row(v) for v in verdicts] + tail) + "\n"


def _row(v: Verdict) -> str:
    counts = f"{v.instances} ({v.real})"
    statement = v.claim.short.replace("|", "\\|")
    return f"| {v.claim.id} | {v.claim.source} | {statement} | {v.text} | {counts} | {v.worst:.1e} |"
