"""Instances that a reviewer hands in with a claim, for an assumption that made problems seldom meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from theory.arithmetic import RATIONAL
from theory.designs import Design
from theory.problem import Problem

OWN = "reviewer's own"
"""The family of these instances."""

MOST = 500
"""So many are taken at most: a generator may go on for ever."""


class DesignsError(ValueError):
    """``designs`` of a claim does not yield problems over Q; the message says what it yields and how to write it."""


def own_designs(claim_id: str, make: Callable[[], Iterable[Problem]] | None) -> tuple[Design, ...]:
    """The first :data:`MOST` problems that ``make()`` yields, as designs of the family :data:`OWN`; empty where ``make`` is None.

    Raises ``DesignsError`` where ``make`` cannot be called without arguments or raises, where its answer cannot be iterated over, and
    where that yields anything but problems over Q.
    """
    return () if make is None else tuple(_named(claim_id, make))


def _named(claim_id: str, make: Callable[[], Iterable[Problem]]) -> Iterator[Design]:
    for i, p in enumerate(_yielded(claim_id, make)):
        if not isinstance(p, Problem):
            raise _error(claim_id, f"must yield problems; number {i} is of type {type(p).__name__}")
        if p.system != RATIONAL:
            raise _error(claim_id, f"must yield problems over the rationals; number {i} is over {p.system.name}")
        yield Design(f"own-{claim_id}-{i:03d}", OWN, p)


def _yielded(claim_id: str, make: Any) -> list[Any]:
    if not callable(make):
        raise _error(claim_id, f"must be a function without arguments; received {type(make).__name__}")
    try:
        found = make()
        if not isinstance(found, Iterable):
            raise _error(claim_id, f"must return something to iterate over; received {type(found).__name__}")
        return list(islice(found, MOST))
    except DesignsError:
        raise
    except Exception as error:
        raise _error(claim_id, f"must yield problems; it raised {type(error).__name__}: {error}") from error


def _error(claim_id: str, words: str) -> DesignsError:
    hint = "`def designs(): yield problem_of(x_r, x_f, w_star)`, with problem_of from verify.counterexample, makes one"
    return DesignsError(f"`designs` of claim {claim_id} {words}\n  {hint}")
