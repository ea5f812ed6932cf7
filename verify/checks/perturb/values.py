"""Slips in the value of one quantity: its sign, a coefficient, a transpose, the number of samples it is averaged over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from theory.arithmetic import Matrix
from theory.problem import Problem
from verify.checks.perturb.mutant import Mutant, targets
from verify.claim import Claim, Quantity, Side, Unit

Change = Callable[[Problem, Any], Any]


def _transposed(p: Problem, value: Any) -> Any:
    if not isinstance(value, Matrix) or value.shape != (p.d, p.d):
        raise ValueError("only an operator on the weights keeps its meaning when transposed")
    return value.T


def _one(p: Problem, value: Any) -> Any:
    one = p.system.scalar(1)
    return value.map(lambda x: x + one) if isinstance(value, Matrix) else value + one


EVERYWHERE: dict[str, Change] = {
    "sign": lambda p, value: -value,
    "coefficient 2": lambda p, value: value * p.system.scalar(2),
    "coefficient 1/2": lambda p, value: value * p.system.scalar(1) / 2,
    "plus 1": _one,
}
ON_OPERATORS: dict[str, Change] = {"transposed": _transposed}
"""Weights and labels are never square but by chance; operators, which are dimensionless, always are."""
ON_LOSSES: dict[str, Change] = {
    "1/n_r for 1/n_f": lambda p, value: value * p.system.scalar(p.n_f) / p.n_r,
    "1/n_f for 1/n_r": lambda p, value: value * p.system.scalar(p.n_r) / p.n_f,
    "1/n left out": lambda p, value: value * p.system.scalar(p.n),
}


def mutants(claim: Claim) -> Iterator[Mutant]:
    """Every rule on every quantity of every side that states something."""
    for target in targets(claim):
        for index, quantity in enumerate(target.statement.quantities):
            for rule, change in _rules(quantity).items():
                side = _with_value(target.side, index, change)
                yield Mutant(rule, f"{target.name}, {quantity.name}", target.exchanged(claim, side))


def _rules(quantity: Quantity) -> dict[str, Change]:
    more = {Unit.LOSS: ON_LOSSES, Unit.PURE: ON_OPERATORS}
    return EVERYWHERE | more.get(quantity.unit, {})


def _with_value(side: Side, index: int, change: Change) -> Side:
    """``side`` with ``change`` applied to its value number ``index``."""

    def changed(p: Problem) -> Any:
        value = side(p)
        if not isinstance(value, tuple):
            return change(p, value)
        return (*value[:index], change(p, value[index]), *value[index + 1 :])

    return changed
