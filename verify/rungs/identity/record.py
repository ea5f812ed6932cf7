"""What the rung of random points saw of one claim, over all strata."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, log2
from typing import Any

from verify.claim import Claim, Evidence, Relation, Statement
from verify.claim.logic import Half, Tally
from verify.claim.result import RungResult, report
from verify.rungs.identity.shapes import Shape
from verify.rungs.identity.slips import Bite
from verify.rungs.identity.sound import check_union
from verify.rungs.identity.trial import Finding, Variation

ENOUGH = 0.95
"""The share of the strata that meet the assumptions on which a certificate must have compared the main statement."""

MOST_KEPT = 6
"""Failing strata that are kept, the smallest, for a rational problem to be looked for."""

LEAVE_OUT = (
    "modulo a prime there are no absolute values, orders and roots, and few problems of a special kind. Compare squares, "
    "or leave the rung out with a reason: without={'identity': '...'}"
)
"""What to do with a claim that this rung cannot judge."""

GAPS = {"inequality": "an inequality", "root": "a root", "singular values": "singular values", " order": "an order"}
"""What is left out, by a word of the reason."""


@dataclass(eq=False)
class Record:
    """Counts and extremes; ``failing`` holds, per half, the first strata on which it fails, ``no_point`` a stratum without points.

    A stratum here is a shape with one size of D_t and one number of steps. ``met`` counts those that meet the assumptions, ``compared``
    those of them on which the main statement was compared, ``certified`` those of them for which a failure probability was computed.
    """

    statement: Statement
    tally: Tally = field(default_factory=Tally)
    strata: set[str] = field(default_factory=set)
    met: int = 0
    compared: int = 0
    certified: int = 0
    points: int = 0
    rejected: int = 0
    degree: int = 0
    height: float = 0.0
    log2_failure: float = -inf
    union: float = 0.0
    failures: int = 0
    failing: dict[Half, list[tuple[Shape, Variation]]] = field(default_factory=dict)
    facts: Counter[str] = field(default_factory=Counter)
    no_point: str = ""
    not_covered: dict[str, str] = field(default_factory=dict)
    integers: set[str] = field(default_factory=set)
    largest: dict[str, int] = field(default_factory=dict)
    beyond: set[str] = field(default_factory=set)
    steps_matter: bool = False
    bite: Bite = field(default_factory=Bite)

    def add(self, found: Finding, main: bool) -> None:
        """Keep the largest degree, height and failure probability; the union of all failures is their sum."""
        self.degree, self.height = max(self.degree, found.degree), max(self.height, found.height)
        self.integers.update(found.integers)
        self.compared += main
        if found.log2_failure is None:
            return
        self.certified += main
        if found.equal:
            self.log2_failure = max(self.log2_failure, found.log2_failure)
            self.union, self.failures = self.union + 2.0**found.log2_failure, self.failures + 1

    def reach(self, shape: Shape, at: Variation) -> None:
        """Note the sizes of a stratum on which the main statement was compared."""
        sizes = {"features": shape.d, "samples": max(shape.n_r, shape.n_f), "outputs": shape.outputs}
        for name, size in (sizes | ({"steps": at.steps} if self.steps_matter else {})).items():
            self.largest[name] = max(self.largest.get(name, 0), size)
        if shape.beyond:
            self.beyond.add(shape.label)

    def fail_at(self, half: Half, shape: Shape, at: Variation) -> None:
        """A half of the claim, or a further fact, fails there; the smallest few of such strata are kept."""
        self.failing[half] = sorted([*self.failing.get(half, ()), (shape, at)], key=_size)[:MOST_KEPT]

    @property
    def left_out(self) -> list[str]:
        """What the rung does not speak of, in a few words each."""
        return [_short(name, why) for name, why in self.not_covered.items()] + [
            f"not certified: an integer ({n})" for n in sorted(self.integers)
        ]

    @property
    def bites(self) -> bool:
        """Whether every slip that was put to the statement's own points was noticed on some stratum."""
        return not self.bite.survivors(self.statement)

    def detail(self, seed: int, bits: int, steps: Sequence[int], grid: int) -> dict[str, Any]:
        """Plain data for the ledger; ``log2_failure`` is that of the worst stratum, ``log2_failure_any`` of all together."""
        worst, union = self.log2_failure, log2(self.union) if self.union else -inf
        if self.union:  # it is 0 where all probabilities are 0, or too small for a number
            check_union(worst, union, self.failures)
        out = {name: getattr(self, name) for name in ("points", "rejected", "degree", "not_covered", "left_out")}
        out |= {"shapes": self.tally.compared, "strata": len(self.strata), "height": round(self.height, 1)}
        out |= {
            "strata_met": self.met,
            "strata_compared": self.compared,
            "sizes": {"every": grid, **self.largest, "larger shapes": len(self.beyond)},
        }
        out |= {"log2_failure": _rounded(worst), "log2_failure_any": _rounded(union)}
        if self.bite.tried:
            out |= {"slips": {"noticed": self.bite.dead, "not_told_by_data": self.bite.untold(self.statement)}}
        out["facts"] = dict(self.facts)
        return out | {"prime_bits": bits, "steps": list(steps), "seed": seed}

    def result(self, claim: Claim, detail: dict[str, Any], witnesses: Mapping[str, dict[str, Any]]) -> RungResult:
        """The answer that these counts give."""
        evidence = self.strength(claim)
        problems = self._problems(evidence)
        note = "; ".join(problems) or (f"no identity on {self.first_failing}" if self.failing else self._reservation(claim))
        return report(claim, "identity", self.tally, evidence, witnesses=witnesses, complaints=problems, note=note, detail=detail)

    @property
    def first_failing(self) -> str:
        """The first stratum on which something was not equal, for messages."""
        return next((named(*where) for strata in self.failing.values() for where in strata), "")

    def _problems(self, evidence: Evidence) -> list[str]:
        problems = [self.no_point] if self.no_point else []
        if not self.tally.compared and not self.tally.broken:
            met_none = f"compared on none of {self.met} strata" + (f" ({', '.join(self.left_out)})" if self.left_out else "")
            problems.append(f"{met_none if self.met else 'no point meets the assumptions'}: {LEAVE_OUT}")
        if not problems and evidence >= Evidence.IDENTITY and not self.failing and not self.bites:
            problems.append("a slip in the statement is noticed on no stratum: " + ", ".join(self.bite.survivors(self.statement)))
        return problems

    def _reservation(self, claim: Claim) -> str:
        """Why agreement is no certificate, where it is none."""
        if claim.condition is not None or claim.statement.relation is not Relation.EQUAL:
            return ""
        if self.compared < ENOUGH * self.met:
            return f"compared on {self.compared} of {self.met} strata that meet the assumptions: no certificate"
        return "" if self._has_bound else "only integers or zeros by construction were compared: no failure probability, no certificate"

    @property
    def _has_bound(self) -> bool:
        return self.certified > 0 and self.log2_failure > -inf

    def strength(self, claim: Claim) -> Evidence:
        """What support rests on: zeros at all points of enough strata, with a bound on how likely that is by chance.

        That a condition decides is seen at generic points of each shape only, where exceptions would lie elsewhere: a search. So is a
        claimed difference that was seen wherever one looked, and an equality of integers, which no degree bounds.
        """
        if claim.condition is not None or claim.statement.relation is not Relation.EQUAL:
            return Evidence.SEARCHED
        return Evidence.IDENTITY if self._has_bound and self.compared >= ENOUGH * self.met else Evidence.SEARCHED


def named(shape: Shape, at: Variation) -> str:
    """A stratum for messages."""
    return f"{shape.label} n_t={at.n_t} steps={at.steps}"


def _size(where: tuple[Shape, Variation]) -> tuple[int, ...]:
    """What makes a stratum easy to read: few outputs and numbers, no special position."""
    shape, _ = where
    return shape.outputs, shape.d * (shape.n_r + shape.n_f), shape.is_special


def _rounded(log2_probability: float) -> float | None:
    return None if log2_probability == -inf else round(log2_probability, 2)


def _short(name: str, why: str) -> str:
    """A few words for a table."""
    for sign, words in GAPS.items():
        if sign in why:
            return f"{words}: {name}"
    return f"{name}: {why}"
