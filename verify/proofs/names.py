"""Functions of ``theory`` by their names in Setting.v. Each name stands for the term that the function itself writes down.

A name is used only where a term *is* that formula, and the statement makes Coq check, by computation, that the definition in Setting.v
is the formula which the Python code executed. So neither a wrong formula in ``theory`` nor a wrong definition can hide behind a name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from theory import descent, gram, losses, models, problem, ridge, sequential
from theory.arithmetic import Matrix
from theory.arithmetic.terms import Number, Term, Terms
from theory.arithmetic.terms_syntax import Dim, matrix_term, scalar_term
from theory.problem import Problem
from verify.proofs.symbolic import TYPICAL, problem_over, system_of

HOLES = {"?d": 1117, "?s": 1223, "?k": 1301}
"""Sizes of the arguments of a general function, unlike every size of the data."""


@dataclass(frozen=True, eq=False)
class Name:
    """``coq`` names the function ``of``, applied to a problem where ``of_problem``, and to matrices of the shapes ``arguments``.

    An argument without a shape is a number.
    """

    coq: str
    of: Callable[..., Any]
    of_problem: bool
    arguments: tuple[tuple[str, ...], ...] = ()

    @property
    def holes(self) -> tuple[Term, ...]:
        """The arguments, as terms that stand for anything of their shape."""
        return tuple(_hole(i, shape) for i, shape in enumerate(self.arguments))


def _hole(i: int, shape: tuple[str, ...]) -> Term:
    if not shape:
        return scalar_term("hole", f"a{i}")
    m, n = shape
    return matrix_term("hole", (tuple(m.split("+")), tuple(n.split("+"))), f"a{i}")


WEIGHTS, ANY = ("d", "k"), ("d", "?k")
X, Y, W = ("?d", "?s"), ("?s", "?k"), ("?d", "?k")

NAMES = (
    Name("gap_in_loss", losses.gap_in_loss, True, (WEIGHTS,)),
    Name("gap_in_weights", losses.gap_in_weights, True, (WEIGHTS,)),
    Name("remaining_loss", losses.remaining_loss, True, (WEIGHTS,)),
    Name("unlearning_loss", losses.unlearning_loss, True, (WEIGHTS,)),
    Name("option_a", models.option_a, True),
    Name("option_b", models.option_b, True),
    Name("projected", models.projected, True),
    Name("sequentially_pretrained", sequential.sequentially_pretrained, True),
    Name("pretrained", models.pretrained, True),
    Name("golden", models.golden, True),
    Name("fine_tuned", models.fine_tuned, True, (WEIGHTS,)),
    Name("retained", models.retained, True, (ANY,)),
    Name("beyond_remaining", models.beyond_remaining, True, (ANY,)),
    Name("beyond_forgetting", sequential.beyond_forgetting, True, (ANY,)),
    Name("Xt", lambda p: p.x_t, True),
    Name("yt", lambda p: p.y_t, True),
    Name("X", lambda p: p.x, True),
    Name("y", lambda p: p.y, True),
    Name("leave_out", lambda g, y: gram.leave_out(g, y, _n_r(g)), False, (("nr+nf", "nr+nf"), ("nr+nf", "?k"))),
    Name("ridge_solution", ridge.ridge_solution, False, (X, Y, ())),
    Name("seen_through_inverse", ridge.seen_through_inverse, False, (X, W)),
    Name("loss", losses.loss, False, (X, Y, W)),
    Name("gradient", descent.gradient, False, (X, Y, W)),
    Name("nearest", problem.nearest_interpolator, False, (X, Y, W)),
    Name("energy", losses.energy, False, (X, W)),
)
"""The names, those of larger formulas first."""


def _n_r(g: Matrix) -> int:
    values: Any = g.system
    return int(values.sizes.values["nr"])


@cache
def formula(name: Name) -> Term:
    """What the Python function writes down, on the path on which every condition that it asks for holds."""
    system = system_of({**TYPICAL[0], **HOLES})
    arguments = [_value(system, hole) for hole in name.holes]
    value = name.of(problem_over(system), *arguments) if name.of_problem else name.of(*arguments)
    written: Term = value.data if isinstance(value, Matrix) else value.term
    return written


def _value(system: Terms, hole: Term) -> Matrix | Number:
    return Matrix(system, hole) if hole.dims else Number(hole, system.branches, system.sizes)


@cache
def folded(term: Term, without: Name | None = None) -> Term:
    """``term`` with the largest formulas that have a name replaced by it, from the top down. ``without`` is not used at the top."""
    memory: dict[Term, Term] = {}

    def fold(t: Term) -> Term:
        if t not in memory:
            memory[t] = _fold_here(t, without if t is term else None, fold)
        return memory[t]

    return fold(term)


@cache
def _by_operation() -> dict[tuple[str, bool], list[Name]]:
    """The names by the outermost operation of their formulas."""
    out: dict[tuple[str, bool], list[Name]] = {}
    for name in NAMES:
        out.setdefault((formula(name).op, bool(formula(name).dims)), []).append(name)
    return out


def _fold_here(t: Term, without: Name | None, fold: Callable[[Term], Term]) -> Term:
    for name in _by_operation().get((t.op, bool(t.dims)), ()):
        found = None if name is without else _matched(formula(name), t, {})
        if found is not None:
            arguments = tuple(fold(found[hole]) for hole in name.holes)
            return matrix_term("named", t.dims, name, *arguments) if t.dims else scalar_term("named", name, *arguments)
    parts = tuple(fold(a) if isinstance(a, Term) else a for a in t.args)
    return matrix_term(t.op, t.dims, *parts) if t.dims else scalar_term(t.op, *parts)


def _matched(pattern: Term, t: Term, found: dict[Any, Any]) -> dict[Any, Any] | None:
    """What the holes of ``pattern`` stand for in ``t``; None where ``t`` is no such formula."""
    if pattern.op == "hole":
        if found.setdefault(pattern, t) is not t or len(pattern.dims) != len(t.dims):
            return None
        return found if all(_fits(a, b, found) for a, b in zip(pattern.dims, t.dims, strict=True)) else None
    if pattern.op != t.op or len(pattern.args) != len(t.args) or len(pattern.dims) != len(t.dims):
        return None
    if not all(_fits(a, b, found) for a, b in zip(pattern.dims, t.dims, strict=True)):
        return None
    for a, b in zip(pattern.args, t.args, strict=True):
        if isinstance(a, Term) and isinstance(b, Term):
            if _matched(a, b, found) is None:
                return None
        elif pattern.op == "size":
            if not _fits(a, b, found):
                return None
        elif a != b:
            return None
    return found


def _fits(a: Dim, b: Dim, found: dict[Any, Any]) -> bool:
    """Whether the size ``b`` is the size ``a`` of a pattern, which may stand for any."""
    return bool(found.setdefault(a, b) == b) if len(a) == 1 and a[0] in HOLES else a == b


@cache
def used(term: Term) -> list[Name]:
    """The names that a folded term uses, and those that their own formulas use."""
    out: dict[Name, None] = {}
    todo = [t.args[0] for t in term.everything() if t.op == "named"]
    while todo:
        name = todo.pop(0)
        if name not in out:
            out.setdefault(name)
            todo += [t.args[0] for t in folded(formula(name), name).everything() if t.op == "named"]
    return [name for name in NAMES if name in out]


__all__ = ["HOLES", "NAMES", "Name", "Problem", "folded", "formula", "used"]
