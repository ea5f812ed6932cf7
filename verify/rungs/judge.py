"""What every rung does with one instance: is the condition met there, and does the statement hold?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from theory.arithmetic import NotRepresentable
from theory.problem import Problem
from verify.claim import Claim, Statement
from verify.compare import Comparison, Scales, compare
from verify.verdict import Tally

EXACTLY = Fraction(0)
"""The relative allowance of exact arithmetic."""


@dataclass(frozen=True)
class Judgement:
    """One instance judged. ``condition`` is True for claims without one; ``holds`` None means undecided.

    ``broken`` says that a further fact of the claim failed; ``worst`` is then that comparison.
    """

    condition: bool
    holds: bool | None
    worst: Comparison
    broken: bool = False

    @property
    def as_claimed(self) -> bool:
        """Whether the statement held exactly where the claim says it does, with every further fact."""
        return self.holds is self.condition and not self.broken

    def count(self, tally: Tally) -> None:
        """Record this instance."""
        if self.broken:
            tally.met, tally.broken = tally.met + 1, tally.broken + 1
        else:
            tally.record(self.condition, self.holds)


def judge(claim: Claim, exact: Problem, p: Problem, relative: Fraction, scales: Scales | None) -> Judgement | None:
    """Judge ``claim`` on p, the instance ``exact`` in some number system; None where p cannot represent a side.

    The condition is always decided exactly.
    """
    try:
        condition = claim.condition is None or bool(compare(claim.condition, exact, EXACTLY, None).holds)
        for fact in facts(claim, exact):
            found = compare(fact, p, relative, scales)
            if found.holds is False:
                return Judgement(condition, None, found, broken=True)
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
