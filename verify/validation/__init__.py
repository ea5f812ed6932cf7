"""Checks before any rung runs that a reviewer's claim can be run and can fail; the error says how to mend it.

None of this decides whether a claim is true. It refuses claims whose run would mean nothing: a side that keeps silent, keeps a
memory, looks at the number system or is the other side in another spelling, an assumption that is the statement itself, a further
fact that is never looked at, a quantity with the wrong unit. A claim is Python, and Python cannot be fenced in: whoever wants to
harm the run from within still can. What is found here are mistakes, and forgeries that a reader of the table would not see.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from theory.problem import Problem
from verify.claim import Claim
from verify.claim.sides import SideError
from verify.time_limit import OutOfTime, time_limit
from verify.validation.answers import check_answers, check_assumptions
from verify.validation.averages import check_average
from verify.validation.chosen import INSTANCES, choose, enlarged, spread_out
from verify.validation.code import check_code
from verify.validation.facts import contradiction, unmet_facts
from verify.validation.handed_in import check_pinned, handed_in
from verify.validation.self_comparison import check_self_comparison
from verify.validation.state import parts_of
from verify.validation.systems import check_systems
from verify.validation.units import check_units, varied

__all__ = ["INSTANCES", "SECONDS", "check_self_comparison", "unmet_facts", "validate"]

SECONDS = 60.0
"""Longest time that one look at a claim may take."""


def validate(claim: Claim, problems: Sequence[Problem]) -> None:
    """Look at ``claim`` in several ways, on a few of ``problems`` and on some that are larger.

    Raises ``SideError`` that says what is wrong and how to write it.
    """
    check_code(claim)
    if claim.average is not None:
        check_average(claim)
        return
    every = [*problems, *handed_in(claim)]
    check_pinned(claim)
    if not _in_time(lambda: _try_sides(claim, every)):
        raise SideError(
            f"the sides of claim {claim.id} took more than {SECONDS:g} s on {INSTANCES} small problems\n"
            "  A run evaluates them on thousands. Shorten a loop, or leave out what is computed twice"
        )
    for look in (_one_computation, _never_looked_at, _scaled):
        _in_time(lambda look=look: look(claim, every))  # type: ignore[misc]  # slow sides have been refused above


def _in_time(look: Callable[[], None]) -> bool:
    """Whether ``look`` came to its end."""
    try:
        with time_limit(SECONDS):
            look()
    except OutOfTime:
        return False
    return True


def _try_sides(claim: Claim, every: Sequence[Problem]) -> None:
    check_assumptions(claim, [p for p, _ in zip(spread_out(every), range(INSTANCES), strict=False)])
    if told := contradiction(claim, every):
        raise SideError(told)
    chosen = choose(claim, every)
    larger = enlarged(claim, chosen)
    for name, statement in parts_of(claim):
        check_answers(name, statement, [*chosen, *larger])
        check_systems(name, statement, [*larger, *chosen[:6]])


def _one_computation(claim: Claim, every: Sequence[Problem]) -> None:
    check_self_comparison(claim, choose(claim, every), every)


def _never_looked_at(claim: Claim, every: Sequence[Problem]) -> None:
    if unmet := unmet_facts(claim, every):
        raise SideError("\n".join(unmet[:5]))


def _scaled(claim: Claim, every: Sequence[Problem]) -> None:
    if claim.without.keys() >= {"high_precision", "descent"}:  # allowances, which units decide, are for rungs that round
        return
    problems = varied(claim, every)
    for name, statement in parts_of(claim):
        check_units(name, statement, problems)
