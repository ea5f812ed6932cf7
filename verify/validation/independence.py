"""Whether a claim compares two different computations, found from its code: a comparison of a thing with itself cannot fail.

Caught: one function for both sides, a side that calls the other, a quantity whose two expressions are the same once local names
are written out, and a condition that is the statement itself. Two roundabout ways to write one expression are not caught here;
that is what mutants and independent rungs are for.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import cast

from verify.claim import Claim, Side, Statement
from verify.claim.source import full_name, is_home, is_theory, node_of, normalized, references


def faults(claim: Claim) -> list[str]:
    """Why ``claim`` checks nothing or less than it says; empty when nothing is wrong."""
    statements = [("statement", claim.statement), *((f"also[{i}]", fact) for i, fact in enumerate(claim.also))]
    if claim.condition is not None:
        statements.append(("condition", claim.condition))
    found = [f"`{name}` {fault}" for name, statement in statements for fault in _faults(statement)]
    found += [f"`{name}` {fault}" for name, statement in statements if not name.startswith("also") for fault in _dependent(statement)]
    if claim.condition is not None and _sides(claim.condition) == _sides(claim.statement):
        found.append("`condition` is the statement itself: that it decides where the statement holds is no news")
    return found


def _faults(statement: Statement) -> Iterator[str]:
    left, right = statement.left, statement.right
    if left is right:
        yield "has one function for both sides: it compares a thing with itself; write `right` a second, independent way"
        return
    for quantity, (a, b) in zip(statement.quantities, zip(expressions(left), expressions(right), strict=False), strict=False):
        if a == b:
            yield f"compares {quantity.name} with itself: both sides compute {a}"


def _dependent(statement: Statement) -> Iterator[str]:
    """A further fact may well say that a side is a fixed point, E E v = E v; it can only break a verdict, so it is not asked this."""
    left, right = statement.left, statement.right
    for name, caller, called in (("left", left, right), ("right", right, left)):
        if left is not right and _calls(caller, called):
            other = "right" if name == "left" else "left"
            yield f"has a `{name}` that calls its `{other}`: then they agree whatever it computes; write it without that call"


def _sides(statement: Statement) -> tuple[list[str], list[str]]:
    return expressions(statement.left), expressions(statement.right)


def _calls(caller: Side, called: Side) -> bool:
    """Whether ``caller`` reaches ``called`` through functions of its own file or folder.

    Functions of ``theory`` are built from each other and are let be: x against its projection is a statement.
    """
    if not isinstance(caller, FunctionType) or is_theory(caller):
        return False
    seen: set[CodeType] = set()
    waiting = [caller]
    while waiting:
        function = waiting.pop()
        for value in references(function).values():
            if value is called:
                return True
            if isinstance(value, FunctionType) and is_home(function, value) and value.__code__ not in seen:
                seen.add(value.__code__)
                waiting.append(value)
    return False


def expressions(side: Side) -> list[str]:
    """One expression per quantity, local variables written out; for a function that branches or loops, its whole body as one.

    A function of ``theory`` is its own expression.
    """
    ours = isinstance(side, FunctionType) and not is_theory(side)
    node = node_of(side) if ours else None  # type: ignore[arg-type]  # a FunctionType here
    if node is None or not isinstance(side, FunctionType):
        return [f"{full_name(side)}(_0)"]
    *steps, last = normalized(side, node)
    known = _Written({})
    for step in steps:
        if not isinstance(step, ast.Assign) or len(step.targets) != 1 or not known.learn(step.targets[0], known.of(step.value)):
            return ["; ".join(ast.unparse(s) for s in (*steps, last))]
    if not isinstance(last, ast.Return) or last.value is None:
        return ["; ".join(ast.unparse(s) for s in (*steps, last))]
    value = known.of(last.value)
    return [ast.unparse(v) for v in value.elts] if isinstance(value, ast.Tuple) else [ast.unparse(value)]


class _Written(ast.NodeTransformer):
    """Puts the expressions of local variables in their place."""

    def __init__(self, known: dict[str, ast.expr]) -> None:
        self.known = known

    def of(self, node: ast.expr) -> ast.expr:
        """``node`` with every known variable written out."""
        return cast(ast.expr, self.visit(copy.deepcopy(node)))  # an expression stays one: names alone are replaced, by expressions

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self.known.get(node.id, node)

    def learn(self, target: ast.expr, value: ast.expr) -> bool:
        """Remember what an assignment gives; False for targets that are no names."""
        if isinstance(target, ast.Name):
            self.known[target.id] = value
            return True
        if not isinstance(target, ast.Tuple):
            return False
        parts = value.elts if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts) else None
        for i, t in enumerate(target.elts):
            name = t.value if isinstance(t, ast.Starred) else t
            part = parts[i] if parts else ast.Subscript(value, ast.Constant(i - len(target.elts)), ast.Load())
            if not self.learn(name, part):
                return False
        return True
