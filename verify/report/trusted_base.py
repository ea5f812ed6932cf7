"""What a reader must still believe once a verdict is in: which code, which libraries, and which transcription from the source.

All of it is read off the program: the code from what the sides and assumptions of a claim call, the libraries from what the rungs
that decided import. A list kept by hand would be one more thing to believe.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import sys
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

from verify.claim import Claim, Statement
from verify.claim.result import Answer
from verify.claim.source import full_name, is_home, is_theory, references
from verify.rungs import RUNGS
from verify.verdict import Verdict

OURS = ("theory", "verify", "tests")
DISTRIBUTIONS = {"flint": "python-flint", "sklearn": "scikit-learn"}
"""Libraries whose import name is not the name they are installed by."""

ALWAYS = ("theory.arithmetic", "theory.problem", "verify.claim.compare")
"""Every side is made of problems and matrices, and every difference is judged in one place."""


def believe(verdict: Verdict) -> tuple[str, ...]:
    """Two lines: code and libraries; transcription. A third, where there is a proof: what stands behind it."""
    code = "; ".join(_by_module(functions_of(verdict.claim)))
    decided = [r.rung for r in verdict.results if r.answer in (Answer.AGREES, Answer.REFUTES)]
    users: dict[str, list[str]] = {}
    for rung in decided:
        for library in libraries_of(rung):
            users.setdefault(library, []).append(rung)
    by = {library: "every rung" if len(rungs) == len(decided) else ", ".join(rungs) for library, rungs in users.items()}
    libraries = "; ".join(f"{library} ({rungs})" for library, rungs in by.items()) or "none, because no rung decided"
    return (
        f"code: {code or 'no function of theory by name'}; beneath them {', '.join(ALWAYS)}. Libraries: {libraries}.",
        f'transcription: that {_place(verdict.claim)} says what we say, "{verdict.claim.short}", and that it is what the source says: '
        f"{verdict.claim.source}.",
        *_proofs(verdict),
    )


BEHIND_A_PROOF = (Answer.AGREES, Answer.REFUTES, Answer.NOT_HERE)


def _proofs(verdict: Verdict) -> Iterator[str]:
    """What is proved, by the digest of the proposition, and what that rests on."""
    for r in verdict.results:
        if r.rung == "proof" and r.answer in BEHIND_A_PROOF and "statement" in r.detail:
            here = f"; {r.answer.value}" if r.answer is Answer.NOT_HERE else ""
            d = r.detail
            yield (
                f"proof: of the proposition with SHA-256 {d['statement']}{here}. Believe that it is the claim, as verify/proofs wrote it "
                f"with theory.arithmetic.terms; the kernel of Coq {d['coq']}; MathComp {d['mathcomp']}; the definitions of "
                "verify/proofs/library/Setting.v, Penrose.v and Inner.v. In full: verify/proofs/TRUST.md."
            )


def functions_of(claim: Claim) -> list[FunctionType]:
    """The functions of ``theory`` that the claim's sides and assumptions call, directly or through helpers of their own."""
    statements: list[Statement] = [claim.statement, *claim.also, *([claim.condition] if claim.condition else [])]
    sides = [side for s in statements for side in (s.left, s.right)]
    called = {f for root in (*sides, *(a.holds for a in claim.assumes)) for f in _reached(root, set())}
    return sorted(called, key=full_name)


def _reached(value: Any, seen: set[int]) -> Iterator[FunctionType]:
    """Functions of ``theory`` that ``value`` is or calls; what those call is theirs to name."""
    if not isinstance(value, FunctionType) or id(value) in seen:
        return
    seen.add(id(value))
    if is_theory(value):
        yield value
        return
    for called in references(value).values():
        if isinstance(called, ModuleType) and called.__name__.startswith("theory."):
            names = set(value.__code__.co_names)
            yield from (f for name, f in vars(called).items() if name in names and isinstance(f, FunctionType))
        elif isinstance(called, FunctionType) and (is_theory(called) or is_home(value, called)):
            yield from _reached(called, seen)


def _by_module(functions: list[FunctionType]) -> Iterator[str]:
    names: dict[str, list[str]] = {}
    for f in functions:
        names.setdefault(f.__module__, []).append(f.__name__)
    return (f"{module} ({', '.join(sorted(inside))})" for module, inside in sorted(names.items()))


def _place(claim: Claim) -> str:
    return str(getattr(claim.statement.left, "__module__", "the claim"))


@functools.cache
def libraries_of(rung: str) -> tuple[str, ...]:
    """The libraries that a rung's module, the rungs' own modules it uses, and the number systems it names import."""
    if rung not in RUNGS:
        return ()
    modules = _closure(RUNGS[rung].run.__module__, set())
    found = {DISTRIBUTIONS.get(name, name) for module in modules for name, _ in _imports(module) if name not in OURS}
    judged = {DISTRIBUTIONS["flint"]} if "verify.claim.judge" in modules else set()  # conditions are decided over Q
    return tuple(sorted(found | judged))


def _closure(module: str, seen: set[str]) -> set[str]:
    """``module`` with what it imports from the rungs and, name by name, from the number systems."""
    if module not in seen:
        seen.add(module)
        for _, full in _imports(module):
            owner, _, name = full.rpartition(".")
            if owner == "theory.arithmetic":
                value = getattr(importlib.import_module(owner), name)
                full = value.__module__ if hasattr(value, "__module__") else type(value).__module__
            elif owner.startswith(("verify.rungs.", "theory.arithmetic.")):
                full = owner
            if full.startswith(("verify.rungs.", "theory.arithmetic.")):
                _closure(full, seen)
    return seen


def _imports(module: str) -> Iterator[tuple[str, str]]:
    """(top-level package, full name) of everything that the module imports, the standard library left out."""
    for node in ast.walk(ast.parse(inspect.getsource(importlib.import_module(module)))):
        if isinstance(node, ast.Import):
            full = [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            full = [f"{node.module}.{a.name}" for a in node.names]
        else:
            continue
        yield from ((name.split(".")[0], name) for name in full if name.split(".")[0] not in sys.stdlib_module_names)
