"""Whether a reviewer's claim can be run at all, told before any rung runs: in the words of whoever has to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from theory.arithmetic import Matrix, NotRepresentable
from theory.problem import Problem
from verify.claim import Claim, Statement
from verify.sides import SideError, describe, values_of

INSTANCES = 16
"""Instances on which both sides are evaluated twice. A side that tosses a fair coin passes with probability 2^-16 or less."""


def vet(claim: Claim, problems: Sequence[Problem]) -> None:
    """Evaluate every side of ``claim`` twice on a few of ``problems``.

    Raises ``SideError`` for sides that raise, do not match, or give two answers on one problem, and for assumptions that raise.
    """
    for p in _first(claim, problems):
        for name, statement in _statements(claim):
            if statement.when is None or _holds(claim, statement.when, p):
                _vet_statement(name, statement, p)


def _first(claim: Claim, problems: Sequence[Problem]) -> Iterator[Problem]:
    """The first few problems that meet the assumptions, from every stretch of ``problems``."""
    found = 0
    for p in (p for offset in range(11) for p in problems[offset::11]):
        if all(_holds(claim, assumption, p) for assumption in claim.assumes):
            found += 1
            yield p
        if found == INSTANCES:
            return


def _holds(claim: Claim, assumption: Any, p: Problem) -> bool:
    try:
        return bool(assumption.holds(p))
    except Exception as error:
        raise SideError(
            f"the assumption '{assumption.name}' of claim {claim.id} raised {type(error).__name__}: {error}\n  on {describe(p)}\n"
            "  An assumption is a predicate on every problem: it answers True or False and never raises"
        ) from error


def _statements(claim: Claim) -> Iterator[tuple[str, Statement]]:
    yield "statement", claim.statement
    if claim.condition is not None:
        yield "condition", claim.condition
    for i, fact in enumerate(claim.also):
        yield f"also[{i}]", fact


def _vet_statement(name: str, statement: Statement, p: Problem) -> None:
    try:
        left, right = (_same_twice(name, statement, side, p) for side in ("left", "right"))
    except NotRepresentable:
        return
    if not len(left) == len(right) == len(statement.quantities):
        raise SideError(
            f"`left` and `right` of `{name}` must give one value per quantity; received {len(left)} and {len(right)} values for "
            f"{len(statement.quantities)} quantities\n"
            "  Write Statement((weights('a'), loss('b')), left, right) with sides that return (a, b); a tuple of one is written (a,)"
        )
    for quantity, a, b in zip(statement.quantities, left, right, strict=True):
        if _shape(a) != _shape(b):
            raise SideError(
                f"`left` and `right` of `{name}` must have the same shape; received {_shape(a)} and {_shape(b)} for {quantity.name}\n"
                f"  on {describe(p)}\n"
                "  Weights are (d, k), labels (n, k), losses numbers. A zero to compare with: p.zero for weights, p.system.scalar(0)"
            )


def _same_twice(name: str, statement: Statement, side: str, p: Problem) -> tuple[Any, ...]:
    """The side's values; raises ``SideError`` where a second evaluation, on a copy of p, gives others."""
    once, again = values_of(statement, side, p), values_of(statement, side, replace(p))
    if len(once) != len(again) or any(not bool(a == b) for a, b in zip(once, again, strict=True)):
        raise SideError(
            f"`{side}` of `{name}` must be a function of the problem alone; it gave two answers on one problem\n  on {describe(p)}\n"
            "  Randomness belongs into the data: a statement is checked on drawn problems already. A random matrix can be taken from\n"
            "  p.schedule.start or p.regularization.wrong, which are drawn with the problem"
        )
    return once


def _shape(value: Any) -> str:
    return str(value.shape) if isinstance(value, Matrix) else "a number"
