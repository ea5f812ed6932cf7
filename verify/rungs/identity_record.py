"""What the rung of random points saw of one claim, over all shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from verify.claim import Claim, Evidence, Relation
from verify.rungs.identity_trial import Finding
from verify.verdict import RungResult, Tally, report


@dataclass(eq=False)
class Record:
    """Counts and extremes; ``failing`` names the first shape on which something was not equal, ``no_point`` a shape without points."""

    tally: Tally = field(default_factory=Tally)
    strata: set[str] = field(default_factory=set)
    points: int = 0
    rejected: int = 0
    degree: int = 0
    height: float = 0.0
    log2_failure: float = float("-inf")
    failing: str = ""
    no_point: str = ""
    not_covered: dict[str, str] = field(default_factory=dict)

    def add(self, found: Finding) -> None:
        """Keep the largest degree, height and failure probability."""
        self.degree, self.height = max(self.degree, found.degree), max(self.height, found.height)
        if found.equal:
            self.log2_failure = max(self.log2_failure, found.log2_failure)

    def break_at(self, where: str) -> None:
        """A further fact is no identity there."""
        self.tally.met, self.tally.broken = self.tally.met + 1, self.tally.broken + 1
        self.failing = self.failing or where

    def detail(self, seed: int, bits: int, steps: Sequence[int]) -> dict[str, Any]:
        """Plain data for the ledger; ``log2_failure`` is that of the worst shape."""
        out = {name: getattr(self, name) for name in ("points", "rejected", "degree", "not_covered")}
        out |= {"shapes": self.tally.compared, "strata": len(self.strata), "height": round(self.height, 1)}
        failure = round(max(self.log2_failure, -1e4), 2)
        return out | {"log2_failure": failure, "prime_bits": bits, "steps": list(steps), "seed": seed}

    def result(self, claim: Claim, detail: dict[str, Any]) -> RungResult:
        """The answer that these counts give."""
        problems = [self.no_point] if self.no_point else []
        if self.tally.broken:
            problems.append(f"a further fact of the claim is no identity on {self.tally.broken} shapes, such as {self.failing}")
        if not self.tally.compared and not self.tally.broken:
            problems.append("no point meets the assumptions")
        note = "; ".join(problems) or (f"no identity on {self.failing}" if self.failing else "")
        witnesses = {"if": {"format": "goldengap-point-1", "claim": claim.id, "where": self.failing}} if self.tally.failed_with else {}
        return report(claim, "identity", self.tally, strength(claim), witnesses=witnesses, complaints=problems, note=note, detail=detail)


def strength(claim: Claim) -> Evidence:
    """What support rests on: zeros at all points.

    That a condition decides, or that two sides differ, is seen at generic points of each shape only, where exceptions lie elsewhere:
    a search.
    """
    certified = claim.condition is None and claim.statement.relation is Relation.EQUAL
    return Evidence.IDENTITY if certified else Evidence.SEARCHED
