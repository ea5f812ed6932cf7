"""From counts to answers and from answers to a verdict. Nothing here is declared; everything follows from what rungs saw."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from verify.claim import Claim, Evidence, Truth


class Answer(Enum):
    """What one rung says. Only AGREES and REFUTES count; neither silence nor absence is agreement."""

    AGREES = "agrees"
    REFUTES = "refutes"
    UNDECIDED = "undecided"
    UNAVAILABLE = "unavailable"


@dataclass
class Tally:
    """How often a statement held, split by whether the claim's condition did (always True where there is none).

    ``broken`` counts instances on which a further fact of the claim failed: whatever the claim's truth, that must not happen.
    """

    drawn: int = 0
    met: int = 0
    held_with: int = 0
    failed_with: int = 0
    held_without: int = 0
    failed_without: int = 0
    undecided: int = 0
    broken: int = 0
    real: int = 0

    @property
    def compared(self) -> int:
        """Instances on which the two sides were compared and a decision was reached."""
        return self.held_with + self.failed_with + self.held_without + self.failed_without

    def record(self, condition: bool, holds: bool | None) -> None:
        """Count one instance on which the assumptions held."""
        self.met += 1
        if holds is None:
            self.undecided += 1
        elif condition:
            self.held_with, self.failed_with = self.held_with + holds, self.failed_with + (not holds)
        else:
            self.held_without, self.failed_without = self.held_without + holds, self.failed_without + (not holds)


@dataclass(frozen=True)
class RungResult:
    """What one rung found about one claim.

    Attributes:
        claim, rung: whose and which.
        answer: AGREES when the statement stood wherever it was compared (and, for a conditional claim, exactly where its
            condition did, both cases seen); REFUTES when it failed; UNDECIDED when nothing decisive was seen.
        found: the truth value that this rung's evidence supports.
        tally: the counts behind it.
        worst: the largest error over its allowance among comparisons that held (0 over exact systems).
        note: one line for people: what failed, what was missing.
        counterexample: replayable data of a failing instance, where one was found.
        detail: what else this kind of evidence has to say, as plain data: a failure probability, a width, a table.
    """

    claim: str
    rung: str
    answer: Answer
    found: Truth
    tally: Tally
    evidence: Evidence
    worst: float = 0.0
    note: str = ""
    counterexample: dict[str, Any] | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

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
            "worst_error_over_allowance": self.worst,
            "note": self.note,
            "counterexample": self.counterexample,
            "detail": self.detail,
            "seconds": round(self.seconds, 3),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> RungResult:
        """The inverse of :meth:`as_dict`."""
        return cls(
            data["claim"],
            data["rung"],
            Answer(data["answer"]),
            Truth(data["found"]),
            Tally(**data["tally"]),
            Evidence[data["evidence"].upper()],
            data["worst_error_over_allowance"],
            data["note"],
            data["counterexample"],
            data["detail"],
            data["seconds"],
        )


def truth_of(tally: Tally, conditional: bool) -> Truth:
    """The truth value that counts support; UNKNOWN when they support none.

    Without a condition: TRUE when the statement held at least once and never failed, FALSE when it failed. With one:
    CONDITIONAL when it held wherever the condition did, failed wherever it did not, and both were seen; TRUE when the
    condition turned out not to be needed; FALSE when the statement failed although the condition held. A condition that is
    sufficient but not necessary leaves instances in ``held_without`` and is reported as UNKNOWN: not "exactly when". So is a
    claim with a broken further fact.
    """
    if tally.broken:
        return Truth.UNKNOWN
    if tally.failed_with:
        return Truth.FALSE
    if not tally.held_with:
        return Truth.UNKNOWN
    if not conditional:
        return Truth.TRUE
    if tally.failed_without:
        return Truth.UNKNOWN if tally.held_without else Truth.CONDITIONAL
    return Truth.TRUE if tally.held_without else Truth.UNKNOWN


def answer_of(found: Truth) -> Answer:
    """REFUTES for FALSE, UNDECIDED for UNKNOWN, AGREES otherwise."""
    return {Truth.FALSE: Answer.REFUTES, Truth.UNKNOWN: Answer.UNDECIDED}.get(found, Answer.AGREES)


@dataclass(frozen=True)
class Verdict:
    """The conclusion about one claim from all of its rungs."""

    claim: Claim
    results: tuple[RungResult, ...]
    found: Truth
    evidence: Evidence
    problems: tuple[str, ...] = field(default=())

    @property
    def complete(self) -> bool:
        """Whether every rung that the claim asks for has run."""
        return {r.rung for r in self.results} == set(self.claim.rungs)

    @property
    def instances(self) -> int:
        """Comparisons that reached a decision, over all rungs."""
        return sum(r.tally.compared for r in self.results)

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
        """Whether the verdict equals the registered truth and reaches the floor."""
        return not self.problems

    @property
    def text(self) -> str:
        """The verdict as tables print it."""
        instances = max((r.tally.compared for r in self.results if r.evidence is self.evidence), default=0)
        strength = self.evidence.name.lower().replace("_", " ")
        if self.evidence is Evidence.ENCLOSED:
            strength = f"enclosed{self._within}"
        support = f"{strength} on {instances} instances" if self.evidence is not Evidence.IDENTITY else self._identity
        words = {Truth.TRUE: support, Truth.FALSE: f"refuted ({strength})", Truth.CONDITIONAL: f"conditional, {support}"}
        return words.get(self.found, "undecided")

    @property
    def _within(self) -> str:
        """How closely, as a power of ten of the inputs' scale: balls enclose, they never prove equality."""
        widest = max((float(r.detail.get("widest", 0.0)) for r in self.results if r.evidence is Evidence.ENCLOSED), default=0.0)
        return f" within 1e{math.ceil(math.log10(widest))}" if widest > 0 else ""

    @property
    def _identity(self) -> str:
        """What the rung of random points says of the worst shape, as a power of two that the failure probability is below."""
        detail = next((r.detail for r in self.results if r.evidence is Evidence.IDENTITY and "log2_failure" in r.detail), None)
        if detail is None:
            return "identity, failure probability not stated"
        return f"identity, failure < 2^{math.ceil(detail['log2_failure'])}, {detail['shapes']} shapes"


def _why(r: RungResult) -> str:
    """Why a rung decided nothing, in words."""
    if r.tally.drawn and not r.tally.met:
        return f"the assumptions held on none of {r.tally.drawn} problems" + (f"; {r.note}" if r.note else "")
    return r.note or "no evidence"


def conclude(claim: Claim, results: Sequence[RungResult]) -> Verdict:
    """The verdict on ``claim``: what the decisive rungs agree on, at the strength of the strongest of them.

    Rungs that contradict each other decide nothing. A refutation counts only when an exact counterexample stands behind it.
    """
    decisive = [r for r in results if r.answer in (Answer.AGREES, Answer.REFUTES)]
    values = {r.found for r in decisive}
    found = values.pop() if len(values) == 1 else Truth.UNKNOWN
    problems = [f"{r.rung}: {r.answer.value}: {_why(r)}" for r in results if r not in decisive and _counts(claim, r, found)]
    if values:
        problems.append("rungs contradict each other: " + ", ".join(f"{r.rung} says {r.found.value}" for r in decisive))
    evidence = max((r.evidence for r in decisive), default=Evidence.NONE)
    exact_witness = any(r.counterexample and r.evidence >= Evidence.EXACT for r in decisive)
    on_average = claim.average is not None  # no single instance can refute an average: a test with a known false-alarm rate does
    if found is Truth.FALSE and not exact_witness and not on_average and set(claim.rungs) == {r.rung for r in results}:
        problems.append("refuted, but no exact counterexample stands behind it")
        found = Truth.UNKNOWN
    if claim.truth not in (Truth.UNKNOWN, found):
        problems.append(f"registered {claim.truth.value}, found {found.value}")
    complete = {r.rung for r in results} == set(claim.rungs)
    if complete and evidence < claim.floor:
        problems.append(f"evidence {evidence.name.lower()} is below the floor {claim.floor.name.lower()}")
    return Verdict(claim, tuple(results), found, evidence, tuple(problems))


def _counts(claim: Claim, silent: RungResult, found: Truth) -> bool:
    """Whether a rung that decided nothing is a problem: with no truth registered, if it could not run, none decided or a fact failed."""
    could_not = silent.answer is Answer.UNAVAILABLE
    return could_not or claim.truth is not Truth.UNKNOWN or found is Truth.UNKNOWN or silent.tally.broken > 0
