"""Rung ``identity``: both sides at random points of random 61-bit prime fields, on every stratum of a grid of shapes and on larger ones.

A claim that equates rational functions of the data is an identity on a stratum or it is not. One non-zero difference disproves it;
zeros at enough random points prove it up to a probability that follows from a degree bound, found by evaluating the same two
sides in the number system of bounds. How, what is assumed, and what is not covered: IDENTITY.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from zlib import crc32

from theory.arithmetic import NotRepresentable
from theory.arithmetic.degrees import Divisor
from theory.problem import Problem
from verify import assumptions
from verify.claim import Assumption, Claim, Relation, Statement
from verify.claim.judge import judge_by, judge_exactly, name_of
from verify.claim.logic import Half
from verify.claim.result import RungResult
from verify.counterexample.witness import witness
from verify.rungs.identity.larger import STEPS as MOST_STEPS
from verify.rungs.identity.larger import larger, special
from verify.rungs.identity.reads import matters
from verify.rungs.identity.record import Record
from verify.rungs.identity.shapes import FEW, Shape, possible, shapes
from verify.rungs.identity.slips import Bite
from verify.rungs.identity.sound import check_rules
from verify.rungs.identity.trial import NoPoint, Trial, Variation, system_of
from verify.rungs.identity.witness import witness_on
from verify.rungs.workbench import Workbench

BITS = 61
"""Length of the primes: a residue fits one machine word with room to add."""

STEPS = (1, 2, 3)
"""Step counts at which statements about iterates are tried: an identity for each. Shapes larger than FEW see the last alone."""

ALL = 4
"""Grids up to this size, those of a whole run, are followed by the larger shapes."""

MET_BY = {"noiseless": ("noiseless", "consistent"), "consistent": ("consistent",), "free": ()}
"""What labels meet by the way in which they are drawn."""

PARTS = {"noiseless": 1, "consistent": 1, "free": 2}
"""Parts, by name, of the claims that draw labels alike: each repeats the points and models, and none may take much longer than another."""

LABELS = {assumptions.noiseless.name: "noiseless", assumptions.consistent.name: "consistent"}
"""Assumptions that are met by the way in which labels are drawn. All others are evaluated at the point."""


def prepare(claims: Iterable[Claim], bench: Workbench) -> None:
    """Say which claims will be asked for: they then go through the points together, so that a model is trained once per point."""
    bench.together.extend(claim for claim in claims if claim not in bench.together)


def run(claim: Claim, bench: Workbench) -> RungResult:
    """Evidence from random points on every stratum, together with the claims that ``prepare`` was given, where it was."""
    if claim not in bench.together:
        return run_together([claim], bench)[claim.id]
    if claim.id not in bench.kept:
        alike = [other for other in bench.together if company_of(other) == company_of(claim)]
        bench.kept.update(run_together(alike, bench))
    found: RungResult = bench.kept[claim.id]
    return found


def run_together(claims: Sequence[Claim], bench: Workbench) -> dict[str, RungResult]:
    """The results of several claims, shape by shape, each point drawn once for all that make labels in the same way."""
    check_rules()
    records = [Record(claim.statement) for claim in claims]
    for shape in strata(bench.largest_block, bench.seed):
        trials = {labels: Trial(shape, labels, bench.seed, BITS) for labels in {labels_for(claim) for claim in claims}}
        for claim, record in zip(claims, records, strict=True):
            if possible(claim.assumes, shape):
                _try_shape(claim, trials[labels_for(claim)], record)
        for trial in trials.values():
            trial.forget()
    return {claim.id: _concluded(claim, record, bench) for claim, record in zip(claims, records, strict=True)}


def strata(largest: int, seed: int) -> Iterator[Shape]:
    """Special positions of small shapes, the grid up to ``largest``, and a sample of larger shapes drawn from ``seed``."""
    return chain(special(largest), shapes(largest), larger(seed) if largest >= ALL else ())


def _concluded(claim: Claim, record: Record, bench: Workbench) -> RungResult:
    """The result, with rational problems on which the claim fails, found on strata on which the identity does."""
    witnesses = {}
    for half, strata_of_half in record.failing.items():
        fails = partial(_refutes, half)
        found = (witness_on(shape, claim, labels_for(claim), at, fails) for shape, at in strata_of_half)
        data = next((data for p in found if p is not None and (data := witness(claim, p, half)) is not None), None)
        if data is not None:
            witnesses[half.value] = data
    return record.result(claim, record.detail(bench.seed, BITS, STEPS, bench.largest_block), witnesses)


def _refutes(half: Half, claim: Claim, p: Problem) -> bool:
    found = judge_exactly(claim, p) if claim.applies_to(p) else None
    return found is not None and half in found.fails


def at_shape(claim: Claim, trial: Trial) -> Record:
    """What is seen of one claim on one stratum; no slips are put there."""
    record = Record(claim.statement, bite=Bite(on=False))
    _try_shape(claim, trial, record)
    return record


def labels_for(claim: Claim) -> str:
    """How labels must be drawn for this claim."""
    needed = {LABELS[a.name] for a in claim.assumes if a.name in LABELS}
    return next((kind for kind in ("noiseless", "consistent") if kind in needed), "free")


def company_of(claim: Claim) -> str:
    """Which claims share a pass, and with it points and models: those that draw labels alike, in as many parts as ``PARTS`` says."""
    labels = labels_for(claim)
    return f"{labels} {crc32(claim.id.encode()) % PARTS[labels]}"


@dataclass(frozen=True, eq=False)
class Try:
    """One variation of one stratum, as the judge sees it: it says which assumptions are met and which statements hold there.

    ``asked`` collects what sides ask for, where that is still to be found out; ``assumed`` what assumptions took for zero.
    """

    trial: Trial
    at: Variation
    record: Record
    asked: set[str] | None = None
    assumed: set[Divisor] = field(default_factory=set)

    @property
    def problem(self) -> Problem:
        """The problem at the first points, for assumptions to be evaluated on."""
        return self.trial.problem(self.at)

    def meets(self, assumes: Iterable[Assumption]) -> bool:
        """Whether the points meet every assumption; those about order are left out, and listed."""
        for assumption in assumes:
            try:
                if not self.applies(assumption):
                    return False
            except NotRepresentable:
                self.record.not_covered[assumption.name] = "an assumption about order; the identity holds with and without it"
        return True

    def applies(self, when: Assumption | None) -> bool:
        """Whether the points meet ``when``. Raises ``NotRepresentable`` for what has no meaning over a prime field, such as an order."""
        if when is None or LABELS.get(when.name) in MET_BY[self.trial.labels]:
            return True
        p = self.problem
        system, key = system_of(p), ("holds", id(when), self.at)
        if key not in system.known:  # claims that share the points share most assumptions
            system.zeros.clear()
            system.known[key] = bool(when.holds(p)), frozenset(system.zeros), when
        holds, zeros, _ = system.known[key]
        self.assumed.update(zeros)
        return bool(holds)

    def condition(self, statement: Statement) -> bool | None:
        """Whether the condition of a claim holds at almost every point."""
        return self.compare(statement, True).holds

    def compare(self, statement: Statement, expected: bool) -> Told:  # noqa: ARG002 - the call of every comparator
        """Whether the relation holds at almost every point. Raises ``NotRepresentable`` for what is no equation of rational functions."""
        if statement.relation is Relation.AT_MOST:
            raise NotRepresentable("an inequality")
        found = self.trial.settle(statement, self.at, self.asked, self.assumed)
        self.record.add(found, statement is self.record.statement)
        return Told(found.equal if statement.relation is Relation.EQUAL else not found.equal, name_of(statement))


@dataclass(frozen=True)
class Told:
    """What points told of one statement."""

    holds: bool
    quantity: str


def _try_shape(claim: Claim, trial: Trial, record: Record) -> None:
    """All variations of one stratum that make a difference to what the claim looks at: noted at the first, D_t = D_r."""
    first = Try(trial, Variation(trial.shape.n_r, _steps(trial.shape)[-1]), record, set())
    before = trial.rejected
    try:
        _judge(claim, first)
        record.steps_matter |= matters(first.asked or {"x"})[1]
        for at in _others(claim, trial.shape, first):
            _judge(claim, Try(trial, at, record))
    except NoPoint as reason:
        record.no_point = str(reason)
        record.tally.undecided += 1
    record.points, record.rejected = record.points + trial.points, record.rejected + trial.rejected - before


def _steps(shape: Shape) -> tuple[int, ...]:
    """The step counts at which iterates are tried, the one for everything else last."""
    if shape.beyond:
        return (MOST_STEPS, STEPS[-1])
    return STEPS if shape.largest <= FEW and not shape.is_special else STEPS[-1:]


def _sizes(shape: Shape) -> Iterable[int]:
    """The sizes of D_t that are tried: all, and of a larger shape none, one, half and all of D_r."""
    return sorted({0, 1, shape.n_r // 2, shape.n_r}) if shape.beyond else range(shape.n_r + 1)


def _others(claim: Claim, shape: Shape, first: Try) -> Iterator[Variation]:
    """Every other size of D_t and number of steps, as far as they matter to what was asked for at first."""
    tuning, steps = matters(first.asked or set())
    tuned_on_less = tuning and assumptions.tuned_on_all not in claim.assumes
    for n_t in _sizes(shape) if tuned_on_less else (shape.n_r,):
        for k in _steps(shape) if steps else _steps(shape)[-1:]:
            if Variation(n_t, k) != first.at:
                yield Variation(n_t, k)


def _judge(claim: Claim, here: Try) -> None:
    """The claim judged at one variation, where it meets the assumptions."""
    record = here.record
    record.tally.drawn += 1
    if not here.meets(claim.assumes):
        return
    record.strata.add(here.trial.shape.label)
    record.met += 1
    found = judge_by(claim, here)
    for name, why in found.left_out:
        record.not_covered.setdefault(name, why)
    record.facts.update(name for name, holds in found.facts if holds is not None)
    found.count(record.tally)
    if found.holds is not None:
        record.reach(here.trial.shape, here.at)
    for half in found.fails:
        record.fail_at(half, here.trial.shape, here.at)
    if found.holds and not found.fails and claim.condition is None and claim.statement.relation is Relation.EQUAL:
        _put_slips(here)


def _put_slips(here: Try) -> None:
    """Put slips to the points at which the statement held: on small shapes, where they cost little, and on those beyond the grid."""
    if here.trial.shape.largest <= FEW or here.trial.shape.beyond:
        here.record.bite.put(here.record.statement, here.trial, here.at)
