"""Rung ``expectation``: the closed form of a mean against independent draws, by a test with a known false-alarm rate.

Every quantity of every design is one comparison; see :mod:`verify.mean_test` for what it assumes. A comparison that stands but could
not have seen an error of :data:`COARSE` of the closed form decides nothing, and a control must be rejected by the same test.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from theory.designs.random import draw
from theory.random_design import RandomDesign
from verify.claim import Average, Claim, Evidence
from verify.mean_test import ALARM, MeanTest
from verify.sides import listed
from verify.verdict import RungResult, Tally, report
from verify.workbench import Workbench

CHUNK = 4_000
"""Draws made at once: the arrays of one chunk stay in the processor's cache."""

COARSE = 0.1
"""The largest error, relative to the closed form, that a comparison may be blind to."""


def run(claim: Claim, bench: Workbench) -> RungResult:
    """Statistical evidence on every design of the claim."""
    if claim.average is None:
        return _nothing(claim, "the claim is about single problems, not about an expectation")
    tally, notes, rows = Tally(), [], []
    for index, s in enumerate(claim.average.designs):
        for name, test in simulate(claim, claim.average, s, (bench.seed, index)):
            tally.drawn += 1
            tally.record(True, None if test.holds and test.detectable > COARSE * abs(test.claimed) else test.holds)
            rows.append(_row(name, s, test))
            if test.holds is False:
                notes.append(f"{name}: {test.mean:.6g} +- {test.standard_error:.2g} simulated, {test.claimed:.6g} claimed")
    complaints = [f"{tally.undecided} comparisons too coarse to decide"] if tally.undecided and not tally.failed_with else []
    complaints += [f"the control that drops '{drops}' {why}" for drops, why in _controls(claim, claim.average, bench.seed) if why]
    detail = {
        "draws": claim.average.draws,
        "seed": bench.seed,
        "false_alarm_per_comparison": ALARM,
        "false_alarm": ALARM * len(rows),
        "assumes": "independent draws with variance at most the stated bound (Catoni 2012); no normal approximation",
        "comparisons": rows,
    }
    worst = max((abs(row["score"]) / row["threshold"] for row in rows if row["holds"]), default=0.0)
    note = "; ".join(complaints + notes[:1])
    rejected = next((row for row in rows if row["holds"] is False), None)
    witnesses = {} if rejected is None else {"if": {"format": "goldengap-average-1", "claim": claim.id, "false_alarm": ALARM} | rejected}
    return report(
        claim, "expectation", tally, Evidence.NUMERICAL, witnesses=witnesses, complaints=complaints, worst=worst, note=note, detail=detail
    )


def simulate(claim: Claim, average: Average, s: RandomDesign, seed: tuple[int, ...]) -> Iterator[tuple[str, MeanTest]]:
    """One test per quantity, after all draws; the stream depends on the claim, the seed and nothing else."""
    quantities = claim.statement.quantities
    spreads, claimed = listed(average.spread(s)), listed(claim.statement.right(s))
    tests = [MeanTest(float(c), float(v), average.draws) for c, v in zip(claimed, spreads, strict=True)]
    rng = np.random.default_rng([*claim.id.encode(), *seed])
    for start in range(0, average.draws, CHUNK):
        size = min(CHUNK, average.draws - start)
        values = listed(claim.statement.left(draw(s, rng, size)))
        for test, value in zip(tests, values, strict=True):
            test.add(np.broadcast_to(value, (size,)))
    return zip((q.name for q in quantities), tests, strict=True)


def _controls(claim: Claim, average: Average, seed: int) -> Iterator[tuple[str, str]]:
    """Per control, what is wrong with it; empty where the test rejects the statement there, as it must."""
    for index, control in enumerate(claim.controls):
        s = control.problem()
        unmet = [a.name for a in claim.assumes if not a.holds(s)]
        if unmet != [control.drops]:
            yield control.drops, f"violates {unmet}, not that assumption alone"
        elif all(test.holds for _, test in simulate(claim, average, s, (seed, index, 1))):
            yield control.drops, "does not make the statement false"


def _row(name: str, s: RandomDesign, test: MeanTest) -> dict[str, Any]:
    sizes = {key: getattr(s, key) for key in ("d_r", "d_lap", "d_f", "n_r", "n_f")} | {"n_t": s.tuned}
    return {
        "quantity": name,
        **sizes,
        "teacher": [str(v) for v in s.teacher],
        "noise": str(s.noise),
        "claimed": test.claimed,
        "mean": test.mean,
        "standard_error": test.standard_error,
        "score": test.score,
        "threshold": test.threshold,
        "detectable_error": test.detectable,
        "holds": test.holds,
    }


def _nothing(claim: Claim, why: str) -> RungResult:
    return report(claim, "expectation", Tally(), Evidence.NONE, complaints=[why])
