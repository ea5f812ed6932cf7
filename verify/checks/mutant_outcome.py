"""The outcome of one slip, and when a judgement of it counts as noticing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from theory.problem import Problem
from verify.claim import Claim, Truth
from verify.claim.judge import Judgement, judge_exactly

CANNOT_EVALUATE = (ArithmeticError, ValueError, TypeError, AttributeError, LookupError)
"""What nonsense raises: shapes that do not fit, a problem that does not exist, a value that is not a number."""

KILLED, ALIVE = "killed", "alive"
"""What a rung makes of a slip that it is asked about."""


@dataclass(frozen=True)
class MutantOutcome:
    """The outcome of one mutant: killed (by what), equivalent (why), or neither; ``evaluated`` says on how many problems it was asked.

    ``by_rung``, where it was put to every rung: killed, alive, or why the rung was not asked. ``seen_on`` is a problem that told.
    """

    rule: str
    place: str
    killed_by: str = ""
    equivalent: str = ""
    evaluated: int = 0
    by_rung: dict[str, str] = field(default_factory=dict)
    seen_on: Problem | None = field(default=None, repr=False, compare=False)

    @property
    def survived(self) -> bool:
        """Whether no check noticed it although it differs."""
        return not self.killed_by and not self.equivalent

    def as_dict(self) -> dict[str, Any]:
        """Plain data for the ledger, without the problem."""
        return {k: v for k, v in vars(self).items() if k != "seen_on"}


def judged(claim: Claim, p: Problem) -> Judgement | None:
    """The judgement on one problem; None where the mutant cannot be evaluated there, or stands as far as it can be."""
    try:
        found = judge_exactly(claim, p)
    except CANNOT_EVALUATE:
        return None
    return None if found is None or (found.left_out and not found.fails) else found


def notices(claim: Claim, found: Judgement) -> bool:
    """Whether a judgement of a mutant contradicts what is registered about ``claim``."""
    return found.broken if claim.truth is Truth.FALSE else not found.as_claimed
