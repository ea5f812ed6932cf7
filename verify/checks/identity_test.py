"""Whether a slip that was equal on every problem tried is equal identically: its difference at random points of prime fields.

The sides of the claim and of the slip are subtracted at the points of :mod:`verify.rungs.identity.trial`, on strata with blocks and
sample counts up to 2, with the degree bound and the failure probability of the rung ``identity``. What that cannot reach keeps the
reason that it was equal on so many problems: ranks and counts (integers that vary), order, roots.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from theory.arithmetic import NotRepresentable
from theory.problem import Problem
from verify import assumptions
from verify.checks.mutant_outcome import CANNOT_EVALUATE
from verify.checks.perturb import Mutant
from verify.checks.perturb.mutant import statements
from verify.claim import Assumption, Claim, Relation, Statement
from verify.claim.sides import listed
from verify.rungs.identity.bound import TARGET
from verify.rungs.identity.rung import BITS, LABELS, STEPS, labels_for
from verify.rungs.identity.shapes import Shape, possible, shapes
from verify.rungs.identity.trial import NoPoint, Trial, Variation

STRATA = 24
"""Strata per claim, spread evenly over those with blocks and sample counts up to 2 that can meet its assumptions."""

PROVED = f"identity, failure < 2^{TARGET:.0f}"


@dataclass(eq=False)
class IdentityTest:
    """The strata of one claim, whose points serve all its slips."""

    claim: Claim
    seed: int
    trials: dict[Shape, Trial] = field(default_factory=dict)
    differing: dict[str, Shape] = field(default_factory=dict)
    """Per place of a slip that changes something, a stratum that showed it."""

    @cached_property
    def strata(self) -> list[Shape]:
        """At most ``STRATA`` of the shapes that can meet the assumptions."""
        fits = [s for s in shapes(2) if possible(self.claim.assumes, s)]
        return [fits[i * len(fits) // STRATA] for i in range(STRATA)] if len(fits) > STRATA else fits

    def of(self, mutant: Mutant) -> bool | None:
        """Whether every side that the slip touches is identically what it was; None where that cannot be asked."""
        touched = list(_touched(self.claim, mutant.claim))
        decided, integers = False, [defaultdict[int, set[int]](set) for _ in touched]
        for shape in self.strata if touched else ():
            for n_t in (shape.n_r,) if assumptions.tuned_on_all in self.claim.assumes else range(shape.n_r + 1):
                for index, pair in enumerate(touched):
                    try:
                        found = self._equal(pair, shape, Variation(n_t, STEPS[-1]), integers[index])
                    except (NoPoint, NotRepresentable):
                        self.trials.pop(shape, None)
                        return None
                    except CANNOT_EVALUATE:  # the slip means nothing there, such as D_t for D_r where D_t is empty
                        continue
                    if found is False:
                        self.differing[mutant.place] = shape
                        return False
                    decided = decided or found is True
        varying = any(len(seen) > 1 for of_pair in integers for seen in of_pair.values())  # a rank or a count, not a constant
        return True if decided and not varying else None

    def _equal(self, pair: Statement, shape: Shape, at: Variation, integers: dict[int, set[int]]) -> bool | None:
        """One pair of sides on one stratum; None where the claim does not speak of it. Raises where it cannot be asked.

        Plain integers among the values are noted by position: they carry no degree.
        """
        trial = self.trials.setdefault(shape, Trial(shape, labels_for(self.claim), self.seed, BITS))
        p = trial.problem(at)
        if not all(_holds(a, p) for a in self.claim.assumes) or not (pair.when is None or pair.when.holds(p)):
            return None
        for position, value in enumerate(listed(pair.left(p))):
            if isinstance(value, int):
                integers[position].add(value)
        found = trial.settle(pair, at)
        if found.equal and found.log2_failure is not None and found.log2_failure > TARGET:
            raise NotRepresentable("the bound on the degree says too little")
        return found.equal


def _touched(claim: Claim, slip: Claim) -> Iterator[Statement]:
    """What was said as the left side and what is said now as the right one, for every side that is not the same object."""
    for a, b in zip(statements(claim), statements(slip), strict=True):
        for was, now in ((a.left, b.left), (a.right, b.right)):
            if was is not now:
                yield replace(a, left=was, right=now, relation=Relation.EQUAL)


def _holds(assumption: Assumption, p: Problem) -> bool:
    """Whether p meets the assumption; labels are drawn so that they do. What is about order has no meaning here, and is not asked."""
    return assumption.name in LABELS or assumption.holds(p)
