"""Rung ``identity``: both sides at random points of random 61-bit prime fields, on every stratum of a grid of shapes.

A claim that equates rational functions of the data is an identity on a stratum or it is not. One non-zero difference disproves it;
zeros at enough random points prove it up to a probability that follows from a degree bound, found by evaluating the same two
sides in the number system of bounds. How, what is assumed, and what is not covered: IDENTITY.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from theory.arithmetic import NotRepresentable
from theory.problem import Problem
from verify import assumptions
from verify.claim import Assumption, Claim, Relation, Statement
from verify.rungs.identity_reads import matters
from verify.rungs.identity_record import Record
from verify.rungs.identity_shapes import FEW, Shape, possible, shapes
from verify.rungs.identity_trial import NoPoint, Trial, Variation
from verify.verdict import RungResult
from verify.workbench import Workbench

BITS = 61
"""Length of the primes: a residue fits one machine word with room to add."""

STEPS = (1, 2, 3)
"""Step counts at which statements about iterates are tried: an identity for each. Shapes larger than FEW see the last alone."""

LABELS = {assumptions.noiseless.name: "noiseless", assumptions.consistent.name: "consistent"}
"""Assumptions that are met by the way in which labels are drawn. All others are evaluated at the point."""


def run(claim: Claim, bench: Workbench) -> RungResult:
    """Evidence from random points on every shape of the grid.

    Claims that the workbench says will all be asked for go through the points together, so that a model is trained once per point.
    """
    if claim not in bench.together:
        return run_together([claim], bench)[claim.id]
    if claim.id not in bench.kept:
        alike = [other for other in bench.together if company_of(other) == company_of(claim)]
        bench.kept.update(run_together(alike, bench))
    return bench.kept[claim.id]


def run_together(claims: Sequence[Claim], bench: Workbench) -> dict[str, RungResult]:
    """The results of several claims, shape by shape, each point drawn once for all that make labels in the same way."""
    records = [Record() for _ in claims]
    for shape in shapes(bench.largest_block):
        trials = {labels: Trial(shape, labels, bench.seed, BITS) for labels in {labels_for(claim) for claim in claims}}
        for claim, record in zip(claims, records, strict=True):
            if possible(claim.assumes, shape):
                _try_shape(claim, trials[labels_for(claim)], record)
        for trial in trials.values():
            trial.forget()
    pairs = zip(claims, records, strict=True)
    return {claim.id: record.result(claim, record.detail(bench.seed, BITS, STEPS)) for claim, record in pairs}


def at_shape(claim: Claim, trial: Trial) -> Record:
    """What is seen of one claim on one stratum."""
    record = Record()
    _try_shape(claim, trial, record)
    return record


def labels_for(claim: Claim) -> str:
    """How labels must be drawn for this claim."""
    return next((LABELS[a.name] for a in claim.assumes if a.name in LABELS), "free")


@dataclass(frozen=True, eq=False)
class Try:
    """One variation of one stratum; ``asked`` collects what sides ask for, where that is still to be found out."""

    trial: Trial
    at: Variation
    asked: set[str] | None = None

    @property
    def name(self) -> str:
        """The shape and the variation, for messages."""
        return f"{self.trial.shape.label} n_t={self.at.n_t} steps={self.at.steps}"

    @property
    def problem(self) -> Problem:
        """The problem at the first points, for assumptions to be evaluated on."""
        return self.trial.problem(self.at)


def company_of(claim: Claim) -> str:
    """Which claims share a pass: those that draw labels alike, in three parts by name, so that workers share and no pass gets long."""
    return f"{labels_for(claim)} {crc32(claim.id.encode()) % 3}"


def _try_shape(claim: Claim, trial: Trial, record: Record) -> None:
    """All variations of one stratum that make a difference to what the claim looks at: noted at the first, D_t = D_r."""
    first = Try(trial, Variation(trial.shape.n_r, STEPS[-1]), set())
    before = trial.rejected
    try:
        _judge(claim, first, record)
        for at in _others(claim, trial.shape, first):
            _judge(claim, Try(trial, at), record)
    except NoPoint as reason:
        record.no_point = str(reason)
        record.tally.undecided += 1
    record.points, record.rejected = record.points + trial.points, record.rejected + trial.rejected - before


def _others(claim: Claim, shape: Shape, first: Try) -> Iterator[Variation]:
    """Every other size of D_t and number of steps, as far as they matter to what was asked for at first."""
    tuning, steps = matters(first.asked or set())
    tuned_on_less = tuning and assumptions.tuned_on_all not in claim.assumes
    for n_t in range(shape.n_r + 1) if tuned_on_less else (shape.n_r,):
        for k in STEPS if steps and shape.largest <= FEW else STEPS[-1:]:
            if Variation(n_t, k) != first.at:
                yield Variation(n_t, k)


def _judge(claim: Claim, here: Try, record: Record) -> None:
    """The further facts, the condition and the statement of ``claim`` at one variation, where it meets the assumptions."""
    record.tally.drawn += 1
    if not _meets(claim.assumes, here.problem, record):
        return
    record.strata.add(here.trial.shape.label)
    for fact in claim.also:
        if _applies(fact, here.problem, record) and _holds(fact, here, record) is False:
            record.break_at(here.name)
            return
    condition = claim.condition is None or bool(_holds(claim.condition, here, record))
    holds = _holds(claim.statement, here, record)
    record.tally.record(condition, holds)
    if holds is False:
        record.failing = record.failing or here.name


def _meets(assumes: tuple[Assumption, ...], p: Problem, record: Record) -> bool:
    """Whether p meets what is assumed. An assumption about order describes a dense set, so it is left out, and listed."""
    for assumption in assumes:
        try:
            if assumption.name not in LABELS and not assumption.holds(p):
                return False
        except NotRepresentable:
            record.not_covered[assumption.name] = "an assumption about order; the identity holds with and without it"
    return True


def _applies(fact: Statement, p: Problem, record: Record) -> bool:
    """Whether the further fact speaks of p. One that hangs on an order is left out, and listed."""
    try:
        return fact.when is None or bool(fact.when.holds(p))
    except NotRepresentable:
        record.not_covered[_name(fact)] = "holds under an assumption about order"
        return False


def _holds(statement: Statement, here: Try, record: Record) -> bool | None:
    """Whether the relation holds at almost every point; None for what is no equation of rational functions."""
    if statement.relation is Relation.AT_MOST:
        record.not_covered[_name(statement)] = "an inequality"
        return None
    try:
        found = here.trial.settle(statement, here.at, here.asked)
    except NotRepresentable as reason:
        record.not_covered[_name(statement)] = str(reason)
        return None
    record.add(found)
    return found.equal if statement.relation is Relation.EQUAL else not found.equal


def _name(statement: Statement) -> str:
    return ", ".join(quantity.name for quantity in statement.quantities)
