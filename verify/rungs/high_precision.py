"""Rung ``high_precision``: the closed forms in mpmath, by another algorithm (SVD) than the rationals use (elimination).

Digits follow the condition number: 50, and four more for every power of ten of kappa, so that the allowance stays far below
anything that data in double precision can show. What exceeds the allowance is a suspicion: it is judged again over Q.
"""

from __future__ import annotations

from math import ceil, log10

from theory.arithmetic import Multiprecision
from verify.claim import Claim, Evidence
from verify.claim.compare import closed_form_allowance
from verify.claim.judge import Judgement, judge
from verify.claim.result import RungResult
from verify.rungs.suspicion import Suspicions
from verify.rungs.workbench import Instance, Workbench

COUNT = 16
"""Instances per claim: an SVD in mpmath costs some hundred times a rational elimination at this size."""


def run(claim: Claim, bench: Workbench) -> RungResult:
    """High-precision evidence on designs of every family, nearly collinear ones up to kappa = 1e12 included."""
    seen = Suspicions(claim, "high_precision", Evidence.HIGH_PRECISION)
    for instance in bench.sample(claim, COUNT, kappa=1e13):
        seen.tally.drawn += 1
        if (found := judged(claim, instance)) is not None:
            seen.add(instance.exact, instance.design.name, found)
    return seen.result()


def judged(claim: Claim, instance: Instance) -> Judgement | None:
    """The judgement on one instance, with as many digits as its condition number asks for."""
    system = Multiprecision(50 + 4 * ceil(log10(instance.scales.kappa)))
    allowance = closed_form_allowance(system.epsilon, instance.scales)
    return judge(claim, instance.exact, instance.over(system), allowance, instance.scales)
