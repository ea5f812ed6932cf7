"""What the paper's reviewers asked, in our words, and the claims that answer it. The answers are verdicts, never written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from verify.verdict import Verdict


@dataclass(frozen=True)
class Question:
    """One question and the claims that answer it."""

    text: str
    claims: tuple[str, ...]


QUESTIONS = (
    Question("Does alpha have to stay in (0, 1]?", ("R7", "R1", "R8")),
    Question("Is ICE-FT, with alpha on the retain term, the same as CE-FT?", ("R2",)),
    Question("What happens at full overlap?", ("O11", "N6a", "N6d", "N6e", "N6f")),
    Question("What happens with label noise?", ("N1", "N14", "N6c")),
    Question("What happens in the under-parameterized case?", ("N2",)),
    Question("What happens in the strongly convex case?", ("N3", "N15")),
    Question("Does it hold for two-layer networks, and for other losses?", ("N4", "N11", "N5")),
    Question("How does the overlap fraction matter?", ("N6", "N6b")),
    Question("Is the argmin unique, and does training find it?", ("S1", "S2")),
)
"""Every question, in the order in which the ledger lists them."""

ABSENT = "no rung of it ran"
"""What stands for the verdict of a claim that was not part of the run."""


def entries(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """Per question its text and, per claim, id, statement, found truth and verdict, as plain data."""
    by_id = {v.claim.id: v for v in verdicts}
    return [{"question": q.text, "claims": [_entry(claim, by_id.get(claim)) for claim in q.claims]} for q in QUESTIONS]


def _entry(claim: str, v: Verdict | None) -> dict[str, str]:
    if v is None:
        return {"id": claim, "statement": "", "found": "unknown", "verdict": ABSENT}
    return {"id": claim, "statement": v.claim.short, "found": v.found.value, "verdict": v.text}


def as_markdown(verdicts: Sequence[Verdict]) -> list[str]:
    """A heading and a table: one line per claim, its question on the first of them."""
    out = ["", "## Questions from the reviewers", "", "| question | claim | statement | found | verdict |", "|---|---|---|---|---|"]
    for q in entries(verdicts):
        for i, c in enumerate(q["claims"]):
            question, statement = "" if i else q["question"], c["statement"].replace("|", "\\|")
            out.append(f"| {question} | {c['id']} | {statement} | {c['found']} | {c['verdict']} |")
    return out
