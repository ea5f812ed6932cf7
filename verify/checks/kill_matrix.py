"""Every slip judged by every rung that its claim runs: the kill matrix.

Each rung answers with its own judgement of one instance (exact arithmetic, 50 digits, trained models, balls, random points of prime
fields), on a small budget: the problem on which exact arithmetic told the slip, if the rung can take it, and a few more. The search is
asked on the problems that it draws first. A rung is not asked where the claim declines it or where it can decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from theory.designs import Design
from theory.problem import Problem
from verify.checks.equivalence import BY_ARGUMENT, LOOSE, SEEN
from verify.checks.identity_test import PROVED, IdentityTest
from verify.checks.mutant_outcome import ALIVE, CANNOT_EVALUATE, KILLED, MutantOutcome, notices
from verify.checks.perturb import Mutant
from verify.checks.perturb.mutant import statements
from verify.claim import Claim, Relation
from verify.claim.judge import Judgement
from verify.rungs import ASKED, RUNGS, rung_names
from verify.rungs.identity.asked import at_points
from verify.rungs.identity.rung import labels_for
from verify.rungs.rung import Ask
from verify.rungs.workbench import Instance, Workbench

SILENT = "not asked: it decides nothing there"


@dataclass(eq=False)
class KillMatrix:
    """The rungs of one claim, each with its few instances, kept so that models are trained once for all slips."""

    claim: Claim
    bench: Workbench
    cases: dict[str, list[Ask]] = field(default_factory=dict)

    def completed(self, mutant: Mutant, known: MutantOutcome) -> MutantOutcome:
        """``known`` with each rung's answer; for a slip that seems to change nothing, whether it changes nothing identically."""
        if not known.evaluated or known.equivalent.startswith(BY_ARGUMENT):
            return known
        if not known.equivalent:
            return replace(known, by_rung=self.row(mutant.claim, known))
        same = self.identity_test.of(mutant) if known.equivalent.startswith(SEEN) else None
        if same is False:
            return self._a_slip_after_all(mutant, known)
        return replace(known, equivalent=f"{PROVED}; {known.equivalent}") if same else known

    def _a_slip_after_all(self, mutant: Mutant, known: MutantOutcome) -> MutantOutcome:
        """No problem tried showed the slip, random points do: killed by a rung, of a kind that pins nothing, or a survivor."""
        row = self.row(mutant.claim, known)
        shape, labels = self.identity_test.differing[mutant.place], labels_for(self.claim)
        if "identity" in row and _noticed(self.claim, at_points(mutant.claim, shape, labels, self.bench.seed)):
            row["identity"] = KILLED
        if killers := [rung for rung, outcome in row.items() if outcome == KILLED]:
            return replace(known, killed_by=killers[0], equivalent="", by_rung=row)
        pairs = zip(statements(self.claim), statements(mutant.claim), strict=True)
        loose = all(a == b or (a in self.claim.also and a.relation is not Relation.EQUAL) for a, b in pairs)
        return replace(known, equivalent=f"{LOOSE}; {known.equivalent}" if loose else "")

    @cached_property
    def identity_test(self) -> IdentityTest:
        """The strata on which slips that seem to change nothing are tried."""
        return IdentityTest(self.claim, self.bench.seed)

    def row(self, slip: Claim, known: MutantOutcome) -> dict[str, str]:
        """Per rung of the claim: killed, alive, or why it was not asked. The exact judge was asked already, on every problem."""
        exactly = KILLED if known.killed_by and known.killed_by != "sharpness" else ALIVE
        return {rung: exactly if rung == "exact" else self._outcome(rung, slip, known) for rung in rung_names(self.claim) if rung in ASKED}

    def _outcome(self, rung: str, slip: Claim, known: MutantOutcome) -> str:
        asked = False
        for ask in self._asks(rung, known.seen_on):
            try:
                with np.errstate(all="ignore"):  # nonsense overflows; what is not finite cannot be compared, and says so
                    noticed = _noticed(self.claim, ask(slip))
            except CANNOT_EVALUATE:
                continue
            if noticed:
                return KILLED
            asked = asked or noticed is not None
        return ALIVE if asked else SILENT

    def _asks(self, rung: str, told: Problem | None) -> Iterator[Ask]:
        if told is not None:
            yield from RUNGS[rung].notices(self.claim, self.bench, self._wrapped(told))
        if rung not in self.cases:
            self.cases[rung] = list(RUNGS[rung].notices(self.claim, self.bench, None))
        yield from self.cases[rung]

    def _wrapped(self, p: Problem) -> Instance:
        if p not in self._instances:
            self._instances[p] = Instance(Design("the one that told", "made", p))
        return self._instances[p]

    @cached_property
    def _instances(self) -> dict[Problem, Instance]:
        return {i.exact: i for i in self.bench.synthetic}


def _noticed(claim: Claim, found: Judgement | None) -> bool | None:
    return None if found is None or (found.holds is None and not found.broken) else notices(claim, found)
