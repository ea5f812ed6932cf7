"""What an optimizing search drives at: how far a statement is from failing, as one number in double precision.

Double precision steers only. Whether a statement fails is decided over Q.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from theory.arithmetic import Matrix
from theory.problem import Problem
from verify.claim import Assumption, Claim, Relation, Statement
from verify.claim.compare import compare
from verify.claim.judge import EXACTLY
from verify.claim.logic import Half
from verify.claim.sides import listed

Array = np.ndarray


class Mode(Enum):
    """Drive an excess above 0, a difference to 0, or a difference away from 0."""

    EXCESS = "excess"
    ZERO = "zero"
    APART = "apart"


TINY = 1e-13
"""Numbers below this are rounding: inputs have entries about 1."""

FAILS = {Relation.AT_MOST: Mode.EXCESS, Relation.DIFFERENT: Mode.ZERO, Relation.EQUAL: Mode.APART}
HOLDS = {Relation.AT_MOST: Mode.EXCESS, Relation.DIFFERENT: Mode.APART, Relation.EQUAL: Mode.ZERO}


@dataclass
class Budget:
    """How many evaluations are left; ``spent`` counts those made."""

    left: int
    spent: int = 0

    def take(self) -> bool:
        """Whether one more may be made."""
        self.left, self.spent = self.left - 1, self.spent + 1
        return self.left >= 0


@dataclass(frozen=True)
class Goal:
    """One way in which a claim may fail.

    Attributes:
        half: what a problem that gets there speaks against.
        statement: whose sides are driven; ``when``: what must (``met``) or must not hold at the same time.
        mode, sign: the direction; sign -1 drives right - left.
        inputs: measure against the inputs: one side is 0, and no ratio of the sides says more than a sign.
    """

    half: Half
    statement: Statement
    mode: Mode
    sign: int = 1
    when: Statement | None = None
    met: bool = True
    inputs: bool = False
    only: Assumption | None = None

    def allows(self, p: Problem) -> bool:
        """Whether p, in any ordered system, is one on which ``half`` is about the statement."""
        if self.only is not None and not self.only.holds(p):
            return False
        return self.when is None or (compare(self.when, p, EXACTLY, None).holds is True) is self.met

    def value(self, p: Problem) -> float:
        """How near p, in double precision, is to the goal; a goal of mode EXCESS is reached above 0. -inf where nobody can tell."""
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                if not self._guarded(p):
                    return -np.inf
                return self._measure(p)
        except Exception:  # a side may raise anything in double precision; over Q it is judged as it stands
            return -np.inf

    def _guarded(self, p: Problem) -> bool:
        """In double precision only an order is asked about: two numbers are never exactly equal there."""
        if self.when is None or self.when.relation is not Relation.AT_MOST:
            return True
        return self.allows(p)

    def _measure(self, p: Problem) -> float:
        found = []
        for a, b in differences(self.statement, p):
            size = _input_size(p) if self.inputs else max(np.abs(a).max(), np.abs(b).max()) + np.abs(b).max()
            gap = 0 * a if size < TINY else (a - b) / size
            found.append(float((self.sign * gap).max()) if self.mode is Mode.EXCESS else float(np.abs(gap).max()))
        worst = max(found)
        worst = -worst if self.mode is Mode.ZERO else worst
        return worst if np.isfinite(worst) else -np.inf


def differences(statement: Statement, p: Problem) -> Iterator[tuple[Array, Array]]:
    """Both sides on p as arrays of double precision, quantity by quantity."""
    for a, b in zip(listed(statement.left(p)), listed(statement.right(p)), strict=True):
        yield _array(a), _array(b)


def _array(value: Any) -> Array:
    return np.asarray(value.data if isinstance(value, Matrix) else value, dtype=float)


def _input_size(p: Problem) -> float:
    """Any size of the inputs that grows with them."""
    return sum(float(a.sq_norm()) for a in (p.x, p.y)) + (0.0 if p.w_star is None else float(p.w_star.sq_norm()))


def goals(claim: Claim) -> list[Goal]:
    """Every way in which ``claim`` may fail: its statement, the converse where it has a condition, its further facts."""
    main = claim.statement
    out = [Goal(Half.IF, main, FAILS[main.relation], when=claim.condition)]
    if claim.condition is not None:
        sign = -1 if main.relation is Relation.AT_MOST else 1
        out.append(Goal(Half.ONLY_IF, main, HOLDS[main.relation], sign, when=claim.condition, met=False))
    out += [Goal(Half.FACT, fact, FAILS[fact.relation], only=fact.when) for fact in claim.also if fact.relation is not Relation.EQUAL]
    return out
