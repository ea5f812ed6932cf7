"""Exact expectations for rungs: a finite sum that is shown to be the expectation, and small designs on which to try a claim.

The sums of :mod:`theory.designs.integral` are worked out twice in a random prime field, at independent random parameters. Where both
agree the sum does not depend on its parameters, but for a coincidence among 2^61 residues, and it is the expectation; it is then
worked out over Q. A left side that compares, takes roots or is no combination of the powers that the rule carries has no such sum.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from theory.arithmetic import RATIONAL, PrimeField
from theory.designs.integral import Rule, rules
from theory.problem import Problem
from theory.random_design import RandomDesign
from verify.claim import Average, Claim
from verify.claim.sides import listed
from verify.rungs.identity.points import random_prime

BITS = 61
MOST = 6_000
"""Problems in one sum, at most."""
DESIGNS = 8
"""Small designs that are tried, at most."""


@dataclass(frozen=True)
class Integral:
    """The expectation of a left side on ``design``: one number per quantity, a sum over ``terms`` problems by the rule ``rule``."""

    design: RandomDesign
    rule: str
    terms: int
    value: tuple[Fraction, ...]

    def differs(self, claimed: Any) -> bool:
        """Whether a right side, exact numbers or floats, is not this; floats are compared to nine digits."""
        return any(not _same(a, b) for a, b in zip(self.value, listed(claimed), strict=True))

    def as_dict(self, claimed: Any) -> dict[str, Any]:
        """Plain data for the ledger."""
        values = {"integral": [str(v) for v in self.value], "claimed": [str(v) for v in listed(claimed)]}
        return {"design": words(self.design), "rule": self.rule, "terms": self.terms, **values}


def integrate(claim: Claim, s: RandomDesign, most: int = MOST) -> Integral | None:
    """E left over s, by the claim's own sum where it has one, or by a rule with at most ``most`` terms; else None."""
    if claim.average is not None and claim.average.points is not None:
        return _own_sum(claim, claim.average.points, s)
    label = f"{claim.id}/{words(s)}"
    field = PrimeField(random_prime(f"{label}/prime", BITS))
    draws = random.Random(label)

    def residue() -> int:
        return draws.randrange(1, field.p)

    for rule in rules(s):
        terms = rule.terms
        if terms > most:
            continue
        try:
            once, again = (rule.sums(claim.statement.left, field, residue) for _ in range(2))
            found = _over_rationals(claim, rule, draws, once) if once == again else None
        except Exception:  # a side that needs more than field operations has no such sum; draws say what is wrong with it
            continue
        if found is not None:
            return Integral(s, rule.kind, terms, found)
    return None


def _own_sum(claim: Claim, points: Callable[[RandomDesign], Iterator[tuple[Any, Problem]]], s: RandomDesign) -> Integral | None:
    """The sum over the points that the claim hands in; None for a design that they are not made for."""
    totals, terms = [Fraction(0)] * len(claim.statement.quantities), 0
    try:
        for weight, p in points(s):
            terms += 1
            values = [RATIONAL.fraction(v) if not isinstance(v, int) else Fraction(v) for v in listed(claim.statement.left(p))]
            totals = [total + weight * value for total, value in zip(totals, values, strict=True)]
    except ValueError:
        return None
    return Integral(s, "own", terms, tuple(totals))


def _over_rationals(claim: Claim, rule: Rule, draws: random.Random, residues: tuple[Any, ...]) -> tuple[Fraction, ...] | None:
    """The sum over Q: it is that of the first small parameters that are not degenerate, so that it reduces to ``residues``."""
    for _ in range(10):
        try:
            values = rule.sums(claim.statement.left, RATIONAL, lambda: draws.randrange(1, 20))
        except ZeroDivisionError:
            continue
        found = tuple(Fraction(v) if isinstance(v, int) else RATIONAL.fraction(v) for v in values)
        if all(residue == value.numerator / (residue * 0 + value.denominator) for residue, value in zip(residues, found, strict=True)):
            return found
    return None


def refutation(claim: Claim, average: Average) -> tuple[list[dict[str, Any]], str]:
    """What exact sums on small designs of the claim's own kind gave, and in words the first that the closed form is not; else ""."""
    rows, against = [], ""
    for s in small_designs(claim, average):
        try:
            claimed = claim.statement.right(s)
        except Exception:  # a closed form may not reach as far as this design
            continue
        found = integrate(claim, s)
        if found is None or len(found.value) != len(listed(claimed)):
            continue
        rows.append(found.as_dict(claimed))
        if found.differs(claimed):
            against = f"exactly {', '.join(rows[-1]['integral'])} for {words(s)}, claimed {', '.join(rows[-1]['claimed'])}"
            break
    return rows, against


def small_designs(claim: Claim, average: Average) -> list[RandomDesign]:
    """Designs with few samples that meet the claim's assumptions and resemble one of its own.

    Kept of the own design: which blocks are empty, where the teacher is zero, the noise, |D - n_r|, and whether D_t is all of D_r.
    """
    found: list[RandomDesign] = []
    for s in average.designs:
        for small in _shrunk(s):
            if small not in found and _applies(claim, small):
                found.append(small)
    return sorted(found, key=lambda s: (s.d * s.n, s.d, s.n))[:DESIGNS]


def _shrunk(s: RandomDesign) -> Iterator[RandomDesign]:
    spare = s.seen - s.n_r
    d_f = min(s.d_f, 2)
    for few in (1, 2):
        seen = few + spare if spare > 0 else max(few, 1 + bool(s.d_r and s.d_lap))
        d_r = 0 if not s.d_r else seen if not s.d_lap else max(1, min(s.d_r, seen // 2))
        n_r = seen - spare
        n_t = None if s.n_t is None else 0 if s.tuned == 0 else max(n_r - 1, 0)
        if not s.d_lap + s.d_f or seen - d_r < bool(s.d_lap):
            continue
        teacher = _teacher(s, (d_r, seen - d_r, d_f))
        for n_f in (1, 2):
            yield replace(s, d_r=d_r, d_lap=seen - d_r, d_f=d_f, n_r=n_r, n_f=n_f, n_t=n_t, teacher=teacher)


def _teacher(s: RandomDesign, sizes: tuple[int, int, int]) -> tuple[int, ...]:
    """1, 2, 3, ... with zeros on the blocks where the teacher of s is zero."""
    values = iter(range(1, sum(sizes) + 1))
    return tuple(next(values) if energy else 0 for energy, size in zip(s.energies, sizes, strict=True) for _ in range(size))


def _applies(claim: Claim, s: RandomDesign) -> bool:
    try:
        return all(assumption.holds(s) for assumption in claim.assumes)
    except Exception:
        return False


def _same(a: Fraction, b: Any) -> bool:
    return a == Fraction(b) if not isinstance(b, float) else abs(float(a) - b) <= 1e-9 * max(1.0, abs(b))


def words(s: RandomDesign) -> str:
    """A design in one line."""
    blocks = f"d_r, d_lap, d_f = {s.d_r}, {s.d_lap}, {s.d_f}"
    more = (f", n_t = {s.tuned}" if s.n_t is not None else "") + (f", noise {s.noise}" if s.noise else "")
    entries = "" if s.entries == "gaussian" else f", {s.entries}"
    return f"{blocks}, n_r = {s.n_r}, n_f = {s.n_f}{more}, w_* = ({', '.join(map(str, s.teacher))}){entries}"
