"""What to write instead: one hint for each easy mistake, found from the exception and from the line that raised it."""

from __future__ import annotations

import importlib
import linecache
import re
import traceback
from collections.abc import Iterable
from difflib import get_close_matches
from enum import EnumMeta
from typing import Any

OFFERED = ("theory.models", "theory.losses", "verify.assumptions", "verify.claim", "theory.arithmetic", "verify.counterexample")
"""Where the names that a claim is written with live."""

RELATIONS = "Relations are EQUAL, AT_MOST (<=) and DIFFERENT (!=); for left >= right swap the sides and write AT_MOST"
SHAPES = "p.x_r is (d, n_r), p.x_f (d, n_f); weights are (d, k), labels (n, k). Predictions are p.x_r.T @ w, products p.x_r @ v"
ROOTS = "A root is rarely rational. Compare the squares: for ||a|| <= ||b|| write a.sq_norm() and b.sq_norm() with weights_squared"
NUMPY = "numpy rounds and does not know these matrices. Write ||w||^2 as w.sq_norm(), and A @ B, A.T, A.solve(b), A.project(v), A.rank"

ENTRIES = "A matrix has no brackets: A.rows([0]), A.columns([0, 1]), A.tolist()[i][j]; sizes are A.shape, p.d, p.n_r, p.n_f"
FRACTIONS = "A side's numbers are of p.system: write p.system.scalar(Fraction(1, 2)) for 0.5 or Fraction(1, 2), and x / 2 for x * 0.5"
PRODUCTS = "Matrices are multiplied with A @ B; A * c is for numbers c. Inner products are a.dot(b), squared norms a.sq_norm()"


def hint(error: BaseException, function: Any, otherwise: str) -> str:
    """One line that says what to write, beginning with a line break; ``otherwise`` where nothing better is known."""
    source = _source(function, error)
    if found := name_hint(error):
        return f"\n  {found}"
    if re.search(r"\bnp\.|\bnumpy\b", source) or type(error).__module__.startswith("numpy"):
        return f"\n  {NUMPY}"
    if re.search(r"\*\*\s*\(?\s*(0?\.5|1\s*/\s*2)|sqrt", source):
        return f"\n  {ROOTS}"
    if isinstance(error, (ValueError, TypeError)) and "needs shapes that fit" in str(error):
        return f"\n  {SHAPES}"
    if isinstance(error, TypeError) and "subscriptable" in str(error):
        return f"\n  {ENTRIES}"
    if isinstance(error, TypeError) and re.search("'float'|'Fraction'", str(error)):
        return f"\n  {FRACTIONS}"
    if isinstance(error, TypeError) and ("Matrix" in str(error) or re.search(r"(\.T|\))\s*\*\s*[a-z]", source)):
        return f"\n  {PRODUCTS}"
    return otherwise


def name_hint(error: BaseException) -> str:
    """The name that was meant, for an unknown attribute, name or import; empty where none is near."""
    if isinstance(error, AttributeError) and error.name:
        if isinstance(error.obj, EnumMeta) and error.obj.__name__ == "Relation":
            return RELATIONS
        names = [n for n in dir(error.obj) if not n.startswith("_")]
        return _meant(error.name, names, error.obj)
    if isinstance(error, NameError) and error.name:
        places = {name: module for module in reversed(OFFERED) for name in _public(module)}
        near = nearest(error.name, places)
        if not near:
            return ""
        meant = "" if near[0] == error.name else f"Did you mean `{near[0]}`? "
        return f"{meant}Write `from {places[near[0]]} import {near[0]}`"
    if isinstance(error, ImportError) and (found := re.search(r"cannot import name '(\w+)' from '([\w.]+)'", str(error))):
        name, module = found.groups()
        elsewhere = [m for m in OFFERED if name in _public(m)]
        if elsewhere:
            return f"Write `from {elsewhere[0]} import {name}`"
        return _meant(name, _public(module), module)
    return ""


def _meant(name: str, names: Iterable[str], owner: Any) -> str:
    known = sorted(names)
    near = nearest(name, known)
    if near:
        return "Did you mean " + " or ".join(f"`{n}`" for n in near) + "?"
    kind = owner if isinstance(owner, str) else type(owner).__name__
    return f"{kind} has {', '.join(known[:24])}" if 0 < len(known) <= 60 else ""


def nearest(name: str, names: Iterable[str]) -> list[str]:
    """Up to two of ``names`` that are spelled like ``name``; case and underscores do not count."""
    plain: dict[str, str] = {}
    for n in names:
        plain.setdefault(n.replace("_", "").lower(), n)
    return [plain[n] for n in get_close_matches(name.replace("_", "").lower(), plain, n=2, cutoff=0.7)]


def home_line(function: Any, error: BaseException) -> tuple[int, str]:
    """Line and file of the function's own file where ``error`` came from; the innermost ones where it has none there."""
    frames = traceback.extract_tb(error.__traceback__)
    home = getattr(getattr(function, "__code__", None), "co_filename", None)
    last = next((frame for frame in reversed(frames) if frame.filename == home), frames[-1] if frames else None)
    return (last.lineno or 0, last.filename) if last is not None else (0, "")


def _source(function: Any, error: BaseException) -> str:
    line, path = home_line(function, error)
    return linecache.getline(path, line)


def _public(module: str) -> list[str]:
    try:
        return [n for n in vars(importlib.import_module(module)) if not n.startswith("_")]
    except ImportError:
        return []
