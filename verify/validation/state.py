"""What sides leave behind: in their own file, on the problem, in the package."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from theory.arithmetic import Matrix
from theory.problem import Problem
from verify.claim import Assumption, Claim, Statement
from verify.claim.source import is_home, is_theory

DEPTH = 4
"""How deep containers are looked into."""


def kept_by(*callables: Any) -> dict[str, str]:
    """By name, the content of everything that these sides or predicates can reach and could change, and the package itself."""
    found = dict(package())
    for side in callables:
        for function in home_functions(side):
            for name, value in reached(function).items():
                found[f"`{name}` of {Path(function.__code__.co_filename).name}"] = content(value)
    return found


def home_functions(side: Any) -> list[FunctionType]:
    """``side`` and the functions of its own file or folder that it reaches; empty for a function of ``theory``."""
    if not isinstance(side, FunctionType) or is_theory(side):
        return []
    found, waiting = [side], [side]
    while waiting:
        function = waiting.pop()
        for value in (f for v in reached(function).values() for f in _functions_of(v)):
            if value not in found and is_home(side, value) and not is_theory(value):
                found.append(value)
                waiting.append(value)
    return found


def _functions_of(value: Any) -> list[FunctionType]:
    """A function; the one behind a decorator; the methods of a class and of an object's class."""
    behind = getattr(value, "__wrapped__", value)
    if isinstance(behind, FunctionType):
        return [behind]
    kind = value if isinstance(value, type) else type(value)
    ours = kind.__module__.split(".")[0] in ("theory", "verify", "builtins")
    methods = [] if ours else [getattr(v, "__func__", v) for v in vars(kind).values()]
    return [m for m in methods if isinstance(m, FunctionType)]


def parts_of(claim: Claim) -> list[tuple[str, Statement]]:
    """The statement, the condition and the further facts of ``claim``, by name."""
    condition = [("condition", claim.condition)] if claim.condition is not None else []
    return [("statement", claim.statement), *condition, *((f"also[{i}]", fact) for i, fact in enumerate(claim.also))]


def reached(function: FunctionType) -> dict[str, Any]:
    """What ``function`` can read that outlives a call: globals it names, cells, defaults, its own attributes."""
    names = dict.fromkeys(_names(function.__code__))
    found = {name: function.__globals__[name] for name in names if name in function.__globals__}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # not filled yet
            continue
    found |= {f"default {i} of {function.__name__}": v for i, v in enumerate(function.__defaults__ or ())}
    found |= {f"default {k} of {function.__name__}": v for k, v in (function.__kwdefaults__ or {}).items()}
    return found | {f"{function.__name__}.{k}": v for k, v in vars(function).items() if k != "__wrapped__"}


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def content(value: Any, depth: int = DEPTH) -> str:
    """``value`` as text that changes when it does; what cannot change here by its type."""
    if depth == 0 or isinstance(value, (Matrix, Problem, Claim, Statement, Assumption, FunctionType)):
        return f"{type(value).__name__}"
    if isinstance(value, ModuleType):
        path = getattr(value, "__file__", None) or ""
        at_home = value.__name__.startswith("own_claim_") or value.__name__ in _beside()
        return content({k: v for k, v in vars(value).items() if k[:2] != "__"}, 1 + (depth > 1)) if at_home else f"module {path}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{content(k, depth - 1)}: {content(v, depth - 1)}" for k, v in list(value.items())) + "}"
    if isinstance(value, (list, tuple, set, frozenset)):
        inside = [content(v, depth - 1) for v in value]
        return f"{type(value).__name__}{sorted(inside) if isinstance(value, (set, frozenset)) else inside}"
    if isinstance(value, type):
        ours = value.__module__.split(".")[0] in ("theory", "verify")
        return value.__qualname__ if ours else content({k: v for k, v in vars(value).items() if k[:2] != "__"}, depth - 1)
    text = repr(value)
    if " at 0x" in text and hasattr(value, "__dict__"):
        return f"{type(value).__qualname__} {content(vars(value), depth - 1)}"
    return text


def _beside() -> set[str]:
    """Names of modules that came from the folder of a claim file."""
    own = [m for name, m in list(sys.modules.items()) if name.startswith("own_claim_")]
    folders = {str(Path(file).parent) for m in own if (file := getattr(m, "__file__", None))}
    return {n for n, m in list(sys.modules.items()) if (f := getattr(m, "__file__", None)) and str(Path(f).parent) in folders}


def package() -> Iterator[tuple[str, str]]:
    """By name, the identity of everything that the modules of this package define."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] not in ("theory", "verify") or not isinstance(module, ModuleType):
            continue
        for key, value in list(vars(module).items()):
            if isinstance(value, ModuleType) or key.startswith("__"):
                continue
            yield f"{name}.{key}", str(id(value))
            if isinstance(value, type) and value.__module__ == name:
                parts = list(vars(value).items())
                yield from ((f"{name}.{key}.{k}", str(id(v))) for k, v in parts if callable(v) or not k.startswith("__"))


def marks_on(p: Problem, untouched: Problem) -> str:
    """What a side changed on p, in words; empty where nothing."""
    if extra := vars(p).keys() - _own(Problem):
        return ", ".join(f"p.{name}" for name in sorted(extra))
    held = {**vars(p), **_inside(p)}
    for name, matrix in held.items():
        if isinstance(matrix, Matrix) and (vars(matrix).keys() - _own(Matrix) or matrix.shape != matrix.system.shape(matrix.data)):
            return f"p.{name}"
    for name, before in {**vars(untouched), **_inside(untouched)}.items():
        if isinstance(before, Matrix) and not (isinstance(held.get(name), Matrix) and held[name] == before):
            return f"p.{name}"
    same = all(getattr(p, name) is getattr(untouched, name) for name in ("tuning", "blocks"))
    return "" if same else "p.tuning or p.blocks"


def _own(kind: type[Problem] | type[Matrix]) -> set[str]:
    """What an object of ``kind`` holds by itself: its fields, and what it works out once."""
    return {f.name for f in fields(kind)} | {k for k, v in vars(kind).items() if isinstance(v, cached_property)}


def _inside(p: Problem) -> dict[str, Any]:
    start = {} if p.schedule is None else {"schedule.start": p.schedule.start}
    return start if p.regularization is None else {**start, "regularization.wrong": p.regularization.wrong}
