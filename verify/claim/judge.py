"""What every rung does with one problem: is the condition met, do the further facts hold, does the statement?

The judge is the same for all number systems. How two sides are held against each other is the business of its comparator.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from theory.arithmetic import NotRepresentable
from theory.problem import Problem
from verify.claim import Assumption, Claim, Statement
from verify.claim.compare import Comparison, Scales, compare
from verify.claim.logic import Half, Tally
from verify.claim.sides import holds_on

EXACTLY = Fraction(0)
"""The relative allowance of exact arithmetic."""


class Compared(Protocol):
    """The result of comparing two sides: whether the relation holds (None: undecided), and for which quantity."""

    @property
    def holds(self) -> bool | None: ...
    @property
    def quantity(self) -> str: ...


class Comparator(Protocol):
    """One problem in one number system, and the way in which two sides are compared there."""

    def condition(self, statement: Statement) -> bool | None:
        """Whether the condition of a claim is met."""
        ...

    def applies(self, when: Assumption) -> bool:
        """Whether a further fact speaks of the problem; raises ``NotRepresentable`` where that cannot be asked."""
        ...

    def compare(self, statement: Statement, expected: bool) -> Compared:
        """Both sides held against each other; raises ``NotRepresentable``. ``expected``: what the claim says of the outcome."""
        ...


@dataclass(frozen=True)
class Judgement:
    """One problem judged.

    Attributes:
        condition: whether the claim's condition is met; True for claims without one.
        holds: whether the statement holds; None means undecided.
        worst: the comparison that decided, of the statement or of a further fact that fails; None where nothing was compared.
        broken: whether a further fact fails.
        facts: per further fact that applied, whether it holds; None where it was not decided.
        compared: all comparisons, of the statement and of the further facts.
        left_out: why a further fact or the statement could not be compared, by its quantities.
    """

    condition: bool
    holds: bool | None
    worst: Compared | None
    broken: bool = False
    facts: tuple[tuple[str, bool | None], ...] = ()
    compared: tuple[Compared, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def as_claimed(self) -> bool:
        """Whether the statement held exactly where the claim says it does, with every further fact."""
        return self.holds is self.condition and not self.broken

    @property
    def fails(self) -> frozenset[Half]:
        """What this problem speaks against."""
        out = {Half.FACT} if self.broken else set()
        if self.holds is not None and self.holds is not self.condition:
            out.add(Half.IF if self.condition else Half.ONLY_IF)
        return frozenset(out)

    def count(self, tally: Tally) -> None:
        """Record this problem."""
        tally.record(self.condition, self.holds, self.broken)


def judge_by(claim: Claim, by: Comparator) -> Judgement:
    """Judge ``claim`` on the problem behind ``by``.

    A further fact that cannot be evaluated there is left out, and so is the statement: the rest is judged.
    """
    left_out: list[tuple[str, str]] = []
    facts: list[tuple[str, bool | None]] = []
    compared: list[Compared] = []
    broken: Compared | None = None
    try:
        condition = True if claim.condition is None else by.condition(claim.condition)
    except NotRepresentable as reason:
        return Judgement(True, None, None, left_out=(("the condition", str(reason)),))
    for fact in claim.also:
        try:
            if fact.when is not None and not by.applies(fact.when):
                continue
            found = by.compare(fact, True)
        except NotRepresentable as reason:
            left_out.append((name_of(fact), str(reason)))
            continue
        facts.append((name_of(fact), found.holds))
        compared.append(found)
        broken = broken or (found if found.holds is False else None)
    main: Compared | None = None
    try:
        main = by.compare(claim.statement, condition is not False)
        compared.append(main)
    except NotRepresentable as reason:
        left_out.append((name_of(claim.statement), str(reason)))
    holds = None if main is None or condition is None else main.holds
    return Judgement(condition is not False, holds, broken or main, broken is not None, tuple(facts), tuple(compared), tuple(left_out))


def name_of(statement: Statement) -> str:
    """A statement by the names of its quantities."""
    return ", ".join(quantity.name for quantity in statement.quantities)


@dataclass(frozen=True)
class Rounded:
    """A problem ``p`` in some number system, and the same problem ``exact`` over Q, on which conditions and assumptions are decided.

    ``relative`` is the allowance in units of the scale of the inputs; 0 compares exactly, and then ``scales`` is not used.
    """

    exact: Problem
    p: Problem
    relative: Fraction = EXACTLY
    scales: Scales | None = None

    def condition(self, statement: Statement) -> bool:
        """Decided over Q."""
        return bool(compare(statement, self.exact, EXACTLY, None).holds)

    def applies(self, when: Assumption) -> bool:
        """Decided over Q."""
        return holds_on(when, self.exact)

    def compare(self, statement: Statement, expected: bool) -> Comparison:  # noqa: ARG002 - the call of every comparator
        """The difference against the allowance."""
        return compare(statement, self.p, self.relative, self.scales)


def judge(claim: Claim, exact: Problem, p: Problem, relative: Fraction, scales: Scales | None) -> Judgement | None:
    """Judge ``claim`` on p, the problem ``exact`` in some number system; None where p cannot represent the statement or condition."""
    found = judge_by(claim, Rounded(exact, p, relative, scales))
    return None if found.holds is None and found.left_out and not found.broken and _main_left_out(claim, found) else found


def _main_left_out(claim: Claim, found: Judgement) -> bool:
    return any(name in (name_of(claim.statement), "the condition") for name, _ in found.left_out)


def judge_exactly(claim: Claim, p: Problem) -> Judgement | None:
    """Judge ``claim`` on p over Q; None where Q cannot represent the statement or the condition."""
    return judge(claim, p, p, EXACTLY, None)


def facts(claim: Claim, exact: Problem) -> Iterator[Statement]:
    """The further facts of ``claim`` that apply to this problem."""
    return (fact for fact in claim.also if fact.when is None or holds_on(fact.when, exact))


def fails_exactly(claim: Claim, p: Problem) -> bool:
    """Whether p, over Q, meets every assumption of ``claim`` and its statement is false there."""
    if not claim.applies_to(p):
        return False
    found = judge_exactly(claim, p)
    return found is not None and found.holds is False
