"""Evaluating one side of a statement: what it may return, and what to tell whoever wrote one that cannot be used."""

from __future__ import annotations

import traceback
from fractions import Fraction
from typing import Any

from theory.arithmetic import RATIONAL, Matrix, NotRepresentable
from theory.problem import Problem
from verify.claim import Assumption, Side, Statement


class SideError(ValueError):
    """A side cannot be used as written; the message says on which instance, and how to write it."""


def values_of(statement: Statement, name: str, p: Problem) -> tuple[Any, ...]:
    """The values of the side ``name`` ('left' or 'right') on p, one per quantity.

    Over Q, where every claim is evaluated, raises ``SideError`` for a side that raises or returns anything but matrices and numbers
    of the problem. Numbers that p's system lacks stay ``NotRepresentable``.
    """
    side: Side = getattr(statement, name)
    if p.system is not RATIONAL:
        return listed(side(p))
    try:
        values = listed(side(p))
    except NotRepresentable:
        raise
    except Exception as error:
        raise SideError(_raised(statement, name, p, error)) from error
    for value in values:
        if not isinstance(value, (int, type(RATIONAL.scalar(0)))) and not (isinstance(value, Matrix) and value.system is RATIONAL):
            raise SideError(_wrong_kind(statement, name, value))
    return values


def holds_on(assumption: Assumption, p: Problem) -> bool:
    """Whether p meets ``assumption``."""
    return bool(assumption.holds(p))


def listed(value: Any) -> tuple[Any, ...]:
    """A side's values: a tuple of them, or the only one."""
    return value if isinstance(value, tuple) else (value,)


def describe(p: Problem) -> str:
    """An instance in one line: its data where they are few, else its shape."""
    shape = f"d = {p.d}, n_r = {p.n_r}, n_f = {p.n_f}, k = {p.y_r.shape[1]}, D_t = {list(p.tuning)}"
    if p.d * p.n > 24 or p.system is not RATIONAL:
        return shape
    data = {"X_r": p.x_r, "X_f": p.x_f, "y_r": p.y_r, "y_f": p.y_f, "w_*": p.w_star}
    return ", ".join([shape, *(f"{name} = {_short(a)}" for name, a in data.items() if a is not None)])


def _short(a: Matrix) -> str:
    return "[" + "; ".join(" ".join(str(x) for x in row) for row in a.tolist()) + "]"


def _raised(statement: Statement, name: str, p: Problem, error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    home = getattr(getattr(getattr(statement, name), "__code__", None), "co_filename", None)
    last = next((frame for frame in reversed(frames) if frame.filename == home), frames[-1])  # the side's own line, if it has one
    return (
        f"`{name}` ({', '.join(q.name for q in statement.quantities)}) raised {type(error).__name__}: {error}\n"
        f"  at line {last.lineno} of {last.filename}\n"
        f"  on {describe(p)}\n"
        "  A statement must be defined wherever its assumptions hold. Correct the side, or exclude such data by an assumption, as in\n"
        '  assumes=(..., Assumption("non-zero labels", "y_f != 0", lambda p: p.y_f.sq_norm() != 0))'
    )


def _wrong_kind(statement: Statement, name: str, value: Any) -> str:
    kind = f"a Matrix over {value.system.name}" if isinstance(value, Matrix) else type(value).__name__
    if isinstance(value, (list, Fraction, float)) or type(value).__module__ == "numpy":
        kind += f" {str(value)[:60]}"
    return (
        f"`{name}` ({', '.join(q.name for q in statement.quantities)}) must return a Matrix or a number of the problem's own "
        f"system, or a tuple of them, one per quantity; received {kind}\n"
        "  Write it with the problem's matrices (p.x_r, p.y_f, ...) and with theory.models and theory.losses; a constant is\n"
        "  p.system.scalar(Fraction(1, 2)) or Matrix.of(p.system, rows). Then it runs in every number system."
    )
