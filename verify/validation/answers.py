"""Whether each side is a function of the problem alone: on separate copies, in both orders, before and after the other side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from theory.arithmetic import Matrix, NotRepresentable
from theory.problem import Problem
from verify.claim import Assumption, Claim, Statement
from verify.claim.sides import SideError, describe, holds_on, values_of
from verify.validation.chosen import fresh
from verify.validation.state import kept_by, marks_on, parts_of

SIDES = ("left", "right")

Values = tuple[Any, ...] | None
"""The values of a side; None where Q lacks them."""


def check_answers(name: str, statement: Statement, problems: Sequence[Problem]) -> None:
    """Evaluate both sides of ``statement`` on separate copies of ``problems``, in both orders; raises ``SideError``.

    On every second problem ``right`` is asked before ``left`` has been, on the others after it; then both again on one object.
    """
    speaks_of = [p for p in problems if statement.when is None or holds_on(statement.when, p)]
    before = kept_by(statement.left, statement.right)
    known: dict[tuple[int, str], Values] = {}
    for turn in (0, 1):
        for i, p in enumerate(speaks_of):
            side = SIDES[(i + turn + 1) % 2]
            known[i, side] = _value(name, statement, side, fresh(p))
    for p in speaks_of[:1] * 2:  # twice in a row, which finds what alternates with each call
        for side in SIDES:
            _compare(name, side, p, known[0, side], _value(name, statement, side, fresh(p)), "")
    for i, p in enumerate(speaks_of):
        _check_shapes(name, statement, p, known[i, "left"], known[i, "right"])
        one = fresh(p)
        for side in SIDES if i % 2 == 0 else SIDES[::-1]:
            _compare(name, side, p, known[i, side], _value(name, statement, side, one), " after the other side had been evaluated")
    _check_kept(f"the sides of `{name}`", before, kept_by(statement.left, statement.right))


def _value(name: str, statement: Statement, side: str, p: Problem) -> Values:
    """The values of a side; raises ``SideError`` where it leaves something on the problem."""
    untouched = fresh(p)
    try:
        values = values_of(statement, side, p)
    except NotRepresentable:
        return None
    if left_there := marks_on(p, untouched):
        raise SideError(
            f"`{side}` of `{name}` may not write to the problem; it changed {left_there}\n"
            "  A side computes its value from the problem and leaves everything as it was. Give helpers what they need as arguments"
        )
    return values


def _compare(name: str, side: str, p: Problem, once: Values, again: Values, when: str) -> None:
    if once is None and again is None:
        return
    if once is None or again is None or len(once) != len(again) or any(not bool(a == b) for a, b in zip(once, again, strict=True)):
        raise SideError(
            f"`{side}` of `{name}` must be a function of the problem alone; it gave two answers on one problem{when}\n  on {describe(p)}\n"
            "  Randomness belongs into the data: a statement is checked on drawn problems already. A random matrix can be taken from\n"
            "  p.schedule.start or p.regularization.wrong, which are drawn with the problem"
        )


def check_assumptions(claim: Claim, problems: Sequence[Problem]) -> None:
    """Ask every assumption and ``when`` of ``claim`` twice, on copies of ``problems``; raises ``SideError`` where the answers differ."""
    whens = [s.when for _, s in parts_of(claim) if s.when is not None]
    for i, assumption in enumerate([*claim.assumes, *whens]):
        label = f"the assumption '{assumption.name}'"
        if 0 < i <= len(claim.assumes):  # the later ones are asked only where the earlier ones hold
            earlier = claim.assumes[i - 1]
            problems = [p for p in problems if _met(earlier, fresh(p)) is not False]
        before = kept_by(assumption.holds)
        answers = [[_met(assumption, fresh(p)) for p in order] for order in (problems, problems[::-1])]
        _check_kept(label, before, kept_by(assumption.holds))
        for p, once, again in zip(problems, answers[0], answers[1][::-1], strict=True):
            if once is not again:
                raise SideError(f"{label} must be a function of the problem alone; it gave two answers on one problem\n  on {describe(p)}")


def _met(assumption: Assumption, p: Problem) -> bool | None:
    untouched = fresh(p)
    try:
        answer = holds_on(assumption, p)
    except NotRepresentable:
        return None
    if left_there := marks_on(p, untouched):
        raise SideError(f"the assumption '{assumption.name}' may not write to the problem; it changed {left_there}")
    return answer


def _check_kept(label: str, before: dict[str, str], after: dict[str, str]) -> None:
    changed = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
    if changed:
        raise SideError(
            f"{label} must keep nothing between two calls; evaluating changed {', '.join(changed[:4])}\n"
            "  What one call leaves behind, another can return. Compute it in the side, from the problem"
        )


def _check_shapes(name: str, statement: Statement, p: Problem, left: Values, right: Values) -> None:
    if left is None or right is None:
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


def _shape(value: Any) -> str:
    return str(value.shape) if isinstance(value, Matrix) else "a number"
