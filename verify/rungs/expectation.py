"""Rung ``expectation``: the closed form of a mean against independent draws, by a test with a known false-alarm rate.

Every quantity of every design is one comparison; see :mod:`verify.rungs.mean_test` for what it assumes. What follows from one:

    the test rejects                                    it fails: refuted, at the false-alarm rate of the detail
    it stands, the mean is far off in standard errors   a suspicion: as many fresh draws as make that difference detectable, tested once
                                                        more. Rejected: it fails. Still far off: undecided. Else it stands
    it stands, an error of COARSE would have too        undecided
    the sample variance lies above the claim's bound    undecided, whatever the test says: its rate rests on that bound

Before all draws, exact sums on small designs of the same kind are held against the closed form: one that differs refutes, without any
rate. A control must be rejected by the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from theory.designs.random import draw
from theory.random_design import RandomDesign
from verify.claim import Average, Claim, Evidence
from verify.claim.logic import Tally
from verify.claim.result import RungResult, report
from verify.claim.sides import SideError, listed
from verify.rungs.integrals import refutation, words
from verify.rungs.mean_test import ALARM, STANDARD_ERRORS, MeanTest
from verify.rungs.workbench import Workbench

CHUNK = 4_000
"""Draws made at once: the arrays of one chunk stay in the processor's cache."""

COARSE = 0.1
"""The largest error, relative to the closed form, that a comparison may be blind to."""

MOST_NUMBERS = 2 * 10**9
"""Random numbers that a second look at one design may take, at most: about a minute."""


@dataclass(frozen=True)
class MeanComparison:
    """One quantity on one design; ``before`` is the test that raised the suspicion where ``test`` is a second look at it."""

    name: str
    s: RandomDesign
    test: MeanTest
    before: MeanTest | None = None

    @property
    def bound_fails(self) -> bool:
        """Whether the claim's bound on the variance is below what the draws show."""
        return self.test.bound_fails or (self.before is not None and self.before.bound_fails)

    @property
    def holds(self) -> bool | None:
        """Whether the closed form stands; None where that is not decided."""
        if self.bound_fails:
            return None
        if self.test.holds is False:
            return False
        return None if self.test.departs or self.test.resolution > COARSE else True

    @property
    def complaint(self) -> str:
        """What is wrong, in words; empty where the closed form stands."""
        t = self.test
        off = f"{self.name}: {t.mean:.6g} +- {t.standard_error:.2g} simulated, {t.claimed:.6g} claimed, for {words(self.s)}"
        if self.bound_fails:
            bad = self.before if self.before is not None and self.before.bound_fails else t
            return (
                f"the bound on Var {self.name} is too small: {bad.spread:.6g} bounded, {bad.variance:.6g} in {bad.seen} draws, "
                f"for {words(self.s)}"
            )
        if t.holds is False:
            return off
        if t.departs:
            return f"{off}: {abs(t.mean - t.claimed) / t.standard_error:.0f} standard errors off, within the bound on the variance"
        if t.resolution <= COARSE:
            return ""
        enough = f"; draws={t.draws_to_see(COARSE * abs(t.claimed))} would" if t.claimed else ", as 0 is claimed: name it in `integrable`"
        return f"{self.name}: could not have seen an error of {COARSE:.0%}, for {words(self.s)}{enough}"

    def as_dict(self) -> dict[str, Any]:
        """Plain data for the ledger."""
        t, sizes = self.test, {key: getattr(self.s, key) for key in ("d_r", "d_lap", "d_f", "n_r", "n_f")} | {"n_t": self.s.tuned}
        return {
            "quantity": self.name,
            **sizes,
            "teacher": [str(v) for v in self.s.teacher],
            "noise": str(self.s.noise),
            "claimed": t.claimed,
            "mean": t.mean,
            "standard_error": t.standard_error,
            "interval": list(t.interval),
            "draws": t.seen,
            "looks": 1 if self.before is None else 2,
            "score": t.score,
            "threshold": t.threshold,
            "detectable_error": t.detectable,
            "resolution": t.resolution,
            "variance": t.variance,
            "variance_bound": t.spread,
            "holds": self.holds,
        }


def run(claim: Claim, bench: Workbench) -> RungResult:
    """Statistical evidence on every design of the claim, and exact evidence against it where a finite sum tells."""
    if claim.average is None:
        return _nothing(claim, "the claim is about single problems, not about an expectation")
    integrals, exactly = refutation(claim, claim.average)
    found_all = compare_all(claim, claim.average, bench.seed, again=not exactly)
    tally = Tally(drawn=len(found_all))
    for found in found_all:
        tally.record(True, found.holds)
    unsound = any(found.bound_fails for found in found_all)
    detail = _detail(claim.average, bench.seed, found_all) | {"integrals": integrals}
    gravest_first = sorted(found_all, key=lambda found: (not found.bound_fails, not found.test.departs, found.test.holds is not False))
    undecided = [found.complaint for found in gravest_first if found.holds is None]
    rejected = [found for found in gravest_first if found.holds is False]
    rate = detail["false_alarm"]
    witness = integrals[-1] if exactly else rejected[0].as_dict() | {"false_alarm": rate} if rejected and not unsound else None
    if exactly:
        tally.drawn += 1
        tally.record(True, False)
    complaints = [f"the control that drops '{drops}' {why}" for drops, why in _controls(claim, claim.average, bench.seed) if why]
    complaints += undecided[:2] if unsound or not witness else []
    said = [exactly] * bool(exactly) + [f"{found.complaint}, rejected at a false-alarm rate of {rate:.1g}" for found in rejected[:1]]
    agreed = f"averages within {detail['resolution']:.1%}, intervals of at most +- {detail['widest_interval']:.1%}"
    return report(
        claim,
        "expectation",
        tally,
        Evidence.EXACT if exactly else Evidence.NUMERICAL,
        witnesses={} if witness is None else {"if": {"format": "goldengap-average-1", "claim": claim.id} | witness},
        complaints=complaints,
        worst=max((abs(found.test.score) / found.test.threshold for found in found_all if found.holds), default=0.0),
        note="; ".join(said or complaints) or agreed,
        detail=detail,
    )


def compare_all(claim: Claim, average: Average, seed: int, *, again: bool = True) -> list[MeanComparison]:
    """Every quantity of every design, with a second look (where ``again``) at a design on which the first raises suspicions alone."""
    out: list[MeanComparison] = []
    for index, s in enumerate(average.designs):
        first = list(simulate(claim, average, s, (seed, index)))
        draws = _second_look([test for _, test in first], s) if again else 0
        second = dict(simulate(claim, average, s, (seed, index, 2), draws)) if draws else {}
        out += [MeanComparison(name, s, second.get(name, test), test if name in second else None) for name, test in first]
    return out


def _second_look(tests: list[MeanTest], s: RandomDesign) -> int:
    """How many fresh draws decide whether suspicions of ``tests`` are errors; 0 without a suspicion, or where no number would do."""
    suspicious = [test for test in tests if test.departs and test.holds]
    if not suspicious or any(test.bound_fails for test in tests):
        return 0
    most, twice = MOST_NUMBERS // (s.d * s.n), 2 * max(test.draws for test in suspicious)
    needed = max(test.draws_to_see(0.9 * abs(test.mean - test.claimed)) for test in suspicious)
    return min(max(needed, twice), most) if twice <= most else 0


def simulate(claim: Claim, average: Average, s: RandomDesign, seed: tuple[int, ...], draws: int = 0) -> Iterator[tuple[str, MeanTest]]:
    """One test per quantity, after all ``draws`` (the claim's own number unless given); claim, seed and number make the stream."""
    draws = draws or average.draws
    names = [q.name for q in claim.statement.quantities]
    spreads, claimed = (
        _per_quantity(claim, s, name, side, s) for name, side in (("spread", average.spread), ("right", claim.statement.right))
    )
    if not all(0 < float(v) < float("inf") for v in spreads):
        raise SideError(
            f"`spread` of claim {claim.id} must give a positive, finite bound per quantity; received {', '.join(map(str, spreads))}\n"
            f"  for {words(s)}\n"
            "  Where a quantity is the same in every draw nothing is to be tested: name that design in `integrable` instead"
        )
    tests = [MeanTest(float(c), float(v), draws) for c, v in zip(claimed, spreads, strict=True)]
    rng = np.random.default_rng([*claim.id.encode(), *seed])
    for start in range(0, draws, CHUNK):
        size = min(CHUNK, draws - start)
        values = _per_quantity(claim, s, "left", claim.statement.left, draw(s, rng, size))
        for test, value in zip(tests, values, strict=True):
            test.add(np.broadcast_to(value, (size,)))
    return zip(names, tests, strict=True)


def _per_quantity(claim: Claim, s: RandomDesign, name: str, side: Callable[[Any], Any], argument: Any) -> tuple[Any, ...]:
    """What a side or the spread gives, a number per quantity or an array of them per draw; else ``SideError`` with how to write it."""
    count = len(claim.statement.quantities)
    try:
        values = listed(side(argument))
        kinds = [np.asarray(v).dtype.kind if isinstance(v, np.ndarray) else "f" * isinstance(v, (Fraction, int, float)) for v in values]
    except Exception as error:
        raise SideError(
            f"`{name}` of claim {claim.id} raised {type(error).__name__}: {error}\n  for {words(s)}\n"
            "  `left` acts on many drawn problems at once, its numbers are arrays of one value per draw: no `if`, no order, no float() of\n"
            "  them. `right` and `spread` act on the design: s.n_r, s.n_f, s.d, s.energy, s.noise"
        ) from error
    if len(values) != count or any(kind not in ("f", "i", "b", "u") for kind in kinds):
        raise SideError(
            f"`{name}` of claim {claim.id} must give {count} numbers, one per quantity; received {', '.join(map(_kind, values))}\n"
            f"  for {words(s)}\n"
            "  A matrix becomes a number by .sq_norm(), or by .tolist()[i][j]; theory.losses has losses and gaps"
        )
    return values


def _kind(value: Any) -> str:
    return type(value).__name__ if not isinstance(value, (Fraction, int, float)) else str(value)


def _controls(claim: Claim, average: Average, seed: int) -> Iterator[tuple[str, str]]:
    """Per control, what is wrong with it; empty where the test rejects the statement there, as it must."""
    for index, control in enumerate(claim.controls):
        s = control.problem()
        unmet = [a.name for a in claim.assumes if not a.holds(s)]
        if unmet != [control.drops]:
            yield control.drops, f"violates {unmet}, not that assumption alone"
        elif all(test.holds for draws in _few_then_all(average) for _, test in simulate(claim, average, s, (seed, index, 1), draws)):
            yield control.drops, "does not make the statement false"


def _few_then_all(average: Average) -> tuple[int, ...]:
    """Numbers of draws for a control: an eighth shows most of them to be false."""
    return max(average.draws // 8, 1), average.draws


def _detail(average: Average, seed: int, found: list[MeanComparison]) -> dict[str, Any]:
    """The comparisons; ``resolution`` and ``widest_interval`` are the worst of them, relative to the claimed values."""
    looks = sum(1 if one.before is None else 2 for one in found)
    halves = [(one.test.interval[1] - one.test.interval[0]) / 2 / abs(one.test.claimed) for one in found if one.test.claimed]
    return {
        "draws": average.draws,
        "seed": seed,
        "false_alarm_per_comparison": ALARM,
        "false_alarm": ALARM * looks,
        "suspicion": f"a mean or a variance more than {STANDARD_ERRORS:g} standard errors off",
        "assumes": "independent draws with variance at most the stated bound (Catoni 2012); no normal approximation",
        "resolution": max((one.test.resolution for one in found), default=float("inf")),
        "widest_interval": max(halves, default=float("inf")),
        "comparisons": [one.as_dict() for one in found],
    }


def _nothing(claim: Claim, why: str) -> RungResult:
    return report(claim, "expectation", Tally(), Evidence.NONE, complaints=[why])
