"""What a claim file may not use, found in its text: ways to stop the check, to inspect it, and to ask where it runs."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from theory.arithmetic import DRAWS, FLOAT64, RATIONAL, Ball, Draws, Float64, Multiprecision, PrimeField, Rational
from verify.claim import Assumption, Claim, Control, Statement
from verify.claim.hints import nearest
from verify.claim.sides import SideError
from verify.claim.source import node_of
from verify.validation.state import home_functions, parts_of, reached

MODULES = (
    *("pytest", "_pytest", "unittest", "hypothesis", "xdist", "os", "sys", "signal", "atexit", "inspect", "gc", "ctypes", "importlib"),
    *("threading", "multiprocessing", "subprocess", "socket", "traceback", "faulthandler", "builtins", "runpy", "weakref", "contextvars"),
)
"""Libraries with which a claim could end the run, look at who calls it, or reach into the checker."""

NAMES = ("__import__", "eval", "exec", "compile", "globals", "locals", "setattr", "delattr", "exit", "quit", "breakpoint", "vars")
ATTRIBUTES = (
    *("__dict__", "__setattr__", "__globals__", "__code__", "__closure__", "__class__", "__traceback__", "__subclasses__"),
    *("_exit", "_getframe", "tb_frame", "gi_frame", "f_back", "f_locals", "f_globals"),
)
"""Words of Python with the same use."""

LIBRARIES = (
    *("goldengap", "theory", "verify", "builtins", "math", "fractions", "itertools", "functools", "operator", "numbers", "collections"),
    *("typing", "dataclasses", "enum", "abc", "__future__", "string", "random", "numpy", "flint"),
)
"""What a side may use. Sides that draw random numbers or round are told so when they are evaluated."""

KINDS = ("open", "input", "type", "isinstance", "issubclass", "id", "hash", "repr", "dir", "hasattr", "getattr")
"""Questions about what a number or problem is made of; its value does not depend on that."""

SYSTEMS = (Rational, PrimeField, Ball, Float64, Multiprecision, Draws, type(DRAWS), type(RATIONAL), type(FLOAT64))
ASKED = ("name", "epsilon", "ordered", "bits", "digits", "p")


def file_fault(text: str) -> str:
    """The first line of a claim file that uses one of ``MODULES``, ``NAMES`` or ``ATTRIBUTES``, in words; empty where none does."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return ""  # importing says it better
    for node in ast.walk(tree):
        if used := next((word for word in _words(node) if word), ""):
            return (
                f"line {getattr(node, 'lineno', 0)} uses `{used}`: a claim may not end, skip or look at the run that checks it\n"
                "  A side computes its value from the problem p alone. Write it with theory.models, theory.losses, p.x_r, p.y_f, ..."
            )
    return ""


def _words(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (a.name for a in node.names if a.name.split(".")[0] in MODULES)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}" for _ in node.names if (node.module or "").split(".")[0] in MODULES)
    elif isinstance(node, ast.Name):
        yield node.id if node.id in NAMES else ""
    elif isinstance(node, ast.Attribute):
        yield f".{node.attr}" if node.attr in ATTRIBUTES else ""


def check_code(claim: Claim) -> None:
    """Raise ``SideError`` for a side, or an assumption of the claim's own file, that asks in which number system it is evaluated."""
    parts = [claim, *(s for _, s in parts_of(claim)), *claim.assumes, *claim.controls]
    if odd := [part for part in parts if type(part) not in (Claim, Statement, Assumption, Control)]:
        raise SideError(
            f"claim {claim.id} must be built of Claim, Statement, Assumption and Control themselves; received {type(odd[0]).__name__}"
        )
    from verify.rungs import RUNGS  # rungs read claims

    for rung in claim.without.keys() - RUNGS.keys():
        near = nearest(rung, RUNGS)
        meant = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(RUNGS)}"
        raise SideError(f"`without` of claim {claim.id} names no rung with '{rung}'; {meant}")
    statements = [s for _, s in parts_of(claim)]
    for statement in statements:
        for side in ("left", "right"):
            names = ", ".join(q.name for q in statement.quantities)
            _check(f"`{side}` ({names})", getattr(statement, side))
    whens = [s.when for s in statements if isinstance(s, Statement) and s.when is not None]
    for assumption in (*claim.assumes, *whens):
        if not _is_ours(assumption.holds):
            _check(f"the assumption '{assumption.name}'", assumption.holds)


def _is_ours(function: Any) -> bool:
    """Whether an assumption is one of the package's own."""
    return getattr(function, "__module__", "") == "verify.assumptions"


def _check(label: str, function: Any) -> None:
    if not isinstance(function, FunctionType):
        raise SideError(
            f"{label} must be a plain function of the problem; received {type(function).__name__}\n"
            "  Write def left(p): return ...; without a class, functools.partial or a decorator such as @cache"
        )
    for home in home_functions(function):
        if inspect.isgeneratorfunction(home):
            raise SideError(f"{label} must return its values; {home.__name__} yields them. Write return (a, b)")
        asked = _question(home)
        if asked:
            where = f"line {home.__code__.co_firstlineno} of {Path(home.__code__.co_filename).name}"
            raise SideError(
                f"{label} may not ask in which number system it is evaluated, nor what its numbers are made of; {home.__name__} ({where}) "
                f"uses {asked}\n"
                "  A statement is one formula for all numbers: rationals, residues, balls, floats. Write the same expression for each"
            )


def _question(function: FunctionType) -> str:
    for name, value in reached(function).items():
        if isinstance(value, SYSTEMS) or (isinstance(value, type) and value in SYSTEMS):
            return f"`{name}`"
        if hasattr(value, "__next__") and not isinstance(value, type):
            return f"the iterator `{name}`, which gives something else each time"
        if (library := _library(value)) not in LIBRARIES and not _is_beside(function, value):
            return f"`{name}` of {library}"
    node = node_of(function)
    for part in ast.walk(node) if node is not None else ():
        if isinstance(part, ast.Attribute) and part.attr in ASKED and ast.unparse(part.value).split(".")[-1] in ("system", "field"):
            return f"`{ast.unparse(part)}`"
        if isinstance(part, ast.Attribute) and part.attr == "data":
            return f"`{ast.unparse(part)}`"
        if isinstance(part, (ast.Import, ast.ImportFrom)):
            names = [a.name for a in part.names] if isinstance(part, ast.Import) else [part.module or ""]
            if strange := [n for n in names if n.split(".")[0] not in LIBRARIES]:
                return f"`{strange[0]}`"
        if isinstance(part, ast.Attribute) and isinstance(part.ctx, (ast.Store, ast.Del)):
            return f"`{ast.unparse(part)} = ...`, a memory between two calls"
        if isinstance(part, ast.Attribute) and part.attr == "solver" and _is_compared(part, node):
            return f"`{ast.unparse(part)}`"
        if isinstance(part, ast.Name) and part.id in KINDS:
            return f"`{part.id}`"
        if isinstance(part, (ast.Global, ast.Nonlocal)):
            return f"`{ast.unparse(part)}`, a memory between two calls"
    return ""


def _library(value: Any) -> str:
    """The library that a module, function or class comes from; data are Python's own."""
    if isinstance(value, ModuleType):
        return value.__name__.split(".")[0]
    if isinstance(value, (type, FunctionType, BuiltinFunctionType)):
        return (value.__module__ or "builtins").split(".")[0].lstrip("_")
    return "builtins"


def _is_beside(function: FunctionType, value: Any) -> bool:
    """Whether a module, function or class lives in the claim's own file or folder."""
    module = value if isinstance(value, ModuleType) else sys.modules.get(getattr(value, "__module__", None) or "")
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).resolve().parent == Path(function.__code__.co_filename).resolve().parent


def _is_compared(part: ast.Attribute, node: ast.AST | None) -> bool:
    return node is not None and any(isinstance(n, ast.Compare) and part in (n.left, *n.comparators) for n in ast.walk(node))
