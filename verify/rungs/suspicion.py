"""Rounded arithmetic raises suspicions and decides nothing: what seems to fail there is judged again over Q, on the same problem.

The exact answer is the witness or the acquittal. Where Q cannot represent a side, the suspicion stays, and the run must not pass
over it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from theory.problem import Problem
from verify.claim import Claim, Evidence
from verify.claim.judge import Judgement, judge_exactly
from verify.claim.logic import Half, Tally
from verify.claim.result import RungResult, report
from verify.counterexample.witness import witness


@dataclass
class Suspicions:
    """What a rounded rung saw of one claim, with every suspicion settled over Q."""

    claim: Claim
    rung: str
    evidence: Evidence
    tally: Tally = field(default_factory=Tally)
    failing: dict[Half, Problem] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    facts: Counter[str] = field(default_factory=Counter)
    left_out: dict[str, str] = field(default_factory=dict)
    families: Counter[str] = field(default_factory=Counter)
    acquitted: int = 0
    worst: float = 0.0
    note: str = ""

    def add(self, exact: Problem, family: str, found: Judgement) -> bool:
        """Count a judgement on the problem ``exact``, and return whether it stood; one that fails is judged again over Q."""
        self.families[family] += 1
        self.left_out.update(found.left_out)
        self.facts.update(name for name, holds in found.facts if holds is not None)
        stood = not found.fails
        if stood:
            found.count(self.tally)
            self.worst = max([self.worst, *(getattr(c, "ratio", 0.0) for c in found.compared if found.holds and c.holds)])
            self.note = self.note or (_words(found) if found.holds is None else "")
            return True
        self.note = self.note or f"in {family}, {_words(found)}"
        again = judge_exactly(self.claim, exact)
        if again is None or (again.holds is None and not again.broken):
            self.tally.record(found.condition, None)
            self.complaints.append(f"{_words(found)} in {family}: this cannot be judged over Q and has to be explained")
            return False
        again.count(self.tally)
        for half in again.fails:
            self.failing.setdefault(half, exact)
        self.acquitted += not again.fails
        return bool(again.fails)

    def result(self, **detail: Any) -> RungResult:
        """The answer of the rung."""
        found = ((half, witness(self.claim, p, half)) for half, p in self.failing.items())
        witnesses = {half.value: data for half, data in found if data is not None}
        detail |= {"families": dict(self.families), "facts": dict(self.facts), "acquitted": self.acquitted}
        if self.left_out:
            detail["left_out"] = self.left_out
        note = self.note if self.failing or self.complaints or not self.tally.compared else ""
        if self.acquitted and not self.failing:
            note = note or f"rounding exceeded its allowance on {self.acquitted} problems; exact arithmetic acquits the claim there"
        return report(
            self.claim,
            self.rung,
            self.tally,
            self.evidence,
            witnesses=witnesses,
            complaints=list(dict.fromkeys(self.complaints))[:3],
            worst=self.worst,
            note=note,
            detail=detail,
        )


def _words(found: Judgement) -> str:
    return str(getattr(found.worst, "words", getattr(found.worst, "quantity", "nothing was compared")))
