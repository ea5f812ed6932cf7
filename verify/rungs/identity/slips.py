"""Slips in a statement that its own certificate must notice: without them a comparison that sees nothing would certify anything.

Two kinds. In the *value* of one quantity: the right side plus a drawn number. In the *data* that one side is evaluated on: one entry of
X_f changed, 3/2 eta for eta, ... A slip is put to the points at which the statement was compared, by the same comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from theory.arithmetic import Matrix
from theory.problem import Problem
from verify.claim import Side, Statement
from verify.claim.sides import listed
from verify.rungs.identity.trial import Trial, Variation

MOST_TRIED = 30
"""Strata on which a slip may survive before it counts as one that survives."""

View = Callable[[Problem], Problem]


@dataclass(frozen=True)
class Slip:
    """``statement`` differs from the original by one slip, ``name``; ``quantity`` is where, or empty for a slip in the data."""

    name: str
    statement: Statement
    quantity: str = ""


@dataclass(eq=False)
class Bite:
    """Which slips of one statement have died so far, at the points where the statement itself held; None are put where not ``on``."""

    on: bool = True
    tried: dict[str, int] = field(default_factory=dict)
    dead: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    """Quantities in which some slip in the data was noticed."""

    def put(self, statement: Statement, trial: Trial, at: Variation) -> None:
        """Put every slip in ``statement`` that is still alive to the points of ``trial``."""
        for slip in self._pending(statement) if self.on else ():
            self.tried[slip.name] = self.tried.get(slip.name, 0) + 1
            seen = trial.differing(slip.statement, at)
            if not slip.quantity:
                self.told.update(seen)
            if slip.quantity in seen if slip.quantity else seen:
                self.dead[slip.name] = trial.shape.label

    def _pending(self, statement: Statement) -> Iterator[Slip]:
        names = {q.name for q in statement.quantities}
        for slip in value_slips(statement):
            if slip.name not in self.dead and self.tried.get(slip.name, 0) < MOST_TRIED:
                yield slip
        for slip in data_slips(statement):
            if self.told >= names:  # every quantity has been seen to depend on data
                return
            if self.tried.get(slip.name, 0) < MOST_TRIED:
                yield slip

    def survivors(self, statement: Statement) -> list[str]:
        """Slips in a value that were put to the rung and noticed nowhere; and all those in the data, where none was noticed."""
        alive = [slip.name for slip in value_slips(statement) if slip.name not in self.dead]
        return alive if self.told else [*alive, "any change of the data that one side reads"]

    def untold(self, statement: Statement) -> list[str]:
        """Quantities in which no slip in the data was noticed."""
        return [q.name for q in statement.quantities if q.name not in self.told]


@lru_cache(maxsize=256)
def value_slips(statement: Statement) -> tuple[Slip, ...]:
    """Per quantity the right side plus the drawn step size, which is not zero; plus 1 for integers."""
    return tuple(
        Slip(f"{quantity.name} + eta", replace(statement, right=_plus(statement.right, index)), quantity.name)
        for index, quantity in enumerate(statement.quantities)
    )


def _plus(side: Side, index: int) -> Side:
    def changed(p: Problem) -> Any:
        values = listed(side(p))
        value = values[index]
        by = 1 if isinstance(value, int) else p.plan.eta
        new = value.map(lambda x: x + by) if isinstance(value, Matrix) else value + by
        return (*values[:index], new, *values[index + 1 :])

    return changed


@lru_cache(maxsize=256)
def data_slips(statement: Statement) -> tuple[Slip, ...]:
    """Every change of the data, for the right side alone and for the left side alone."""
    slips: list[Slip] = []
    for name, view in CHANGES.items():
        slips.append(Slip(f"{name}, on the right", replace(statement, right=_after(view, statement.right))))
        slips.append(Slip(f"{name}, on the left", replace(statement, left=_after(view, statement.left))))
    return tuple(slips)


def _after(view: View, side: Side) -> Side:
    return lambda p: side(view(p))


def _changed(*names: str, also: tuple[str, ...] = ()) -> View:
    """Problems in which one entry of each matrix named is larger by eta. What is computed from them, ``also``, is computed anew.

    Where ``also`` is empty, X or y stays as it was although a part of it has changed: a side that mixes the two is told apart.
    """

    def view(p: Problem) -> Problem:
        other = copy(p)
        for name in names:
            vars(other)[name] = _bumped(getattr(p, name), p.plan.eta)
        for name in also:
            vars(other).pop(name, None)
        if not also:
            vars(other).update({name: getattr(p, name) for name in ("x", "y", "x_t", "y_t") if name not in names})
        return other

    return view


def _bumped(a: Matrix, by: Any) -> Matrix:
    """a with ``by`` added to its last entry that is not zero, or to its last entry."""
    places = [(i, j) for i, row in enumerate(a.tolist()) for j, x in enumerate(row) if x != 0] or [(a.shape[0] - 1, a.shape[1] - 1)]
    rows = [[int(place == places[-1]) for place in ((i, j) for j in range(a.shape[1]))] for i in range(a.shape[0])]
    found: Matrix = a + Matrix.of(a.system, rows, a.shape[1]) * by
    return found


def _schedule(**changes: Callable[[Problem], Any]) -> View:
    return lambda p: _with(p, schedule=replace(p.plan, **{name: change(p) for name, change in changes.items()}))


def _regularization(**changes: Callable[[Problem], Any]) -> View:
    return lambda p: _with(p, regularization=replace(p.regularized, **{name: change(p) for name, change in changes.items()}))


def _with(p: Problem, **fields: Any) -> Problem:
    other = copy(p)
    vars(other).update(fields)
    return other


def _half_more(p: Problem, value: Any) -> Any:
    return value * 3 * (p.system.scalar(1) / 2)


CHANGES: dict[str, View] = {
    "X_f changed": _changed("x_f", also=("x",)),
    "X_r changed": _changed("x_r", also=("x", "x_t")),
    "y_f changed": _changed("y_f", also=("y",)),
    "y_r changed": _changed("y_r", also=("y", "y_t")),
    "w_* changed": _changed("w_star"),
    "3/2 eta for eta": _schedule(eta=lambda p: _half_more(p, p.plan.eta)),
    "w_0 changed": _schedule(start=lambda p: _bumped(p.plan.start, p.plan.eta)),
    "3/2 alpha for alpha": _regularization(alpha=lambda p: _half_more(p, p.regularized.alpha)),
    "3/2 lambda for lambda": _regularization(decay=lambda p: _half_more(p, p.regularized.decay)),
    "y' changed": _regularization(wrong=lambda p: _bumped(p.regularized.wrong, p.plan.eta)),
    "X_f changed, X not": _changed("x_f"),
    "X_r changed, X and X_t not": _changed("x_r"),
    "X_t changed, X_r not": _changed("x_t"),
    "X changed, X_r and X_f not": _changed("x"),
    "y_f changed, y not": _changed("y_f"),
    "y_r changed, y and y_t not": _changed("y_r"),
    "y_t changed, y_r not": _changed("y_t"),
    "y changed, y_r and y_f not": _changed("y"),
}
"""Changes of the data. The first ten are other problems; in the others the parts do not fit the whole."""
