"""What a claim is: a statement about a problem, what it assumes, what is known of its truth, and how it can fail."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import Enum, IntEnum
from functools import cached_property
from typing import Any

from theory.problem import Problem
from theory.random_design import RandomDesign
from verify.claim import fields as check
from verify.claim.source import describe

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

    def __post_init__(self) -> None:
        check.text("a Quantity", "name", self.name)
        check.one(f"quantity {self.name}", "unit", self.unit, Unit, check.QUANTITY)


@dataclass(frozen=True)
class Assumption:
    """A named predicate on problems. Rungs evaluate it on the exact instance.

    ``of_system`` marks a predicate that asks which numbers a system can write down; balls have their own answer to it.
    """

    name: str
    statement: str
    holds: Callable[[Any], bool]
    of_system: bool = False

    def __post_init__(self) -> None:
        check.text("an Assumption", "name", self.name)
        check.text(f"assumption {self.name}", "statement", self.statement)
        check.function(f"assumption {self.name}", "holds", self.holds, check.ASSUMPTION)


@dataclass(frozen=True)
class Statement:
    """``left(p) relation right(p)``, quantity by quantity, on every problem for which ``when(p)``."""

    quantities: tuple[Quantity, ...]
    left: Side
    right: Side
    relation: Relation = Relation.EQUAL
    when: Assumption | None = None

    def __post_init__(self) -> None:
        check.several("a Statement", "quantities", self.quantities, Quantity, check.QUANTITY)
        if not self.quantities:
            check.refuse("a Statement", "quantities", "one Quantity for each compared value", None, check.STATEMENT)
        for name in ("left", "right"):
            check.function("a Statement", name, getattr(self, name), f"{check.STATEMENT} with def {name}(p): ...")
        check.one("a Statement", "relation", self.relation, Relation, "left >= right as right <= left, with Relation.AT_MOST")
        check.one("a Statement", "when", self.when, Assumption, check.ASSUMPTION, optional=True)


@dataclass(frozen=True)
class Average:
    """Says that the claim is about expectations: E left(p) = right(s) for p drawn from the random design s.

    Attributes:
        designs: the random designs on which the two sides are compared.
        spread: s -> a finite upper bound on Var left(p), one number per quantity, derived in the claim. The test's
            false-alarm rate rests on it and on the independence of the draws, on nothing else.
        draws: how many problems are drawn per design.
        integrable: the designs, usually small, whose expectation is a finite sum of exact problems.
        points: s -> the weights and problems of that sum; :func:`theory.designs.random.cubature` unless given.
    """

    designs: tuple[RandomDesign, ...]
    spread: Callable[[RandomDesign], Any]
    draws: int = 200_000
    integrable: tuple[RandomDesign, ...] = ()
    points: Callable[[RandomDesign], Iterator[tuple[Any, Problem]]] | None = None


@dataclass(frozen=True)
class Control:
    """A pinned instance that meets every assumption but the one named ``drops``, and on which the statement is false.

    A problem, or for a claim about expectations a random design.
    """

    drops: str
    problem: Callable[[], Any]

    def __post_init__(self) -> None:
        check.text("a Control", "drops", self.drops)
        check.function(f"the control that drops {self.drops}", "problem", self.problem, "lambda: problem_of([[1]], [[1]], [1])")


UNSAID = ("id", "source", "truth", "floor", "counterexample", "controls", "average", "without", "designs")
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
        counterexample: for false and conditional claims, a minimal exact problem on which the statement fails. Of a conditional claim
            it shows where the condition fails. A claim with a condition may be registered false: "exactly when" is refuted by a
            problem that meets the condition and not the statement, or the statement and not the condition.
        controls: pinned instances, each with one assumption dropped, on which the statement must fail.
        average: for claims about expectations, the random designs and the variance bound that its test needs.
        without: rungs that would apply by default and do not, each with the reason.
        designs: problems over Q to judge the claim on besides the made ones, for assumptions that these rarely meet.
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
    designs: Callable[[], Iterable[Problem]] | None = None

    def __post_init__(self) -> None:
        self._check_kinds()
        if not self.assumes:
            raise ValueError(
                f"`assumes` of claim {self.id} must name at least one assumption; received none. Where there is none: assumes=(anything,)"
            )
        if self.truth is Truth.CONDITIONAL and self.condition is None:
            raise ValueError(f"`condition` of claim {self.id} must be given because it is conditional; received None")
        if self.truth is Truth.TRUE and self.condition is not None:
            raise ValueError(f"`condition` of claim {self.id} must be left out because it is registered true; or register it conditional")
        pins = self.truth in (Truth.FALSE, Truth.CONDITIONAL) and self.average is None  # no single problem refutes an average
        if pins and self.counterexample is None:
            raise ValueError(
                f"`counterexample` of claim {self.id} must be pinned because it is {self.truth.value}; received None"
                "\n  Write counterexample=lambda: problem_of([[1], [0]], [[1], [1]], [1, 2]), the rows of X_r, the rows of X_f, w_*, from"
                "\n  verify.counterexample. To have one searched for, leave `truth` out: the run prints the smallest that it finds"
            )
        unknown = {control.drops for control in self.controls} - {assumption.name for assumption in self.assumes}
        if unknown:
            raise ValueError(f"`controls` of claim {self.id} must drop its own assumptions; received {sorted(unknown)}")
        unreasoned = sorted(rung for rung, reason in self.without.items() if not reason.strip())
        if unreasoned:
            raise ValueError(f"`without` of claim {self.id} must give a reason for each rung; received none for {unreasoned}")

    def _check_kinds(self) -> None:
        for name in ("id", "source", "short", "latex"):
            check.text("a Claim", name, getattr(self, name))
        owner = f"claim {self.id}"
        check.several(owner, "assumes", self.assumes, Assumption, check.ASSUMPTION)
        check.one(owner, "truth", self.truth, Truth, "truth=Truth.TRUE, or leave it out: the run then reports what it finds")
        check.one(owner, "floor", self.floor, Evidence, "floor=Evidence.EXACT, or leave it out")
        check.one(owner, "statement", self.statement, Statement, check.STATEMENT)
        check.condition(owner, self.condition, Statement, Assumption)
        check.several(owner, "also", self.also, Statement, check.STATEMENT)
        check.several(owner, "controls", self.controls, Control, "Control('noiseless', lambda: problem_of(...))")
        check.one(owner, "average", self.average, Average, "Average(designs=(...), spread=...)", optional=True)
        for name in ("counterexample", "designs"):
            if getattr(self, name) is not None:
                check.function(owner, name, getattr(self, name), f"{name}=lambda: ..., a function without arguments")
        check.one(owner, "without", self.without, Mapping, "without={'identity': 'it takes an absolute value'}")

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
