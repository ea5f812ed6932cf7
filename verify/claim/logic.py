"""The logic of quantifiers: what instances, witnesses and rungs say together about a claim.

A claim says "for all problems that meet the assumptions". One exact witness refutes it, whatever other instances say. Instances on
which it stood are silence about the rest: they support, they do not decide. "Exactly when" is two claims, its two halves:

    if        wherever the condition holds, the statement holds      (without a condition: the statement holds everywhere)
    only if   wherever the statement holds, the condition holds      (asked of claims with a condition)

A rung votes on a half only if it could have refuted that half and saw an instance on which the half might have failed.

Truth table of one claim. Columns: is there a witness against "if", a witness against "only if", a vote for "if", one for "only if".

    claim               against if   against only if   for if   for only if   found
    without condition   yes          -                 any      -             refuted
    without condition   no           -                 yes      -             holds
    without condition   no           -                 no       -             undecided
    with condition      yes          yes               any      any           refuted
    with condition      no           yes               any      any           sufficient only
    with condition      yes          no                any      any           necessary only
    with condition      no           no                yes      yes           conditional
    with condition      no           no                no       any           undecided
    with condition      no           no                any      no            undecided

A further fact of a claim is part of what it says. A witness against a fact refutes a claim that is not registered as false; the
refuted statement of a claim that is registered as false stays refuted, and the failing fact is a problem of its own.

What is registered agrees with what is found as follows.

    registered     agrees with
    true           holds
    conditional    conditional
    false          refuted; with a condition also: sufficient only, necessary only
    unknown        everything: the run reports what it found
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from verify.claim import Claim, Truth


class Half(Enum):
    """What a witness can speak against. A witness is an exact problem that meets every assumption and was judged anew after writing."""

    IF = "if"
    ONLY_IF = "only if"
    FACT = "further fact"


class Found(Enum):
    """What a run found of a claim. Nothing here says "true": that is registered, and argued in the claim's docstring."""

    HOLDS = "holds"
    CONDITIONAL = "conditional"
    REFUTED = "refuted"
    SUFFICIENT = "sufficient only"
    NECESSARY = "necessary only"
    UNDECIDED = "undecided"


AGAINST = (Found.REFUTED, Found.SUFFICIENT, Found.NECESSARY)
"""The findings behind which a witness stands."""


def halves_of(claim: Claim) -> frozenset[Half]:
    """The halves that ``claim`` asserts."""
    return frozenset({Half.IF}) if claim.condition is None else frozenset({Half.IF, Half.ONLY_IF})


def found_from(conditional: bool, against: Collection[Half], votes: Collection[Half]) -> Found:
    """The row of the truth table for these witnesses and these votes; witnesses against further facts are not asked about here."""
    sufficient, necessary = Half.IF not in against, Half.ONLY_IF not in against
    if not conditional:
        return Found.REFUTED if not sufficient else Found.HOLDS if Half.IF in votes else Found.UNDECIDED
    if sufficient and necessary:
        return Found.CONDITIONAL if {Half.IF, Half.ONLY_IF} <= set(votes) else Found.UNDECIDED
    return Found.SUFFICIENT if sufficient else Found.NECESSARY if necessary else Found.REFUTED


def agrees(claim: Claim, found: Found) -> bool:
    """Whether what is registered about ``claim`` agrees with what was found."""
    table = {
        Truth.TRUE: (Found.HOLDS,),
        Truth.CONDITIONAL: (Found.CONDITIONAL,),
        Truth.FALSE: (Found.REFUTED,) if claim.condition is None else AGAINST,
        Truth.UNKNOWN: tuple(Found),
    }
    return found in table[claim.truth]


@dataclass
class Tally:
    """How often a statement held, split by whether the claim's condition did (always, where there is none).

    Attributes:
        drawn: problems that were looked at; ``met``: those on which every assumption held.
        held_with, failed_with: the statement where the condition holds.
        held_without, failed_without: the statement where the condition does not hold.
        undecided: met, but the rung could not tell.
        broken: a further fact of the claim failed.
        real: compared on measured data.
    """

    drawn: int = 0
    met: int = 0
    held_with: int = 0
    failed_with: int = 0
    held_without: int = 0
    failed_without: int = 0
    undecided: int = 0
    broken: int = 0
    real: int = 0

    @property
    def compared(self) -> int:
        """Problems on which the two sides were compared and a decision was reached."""
        return self.held_with + self.failed_with + self.held_without + self.failed_without

    def record(self, condition: bool, holds: bool | None, broken: bool = False) -> None:
        """Count one problem on which the assumptions held."""
        self.met += 1
        self.broken += broken
        if holds is None:
            self.undecided += 1
        elif condition:
            self.held_with, self.failed_with = self.held_with + holds, self.failed_with + (not holds)
        else:
            self.held_without, self.failed_without = self.held_without + holds, self.failed_without + (not holds)

    def failing(self, conditional: bool) -> frozenset[Half]:
        """The halves, and further facts, that some problem failed."""
        seen = {Half.IF: self.failed_with, Half.ONLY_IF: self.held_without if conditional else 0, Half.FACT: self.broken}
        return frozenset(half for half, count in seen.items() if count)

    def standing(self, conditional: bool) -> frozenset[Half]:
        """The halves that stood on some problem on which they might have failed."""
        seen = {Half.IF: self.held_with, Half.ONLY_IF: self.failed_without if conditional else 0}
        return frozenset(half for half, count in seen.items() if count)
