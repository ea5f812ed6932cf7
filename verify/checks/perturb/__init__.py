"""Rules that turn a claim into slips of itself, by kind: the value of a side, the problem it is evaluated on, its source, the relation.

A rule knows no claim. It changes one thing on the right-hand side of one statement of a claim: its main statement, a further fact, or
the condition (whose two sides are both part of what is asserted).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from verify.checks.perturb import relations, syntax, values, views
from verify.checks.perturb.mutant import Mutant
from verify.claim import Claim

__all__ = ["Mutant", "mutants_of"]


def mutants_of(claim: Claim, source: Path | None) -> Iterator[Mutant]:
    """Every mutant of ``claim``; rules on its syntax need the file it is written in."""
    yield from values.mutants(claim)
    yield from views.mutants(claim)
    yield from relations.mutants(claim)
    if source is not None:
        yield from syntax.mutants(claim, source)
