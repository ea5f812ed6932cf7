"""Assumptions that never hold together, and further facts that are never looked at."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from theory.arithmetic import RATIONAL, Ball, CannotTell, Multiprecision, NotRepresentable
from theory.problem import Problem
from verify.claim import Assumption, Claim, Statement
from verify.claim.sides import holds_on, values_of

BITS, DIGITS = 128, 50
"""The precision at which it is asked whether a side has a value at all."""

OFTEN = 20
"""Problems on which each of two assumptions must hold before they are said to exclude each other."""


def contradiction(claim: Claim, problems: Sequence[Problem]) -> str:
    """Which two assumptions exclude each other, where no problem meets all; empty where one does, or where that is not known."""
    if any(claim.applies_to(p) for p in problems):
        return ""
    met = {a.name: {i for i, p in enumerate(problems) if _holds(a, p)} for a in claim.assumes}
    for a, b in combinations(met, 2):
        if len(met[a]) >= OFTEN and len(met[b]) >= OFTEN and not met[a] & met[b]:
            return (
                f"no problem of the suite meets all assumptions: {a} and {b} never hold together (on {len(met[a])} and {len(met[b])} of "
                f"{len(problems)} problems)\n"
                "  If they can, hand in problems of your own: designs=lambda: [problem_of(...), ...], from verify.counterexample"
            )
    return ""


def _holds(assumption: Assumption, p: Problem) -> bool:
    """Whether p meets ``assumption``; one that asks which numbers can be written down is put to balls, as the rungs do."""
    try:
        return holds_on(assumption, p.to(Ball(BITS)) if assumption.of_system else p)
    except (NotRepresentable, CannotTell):
        return False


def unmet_facts(claim: Claim, problems: Sequence[Problem]) -> list[str]:
    """What of ``claim`` was never looked at on ``problems``, one line each: a further fact or statement whose ``when`` never held.

    Also one whose sides have no value wherever it applies, over Q, in balls or in 50 digits. ``problems`` that do not meet the assumptions
    do not count.
    """
    met = [p for p in problems if claim.applies_to(p)]
    out = []
    named = [("statement", claim.statement), *((f"also[{i}]", fact) for i, fact in enumerate(claim.also))]
    for name, fact in named if met else []:
        label = f"`{name}` ({', '.join(q.name for q in fact.quantities)})"
        applies = [p for p in met if fact.when is None or _holds(fact.when, p)]
        if fact.when is not None and not applies:
            out.append(f"{label}: its `when`, '{fact.when.name}', held on none of {len(met)} problems: nothing was checked")
        elif name != "statement" and not any(_has_a_value(fact, p) for p in applies):
            out.append(f"{label}: its sides have no value on any of {len(applies)} problems, in any number system: nothing was checked")
    return out


def _has_a_value(fact: Statement, p: Problem) -> bool:
    for system in (RATIONAL, Ball(BITS), Multiprecision(DIGITS)):
        q = p if system is RATIONAL else p.to(system)
        try:
            values_of(fact, "left", q)
            values_of(fact, "right", q)
        except (NotRepresentable, CannotTell, TypeError, AttributeError):
            continue
        return True
    return False
