"""Slips in the relation: a bound turned round, a difference taken for an equality."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from verify.checks.perturb.mutant import Mutant
from verify.claim import Claim, Relation, Statement


def mutants(claim: Claim) -> Iterator[Mutant]:
    """One mutant for each statement that is not an equality."""
    if change := _turned(claim.statement):
        yield Mutant(change[0], "right", replace(claim, statement=change[1]))
    for i, fact in enumerate(claim.also):
        if change := _turned(fact):
            yield Mutant(change[0], f"fact {i + 1}", replace(claim, also=(*claim.also[:i], change[1], *claim.also[i + 1 :])))
    if claim.condition is not None and (change := _turned(claim.condition)):
        yield Mutant(change[0], "condition", replace(claim, condition=change[1]))


def _turned(s: Statement) -> tuple[str, Statement] | None:
    if s.relation is Relation.AT_MOST:
        return ">= for <=", replace(s, left=s.right, right=s.left)
    return ("= for !=", replace(s, relation=Relation.EQUAL)) if s.relation is Relation.DIFFERENT else None
