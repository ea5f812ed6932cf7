"""What a claim is: a statement about a problem, what it assumes, what is known of its truth, and how it can fail."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import Enum, IntEnum
from functools import cached_property
from typing import Any

from theory.problem import Problem
from theory.random_design import RandomDesign
from verify.source import describe

Side = Callable[[Any], Any]
"""One side of a statement: a matrix or scalar of the problem's number system, or a tuple of them.

It acts on a problem; only the right side of an :class:`Average` acts on a random design.
"""


class Truth(Enum):
    """What is registered about a claim, to be compared with the verdict that the rungs compute."""

    TRUE = "true"
    FALSE = "false"
    CONDITIONAL = "conditional"
    UNKNOWN = "unknown"


class Relation(Enum):
    """How the left side is said to stand to the right side, entry by entry for matrices."""

    EQUAL = "="
    AT_MOST = "<="
    DIFFERENT = "!="


class Unit(Enum):
    """What a quantity scales with, so that its allowance can be derived from the inputs and never from the answer."""

    WEIGHTS = "w"
    WEIGHTS_SQUARED = "w^2"
    LABELS = "y"
    LABELS_SQUARED = "y^2"
    LOSS = "y^2/n"
    PURE = "1"


class Evidence(IntEnum):
    """How strong the support of a verdict is, weakest first. A claim's floor is one of these."""

    NONE = 0
    NUMERICAL = 1
    SEARCHED = 2
    HIGH_PRECISION = 3
    ENCLOSED = 4
    EXACT = 5
    IDENTITY = 6
    PROVED = 7


@dataclass(frozen=True)
class Quantity:
    """One compared number or matrix: its name in messages, and its unit."""

    name: str
    unit: Unit


@dataclass(frozen=True)
class Assumption:
    """A named predicate on problems. Rungs evaluate it on the exact instance.

    ``of_system`` marks a predicate that asks which numbers a system can write down; balls have their own answer to it.
    """

    name: str
    statement: str
    holds: Callable[[Any], bool]
    of_system: bool = False


@dataclass(frozen=True)
class Statement:
    """``left(p) relation right(p)``, quantity by quantity, on every problem for which ``when(p)``."""

    quantities: tuple[Quantity, ...]
    left: Side
    right: Side
    relation: Relation = Relation.EQUAL
    when: Assumption | None = None


@dataclass(frozen=True)
class Average:
    """Says that the claim is about expectations: E left(p) = right(s) for p drawn from the random design s.

    Attributes:
        designs: the random designs on which the two sides are compared.
        spread: s -> a finite upper bound on Var left(p), one number per quantity, derived in the claim. The test's
            false-alarm rate rests on it and on the independence of the draws, on nothing else.
        draws: how many problems are drawn per design.
        integrable: the designs, usually small, whose expectation is a finite sum of exact problems.
    """

    designs: tuple[RandomDesign, ...]
    spread: Callable[[RandomDesign], Any]
    draws: int = 200_000
    integrable: tuple[RandomDesign, ...] = ()


@dataclass(frozen=True)
class Control:
    """A pinned instance that meets every assumption but the one named ``drops``, and on which the statement is false.

    A problem, or for a claim about expectations a random design.
    """

    drops: str
    problem: Callable[[], Any]


ON_PROBLEMS = ("exact", "enclosure", "high_precision", "descent", "search", "identity")
"""The rungs that apply by default to a claim about problems. A claim loses one only through ``declined``, with a reason."""

UNSAID = ("id", "source", "truth", "floor", "counterexample", "controls", "average", "without")
"""Fields that are about a claim and its evidence and no part of what it says: the digest leaves them out."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A statement of the theory that runs.

    Attributes:
        id: short name, unique, such as ``O4``.
        source: paper, theorem or sentence.
        short: the statement in one plain line, for tables.
        latex: the statement in LaTeX.
        assumes: what an instance must satisfy for the claim to speak of it.
        truth: registered truth; the run fails when the computed verdict differs. UNKNOWN registers none: the run reports.
        floor: the least evidence with which the run may pass.
        statement: the claim itself.
        condition: for conditional claims, the statement that decides on each instance whether the claim holds there.
        also: further facts of the claim that must hold wherever their ``when`` does.
        counterexample: for false and conditional claims, a minimal exact instance where the statement fails.
        controls: pinned instances, each with one assumption dropped, on which the statement must fail.
        average: for claims about expectations, the random designs and the variance bound that its test needs.
        without: rungs that would apply by default and do not, each with the reason.
    """

    id: str
    source: str
    short: str
    latex: str
    assumes: tuple[Assumption, ...]
    truth: Truth = Truth.UNKNOWN
    floor: Evidence = Evidence.NONE
    statement: Statement
    condition: Statement | None = None
    also: tuple[Statement, ...] = ()
    counterexample: Callable[[], Problem] | None = None
    controls: tuple[Control, ...] = ()
    average: Average | None = None
    without: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.assumes:
            raise ValueError(
                f"`assumes` of claim {self.id} must name at least one assumption; received none. Where there is none: assumes=(anything,)"
            )
        if self.truth is not Truth.UNKNOWN and (self.truth is Truth.CONDITIONAL) != (self.condition is not None):
            raise ValueError(f"`condition` of claim {self.id} must be given exactly when it is conditional; truth is {self.truth.value}")
        if self.truth in (Truth.FALSE, Truth.CONDITIONAL) and self.counterexample is None:
            raise ValueError(f"`counterexample` of claim {self.id} must be pinned because it is {self.truth.value}; received None")
        unknown = {control.drops for control in self.controls} - {assumption.name for assumption in self.assumes}
        if unknown:
            raise ValueError(f"`controls` of claim {self.id} must drop its own assumptions; received {sorted(unknown)}")
        unreasoned = sorted(rung for rung, reason in self.without.items() if rung not in ON_PROBLEMS or not reason.strip())
        if unreasoned:
            raise ValueError(f"`without` of claim {self.id} must give a reason for each of {ON_PROBLEMS}; received {unreasoned}")

    @property
    def declined(self) -> dict[str, str]:
        """The rungs on problems that do not apply to this claim, and why: what it says itself, and what follows from its form."""
        by_form = {"identity": "an inequality, no equation of rational functions"} if self.statement.relation is Relation.AT_MOST else {}
        return by_form | dict(self.without)

    @property
    def rungs(self) -> tuple[str, ...]:
        """The kinds of evidence that apply: those on random designs for an average, else all on problems that are not declined."""
        if self.average is not None:
            return ("cubature", "expectation") if self.average.integrable else ("expectation",)
        return tuple(rung for rung in ON_PROBLEMS if rung not in self.declined)

    @cached_property
    def digest(self) -> str:
        """Twelve hexadecimal digits of SHA-256 over the statement and the assumptions, in words and in code.

        An edited statement is a new claim; an edited comment, control or floor is not.
        """
        said = [describe(getattr(self, f.name)) for f in fields(self) if f.name not in UNSAID and getattr(self, f.name)]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]

    def applies_to(self, p: Problem) -> bool:
        """Whether p meets every assumption."""
        return all(assumption.holds(p) for assumption in self.assumes)


def weights(name: str) -> Quantity:
    """A quantity that scales with the weights."""
    return Quantity(name, Unit.WEIGHTS)


def weights_squared(name: str) -> Quantity:
    """A quantity that scales with the squared weights."""
    return Quantity(name, Unit.WEIGHTS_SQUARED)


def labels(name: str) -> Quantity:
    """A quantity that scales with the labels, X^T w."""
    return Quantity(name, Unit.LABELS)


def labels_squared(name: str) -> Quantity:
    """A quantity that scales with the squared labels."""
    return Quantity(name, Unit.LABELS_SQUARED)


def loss(name: str) -> Quantity:
    """A quantity that scales with a mean squared residual."""
    return Quantity(name, Unit.LOSS)


def pure(name: str) -> Quantity:
    """A dimensionless quantity, such as a rank."""
    return Quantity(name, Unit.PURE)
