"""Rung ``descent``: the same claim with every model trained by simulated gradient descent instead of the closed form.

Float64 on most instances, 30 digits on a few. Besides the claim, every training run that it asked for is held against the closed
form of its trajectory at each recorded step: where descent goes and how it gets there are both checked.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from theory.arithmetic import FLOAT64, Matrix, Multiprecision, NotRepresentable, NumberSystem
from theory.descent import DescentSolver, Run, iterate_at
from theory.problem import Problem
from verify.assumptions import regularized
from verify.claim import Claim, Evidence, Side, Statement, weights
from verify.compare import Comparison, Scales, closed_form_allowance, compare, descent_allowance
from verify.rungs.judge import Judgement, facts, judge
from verify.verdict import RungResult, Tally, answer_of, truth_of
from verify.workbench import Instance, Workbench

FLOAT_INSTANCES = 24
PRECISE_INSTANCES = 3
KAPPA = 25.0
"""Best-step descent needs about 16 kappa^2 steps for 14 digits; beyond this condition number that is tens of thousands."""
REGULARIZED_KAPPA = 10.0
"""The same where terms are weighted: alpha n_r / n_f from 1/16 to 16 conditions the training up to four times worse."""


def run(claim: Claim, bench: Workbench) -> RungResult:
    """Evidence from simulated training."""
    tally, worst, notes = Tally(), 0.0, []
    sample = bench.sample(claim, FLOAT_INSTANCES, REGULARIZED_KAPPA if regularized in claim.assumes else KAPPA)
    trials: list[tuple[Instance, NumberSystem, float]] = [(i, FLOAT64, 1e-14) for i in sample]
    trials += [(i, Multiprecision(30), 1e-24) for i in sample[:PRECISE_INSTANCES]]
    for instance, system, contraction in trials:
        tally.drawn += 1
        p = instance.trained(system, contraction)
        found = judged(claim, instance, p)
        if found is None:
            continue
        off_path = next((c for c in _trajectories(p, instance.scales) if not c.holds), None)
        replace(found, broken=found.broken or off_path is not None).count(tally)
        if found.as_claimed and off_path is None:
            worst = max(worst, found.worst.ratio if found.holds else 0.0)
        else:
            notes.append(f"on {instance.design.name}, {(off_path or found.worst).words}")
    truth = truth_of(tally, claim.condition is not None)
    return RungResult(claim.id, "descent", answer_of(truth), truth, tally, Evidence.NUMERICAL, worst, "; ".join(notes[:1]))


def judged(claim: Claim, instance: Instance, p: Problem) -> Judgement | None:
    """The judgement on p, the instance with its models trained; the allowance covers the longest run that the claim asks for."""
    _rehearse(claim, instance.exact, p)
    return judge(claim, instance.exact, p, _allowance(p, instance.scales), instance.scales)


def _rehearse(claim: Claim, exact: Problem, p: Problem) -> None:
    """Run whatever the claim trains, so that the allowance knows how long that took before the claim is judged."""
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
    """Every recorded iterate of every run against its closed form."""
    for r in _runs(p):
        for k, w in r.recorded:
            statement = Statement((weights(f"iterate {k} of {r.steps}"),), _constant(w), _constant(iterate_at(r.x, r.y, r.start, r.eta, k)))
            rounding = closed_form_allowance(p.system.epsilon, scales) + descent_allowance(p.system.epsilon, scales, k, 0.0)
            yield compare(statement, p, rounding, scales)


def _constant(w: Matrix) -> Side:
    return lambda _: w
