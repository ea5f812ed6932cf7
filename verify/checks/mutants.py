"""Check ``mutants``: every slip that the rules of :mod:`verify.checks.perturb` make in a claim must be noticed.

What "noticed" means depends on what is registered. A true claim's slip must fail on a problem that meets the assumptions. A conditional
claim's slip must no longer hold exactly when its condition does. A false claim's slip must break one of its further facts, which tie the
refuted formula to its meaning, or make the pinned counterexample harmless: that the slip is false as well says nothing.
A slip that only weakens a bound stays true; it is noticed when it spoils an equality in which the bound is attained.

A slip that nobody notices fails the run unless it is no slip: unless it leaves every side what it was, and a reason says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from theory.designs import thin
from theory.problem import Problem
from verify.checks import averages, kills
from verify.checks.ablation import facets_of
from verify.checks.cached_sides import with_cached_sides
from verify.checks.enumeration import lightest
from verify.checks.equivalence import BY_ARGUMENT, reads_what_changes, why_equivalent
from verify.checks.kill_matrix import KillMatrix
from verify.checks.mutant_outcome import CANNOT_EVALUATE, MutantOutcome, judged, notices
from verify.checks.perturb import Mutant, mutants_of
from verify.checks.perturb.mutant import statements
from verify.checks.result import CheckResult
from verify.claim import Claim, Relation, Truth
from verify.rungs.workbench import Workbench

INSTANCES = 40
"""Made problems, from every family, on which a slip is tried first; what survives them is tried on all."""

SMALL = 300
"""Small problems of every shape, on which the last survivors are tried."""

NAMED = 6
"""Slips that nobody noticed and that are named in one line; all are in the ledger."""

READ = 12
"""Problems on which to learn whether anything reads the data that a slip changes."""


def run(claim: Claim, bench: Workbench, source: Path | None = None) -> CheckResult:
    """Make every mutant of ``claim`` and see who notices. Mutants that cannot be evaluated on any problem are left out."""
    outcomes = [outcome for outcome in _outcomes(claim, bench, source) if outcome.evaluated]
    survivors = [f for f in outcomes if f.survived]
    killed = sum(bool(f.killed_by) for f in outcomes)
    note = f"{killed} of {len(outcomes)} mutants killed, {len(outcomes) - killed - len(survivors)} equivalent"
    problems = [f"not noticed: {f.rule} ({f.place})" for f in survivors[:NAMED]]
    if len(survivors) > NAMED:
        problems.append(f"and {len(survivors) - NAMED} more")
    if not killed:
        problems.append("no slip in this claim is ever noticed: it says nothing, or nothing checks it")
    reasons = Counter(f.equivalent for f in outcomes if f.equivalent)
    told = [f.as_dict() for f in outcomes]
    by_rung = kills.counts(told) if bench.thorough else kills.of_committed(claim)
    detail = {"killed": killed, "survivors": len(survivors), "equivalent": dict(reasons), "by_rung": by_rung, "outcomes": told}
    return CheckResult(claim.id, "mutants", not problems, "; ".join([note, *problems]), detail)


def _outcomes(claim: Claim, bench: Workbench, source: Path | None) -> Iterator[MutantOutcome]:
    if claim.average is not None:
        for rule, place, slip in averages.slips(claim):
            yield averages.outcome_of(claim, rule, place, slip)
    else:
        claim = with_cached_sides(claim)
        tried, matrix = Problems(claim, bench), KillMatrix(claim, bench) if bench.thorough else None
        for mutant in mutants_of(claim, source):
            outcome = outcome_of(claim, mutant, tried.few)
            if outcome.evaluated and not outcome.killed_by and not outcome.equivalent.startswith(BY_ARGUMENT):
                outcome = outcome_of(claim, mutant, tried.all if outcome.survived else tried.more)
            tried.prefer(outcome.seen_on)
            yield outcome if matrix is None else matrix.completed(mutant, outcome)


@dataclass(eq=False)
class Problems:
    """The problems on which the slips of one claim are tried, made once for all of them, so that their models are trained once."""

    claim: Claim
    bench: Workbench

    @cached_property
    def made(self) -> list[Problem]:
        """The pinned counterexample and the made problems."""
        return instances(self.claim, self.bench)

    @cached_property
    def few(self) -> list[Problem]:
        """Problems that are tried first, in the order in which they last noticed a slip: they often notice the next one too."""
        return self.made[:INSTANCES]

    @cached_property
    def more(self) -> list[Problem]:
        """For slips that seem to be none."""
        return [*self.made[: 2 * INSTANCES], *self._small(SMALL // 60)]

    @cached_property
    def all(self) -> list[Problem]:
        """For slips that seem to survive."""
        return [*self.made, *self._small(SMALL)]

    def _small(self, count: int) -> list[Problem]:
        """Small problems of which the claim speaks."""
        return [p for p in lightest(facets_of(self.claim, None, self.bench), count) if self.claim.applies_to(p)]

    def prefer(self, p: Problem | None) -> None:
        """Try p first from now on."""
        if p in self.few:
            self.few.remove(p)
            self.few.insert(0, p)


def instances(claim: Claim, bench: Workbench) -> list[Problem]:
    """The pinned counterexample, and the made problems of which ``claim`` speaks, in turn from every family."""
    pinned = [claim.counterexample()] if claim.counterexample is not None else []
    fits = {i.design.name: i for i in bench.instances_for(claim) if claim.applies_to(i.exact)}
    return pinned + [fits[d.name].exact for d in thin([i.design for i in fits.values()], len(fits))]


def outcome_of(claim: Claim, mutant: Mutant, pool: Sequence[Problem]) -> MutantOutcome:
    """The outcome of one mutant over the rationals; not evaluated where the data that the slip changes are not read."""
    if not reads_what_changes(mutant, pool[:READ]):
        return MutantOutcome(mutant.rule, mutant.place)
    if pinned := _noticed_by_pinned(claim, mutant.claim):
        return MutantOutcome(mutant.rule, mutant.place, pinned, evaluated=1)
    evaluated = []
    for p in pool:
        if (found := judged(mutant.claim, p)) is None:
            continue
        evaluated.append(p)
        if notices(claim, found):
            return MutantOutcome(mutant.rule, mutant.place, "exact", evaluated=len(evaluated), seen_on=p)
    if claim.truth is not Truth.FALSE and any(spoils_an_equality(claim, mutant.claim, p) for p in evaluated):
        return MutantOutcome(mutant.rule, mutant.place, "sharpness", evaluated=len(evaluated))
    return MutantOutcome(mutant.rule, mutant.place, "", why_equivalent(claim, mutant, evaluated), len(evaluated))


def _noticed_by_pinned(claim: Claim, mutated: Claim) -> str:
    """The pinned instance on which the statement must fail and the mutant holds; empty if there is no such instance."""
    pinned = [("a pinned control", c.problem()) for c in claim.controls]
    if claim.truth is Truth.FALSE and claim.counterexample is not None:
        pinned.append(("the pinned counterexample", claim.counterexample()))
    for name, p in pinned:
        found = judged(mutated, p)
        if found is not None and found.holds and not found.broken:
            return name
    return ""


def spoils_an_equality(claim: Claim, mutated: Claim, p: Problem) -> bool:
    """Whether a bound that is attained on p, and is not 0 there, is attained no longer."""
    for said, now in zip(statements(claim), statements(mutated), strict=True):
        if said.relation is Relation.AT_MOST and (said.when is None or said.when.holds(p)):
            try:
                if said.left(p) == said.right(p) != now.right(p):
                    return True
            except CANNOT_EVALUATE:
                continue
    return False
