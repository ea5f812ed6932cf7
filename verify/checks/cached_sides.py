"""A claim whose sides are worked out once per problem, however many slips are held against them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from theory.problem import Problem
from verify.claim import Claim, Side, Statement


@dataclass(frozen=True, eq=False)
class CachedSide:
    """A side, and its values so far. Problems are told apart as objects; what raises is tried again."""

    side: Side
    known: dict[Problem, Any] = field(default_factory=dict)

    def __call__(self, p: Problem) -> Any:
        if p not in self.known:
            self.known[p] = self.side(p)
        return self.known[p]

    @property
    def name(self) -> str:
        """The name of the function that the side is, where it is one."""
        return str(getattr(self.side, "__name__", ""))


def with_cached_sides(claim: Claim) -> Claim:
    """``claim`` with every side cached; one that two statements share stays shared."""
    made: dict[int, CachedSide] = {}

    def side(given: Side) -> Side:
        return given if isinstance(given, CachedSide) else made.setdefault(id(given), CachedSide(given))

    def statement(s: Statement) -> Statement:
        return replace(s, left=side(s.left), right=side(s.right))

    condition = statement(claim.condition) if claim.condition else None
    return replace(claim, statement=statement(claim.statement), also=tuple(map(statement, claim.also)), condition=condition)


def reusing_sides(claim: Claim, slip: Claim, untouched: frozenset[str]) -> Claim:
    """``slip`` with the cached sides of ``claim`` in place of its own where both are the same function.

    They are the same object, or functions with one of the names ``untouched``, which the slip cannot reach.
    """
    sides = [x for s in (claim.statement, *claim.also, claim.condition) if s for x in (s.left, s.right) if isinstance(x, CachedSide)]
    by_object = {id(x.side): x for x in sides}
    by_name = {x.name: x for x in sides if x.name in untouched}

    def side(given: Side) -> Side:
        return by_object.get(id(given)) or by_name.get(getattr(given, "__name__", "")) or given

    def statement(s: Statement) -> Statement:
        return replace(s, left=side(s.left), right=side(s.right))

    condition = statement(slip.condition) if slip.condition else None
    return replace(slip, statement=statement(slip.statement), also=tuple(map(statement, slip.also)), condition=condition)
