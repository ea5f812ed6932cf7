"""From what rungs report to a verdict on a claim. Nothing here is declared; the rules are in :mod:`verify.claim.logic`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from verify.claim import Claim, Evidence, Truth
from verify.claim.logic import AGAINST, Found, Half, agrees, found_from
from verify.claim.result import UNSHOWN, Answer, RungResult
from verify.rungs import rung_names


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
        return {r.rung for r in self.results} >= set(rung_names(self.claim))

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


ENOUGH = 200
"""Varied exact instances that a claim which holds must have been compared on, over all rungs together."""


def conclude(claim: Claim, results: Sequence[RungResult], asked: Collection[str] | None = None) -> Verdict:
    """The verdict on ``claim`` from the results of its rungs.

    One witness refutes. Support counts only where no rung has an unresolved complaint. Every rung in ``asked`` (by default all that
    apply) without a result is a problem by name; floors and the required number of instances bind once all rungs have run.
    """
    expected = tuple(rung_names(claim) if asked is None else (r for r in rung_names(claim) if r in asked))
    against = frozenset(half for r in results for half in r.against)
    votes = frozenset(half for r in results for half in r.votes)
    found = found_from(claim.condition is not None, against - {Half.FACT}, votes)
    if Half.FACT in against and claim.truth is not Truth.FALSE:
        found = Found.REFUTED
    complete = {r.rung for r in results} >= set(rung_names(claim))
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
    if claim.average is None and "exact" in rung_names(claim):
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
        return max((r.evidence for r in results if r.answer is Answer.REFUTES), default=Evidence.NONE)
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
