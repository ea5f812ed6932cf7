"""What a rung reports about a claim: :class:`RungResult`, with its answer derived from its counts by :func:`report`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from verify.claim import Claim, Evidence, Relation, Truth
from verify.claim.logic import AGAINST, Found, Half, Tally, agrees, found_from, halves_of


class Answer(Enum):
    """What one rung says.

    AGREES: every half that it votes on stood. REFUTES: a witness. SILENT: it cannot refute a statement of this form, so that its
    silence means nothing. UNDECIDED: it should have decided and did not. UNAVAILABLE: it could not run. NOT_HERE: it was checked
    elsewhere, the committed record of that is about this claim as it is, and what checks it is not installed here. Only AGREES is
    agreement.
    """

    AGREES = "agrees"
    REFUTES = "refutes"
    SILENT = "silent"
    UNDECIDED = "undecided"
    UNAVAILABLE = "unavailable"
    NOT_HERE = "not checked here"


@dataclass(frozen=True)
class RungResult:
    """What one rung found about one claim.

    Attributes:
        claim, rung: whose and which.
        answer, found: what the rung says, and the row of the truth table that its own evidence supports.
        tally: the counts behind it.
        evidence: how strong its support is.
        votes: the halves on which it votes: it could have refuted them, and they stood.
        witnesses: per half (or "further fact") the replayable data of an exact problem that refutes it; under "pinned" an instance
            that shows where the statement of a conditional claim fails, which refutes nothing.
        complaints: what the rung found to be wrong with the claim or with its own evidence.
        worst: the largest error over its allowance among comparisons that held (0 over exact systems).
        note: one line for people.
        detail: what else this kind of evidence has to say, as plain data: a failure probability, a width, a table.
    """

    claim: str
    rung: str
    answer: Answer
    found: Found = Found.UNDECIDED
    tally: Tally = field(default_factory=Tally)
    evidence: Evidence = Evidence.NONE
    votes: frozenset[Half] = frozenset()
    witnesses: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    complaints: tuple[str, ...] = ()
    worst: float = 0.0
    note: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def against(self) -> frozenset[Half]:
        """What the witnesses speak against."""
        return frozenset(half for half in Half if half.value in self.witnesses)

    @property
    def counterexample(self) -> dict[str, Any] | None:
        """The data of the first witness, or else of the pinned instance."""
        return next((self.witnesses[key] for key in (*(half.value for half in Half), "pinned") if key in self.witnesses), None)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for the ledger and for transport between processes."""
        return {
            "claim": self.claim,
            "rung": self.rung,
            "answer": self.answer.value,
            "found": self.found.value,
            "tally": dict(vars(self.tally)),
            "compared": self.tally.compared,
            "evidence": self.evidence.name.lower(),
            "votes": sorted(half.value for half in self.votes),
            "witnesses": dict(self.witnesses),
            "complaints": list(self.complaints),
            "worst_error_over_allowance": self.worst,
            "note": self.note,
            "detail": self.detail,
            "seconds": round(self.seconds, 3),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RungResult:
        """The inverse of :meth:`as_dict`."""
        return cls(
            claim=data["claim"],
            rung=data["rung"],
            answer=Answer(data["answer"]),
            found=Found(data["found"]),
            tally=Tally(**data["tally"]),
            evidence=Evidence[data["evidence"].upper()],
            votes=frozenset(Half(half) for half in data["votes"]),
            witnesses=dict(data["witnesses"]),
            complaints=tuple(data["complaints"]),
            worst=data["worst_error_over_allowance"],
            note=data["note"],
            detail=data["detail"],
            seconds=data["seconds"],
        )


UNSHOWN = "fails"
"""How the complaint begins that counts of a rung speak against the claim without a witness; another rung may have one."""


def report(
    claim: Claim,
    rung: str,
    tally: Tally,
    evidence: Evidence,
    *,
    sees: Collection[Half] | None = None,
    witnesses: Mapping[str, dict[str, Any]] | None = None,
    complaints: Sequence[str] = (),
    worst: float = 0.0,
    note: str = "",
    detail: dict[str, Any] | None = None,
) -> RungResult:
    """The result of one rung, its answer derived from its counts.

    Args:
        sees: the halves that the rung could refute for a statement of this form; all halves where not given.
        witnesses: see :class:`RungResult`. A failing count without a witness is a complaint, not a refutation.
        complaints: reasons for which the rung does not support the claim, whatever it counted.
    """
    conditional = claim.condition is not None
    sees = halves_of(claim) if sees is None else frozenset(sees)
    witnesses = dict(witnesses or {})
    against = frozenset(half for half in Half if half.value in witnesses)
    unshown = tally.failing(conditional) - against
    complaints = [*complaints, *(f"{UNSHOWN} ({half.value}), but no exact witness stands behind it" for half in Half if half in unshown)]
    votes = frozenset() if complaints or against else tally.standing(conditional) & sees
    if against:
        answer, found = Answer.REFUTES, found_from(conditional, against - {Half.FACT}, ())
        found = Found.REFUTED if against == {Half.FACT} else found
    elif complaints:
        answer, found = Answer.UNDECIDED, Found.UNDECIDED
    elif votes:
        answer, found = Answer.AGREES, Found.CONDITIONAL if conditional else Found.HOLDS
    elif tally.met and not (sees & halves_of(claim)):
        answer, found = Answer.SILENT, Found.UNDECIDED
        note = note or "cannot refute a statement of this form"
    else:
        answer, found = Answer.UNDECIDED, Found.UNDECIDED
    if any("x_r" in data and data.get("program") is not None for half, data in witnesses.items() if half != "pinned"):
        evidence = Evidence.EXACT  # the witness is a problem over Q, whatever found it
    return RungResult(
        claim.id,
        rung,
        answer,
        found,
        tally,
        evidence,
        votes,
        witnesses,
        tuple(complaints),
        worst,
        note or "; ".join(complaints),
        detail or {},
    )


def fits(claim: Claim, result: RungResult) -> bool:
    """Whether a rung's answer may stand beside what is registered about ``claim``.

    Samples on which a claim that is registered false stood are silence: its pinned witness decides. Without a registered truth every
    answer may stand: the run reports, and the verdict decides.
    """
    if claim.truth is Truth.UNKNOWN:
        return True
    if result.answer is Answer.NOT_HERE:
        return True
    if result.complaints or result.answer in (Answer.UNDECIDED, Answer.UNAVAILABLE):
        return False
    return agrees(claim, result.found) if result.found in AGAINST else Half.FACT not in result.against


def sees_in_balls(claim: Claim) -> frozenset[Half]:
    """The halves that an enclosure can refute: it shows that two numbers differ, or their order, and never that they are equal."""
    can = {
        Relation.EQUAL: frozenset({Half.IF}),
        Relation.DIFFERENT: frozenset({Half.ONLY_IF}),
        Relation.AT_MOST: frozenset({Half.IF, Half.ONLY_IF}),
    }
    return can[claim.statement.relation] & halves_of(claim)
