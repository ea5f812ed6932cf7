"""What a claim hands in beside its sides: problems of its own, a pinned counterexample, controls."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from theory.arithmetic import RATIONAL
from theory.problem import Problem
from verify.claim import Claim
from verify.claim.sides import STOPS, SideError

MOST = 5_000
"""Problems of one's own that are used; a generator may go on for ever."""

WRITE = "Write problem_of([[1], [0]], [[1], [1]], [1, 2]), the rows of X_r, the rows of X_f, w_*, from verify.counterexample"


def handed_in(claim: Claim) -> list[Problem]:
    """The problems that ``claim.designs`` yields; raises ``SideError`` for one that raises or yields anything else."""
    designs = claim.designs
    if designs is None:
        return []
    found = _called("designs", claim, lambda: list(islice(designs(), MOST)))
    for p in found:
        _check("designs", claim, p)
    if not found:
        raise SideError(f"`designs` of claim {claim.id} must yield problems; it yielded none\n  {WRITE}")
    return list(found)


def check_pinned(claim: Claim) -> None:
    """Raise ``SideError`` for a counterexample or control that is not a problem over Q."""
    if claim.counterexample is not None:
        _check("counterexample", claim, _called("counterexample", claim, claim.counterexample))
    for control in claim.controls:
        name = f"control that drops {control.drops}"
        _check(name, claim, _called(name, claim, control.problem))


def _called(name: str, claim: Claim, function: Callable[[], Any]) -> Any:
    try:
        return function()
    except STOPS:
        raise
    except BaseException as error:
        raise SideError(f"`{name}` of claim {claim.id} raised {type(error).__name__}: {error}\n  {WRITE}") from error


def _check(name: str, claim: Claim, p: Any) -> None:
    if not isinstance(p, Problem) or p.system is not RATIONAL:
        kind = f"a problem over {p.system.name}" if isinstance(p, Problem) else type(p).__name__
        raise SideError(f"`{name}` of claim {claim.id} must give problems over Q; received {kind}\n  {WRITE}")
