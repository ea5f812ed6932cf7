"""Rung ``descent``: the same claim with every model trained by simulated gradient descent instead of the closed form.

Float64 on most instances, 30 digits on a few. Besides the claim, every training run that it asked for is held against the closed
form of its trajectory at each recorded step: where descent goes and how it gets there are both checked.

What exceeds an allowance is a suspicion, judged again over Q. Where Q acquits the claim, the simulation departs from the closed form:
by less than a bound that covers every solve on the way, then nothing is said; by more, then the run must not pass over it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from fractions import Fraction

from theory.arithmetic import FLOAT64, Matrix, Multiprecision, NotRepresentable, NumberSystem
from theory.descent import DescentSolver, Run, iterate_at
from theory.problem import Problem
from verify.assumptions import regularized
from verify.claim import Claim, Evidence, Side, Statement, weights
from verify.claim.compare import VACUOUS, Comparison, Scales, closed_form_allowance, compare, condition_of, descent_allowance
from verify.claim.judge import Judgement, facts, judge
from verify.claim.result import RungResult
from verify.rungs.derived import amplification
from verify.rungs.suspicion import Suspicions
from verify.rungs.workbench import Instance, Workbench

FLOAT_INSTANCES = 24
PRECISE_INSTANCES = 3
KAPPA = 25.0
"""Best-step descent needs about 16 kappa^2 steps for 14 digits; beyond this condition number that is tens of thousands."""
REGULARIZED_KAPPA = 10.0
"""The same where terms are weighted: alpha n_r / n_f from 1/16 to 16 conditions the training up to four times worse."""


def run(claim: Claim, bench: Workbench) -> RungResult:
    """Evidence from simulated training."""
    seen = Suspicions(claim, "descent", Evidence.NUMERICAL)
    sample = bench.sample(claim, FLOAT_INSTANCES, REGULARIZED_KAPPA if regularized in claim.assumes else KAPPA)
    trials: list[tuple[Instance, NumberSystem, float]] = [(i, FLOAT64, 1e-14) for i in sample]
    trials += [(i, Multiprecision(30), 1e-24) for i in sample[:PRECISE_INSTANCES]]
    silent = 0
    for instance, system, contraction in trials:
        seen.tally.drawn += 1
        p = instance.trained(system, contraction)
        found = judged(claim, instance, p)
        if found is None:
            continue
        explained = seen.add(instance.exact, instance.design.name, found)
        off = next((c for c in _trajectories(p, instance.scales) if c.holds is False), None)
        if off is not None or not explained:
            what = off.words if off is not None else getattr(found.worst, "words", "")
            if _covered(claim, instance, p):
                silent += 1
            else:
                seen.complaints.append(f"on {instance.design.name} the simulation departs from the closed form: {what}")
    return seen.result(silent=silent)


def judged(claim: Claim, instance: Instance, p: Problem) -> Judgement | None:
    """The judgement on p, the instance with its models trained; the allowance covers the longest run that the claim asks for."""
    _rehearse(claim, instance.exact, p)
    return judge(claim, instance.exact, p, _allowance(p, instance.scales), instance.scales)


def asked(claim: Claim, instance: Instance) -> Judgement | None:
    """The judgement on one instance trained in double precision."""
    return judged(claim, instance, instance.trained(FLOAT64, 1e-14))


def _covered(claim: Claim, instance: Instance, p: Problem) -> bool:
    """Whether the allowance means nothing once it covers every matrix that the sides factor, derived ones included."""
    factor = amplification([claim.statement, *facts(claim, instance.exact)], instance)
    return factor == float("inf") or _allowance(p, instance.scales) * Fraction(max(factor, 1.0)) > VACUOUS


def _rehearse(claim: Claim, exact: Problem, p: Problem) -> None:
    """Run what the claim trains before it is judged, so that the allowance knows the number of steps."""
    if isinstance(p.solver, DescentSolver):
        p.solver.asked.clear()
    for statement in (claim.statement, *facts(claim, exact)):
        with contextlib.suppress(NotRepresentable):
            statement.left(p)
            statement.right(p)


def _runs(p: Problem) -> list[Run]:
    """The runs that this claim has asked for."""
    return [p.solver.runs[key] for key in p.solver.asked] if isinstance(p.solver, DescentSolver) else []


def _train_everything(p: Problem) -> None:
    """The three trainings of the paper, which no claim's allowance may be shorter than."""
    w_o = p.solver(p.x, p.y, p.zero)
    p.solver(p.x_t, p.y_t, w_o)
    p.solver(p.x_r, p.y_r, p.zero)


def _allowance(p: Problem, scales: Scales) -> Fraction:
    """Closed-form parts round like a solve, trained parts like their longest run; a statement may mix both."""
    _train_everything(p)
    runs = _runs(p)
    steps, left_over = max(r.steps for r in runs), max(r.left_over for r in runs)
    epsilon = p.system.epsilon
    return closed_form_allowance(epsilon, scales) + descent_allowance(epsilon, scales, steps, left_over)


def _trajectories(p: Problem, scales: Scales) -> Iterator[Comparison]:
    """Every recorded iterate of every run against its closed form; the allowance knows the condition of the data of that run."""
    for r in _runs(p):
        own = scales.at_least(condition_of(r.x))
        for k, w in r.recorded:
            statement = Statement((weights(f"iterate {k} of {r.steps}"),), _constant(w), _constant(iterate_at(r.x, r.y, r.start, r.eta, k)))
            rounding = closed_form_allowance(p.system.epsilon, own) + descent_allowance(p.system.epsilon, own, k, 0.0)
            yield compare(statement, p, rounding, own)


def _constant(w: Matrix) -> Side:
    return lambda _: w
