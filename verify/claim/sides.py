"""Evaluates one side of a statement, or an assumption: what it may return, and the error for one that cannot be used.

A side speaks by its value alone. It may not skip, stop or silence the check that asks it, in any number system: `pytest.skip`,
`sys.exit` or an exception with which a number system says that it lacks a number would otherwise count as silence.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from theory.arithmetic import RATIONAL, CannotTell, Matrix, NotRepresentable
from theory.problem import Problem
from verify.claim import Assumption, Side, Statement
from verify.claim.hints import hint, home_line
from verify.time_limit import OutOfTime

HOUSE = Path(__file__).parents[2]
"""Holds ``theory`` and ``verify``."""

SIGNALS = (NotRepresentable, CannotTell)
"""With these a number system says what it lacks. Raised by a side itself they would be a way to keep silent."""

STOPS = (KeyboardInterrupt, OutOfTime)
"""From outside of a side: whoever runs the check stops it, and the run fails."""

SKIPPERS = ("_pytest", "pytest", "unittest", "hypothesis")
"""Libraries whose exceptions end a test without failing it."""


class SideError(ValueError):
    """A side or an assumption cannot be used as written; the message says on which instance, and how to write it."""


def values_of(statement: Statement, name: str, p: Problem) -> tuple[Any, ...]:
    """The values of the side ``name`` ('left' or 'right') on p, one per quantity.

    Raises ``SideError`` for a side that skips, stops or silences the check. Over Q, where every claim is evaluated, also for one that
    raises anything else or returns anything but matrices and numbers of the problem. Numbers that p's system lacks stay
    ``NotRepresentable``.
    """
    side: Side = getattr(statement, name)

    def label() -> str:
        return f"`{name}` ({', '.join(q.name for q in statement.quantities)})"

    try:
        values = listed(side(p))
    except STOPS:
        raise
    except BaseException as error:
        if wrong := _silent(label(), error) or (_raised(label(), side, p, error) if _must_be_defined(error, p) else ""):
            raise SideError(wrong) from error
        if isinstance(error, TypeError) and _lacks_an_order(error, p):
            raise NotRepresentable(f"{p.system.name} has no order and no absolute value: {error}") from error
        raise
    if _system_of(p) is RATIONAL and (wrong_values := [v for v in values if not _is_value(v)]):
        raise SideError(_wrong_kind(label(), wrong_values[0]))
    return values


def holds_on(assumption: Assumption, p: Any) -> bool:
    """Whether p, a problem or a random design, meets ``assumption``.

    Raises ``SideError`` for one that skips, stops or silences the check, for one that answers neither True nor False, and over Q for
    one that raises anything.
    """
    label = f"the assumption '{assumption.name}'"
    try:
        answer = assumption.holds(p)
    except STOPS:
        raise
    except BaseException as error:
        if wrong := _silent(label, error):
            raise SideError(wrong) from error
        if not _must_be_defined(error, p):
            raise
        raise SideError(
            f"{label} raised {type(error).__name__}: {error}{_at(assumption.holds, error)}\n  on {describe(p)}\n"
            f"  An assumption is a predicate on every problem: it answers True or False and never raises{hint(error, assumption.holds, '')}"
        ) from error
    if not isinstance(answer, (bool, np.bool_)):
        raise SideError(
            f"{label} must answer True or False; received {type(answer).__name__} {str(answer)[:60]}\n"
            "  Write a comparison, or bool(...): Assumption('name', 'in words', lambda p: p.x.rank == p.n)"
        )
    return bool(answer)


def listed(value: Any) -> tuple[Any, ...]:
    """A side's values: a tuple of them, or the only one."""
    return value if isinstance(value, tuple) else (value,)


def describe(p: Any) -> str:
    """An instance in one line: its data where they are few, else its shape."""
    if not isinstance(p, Problem):
        return str(p)[:200]
    shape = f"d = {p.d}, n_r = {p.n_r}, n_f = {p.n_f}, k = {p.y_r.shape[1]}, D_t = {list(p.tuning)}"
    if p.d * p.n > 24 or p.system is not RATIONAL:
        return shape
    data = {"X_r": p.x_r, "X_f": p.x_f, "y_r": p.y_r, "y_f": p.y_f, "w_*": p.w_star}
    return ", ".join([shape, *(f"{name} = {_short(a)}" for name, a in data.items() if a is not None)])


def _short(a: Matrix) -> str:
    return "[" + "; ".join(" ".join(str(x) for x in row) for row in a.tolist()) + "]"


def _system_of(p: Any) -> Any:
    return getattr(p, "system", RATIONAL)


def _must_be_defined(error: BaseException, p: Any) -> bool:
    """Whether ``error`` means that there is no answer: over Q every side and assumption is defined where its numbers exist."""
    return _system_of(p) is RATIONAL and not isinstance(error, NotRepresentable)


def _lacks_an_order(error: TypeError, p: Any) -> bool:
    return not _system_of(p).ordered and any(words in str(error) for words in ("abs()", "not supported between", "not ordered", "no order"))


def _is_value(value: Any) -> bool:
    if isinstance(value, Matrix):
        return value.system is RATIONAL
    return isinstance(value, (int, type(RATIONAL.scalar(0)))) and not isinstance(value, bool)


def _silent(label: str, error: BaseException) -> str:
    """What to say of an exception with which ``label`` would end or silence the check; empty for any other."""
    kind = type(error)
    if not isinstance(error, Exception) or kind.__module__.partition(".")[0] in SKIPPERS:
        return (
            f"{label} may not skip or stop the check; it raised {kind.__name__}: {error}\n"
            "  A side speaks by its value alone. What the statement does not speak of is excluded by an assumption, as in\n"
            '  assumes=(..., Assumption("few features", "d <= 8", lambda p: p.d <= 8))'
        )
    if isinstance(error, SIGNALS) and not _of_the_house(error.__traceback__):
        return (
            f"{label} may not raise {kind.__name__} itself: with it a number system says which numbers it lacks\n"
            "  A side speaks by its value alone. What the statement does not speak of is excluded by an assumption"
        )
    return ""


def _of_the_house(trace: TracebackType | None) -> bool:
    """Whether the exception was raised by ``theory`` or by the checker, and not by a claim."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    path = Path(trace.tb_frame.f_code.co_filename) if trace is not None else HOUSE
    inside = path.relative_to(HOUSE).parts if path.is_relative_to(HOUSE) else ("",)
    return inside[0] == "theory" or (inside[0] == "verify" and inside[1:2] not in (("claims",), ("examples",)))


def _at(function: Any, error: BaseException) -> str:
    """Where the function itself, or else the innermost call, raised."""
    line, path = home_line(function, error)
    return f"\n  at line {line} of {path}" if line else ""


def _raised(label: str, side: Any, p: Any, error: BaseException) -> str:
    guard = (
        "\n  A statement must be defined wherever its assumptions hold. Correct the side, or exclude such data by an assumption, as in\n"
        '  assumes=(..., Assumption("non-zero labels", "y_f != 0", lambda p: p.y_f.sq_norm() != 0))'
    )
    return f"{label} raised {type(error).__name__}: {error}{_at(side, error)}\n  on {describe(p)}{hint(error, side, guard)}"


def _wrong_kind(label: str, value: Any) -> str:
    if isinstance(value, (bool, np.bool_)):
        return (
            f"{label} must return what is compared, not the outcome of comparing; received {type(value).__name__} {value}\n"
            "  Return the two numbers and let the Statement compare: Statement((weights('a'),), left, right, Relation.AT_MOST).\n"
            "  For left < right add a further fact with the same sides: also=(Statement(..., left, right, Relation.DIFFERENT),)"
        )
    kind = f"a Matrix over {value.system.name}" if isinstance(value, Matrix) else type(value).__name__
    if isinstance(value, (list, Fraction, float)) or type(value).__module__ == "numpy":
        kind += f" {str(value)[:60]}"
    return (
        f"{label} must return a Matrix or a number of the problem's own system, or a tuple of them, one per quantity; received {kind}\n"
        "  Write it with the problem's matrices (p.x_r, p.y_f, ...) and with theory.models and theory.losses; a constant is\n"
        "  p.system.scalar(Fraction(1, 2)) or Matrix.of(p.system, rows). Then it runs in every number system."
    )
