"""What every rung does with one instance: is the condition met there, and does the statement hold?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from theory.arithmetic import NotRepresentable
from theory.problem import Problem
from verify.claim import Claim, Statement
from verify.compare import Comparison, Scales, compare

EXACTLY = Fraction(0)
"""The relative allowance of exact arithmetic."""


@dataclass(frozen=True)
class Judgement:
    """One instance judged. ``condition`` is True for claims without one; ``holds`` None means undecided."""

    condition: bool
    holds: bool | None
    worst: Comparison

    @property
    def as_claimed(self) -> bool:
        """Whether the statement held exactly where the claim says it does."""
        return self.holds is self.condition


def judge(claim: Claim, exact: Problem, p: Problem, relative: Fraction, scales: Scales | None) -> Judgement | None:
    """Judge ``claim`` on p, the instance ``exact`` in some number system; None where p cannot represent a side.

    The condition is always decided exactly. A failing ``also`` statement counts as a failure although the condition holds.
    """
    try:
        condition = claim.condition is None or bool(compare(claim.condition, exact, EXACTLY, None).holds)
        for fact in facts(claim, exact):
            found = compare(fact, p, relative, scales)
            if found.holds is False:
                return Judgement(True, False, found)
        main = compare(claim.statement, p, relative, scales)
    except NotRepresentable:
        return None
    return Judgement(condition, main.holds, main)


def facts(claim: Claim, exact: Problem) -> Iterator[Statement]:
    """The further facts of ``claim`` that apply to this instance."""
    return (fact for fact in claim.also if fact.when is None or fact.when.holds(exact))


def fails_exactly(claim: Claim, p: Problem) -> bool:
    """Whether p, over Q, meets every assumption of ``claim`` and its statement is false there."""
    if not claim.applies_to(p):
        return False
    found = judge(claim, p, p, EXACTLY, None)
    return found is not None and found.holds is False
