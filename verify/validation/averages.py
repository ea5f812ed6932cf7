"""A claim about averages: its left side on drawn problems, its right side and its bound on random designs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.random_design import RandomDesign
from verify.claim import Claim
from verify.claim.sides import SideError, holds_on, listed


def check_average(claim: Claim) -> None:
    """Raise ``SideError`` for a right side or bound that is not one number per quantity, or designs that break an assumption."""
    if claim.average is None:
        return
    if not claim.average.designs:
        raise SideError(
            "`average` must name at least one random design: designs=(RandomDesign(0, 4, 0, n_r=2, n_f=1, teacher=(1, 0, 0, 0)),)"
        )
    for s in (*claim.average.designs, *claim.average.integrable):
        unmet = [a.name for a in claim.assumes if not holds_on(a, s)]
        if unmet:
            raise SideError(f"the random design {s} does not meet {unmet}\n  List only designs that the claim speaks of")
        _numbers("`right`", claim, _called("`right`", claim.statement.right, s), s)
        _numbers("`spread`", claim, _called("`spread`", claim.average.spread, s), s)


def _called(label: str, function: Any, s: RandomDesign) -> tuple[Any, ...]:
    try:
        once, again = listed(function(s)), listed(function(s))
    except Exception as error:
        raise SideError(
            f"{label} raised {type(error).__name__}: {error}\n  on {s}\n"
            "  In a claim about averages it acts on a random design: s.d_r, s.d_lap, s.d_f, s.n_r, s.n_f, s.energies, s.noise"
        ) from error
    if once != again:
        raise SideError(f"{label} must be a function of the random design alone; it gave two answers on {s}")
    return once


def _numbers(label: str, claim: Claim, values: tuple[Any, ...], s: RandomDesign) -> None:
    wrong = [v for v in values if not isinstance(v, (int, Fraction)) or isinstance(v, bool)]
    if wrong or len(values) != len(claim.statement.quantities):
        raise SideError(
            f"{label} must give one exact number (int or Fraction) for each of {len(claim.statement.quantities)} quantities; received "
            f"{len(values)}, {', '.join(type(v).__name__ for v in values)}\n  on {s}\n"
            "  Write Fraction(1, 2) * s.energy, not 0.5 * s.energy: the expectation is compared exactly"
        )
