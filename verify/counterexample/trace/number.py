"""Rationals that know where they came from, and the record of the steps that were taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from theory.arithmetic import RATIONAL


class Untraceable(TypeError):  # noqa: N818 - says what the number is, not that someone erred
    """A side took a number out of its number system, so that what was done to it there is not on record."""


@dataclass(eq=False)
class Program:
    """The program so far. A step that was taken before is not taken again."""

    steps: list[str] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)

    def step(self, operation: str, *operands: object) -> str:
        """The name of ``operation operands``, a new line of the program unless there is one already."""
        text = " ".join([operation, *map(str, operands)])
        if text not in self.known:
            self.known[text] = f"t{len(self.steps) + 1}"
            self.steps.append(f"{self.known[text]} = {text}")
        return self.known[text]

    def clear(self) -> None:
        """Forget every step."""
        self.steps.clear()
        self.known.clear()


@dataclass(frozen=True, eq=False)
class Number:
    """A rational and where it came from: the name of an input or a step, or the number itself, written out."""

    record: Program
    name: str
    value: Any

    def _with(self, operation: str, other: Any, value: Callable[[Any, Any], Any], *, swapped: bool = False) -> Any:
        lifted = lift(self.record, other)
        if lifted is None:
            return NotImplemented
        a, b = (lifted, self) if swapped else (self, lifted)
        result = value(a.value, b.value)
        if a.is_written and b.is_written:
            return written(self.record, RATIONAL.fraction(result))
        return Number(self.record, self.record.step(operation, a.name, b.name), result)

    @property
    def is_written(self) -> bool:
        """Whether this is a constant of the statement."""
        return self.name[0] in "-0123456789"

    def __add__(self, other: Any) -> Any:
        return self._with("add", other, lambda a, b: a + b)

    def __sub__(self, other: Any) -> Any:
        return self._with("subtract", other, lambda a, b: a - b)

    def __rsub__(self, other: Any) -> Any:
        return self._with("subtract", other, lambda a, b: a - b, swapped=True)

    def __mul__(self, other: Any) -> Any:
        return self._with("scale", other, lambda a, b: a * b)

    __radd__, __rmul__ = __add__, __mul__

    def __truediv__(self, other: Any) -> Any:
        return self._with("divide", other, lambda a, b: a / b)

    def __rtruediv__(self, other: Any) -> Any:
        return self._with("divide", other, lambda a, b: a / b, swapped=True)

    def __pow__(self, exponent: int) -> Any:
        if not isinstance(exponent, int):
            return NotImplemented
        result: Any = written(self.record, 1)
        for _ in range(abs(exponent)):
            result = result * self
        return result if exponent >= 0 else 1 / result

    def __neg__(self) -> Any:
        return self * -1

    def __abs__(self) -> Any:
        return -self if self < 0 else self

    def _order(self, other: Any) -> int | None:
        """-1, 0 or 1, written down; None where ``other`` is not a number."""
        lifted = lift(self.record, other)
        if lifted is None:
            return None
        sign: int = (self.value > lifted.value) - (self.value < lifted.value)
        if not (self.is_written and lifted.is_written):
            self.record.step("order", self.name, lifted.name, sign)
        return sign

    def __eq__(self, other: object) -> bool:
        return self._order(other) == 0

    def __lt__(self, other: Any) -> bool:
        return self.compared(other) < 0

    def __le__(self, other: Any) -> bool:
        return self.compared(other) <= 0

    def __gt__(self, other: Any) -> bool:
        return self.compared(other) > 0

    def __ge__(self, other: Any) -> bool:
        return self.compared(other) >= 0

    def compared(self, other: Any) -> int:
        """-1, 0 or 1, a step of the program; raises ``Untraceable`` where ``other`` is not a number."""
        return self._order(demand(self.record, other, "what a number is compared with")) or 0

    def __hash__(self) -> int:
        return hash(RATIONAL.fraction(self.value))

    def __bool__(self) -> bool:
        return self._order(0) != 0

    def __index__(self) -> int:
        """Ranks are used as counts."""
        value = RATIONAL.fraction(self.value)
        if value.denominator != 1:
            raise Untraceable(f"an index must be an integer; received {value}")
        if not self.is_written:
            self.record.step("order", self.name, value, 0)
        return int(value)


def written(record: Program, value: Fraction | int) -> Number:
    """A constant, its own name."""
    return Number(record, str(Fraction(value)), RATIONAL.scalar(Fraction(value)))


def lift(record: Program, value: Any) -> Number | None:
    """``value`` as a traced number; None where it is not rational."""
    if isinstance(value, Number):
        return value
    if isinstance(value, type(RATIONAL.scalar(0))):
        value = RATIONAL.fraction(value)
    return written(record, value) if isinstance(value, (int, Fraction)) else None


def demand(record: Program, value: Any, what: str) -> Number:
    """``value`` as a traced number; raises ``Untraceable`` where it is not rational."""
    lifted = lift(record, value)
    if lifted is None:
        raise Untraceable(f"{what} must be a number of the problem's system; received {type(value).__name__}")
    return lifted
