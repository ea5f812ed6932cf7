"""Slips in what is written: one name, term, factor or call on a right-hand side exchanged for its neighbour, in the file itself.

The file is read, one place in it is rewritten, and the claim is taken from what the rewritten file defines. Touched are the functions
and lambdas that serve as right sides (and both sides of the condition), and the helpers in the file that only they use.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any

from theory import losses, models
from verify.checks.cached_sides import reusing_sides
from verify.checks.perturb.mutant import Mutant
from verify.checks.perturb.slips import slips
from verify.checks.perturb.views import seen_through, taken_away
from verify.claim import Claim


def mutants(claim: Claim, source: Path) -> Iterator[Mutant]:
    """Every slip at every place of a claim's file; rewritten files that define no valid claim are left out.

    Sides that a slip does not reach stay those of ``claim``, so that what is cached of them is not worked out again.
    """
    text = source.read_bytes()
    tree = ast.parse(text)
    said = set()
    for place in _places(tree):
        untouched = _untouched(tree, place.node)
        for rule, new in slips(place.node, text):
            start, end = _span(place.node, text)
            old = " ".join(text[start:end].decode().split())
            rewritten = text[:start] + new.encode() + text[end:]
            what = f"{place.name}: {old} -> {' '.join(new.split())}"
            if (rewritten in said) or (mutated := _claim_of(rewritten, source)) is None:
                continue
            said.add(rewritten)
            blinded = partial(_blinded, claim, rewritten, source, untouched)
            yield Mutant(rule, what, reusing_sides(claim, mutated, untouched), blinded)


@dataclass(frozen=True)
class Place:
    """An expression on a right-hand side, and the name of the function that holds it."""

    name: str
    node: ast.expr


def _claim_of(text: bytes, source: Path) -> Claim | None:
    """The claim that the rewritten file defines; None where it does not define a claim."""
    names: dict[str, Any] = {"__name__": f"slip in {source.stem}", "seen_through": seen_through, "taken_away": taken_away}
    names |= {name: value for module in (models, losses) for name, value in vars(module).items() if callable(value)}
    try:
        code: CodeType = compile(text, str(source), "exec")
        exec(code, names)  # the project's own file, one expression changed
    except (SyntaxError, NameError, TypeError, ValueError, AttributeError):
        return None
    claim = names.get("CLAIM")
    return claim if isinstance(claim, Claim) else None


def _blinded(claim: Claim, rewritten: bytes, source: Path, untouched: frozenset[str]) -> Claim | None:
    """The rewritten claim from which a slip in the data takes those data away altogether."""
    found = _claim_of(rewritten.replace(b"seen_through(", b"taken_away("), source)
    return found and reusing_sides(claim, found, untouched)


def _places(tree: ast.Module) -> Iterator[Place]:
    """Every expression inside the functions that state something."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    stating, asked = _sides(tree)
    roots = [side for side in stating if isinstance(side, ast.Lambda) or (isinstance(side, ast.Name) and side.id in functions)]
    shared = _reached([s for s in asked if not any(ast.dump(s) == ast.dump(r) for r in roots)], functions)
    names = {root.id for root in roots if isinstance(root, ast.Name)}
    names |= {name for name in _reached(roots, functions) if name not in shared}
    for name in sorted(names):
        for statement in functions[name].body:
            yield from (Place(name, node) for node in ast.walk(statement) if isinstance(node, ast.expr))
    for root in roots:
        if isinstance(root, ast.Lambda):
            yield from (Place("lambda", node) for node in ast.walk(root.body) if isinstance(node, ast.expr))


def _sides(tree: ast.Module) -> tuple[list[ast.expr], list[ast.expr]]:
    """The sides of all statements in the file: those that state something, and those that ask."""
    conditions = [k.value for node in ast.walk(tree) if isinstance(node, ast.Call) for k in node.keywords if k.arg == "condition"]
    stating: list[ast.expr] = []
    asked: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Statement":
            given = dict(zip(("quantities", "left", "right"), node.args, strict=False))
            given |= {k.arg: k.value for k in node.keywords if k.arg}
            stating.append(given["right"])
            (stating if node in conditions else asked).append(given["left"])
    return stating, asked


def _untouched(tree: ast.Module, changed: ast.expr) -> frozenset[str]:
    """The functions of the file that neither hold the expression ``changed`` nor lead to what holds it."""
    defined: dict[str, ast.AST] = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
    functions = set(defined)
    for node in (n for n in tree.body if isinstance(n, ast.Assign | ast.AnnAssign)):
        named = node.targets if isinstance(node, ast.Assign) else [node.target]
        defined |= {n.id: node for target in named for n in ast.walk(target) if isinstance(n, ast.Name)}
    holding = {name for name, node in defined.items() if any(n is changed for n in ast.walk(node))}
    return frozenset(f for f in functions if not ({f} | _reached([defined[f]], defined)) & holding)


def _reached(roots: Sequence[ast.AST], functions: Mapping[str, ast.AST]) -> set[str]:
    """The functions (and constants, where given) of the file that ``roots`` are or lead to."""
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        for node in ast.walk(waiting.pop()):
            if isinstance(node, ast.Name) and node.id in functions and node.id not in found:
                found.add(node.id)
                waiting.append(functions[node.id])
    return found


def _span(node: ast.expr, text: bytes) -> tuple[int, int]:
    """Where the node stands in the file, in bytes."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    if node.end_lineno is None or node.end_col_offset is None:
        raise AssertionError("a parsed expression has an end")
    return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset
