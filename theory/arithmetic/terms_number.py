"""Numbers of :mod:`theory.arithmetic.terms`, and the paths that a formula takes where it compares them."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from theory.arithmetic.terms_syntax import Sizes, Term, Unwritable, constant, scalar_term


@dataclass(eq=False)
class Branches:
    """Which way a formula goes where it asks whether a condition holds.

    ``known`` holds what is true of all data. Every other condition is taken to hold at first and, on a later run, not to:
    :meth:`next_path` tells whether there is another way to go.
    """

    known: dict[Term, bool] = field(default_factory=dict)
    path: list[tuple[Term, bool]] = field(default_factory=list)
    at: int = 0

    def decide(self, condition: Term) -> bool:
        """Whether ``condition`` holds on the path being taken."""
        if condition in self.known:
            return self.known[condition]
        for asked, answer in self.path[: self.at]:
            if asked is condition:
                return answer
        if self.at == len(self.path):
            self.path.append((condition, True))
        asked, answer = self.path[self.at]
        if asked is not condition:
            raise Unwritable("the formula asks other questions when it is evaluated again")
        self.at += 1
        return answer

    def begin(self) -> None:
        """Forget every path."""
        self.path, self.at = [], 0

    def next_path(self) -> bool:
        """Turn the last condition that was taken to hold; False where every way has been gone."""
        while self.path and not self.path[-1][1]:
            self.path.pop()
        self.at = 0
        if not self.path:
            return False
        self.path[-1] = (self.path[-1][0], False)
        return True


@dataclass(frozen=True, eq=False)
class Number:
    """A number as a term. Constants of the formula are worked out; nothing else is."""

    term: Term
    branches: Branches
    sizes: Sizes

    def _with(self, op: str, other: Any, *, swapped: bool = False) -> Any:
        lifted = self._lifted(other)
        if lifted is None:
            return NotImplemented
        a, b = (lifted, self.term) if swapped else (self.term, lifted)
        if a.op == b.op == "constant":
            return Number(constant(_worked_out(op, a.args[0], b.args[0])), self.branches, self.sizes)
        return Number(scalar_term(op, a, b), self.branches, self.sizes)

    def _lifted(self, other: Any) -> Term | None:
        if isinstance(other, Number):
            return other.term
        return self.sizes.number(other) if isinstance(other, (int, Fraction)) and not isinstance(other, bool) else None

    def __add__(self, other: Any) -> Any:
        return self._with("plus", other)

    def __radd__(self, other: Any) -> Any:
        return self._with("plus", other, swapped=True)

    def __sub__(self, other: Any) -> Any:
        return self._with("minus", other)

    def __rsub__(self, other: Any) -> Any:
        return self._with("minus", other, swapped=True)

    def __mul__(self, other: Any) -> Any:
        return self._with("times", other)

    def __rmul__(self, other: Any) -> Any:
        return self._with("times", other, swapped=True)

    def __truediv__(self, other: Any) -> Any:
        return self._with("over", other)

    def __rtruediv__(self, other: Any) -> Any:
        return self._with("over", other, swapped=True)

    def __neg__(self) -> Any:
        return self._with("minus", 0, swapped=True)

    def __abs__(self) -> Any:
        return Number(scalar_term("abs", self.term), self.branches, self.sizes)

    def __pow__(self, exponent: int) -> Any:
        if not isinstance(exponent, int) or exponent < 0:
            return NotImplemented
        return Number(scalar_term("to the power", self.term, exponent), self.branches, self.sizes)

    def _compared(self, op: str, other: Any, *, swapped: bool = False) -> bool:
        lifted = self._lifted(other)
        if lifted is None:
            raise Unwritable(f"a number of the problem's system is compared with {type(other).__name__}")
        a, b = (lifted, self.term) if swapped else (self.term, lifted)
        if a.op == b.op == "constant":
            x, y = a.args[0], b.args[0]
            return bool({"less": x < y, "at most": x <= y, "equal": x == y}[op])
        return self.branches.decide(scalar_term(op, a, b))

    def __eq__(self, other: object) -> bool:
        return self._compared("equal", other)

    def __lt__(self, other: Any) -> bool:
        return self._compared("less", other)

    def __gt__(self, other: Any) -> bool:
        return self._compared("less", other, swapped=True)

    def __le__(self, other: Any) -> bool:
        return self._compared("at most", other)

    def __ge__(self, other: Any) -> bool:
        return self._compared("at most", other, swapped=True)

    def __bool__(self) -> bool:
        return not self._compared("equal", 0)

    __hash__ = None  # type: ignore[assignment]  # two numbers may be equal on one path only

    def __index__(self) -> int:
        raise Unwritable("a number of the data cannot be used as an index or a count")


def _worked_out(op: str, a: Fraction, b: Fraction) -> Fraction:
    return {"plus": lambda: a + b, "minus": lambda: a - b, "times": lambda: a * b, "over": lambda: a / b}[op]()
