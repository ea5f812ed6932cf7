"""From what rungs report to a verdict on a claim. Nothing here is declared; the rules are in :mod:`verify.logic`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from verify.claim import Claim, Evidence, Relation, Truth
from verify.logic import AGAINST, Found, Half, Tally, agrees, found_from, halves_of

__all__ = ["Answer", "Found", "Half", "RungResult", "Tally", "Verdict", "conclude", "fits", "report"]


class Answer(Enum):
    """What one rung says.

    AGREES: every half that it votes on stood. REFUTES: a witness. SILENT: it cannot refute a statement of this form, so that its
    silence means nothing. UNDECIDED: it should have decided and did not. UNAVAILABLE: it could not run.
    """

    AGREES = "agrees"
    REFUTES = "refutes"
    SILENT = "silent"
    UNDECIDED = "undecided"
    UNAVAILABLE = "unavailable"


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
    if result.complaints or result.answer in (Answer.UNDECIDED, Answer.UNAVAILABLE):
        return False
    return agrees(claim, result.found) if result.found in AGAINST else Half.FACT not in result.against


@dataclass(frozen=True)
class Verdict:
    """The conclusion about one claim from all of its rungs.

    ``asked`` are the rungs that this run was to judge the claim on: all that apply, or fewer where the user selected some.
    """

    claim: Claim
    results: tuple[RungResult, ...]
    found: Found
    evidence: Evidence
    problems: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every rung that applies to the claim has run."""
        return {r.rung for r in self.results} >= set(self.claim.rungs)

    @property
    def instances(self) -> int:
        """Comparisons on single problems that reached a decision, over all rungs; shapes and averages are counted elsewhere."""
        return sum(r.tally.compared for r in self.results if r.evidence is not Evidence.IDENTITY and r.rung not in ("identity", "proof"))

    @property
    def real(self) -> int:
        """How many of them were on measured data."""
        return sum(r.tally.real for r in self.results)

    @property
    def worst(self) -> float:
        """The largest error over its allowance in any rounded rung."""
        return max((r.worst for r in self.results), default=0.0)

    @property
    def passed(self) -> bool:
        """Whether the verdict agrees with what is registered and nothing is missing."""
        return not self.problems

    @property
    def text(self) -> str:
        """The verdict as tables print it."""
        from verify.wording import verdict_text  # wording reads verdicts

        return verdict_text(self)


ENOUGH = 200
"""Varied exact instances that a claim which holds must have been compared on, over all rungs together."""


def conclude(claim: Claim, results: Sequence[RungResult], asked: Collection[str] | None = None) -> Verdict:
    """The verdict on ``claim`` from the results of its rungs.

    One witness refutes. Support counts only where no rung has an unresolved complaint. Every rung in ``asked`` (by default all that
    apply) without a result is a problem by name; floors and the required number of instances bind once all rungs have run.
    """
    expected = tuple(claim.rungs if asked is None else (r for r in claim.rungs if r in asked))
    against = frozenset(half for r in results for half in r.against)
    votes = frozenset(half for r in results for half in r.votes)
    found = found_from(claim.condition is not None, against - {Half.FACT}, votes)
    if Half.FACT in against and claim.truth is not Truth.FALSE:
        found = Found.REFUTED
    complete = {r.rung for r in results} >= set(claim.rungs)
    absent = [rung for rung in expected if rung not in {r.rung for r in results}]
    problems = [f"no result of {', '.join(absent)}: skipped, stopped or lost"] if absent else []
    if found not in AGAINST:
        unexplained = [r for r in results if r.complaints]
        problems += [f"{r.rung}: {complaint}" for r in unexplained for complaint in r.complaints]
        found = Found.UNDECIDED if unexplained else found
    elif claim.truth is not Truth.UNKNOWN:
        problems += [f"{r.rung}: {c}" for r in results for c in r.complaints if not c.startswith(UNSHOWN)]
    if Half.FACT in against:
        problems += [] if claim.truth is Truth.UNKNOWN else ["a further fact of the claim is refuted"]
    if complete and found in (Found.HOLDS, Found.CONDITIONAL):
        lacking = list(_lacking(claim, results))
        problems += lacking
        found = Found.UNDECIDED if lacking else found
    problems += [f"{r.rung}: {r.answer.value}: {_why(r)}" for r in results if _silence_counts(claim, r, found)]
    evidence = _evidence(results, found)
    if not agrees(claim, found):
        problems.append(f"registered {claim.truth.value}, found {found.value}")
    elif found is Found.UNDECIDED and not problems:
        problems.append("undecided: no rung that ran could have refuted the claim")
    elif complete and evidence < claim.floor and found is not Found.UNDECIDED:
        problems.append(f"evidence {_level(evidence)} is below the floor {_level(claim.floor)}")
    return Verdict(claim, tuple(results), found, evidence, tuple(dict.fromkeys(problems)), expected)


def _level(evidence: Evidence) -> str:
    return evidence.name.lower().replace("_", " ")


def _lacking(claim: Claim, results: Sequence[RungResult]) -> list[str]:
    """What a claim that seems to hold was not tried on: enough varied problems, and each of its further facts."""
    out = []
    if claim.average is None and "exact" in claim.rungs:
        varied = sum(int(r.detail.get("varied", 0)) for r in results)
        if varied < ENOUGH:
            out.append(
                f"compared on {varied} varied exact instances over all rungs, {ENOUGH} are required; hand in problems that meet the "
                "assumptions with `designs=`"
            )
    decided: dict[str, int] = {}
    for r in results:
        for name, count in r.detail.get("facts", {}).items():
            decided[name] = decided.get(name, 0) + int(count)
    if claim.average is None:
        names = [", ".join(q.name for q in fact.quantities) for fact in claim.also]
        out += [f"the further fact '{name}' was decided on no problem: nothing was checked" for name in names if not decided.get(name)]
    return out


def _evidence(results: Sequence[RungResult], found: Found) -> Evidence:
    """The strongest evidence among the rungs that decided: those with a witness, or else those that vote."""
    if found in AGAINST:
        return max((r.evidence for r in results if r.against), default=Evidence.NONE)
    return max((r.evidence for r in results if r.votes), default=Evidence.NONE)


def _silence_counts(claim: Claim, r: RungResult, found: Found) -> bool:
    """Whether a rung that decided nothing is a problem: where a truth is registered, it must run, and it must have decided.

    Without one, silence is reported; whether it matters follows from the verdict. Its complaints are listed apart.
    """
    if r.answer not in (Answer.UNDECIDED, Answer.UNAVAILABLE) or r.complaints:
        return False
    if r.answer is Answer.UNAVAILABLE:
        return found not in AGAINST or claim.truth is not Truth.UNKNOWN
    return found is Found.UNDECIDED or (claim.truth is not Truth.UNKNOWN and found not in AGAINST)


def _why(r: RungResult) -> str:
    """Why a rung decided nothing, in words."""
    if r.tally.drawn and not r.tally.met:
        return f"the assumptions held on none of {r.tally.drawn} problems" + (f"; {r.note}" if r.note else "")
    return r.note or "no evidence"


def sees_in_balls(claim: Claim) -> frozenset[Half]:
    """The halves that an enclosure can refute: it shows that two numbers differ, or their order, and never that they are equal."""
    can = {
        Relation.EQUAL: frozenset({Half.IF}),
        Relation.DIFFERENT: frozenset({Half.ONLY_IF}),
        Relation.AT_MOST: frozenset({Half.IF, Half.ONLY_IF}),
    }
    return can[claim.statement.relation] & halves_of(claim)
