"""One slip: the rule, the place, and the claim that says it; and how a side of a claim is exchanged for another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from verify.claim import Claim, Side, Statement


@dataclass(frozen=True)
class Mutant:
    """``claim`` differs from the original by one application of ``rule`` at ``place``.

    ``blinded``, for a slip in the data that something is evaluated on, is the claim from which the slip takes those data away
    altogether: where it can still be evaluated, they are not read there, and the slip changes nothing.
    """

    rule: str
    place: str
    claim: Claim
    blinded: Callable[[], Claim | None] | None = None


@dataclass(frozen=True)
class Target:
    """A side that states something: its name for people, the statement, and which of its two sides it is."""

    name: str
    statement: Statement
    side: Side
    of_condition: bool = False

    def exchanged(self, claim: Claim, new: Side) -> Claim:
        """``claim`` with ``new`` in place of this side."""
        return (with_condition if self.of_condition else with_side)(claim, self.side, new)


def statements(claim: Claim) -> list[Statement]:
    """The main statement, the further facts, and the condition if there is one, always in this order."""
    return [claim.statement, *claim.also, *([claim.condition] if claim.condition else [])]


def targets(claim: Claim) -> Iterator[Target]:
    """The right side of every statement, and the left one of the condition; a side that two statements share comes once."""
    seen = [claim.statement.right]
    yield Target("right", claim.statement, claim.statement.right)
    for i, fact in enumerate(claim.also):
        if fact.right not in seen:
            seen.append(fact.right)
            yield Target(f"fact {i + 1}", fact, fact.right)
    if claim.condition is not None:
        yield Target("condition", claim.condition, claim.condition.left, of_condition=True)
        yield Target("condition, right", claim.condition, claim.condition.right, of_condition=True)


def with_side(claim: Claim, old: Side, new: Side) -> Claim:
    """``claim`` with ``new`` wherever the right side of its statement or of a further fact was ``old``."""

    def changed(s: Statement) -> Statement:
        return replace(s, right=new) if s.right is old else s

    return replace(claim, statement=changed(claim.statement), also=tuple(map(changed, claim.also)))


def with_condition(claim: Claim, old: Side, new: Side) -> Claim:
    """``claim`` with ``new`` for one side of its condition."""
    if claim.condition is None:
        raise ValueError(f"`claim` must be conditional; received {claim.id}")
    c = claim.condition
    return replace(claim, condition=replace(c, left=new) if c.left is old else replace(c, right=new))
