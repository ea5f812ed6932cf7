"""Rung ``high_precision``: the closed forms in mpmath, by another algorithm (SVD) than the rationals use (elimination).

Digits follow the condition number: 50, and four more for every power of ten of kappa, so that the allowance stays far below
anything that data in double precision can show.
"""

from __future__ import annotations

from math import ceil, log10

from theory.arithmetic import Multiprecision
from verify.claim import Claim, Evidence
from verify.compare import closed_form_allowance
from verify.rungs.judge import Judgement, judge
from verify.verdict import RungResult, Tally, answer_of, truth_of
from verify.workbench import Instance, Workbench

COUNT = 16
"""Instances per claim: an SVD in mpmath costs some hundred times a rational elimination at this size."""


def run(claim: Claim, bench: Workbench) -> RungResult:
    """High-precision evidence on designs of every family, nearly collinear ones up to kappa = 1e12 included."""
    tally, worst, note = Tally(), 0.0, ""
    for instance in bench.sample(claim, COUNT, kappa=1e13):
        tally.drawn += 1
        found = judged(claim, instance)
        if found is None:
            continue
        found.count(tally)
        if found.as_claimed:
            worst = max(worst, found.worst.ratio if found.holds else 0.0)
        elif not note:
            note = f"on {instance.design.name}, {found.worst.words}"
    truth = truth_of(tally, claim.condition is not None)
    return RungResult(claim.id, "high_precision", answer_of(truth), truth, tally, Evidence.HIGH_PRECISION, worst, note)


def judged(claim: Claim, instance: Instance) -> Judgement | None:
    """The judgement on one instance, with as many digits as its condition number asks for."""
    system = Multiprecision(50 + 4 * ceil(log10(instance.scales.kappa)))
    allowance = closed_form_allowance(system.epsilon, instance.scales)
    return judge(claim, instance.exact, instance.over(system), allowance, instance.scales)
