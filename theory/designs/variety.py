"""How varied a collection of problems is: sizes, ranks and outputs, and how many each family contributes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields

from theory.designs.design import Design
from theory.problem import Problem

REPEATS = 10
"""Problems of one signature beyond this many show little new and are not counted."""


@dataclass(frozen=True)
class Variety:
    """What a collection of problems covers.

    Attributes:
        instances: how many problems there are.
        counted: how many of them count, at most ``REPEATS`` of one signature.
        signatures: distinct (d, n_r, n_f, n_t, k, rank X_r, rank X_f, rank X).
        sizes: distinct (d, n_r, n_f, n_t).
        ranks: distinct (rank X_r, rank X_f, rank X).
        outputs: distinct k.
        n_r, n_f, d: the largest of each; 0 where there is no problem.
    """

    instances: int = 0
    counted: int = 0
    signatures: int = 0
    sizes: int = 0
    ranks: int = 0
    outputs: int = 0
    n_r: int = 0
    n_f: int = 0
    d: int = 0

    def joined(self, other: Variety) -> Variety:
        """The larger of either number, field by field: a lower bound on the variety of both collections together."""
        return Variety(**{f.name: max(getattr(self, f.name), getattr(other, f.name)) for f in fields(self)})


def signature(p: Problem) -> tuple[int, ...]:
    """(d, n_r, n_f, n_t, k, rank X_r, rank X_f, rank X) of a problem over an exact system."""
    return p.d, p.n_r, p.n_f, p.n_t, p.y_r.shape[1], p.x_r.rank, p.x_f.rank, p.x.rank


def variety(problems: Iterable[Problem]) -> Variety:
    """The variety of ``problems``; ranks that are known already are not computed again."""
    found = Counter(signature(p) for p in problems)
    return Variety(
        instances=found.total(),
        counted=sum(min(REPEATS, times) for times in found.values()),
        signatures=len(found),
        sizes=len({s[:4] for s in found}),
        ranks=len({s[5:] for s in found}),
        outputs=len({s[4] for s in found}),
        n_r=max((s[1] for s in found), default=0),
        n_f=max((s[2] for s in found), default=0),
        d=max((s[0] for s in found), default=0),
    )


def families_of(designs: Iterable[Design]) -> dict[str, int]:
    """How many designs each family contributes, by name of the family."""
    return dict(sorted(Counter(design.family for design in designs).items()))
