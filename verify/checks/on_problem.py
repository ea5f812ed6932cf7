"""The outcome of a claim on one problem, over the rationals: it stands, fails, or cannot be evaluated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from theory.problem import Problem
from verify.checks.withheld import WITHHELD
from verify.claim import Assumption, Claim
from verify.claim.judge import judge_exactly
from verify.rungs.workbench import Workbench


class Outcome(Enum):
    """The possible outcomes on one problem."""

    STANDS = "stands"
    FAILS = "fails"
    UNREPRESENTABLE = "not representable"
    UNDEFINED = "undefined"


@dataclass(frozen=True)
class Evaluation:
    """The outcome on one problem, and in words what failed."""

    outcome: Outcome
    why: str = ""
    condition: bool = True
    holds: bool | None = None


def evaluate(claim: Claim, p: Problem) -> Evaluation:
    """Judge ``claim`` on p, whether or not p meets its assumptions. A side that raises leaves the claim undefined there."""
    try:
        found = judge_exactly(claim, p)
    except (ArithmeticError, ValueError) as error:
        return Evaluation(Outcome.UNDEFINED, f"{type(error).__name__}: {error}")
    if found is None:
        return Evaluation(Outcome.UNREPRESENTABLE)
    if found.as_claimed:
        return Evaluation(Outcome.STANDS, "", found.condition, found.holds)
    fact = "further fact " if found.broken else ""
    what = "" if found.worst is None else f"{found.worst.quantity}: off by {getattr(found.worst, 'error', 0.0):.3g}"
    return Evaluation(Outcome.FAILS, f"{fact}{what}", found.condition, found.holds)


def meets(assumptions: Sequence[Assumption], p: Problem) -> bool:
    """Whether p meets all of ``assumptions``."""
    return all(a.holds(p) for a in assumptions)


def reads_tuning(claim: Claim, p: Problem) -> bool:
    """Whether judging ``claim`` on p asks for D_t: if it does not, no choice of D_t matters."""
    without = replace(p)
    object.__setattr__(without, "tuning", WITHHELD)
    try:
        evaluate(claim, without)
    except LookupError:
        return True
    return False


def uses(claim: Claim, field: str, bench: Workbench) -> bool:
    """Whether the claim speaks of p.field (``schedule``, ``regularization``): taking it away silences or disables the claim."""
    for instance in bench.instances_for(claim):
        p = instance.exact
        if getattr(p, field) is not None and claim.applies_to(p):
            without = replace(p, **dict[str, Any]({field: None}))
            return not claim.applies_to(without) or evaluate(claim, without).outcome is Outcome.UNDEFINED
    return False
