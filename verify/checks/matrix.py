"""Every slip put to every rung that its claim runs: the matrix of who kills what.

Each rung answers with its own judgement of one instance (exact arithmetic, 50 digits, trained models, balls, random points of prime
fields), on a small budget: the problem on which exact arithmetic told the slip, if the rung can take it, and a few more. The search is
asked on the problems that it draws first. A rung is not asked where the claim declines it or where it can decide nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import numpy as np

from theory.arithmetic import FLOAT64
from theory.designs import Design
from theory.problem import Problem
from verify.checks.equivalence import BY_ARGUMENT, LOOSE, SEEN
from verify.checks.fate import ALIVE, CANNOT_EVALUATE, KILLED, Fate, judged, notices
from verify.checks.perturb import Mutant
from verify.checks.perturb.mutant import statements
from verify.checks.sameness import PROVED, Sameness
from verify.claim import Claim, Relation, Truth
from verify.rungs import descent, enclosure, high_precision, identity, search
from verify.rungs.identity_shapes import Shape, possible, shapes
from verify.rungs.identity_trial import Trial
from verify.rungs.judge import Judgement
from verify.workbench import Instance, Workbench

FEW = 3
"""Made instances per claim and rung, besides the one on which the slip was told."""

EXAMPLES = 12
"""Problems that the search draws."""

KAPPA = {"high_precision": 1e13, "enclosure": 1e13, "descent": 10.0}
"""The largest condition number that a rung is asked about."""

BITS = 256
"""Balls are not asked for more."""

SILENT = "not asked: it decides nothing there"

Ask = Callable[[Claim], bool | None]
"""Whether a slip is noticed on one instance; None where that cannot be told."""


@dataclass(eq=False)
class Matrix:
    """The rungs of one claim, each with its few instances, kept so that models are trained once for all slips."""

    claim: Claim
    bench: Workbench
    cases: dict[str, list[Ask]] = field(default_factory=dict)

    def completed(self, mutant: Mutant, fate: Fate) -> Fate:
        """``fate`` with what every rung says of the slip; of one that seems to be none, whether it is none identically."""
        if not fate.evaluated or fate.equivalent.startswith(BY_ARGUMENT):
            return fate
        if not fate.equivalent:
            return replace(fate, by_rung=self.row(mutant.claim, fate))
        same = self.sameness.of(mutant) if fate.equivalent.startswith(SEEN) else None
        if same is False:
            return self._a_slip_after_all(mutant, fate)
        return replace(fate, equivalent=f"{PROVED}; {fate.equivalent}") if same else fate

    def _a_slip_after_all(self, mutant: Mutant, fate: Fate) -> Fate:
        """No problem tried showed the slip, random points do: killed by a rung, of a kind that pins nothing, or a survivor."""
        row = self.row(mutant.claim, fate)
        shape, labels = self.sameness.differing[mutant.place], identity.labels_for(self.claim)
        if "identity" in row and _at_points(self.claim, partial(Trial, shape, labels, self.bench.seed, identity.BITS), mutant.claim):
            row["identity"] = KILLED
        if killers := [rung for rung, outcome in row.items() if outcome == KILLED]:
            return replace(fate, killed_by=killers[0], equivalent="", by_rung=row)
        pairs = zip(statements(self.claim), statements(mutant.claim), strict=True)
        loose = all(a == b or (a in self.claim.also and a.relation is not Relation.EQUAL) for a, b in pairs)
        return replace(fate, equivalent=f"{LOOSE}; {fate.equivalent}" if loose else "")

    @cached_property
    def sameness(self) -> Sameness:
        """The strata on which slips that seem to be none are tried."""
        return Sameness(self.claim, self.bench.seed)

    def row(self, slip: Claim, fate: Fate) -> dict[str, str]:
        """Per rung of the claim: killed, alive, or why it was not asked. The exact judge was asked already, on every problem."""
        exactly = KILLED if fate.killed_by and fate.killed_by != "sharpness" else ALIVE
        return {rung: exactly if rung == "exact" else self._outcome(rung, slip, fate) for rung in self.claim.rungs}

    def _outcome(self, rung: str, slip: Claim, fate: Fate) -> str:
        asked = False
        for ask in self._asks(rung, fate.seen_on):
            try:
                with np.errstate(all="ignore"):  # nonsense overflows; what is not finite cannot be compared, and says so
                    noticed = ask(slip)
            except CANNOT_EVALUATE:
                continue
            if noticed:
                return KILLED
            asked = asked or noticed is not None
        return ALIVE if asked else SILENT

    def _asks(self, rung: str, told: Problem | None) -> Iterator[Ask]:
        if told is not None and rung in KAPPA:
            instance = self._wrapped(told)
            if instance.scales.kappa <= KAPPA[rung]:
                yield partial(ASKS[rung], self.claim, instance)
        if rung not in self.cases:
            self.cases[rung] = list(self._few(rung))
        yield from self.cases[rung]

    def _few(self, rung: str) -> Iterator[Ask]:
        if rung == "search":
            yield from (partial(_exactly, self.claim, p) for p in search.drawn(self.claim, self.bench.seed, EXAMPLES))
        elif rung == "identity":
            labels = identity.labels_for(self.claim)
            yield from (
                partial(_at_points, self.claim, partial(Trial, s, labels, self.bench.seed, identity.BITS)) for s in _strata(self.claim)
            )
        else:
            yield from (partial(ASKS[rung], self.claim, i) for i in self.bench.sample(self.claim, FEW, KAPPA[rung]))

    def _wrapped(self, p: Problem) -> Instance:
        if p not in self._instances:
            self._instances[p] = Instance(Design("the one that told", "made", p))
        return self._instances[p]

    @cached_property
    def _instances(self) -> dict[Problem, Instance]:
        return {i.exact: i for i in self.bench.synthetic}


def _strata(claim: Claim) -> list[Shape]:
    """Of every pattern of empty blocks the largest and the smallest shape up to 2 that can meet the assumptions, largest first."""
    by_pattern: dict[tuple[bool, ...], list[Shape]] = {}
    for s in sorted(shapes(2), key=lambda s: (-s.largest, -s.d - s.n_r - s.n_f)):
        if possible(claim.assumes, s):
            by_pattern.setdefault((not s.d_r, not s.d_lap, not s.d_f), []).append(s)
    return [found[0] for found in by_pattern.values()] + [found[-1] for found in by_pattern.values()]


def _noticed(claim: Claim, found: Judgement | None) -> bool | None:
    return None if found is None or (found.holds is None and not found.broken) else notices(claim, found)


def _exactly(claim: Claim, p: Problem, slip: Claim) -> bool | None:
    return _noticed(claim, judged(slip, p))


def _with_digits(claim: Claim, instance: Instance, slip: Claim) -> bool | None:
    return _noticed(claim, high_precision.judged(slip, instance))


def _trained(claim: Claim, instance: Instance, slip: Claim) -> bool | None:
    return _noticed(claim, descent.judged(slip, instance, instance.trained(FLOAT64, 1e-14)))


def _enclosed(claim: Claim, instance: Instance, slip: Claim) -> bool | None:
    found = enclosure.settle(slip, instance, BITS)
    if found is None or found.broken or found.main.holds is None:
        return None if found is None else found.broken is not None or None
    return claim.truth is not Truth.FALSE and found.main.holds is not found.condition


def _at_points(claim: Claim, fresh: Callable[[], Trial], slip: Claim) -> bool | None:
    seen = identity.at_shape(slip, fresh()).tally
    if seen.broken or not seen.compared:
        return True if seen.broken else None
    return claim.truth is not Truth.FALSE and bool(seen.failed_with or seen.held_without)


ASKS: dict[str, Callable[[Claim, Instance, Claim], bool | None]] = {
    "high_precision": _with_digits,
    "descent": _trained,
    "enclosure": _enclosed,
}
"""The rungs that judge an instance of the workbench."""
