"""Questions about the theory and the claims that answer them. The answers are verdicts, never written by hand.

Some are asked in the paper's public reviews, given here in our words; the others are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from verify.verdict import Verdict, verdict_text


@dataclass(frozen=True)
class Question:
    """One question, the claims that answer it, and whether it is ours; else the public reviews of the paper ask it."""

    text: str
    claims: tuple[str, ...]
    ours: bool = False

    @property
    def by(self) -> str:
        """Who asks."""
        return "ours" if self.ours else "public reviews"


QUESTIONS = (
    Question("Why is alpha in (0, 1], and what happens beyond?", ("R7", "R1", "R8")),
    Question("Is ICE-FT, with alpha on the retain term, the same as CE-FT?", ("R2",)),
    Question("What happens at full overlap?", ("O11", "N6a", "N6d", "N6e", "N6f")),
    Question("Does it hold for two-layer networks?", ("N4", "N12")),
    Question("Is the argmin unique, and does training find it?", ("S1", "S2")),
    Question("Which sizes of d_r and d_f make the solutions exact?", ("O1", "N1")),
    Question("Is the projector in w_t that of D or that of D_r?", ("O1", "O4")),
    Question("What happens with label noise?", ("N1", "N14", "N6c"), ours=True),
    Question("What happens in the under-parameterized case?", ("N2",), ours=True),
    Question("What happens with a ridge, the strongly convex case?", ("N3", "N15"), ours=True),
    Question("What happens with other optimizers and other losses?", ("S7", "N11", "N5"), ours=True),
    Question("How does the overlap matter, short of full overlap?", ("N6", "N6b"), ours=True),
)
"""Every question, in the order in which the ledger lists them."""

ABSENT = "no rung of it ran"
"""What stands for the verdict of a claim that was not part of the run."""


def entries(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """Per question its text, who asks and, per claim, id, statement, found truth and verdict, as plain data."""
    by_id = {v.claim.id: v for v in verdicts}
    return [{"question": q.text, "asked_by": q.by, "claims": [_entry(claim, by_id.get(claim)) for claim in q.claims]} for q in QUESTIONS]


def _entry(claim: str, v: Verdict | None) -> dict[str, str]:
    if v is None:
        return {"id": claim, "statement": "", "found": "unknown", "verdict": ABSENT}
    return {"id": claim, "statement": v.claim.short, "found": v.found.value, "verdict": verdict_text(v)}


def as_markdown(verdicts: Sequence[Verdict]) -> list[str]:
    """A heading and a table: one line per claim, its question and who asks it on the first of them."""
    out = ["", "## Questions", "", "| question | asked by | claim | statement | found | verdict |", "|---|---|---|---|---|---|"]
    for q in entries(verdicts):
        for i, c in enumerate(q["claims"]):
            first = "" if i else q["question"], "" if i else q["asked_by"]
            statement = c["statement"].replace("|", "\\|")
            out.append(f"| {first[0]} | {first[1]} | {c['id']} | {statement} | {c['found']} | {c['verdict']} |")
    return out
