"""Rung ``identity``: both sides at random points of random 61-bit prime fields, on every stratum of a grid of shapes.

A claim that equates rational functions of the data is an identity on a stratum or it is not. One non-zero difference disproves it;
zeros at enough random points prove it up to a probability that follows from a degree bound, found by evaluating the same two
sides in the number system of bounds. How, what is assumed, and what is not covered: IDENTITY.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from theory.arithmetic import NotRepresentable
from theory.problem import Problem
from verify import assumptions
from verify.claim import Assumption, Claim, Evidence, Relation, Statement, Truth
from verify.rungs.identity_reads import matters
from verify.rungs.identity_shapes import Shape, possible, shapes
from verify.rungs.identity_trial import Finding, NoPoint, Trial, Variation
from verify.verdict import Answer, RungResult, Tally, answer_of, truth_of
from verify.workbench import Workbench

BITS = 61
"""Length of the primes: a residue fits one machine word with room to add."""

STEPS = (1, 2, 3)
"""Step counts at which statements about iterates are tried: an identity for each of them."""

LABELS = {assumptions.noiseless.name: "noiseless", assumptions.consistent.name: "consistent"}
"""Assumptions that are met by the way in which labels are drawn. All others are evaluated at the point."""


@dataclass(eq=False)
class Record:
    """What the run saw, over all shapes."""

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

    def detail(self, seed: int) -> dict[str, Any]:
        """Plain data for the ledger; ``log2_failure`` is that of the worst shape."""
        out = {name: getattr(self, name) for name in ("points", "rejected", "degree", "not_covered")}
        out |= {"shapes": self.tally.compared, "strata": len(self.strata), "height": round(self.height, 1)}
        failure = round(max(self.log2_failure, -1e4), 2)
        return out | {"log2_failure": failure, "prime_bits": BITS, "steps": list(STEPS), "seed": seed}


def run(claim: Claim, bench: Workbench) -> RungResult:
    """Evidence from random points on every shape of the grid."""
    record = Record()
    for shape in shapes(bench.largest_block):
        if possible(claim.assumes, shape):
            _try_shape(claim, shape, bench.seed, record)
    found = truth_of(record.tally, claim.condition is not None)
    problems = [record.no_point] if record.no_point else []
    if record.tally.broken:
        problems.append(f"a further fact of the claim is no identity on {record.tally.broken} shapes, such as {record.failing}")
    if not record.tally.compared and not record.tally.broken:
        problems.append("no point meets the assumptions")
    answer = Answer.UNDECIDED if problems else answer_of(found)
    note = "; ".join(problems) or (f"no identity on {record.failing}" if found is Truth.FALSE else "")
    return RungResult(
        claim.id, "identity", answer, found, record.tally, _strength(claim, found), 0.0, note, None, record.detail(bench.seed)
    )


def _strength(claim: Claim, found: Truth) -> Evidence:
    """What the conclusion rests on: zeros at all points, one non-zero value, which leaves no doubt, or both.

    That a condition decides is seen at generic points of each shape only, where exceptions would lie elsewhere: a search.
    """
    if claim.condition is not None:
        return Evidence.SEARCHED
    by_zeros = (found is Truth.TRUE) is (claim.statement.relation is Relation.EQUAL)
    return Evidence.IDENTITY if by_zeros else Evidence.EXACT


def _try_shape(claim: Claim, shape: Shape, seed: int, record: Record) -> None:
    """All variations of one stratum that make a difference to what the claim looks at."""
    labels = next((LABELS[a.name] for a in claim.assumes if a.name in LABELS), "free")
    trial = Trial(shape, labels, seed, BITS, Variation(shape.n_r, STEPS[-1]))
    try:
        for at in _variations(claim, trial):
            record.tally.drawn += 1
            if _meets(claim.assumes, trial.problem(at), record):
                record.strata.add(shape.label)
                _judge(claim, trial, at, record)
    except NoPoint as reason:
        record.no_point = str(reason)
        record.tally.undecided += 1
    record.points, record.rejected = record.points + trial.points, record.rejected + trial.rejected


def _variations(claim: Claim, trial: Trial) -> Iterator[Variation]:
    """D_t = D_r with the most steps first; then the others, as far as that first look asked for D_t or for the schedule."""
    n_r, first = trial.shape.n_r, trial.first
    yield first
    tuning, steps = matters(trial.asked)
    sizes = range(n_r + 1) if tuning and assumptions.tuned_on_all not in claim.assumes else (n_r,)
    for n_t in sizes:
        for k in STEPS if steps else STEPS[-1:]:
            if Variation(n_t, k) != first:
                yield Variation(n_t, k)


def _meets(assumes: tuple[Assumption, ...], p: Problem, record: Record) -> bool:
    """Whether p meets what is assumed. An assumption about order describes a dense set, so it is left out, and listed."""
    for assumption in assumes:
        try:
            if assumption.name not in LABELS and not assumption.holds(p):
                return False
        except NotRepresentable:
            record.not_covered[assumption.name] = "an assumption about order; the identity holds with and without it"
    return True


def _judge(claim: Claim, trial: Trial, at: Variation, record: Record) -> None:
    """The further facts, the condition and the statement of ``claim`` at one variation."""
    for fact in claim.also:
        if _applies(fact, trial.problem(at), record) and _holds(fact, trial, at, record) is False:
            record.tally.met, record.tally.broken = record.tally.met + 1, record.tally.broken + 1
            record.failing = record.failing or f"{trial.shape.label}, {at}"
            return
    condition = claim.condition is None or bool(_holds(claim.condition, trial, at, record))
    holds = _holds(claim.statement, trial, at, record)
    record.tally.record(condition, holds)
    if holds is False:
        record.failing = record.failing or f"{trial.shape.label}, {at}"


def _applies(fact: Statement, p: Problem, record: Record) -> bool:
    """Whether the further fact speaks of p. One that hangs on an order is left out, and listed."""
    try:
        return fact.when is None or bool(fact.when.holds(p))
    except NotRepresentable:
        record.not_covered[_name(fact)] = "holds under an assumption about order"
        return False


def _name(statement: Statement) -> str:
    return ", ".join(quantity.name for quantity in statement.quantities)


def _holds(statement: Statement, trial: Trial, at: Variation, record: Record) -> bool | None:
    """Whether the relation holds at almost every point; None for what is no equation of rational functions."""
    if statement.relation is Relation.AT_MOST:
        record.not_covered[_name(statement)] = "an inequality"
        return None
    try:
        found = trial.settle(statement, at)
    except NotRepresentable as reason:
        record.not_covered[_name(statement)] = str(reason)
        return None
    record.add(found)
    return found.equal if statement.relation is Relation.EQUAL else not found.equal
