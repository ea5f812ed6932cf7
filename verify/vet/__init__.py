"""Whether a reviewer's claim can be run at all and can fail, told before any rung runs: in the words of whoever has to mend it.

None of this decides whether a claim is true. It refuses claims whose run would mean nothing: a side that keeps silent, keeps a
memory, looks at the number system or is the other side in another spelling, an assumption that is the statement itself, a further
fact that is never looked at, a quantity with the wrong unit. A claim is Python, and Python cannot be fenced in: whoever wants to
harm the run from within still can. What is found here are mistakes, and forgeries that a reader of the table would not see.
"""

from __future__ import annotations

from collections.abc import Sequence

from theory.problem import Problem
from verify.claim import Claim, Statement
from verify.sides import SideError
from verify.time_limit import OutOfTime, time_limit
from verify.vet.answers import check_answers
from verify.vet.averages import check_average
from verify.vet.chosen import INSTANCES, choose, enlarged
from verify.vet.code import check_code
from verify.vet.facts import contradiction, unmet_facts
from verify.vet.sameness import check_sameness
from verify.vet.systems import check_systems
from verify.vet.units import check_units, varied

__all__ = ["INSTANCES", "SECONDS", "check_sameness", "unmet_facts", "vet"]

SECONDS = 60.0
"""Longest time that the sides of one claim may take on the few problems on which they are tried."""


def vet(claim: Claim, problems: Sequence[Problem]) -> None:
    """Evaluate every side of ``claim`` in several ways on a few of ``problems``, and on some that are larger.

    Raises ``SideError`` that says what is wrong and how to write it.
    """
    try:
        with time_limit(SECONDS):
            _vet(claim, problems)
    except OutOfTime:
        raise SideError(
            f"the sides of claim {claim.id} took more than {SECONDS:g} s on {INSTANCES} small problems\n"
            "  A run evaluates them on thousands. Shorten a loop, or leave out what is computed twice"
        ) from None


def _vet(claim: Claim, problems: Sequence[Problem]) -> None:
    check_code(claim)
    if claim.average is not None:
        check_average(claim)
        return
    every = [*problems, *(claim.designs() if claim.designs is not None else ())]
    if told := contradiction(claim, every):
        raise SideError(told)
    chosen = choose(claim, every)
    for name, statement in statements_of(claim):
        check_answers(name, statement, chosen)
    larger = enlarged(claim, chosen)
    for name, statement in statements_of(claim):
        check_systems(name, statement, [*larger, *chosen[:6]])
    check_sameness(claim, chosen, every)
    if unmet := unmet_facts(claim, every):
        raise SideError("\n".join(unmet[:5]))
    scaled = varied(claim, every)
    for name, statement in statements_of(claim):
        check_units(name, statement, scaled)


def statements_of(claim: Claim) -> list[tuple[str, Statement]]:
    """The statement, the condition and the further facts of ``claim``, by name."""
    condition = [("condition", claim.condition)] if claim.condition is not None else []
    return [("statement", claim.statement), *condition, *((f"also[{i}]", fact) for i, fact in enumerate(claim.also))]
