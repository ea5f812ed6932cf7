"""The laws of a rung: what every kind of evidence must keep, as checks that anyone can run on a rung of their own.

    >>> from verify.rungs.laws import check_rung
    >>> check_rung(Rung("mine", Evidence.NUMERICAL, on_problems, run), claims, bench)

They are about honesty, which needs no knowledge of the rung: an answer is supported by counts, a refutation by a witness, and what
could not be evaluated is no agreement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from theory.arithmetic import Matrix, NotRepresentable
from theory.problem import Problem
from verify.claim import Claim, Truth
from verify.claim.judge import judge_exactly
from verify.claim.result import Answer, RungResult
from verify.claim.sides import SideError
from verify.counterexample.file import from_data
from verify.rungs.rung import Rung
from verify.rungs.workbench import Workbench


class RungLawError(ValueError):
    """A rung breaks a law. The message lists every law that it breaks."""


@dataclass(frozen=True, eq=False)
class Trial:
    """One rung, one claim to which it applies, and the bench."""

    rung: Rung
    claim: Claim
    bench: Workbench

    @cached_property
    def found(self) -> RungResult:
        """What the rung finds of the claim when it is first asked."""
        return self.ask(self.claim)

    def ask(self, claim: Claim) -> RungResult:
        """What the rung finds of the claim, or of a variant of it."""
        self.rung.prepare([claim], self.bench)
        return self.rung(claim, self.bench)


Law = Callable[[Trial], Iterator[str]]


def speaks_of_the_claim(trial: Trial) -> Iterator[str]:
    """A result names the claim and the rung that it is about."""
    found = trial.found
    if (found.claim, found.rung) != (trial.claim.id, trial.rung.name):
        yield f"the result is of {found.claim} by {found.rung}"


def gives_the_same_answer_twice(trial: Trial) -> Iterator[str]:
    """One bench and one claim have one answer, whatever was asked before."""
    first, second = (replace(found, seconds=0.0).as_dict() for found in (trial.found, trial.ask(trial.claim)))
    if first != second:
        yield f"{', '.join(key for key in first if first[key] != second[key])} differ"


def refutes_with_a_witness(trial: Trial) -> Iterator[str]:
    """A refutation comes with an exact problem on which the claim fails, which is judged again here."""
    found = trial.found
    if found.answer is not Answer.REFUTES:
        return
    if not found.against:
        yield "it refutes without a witness"
    for half in found.against:
        if not _shows(trial.claim, found.witnesses[half.value]):
            yield f"its witness against '{half.value}' does not fail"


def agrees_by_counts(trial: Trial) -> Iterator[str]:
    """Agreement votes on a half of the statement, has no complaint and no more evidence than the rung declares."""
    found = trial.found
    if found.answer is Answer.AGREES and (not found.votes or found.complaints or found.witnesses):
        yield "it agrees without a vote, or with a complaint or a witness"
    if found.answer is Answer.AGREES and found.evidence > trial.rung.evidence:
        yield f"its evidence is {found.evidence.name.lower()}, above {trial.rung.evidence.name.lower()}, which it declares"


def is_silent_without_numbers(trial: Trial) -> Iterator[str]:
    """Where no side has a value, the rung does not agree."""
    statement = replace(trial.claim.statement, left=_nowhere, right=_nowhere)
    blank = replace(trial.claim, id="no value", statement=statement, also=(), counterexample=None, truth=Truth.UNKNOWN)
    try:
        found = trial.ask(blank)
    except (SideError, NotRepresentable):  # refused, which is no agreement either
        return
    if found.answer in (Answer.AGREES, Answer.REFUTES):
        yield f"it {found.answer.value} although nothing could be evaluated"


LAWS: tuple[Law, ...] = (
    speaks_of_the_claim,
    gives_the_same_answer_twice,
    refutes_with_a_witness,
    agrees_by_counts,
    is_silent_without_numbers,
)
"""Every law; a new one is a function and its name here. That a rung refutes a planted false claim is asked in every run."""


def broken(law: Law, trial: Trial) -> list[str]:
    """What of one law the rung breaks on one claim, in words; empty where the law holds."""
    return [f"{law.__name__}: {law.__doc__} On {trial.claim.id}: {what}" for what in law(trial)]


def check_rung(rung: Rung, claims: Sequence[Claim], bench: Workbench) -> None:
    """Check every law on ``rung`` with each of ``claims`` to which it applies.

    Raises:
        RungLawError: with every law that is broken, or where it applies to none of ``claims``.
    """
    asked = [claim for claim in claims if not rung.applies(claim)]
    if not asked:
        raise RungLawError(f"`claims` must hold a claim to which the rung {rung.name} applies; received {len(claims)} others")
    trials = [Trial(rung, claim, bench) for claim in asked]
    found = [line for trial in trials for law in LAWS for line in broken(law, trial)]
    if found:
        raise RungLawError(f"`rung` must keep the laws of a rung; {rung.name} breaks {len(found)}\n  " + "\n  ".join(found))


def _nowhere(p: Problem) -> Matrix:  # noqa: ARG001 - a side takes a problem
    raise NotRepresentable("this side has no value anywhere")


def _shows(claim: Claim, witness: dict[str, Any]) -> bool:
    """Whether the claim fails on the exact problem of a witness; the designs of averages have no single problem."""
    if "x_r" not in witness:
        return claim.average is not None
    found = judge_exactly(claim, from_data(witness))
    return found is not None and not found.as_claimed
