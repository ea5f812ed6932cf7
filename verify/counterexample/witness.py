"""What makes a counterexample file checkable by anyone: the sides' program, their values, the relation that fails, a seal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from theory.arithmetic import RATIONAL, Matrix, NotRepresentable
from theory.problem import Problem, Regularization, Schedule, nearest_interpolator
from verify.claim import Claim, Statement
from verify.claim.compare import compare
from verify.claim.judge import EXACTLY, facts, judge_exactly
from verify.claim.logic import Half
from verify.claim.sides import listed
from verify.counterexample import as_data, from_data
from verify.counterexample.shrink import shrink
from verify.counterexample.trace import Number, Table, Tracing, Untraceable

SEAL = 2**127 - 1
"""The seal is the file's text as a number modulo this prime: enough to notice an edit, and no secret."""


def certified(claim: Claim, p: Problem) -> dict[str, Any]:
    """The problem ``p`` over Q as plain data, with what :mod:`verify.replay` needs to show that ``claim`` fails there.

    Checked are the statement or the further fact that fails (its failing quantity), and the condition of a conditional claim.
    ``program`` is None, with the reason, where a side cannot be written as a program of matrix operations over Q.
    """
    data = as_data(claim.id, p)
    data |= {"says": claim.short, "source": claim.source, "digest": claim.digest}
    data |= {"assumes": {a.name: a.statement for a in claim.assumes}}
    try:
        data |= _program(claim, p)
    except (Untraceable, NotRepresentable) as error:
        data |= {"program": None, "checks": [], "why": str(error)}
    return data | {"seal": seal(data)}


def witness(claim: Claim, p: Problem, half: Half, *, smaller: bool = True) -> dict[str, Any] | None:
    """The data of a problem that refutes ``half`` of ``claim``, made from p, which does; None where it does not survive.

    The problem is made smaller, written down, read back, and judged once more over Q: its assumptions and its failure.
    """

    def refutes(q: Problem) -> bool:
        found = judge_exactly(claim, q) if claim.applies_to(q) else None
        return found is not None and half in found.fails

    data = certified(claim, shrink(p, refutes) if smaller else p)
    return data if refutes(from_data(data)) else None


def seal(data: dict[str, Any]) -> int:
    """The seal of everything in ``data`` but the seal itself."""
    text = json.dumps({name: value for name, value in data.items() if name != "seal"}, sort_keys=True)
    return int.from_bytes(text.encode(), "big") % SEAL


def _program(claim: Claim, p: Problem) -> dict[str, Any]:
    """The program, its facts, and the checks, for whatever part of ``claim`` fails on p."""
    system = Tracing()
    traced = _traced(p, system)
    system.record.clear()  # what validation looked at is no part of any side
    checks = [check for role, statement in _parts(claim, p) for check in _checks(role, statement, p, traced)]
    wanted = [check[side]["is"] for check in checks for side in ("left", "right")]
    return {"program": _needed(system.record.steps, wanted), "checks": checks}


def _traced(p: Problem, system: Tracing) -> Problem:
    """p over the tracing system, its data named as in the file; models in closed form."""

    def matrix(name: str, a: Matrix | None) -> Any:
        return None if a is None else Matrix(system, Table(name, a.to(RATIONAL).data))

    def number(name: str, value: Any) -> Number:
        return Number(system.record, name, value)

    plan, extra = p.schedule, p.regularization
    if plan is not None:
        plan = Schedule(matrix("start", plan.start), number("eta", plan.eta), plan.steps)
    if extra is not None:
        extra = Regularization(matrix("wrong", extra.wrong), number("alpha", extra.alpha), number("decay", extra.decay))
    data = {name: matrix(name, getattr(p, name)) for name in ("x_r", "x_f", "y_r", "y_f", "w_star")}
    return replace(p, **data, schedule=plan, regularization=extra, solver=nearest_interpolator)


def _parts(claim: Claim, p: Problem) -> Iterator[tuple[str, Statement]]:
    """What decides that the claim fails on p: a broken further fact, or the statement with its condition."""
    broken = [fact for fact in facts(claim, p) if compare(fact, p, EXACTLY, None).holds is False]
    if broken:
        yield "further fact", broken[0]
        return
    yield "statement", claim.statement
    if claim.condition is not None:
        yield "condition", claim.condition


def _checks(role: str, statement: Statement, p: Problem, traced: Problem) -> Iterator[dict[str, Any]]:
    """The quantity that fails; every quantity where none does."""
    worst = compare(statement, p, EXACTLY, None)
    left, right = (listed(side(traced)) for side in (statement.left, statement.right))
    for quantity, a, b in zip(statement.quantities, left, right, strict=True):
        if worst.holds or quantity.name == worst.quantity:
            sides = {"left": _side(a), "right": _side(b)}
            yield {"what": role, "quantity": quantity.name, "relation": statement.relation.value, "holds": bool(worst.holds)} | sides
        if not worst.holds and quantity.name == worst.quantity:
            return


def _side(value: Any) -> dict[str, Any]:
    """The name of a side in the program, and its value."""
    if isinstance(value, Matrix):
        return {"is": value.data.name, "value": [[str(x) for x in row] for row in RATIONAL.rows(value.data.value)]}
    if isinstance(value, Number):
        return {"is": value.name, "value": str(value.value)}
    return {"is": str(value), "value": str(value)}


def _needed(steps: list[str], wanted: list[str]) -> list[str]:
    """The steps that the sides and the comparisons rest on, in order, none left out."""
    needed, kept = set(wanted), []
    for step in reversed(steps):
        name, _, operation, *operands = step.split()
        if name in needed or operation == "order":
            needed |= set(operands)
            kept.append(step)
    return kept[::-1]
