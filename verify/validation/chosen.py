"""The problems on which a claim is validated: a few that meet its assumptions, and larger ones made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from theory.arithmetic import RATIONAL, Matrix, vstack
from theory.problem import Problem, Regularization, Schedule, nearest_interpolator
from verify.claim import Claim
from verify.claim.sides import holds_on

INSTANCES = 16
"""Instances on which both sides are evaluated again. A side that tosses a fair coin passes with probability 2^-16 or less."""

LARGE = 9
"""A problem with at least so many features is larger than the made ones."""


def spread_out(problems: Sequence[Problem]) -> Iterator[Problem]:
    """All of ``problems``, from every stretch of them in turn."""
    return (p for offset in range(11) for p in problems[offset::11])


def choose(claim: Claim, problems: Sequence[Problem]) -> list[Problem]:
    """The first few problems that meet the assumptions, from every stretch of ``problems``."""
    found: list[Problem] = []
    for p in spread_out(problems):
        if all(holds_on(assumption, p) for assumption in claim.assumes):
            found.append(p)
        if len(found) == INSTANCES:
            break
    return found


def enlarged(claim: Claim, problems: Sequence[Problem]) -> list[Problem]:
    """Problems with at least ``LARGE`` features that meet the assumptions: the features of p written below each other several times.

    Blocks, ranks and samples stay alike, w_* is spread over the copies, and labels stay what they are.
    """
    found = (_repeated(p, -(-LARGE // p.d)) for p in problems[:8])
    return [p for p in found if all(holds_on(assumption, p) for assumption in claim.assumes)][:4]


def _repeated(p: Problem, times: int) -> Problem:
    def below(a: Matrix) -> Matrix:
        return vstack(*[a] * times)

    def shared(w: Matrix) -> Matrix:
        found: Matrix = below(w) / RATIONAL.scalar(times)
        return found

    teacher = None if p.w_star is None else shared(p.w_star)
    plan = p.schedule and Schedule(shared(p.schedule.start), p.schedule.eta / times, p.schedule.steps)
    x_r, x_f = below(p.x_r), below(p.x_f)
    return replace(p, x_r=x_r, x_f=x_f, w_star=teacher, schedule=plan, blocks=None, solver=nearest_interpolator)


def fresh(p: Problem) -> Problem:
    """A copy of p that shares no object with it: new matrices, without what is known of the old ones, models in closed form."""

    def copied(a: Matrix) -> Matrix:
        return Matrix(a.system, a.system.take(a.data, None, None))

    plan, extra = p.schedule, p.regularization
    return replace(
        p,
        x_r=copied(p.x_r),
        x_f=copied(p.x_f),
        y_r=copied(p.y_r),
        y_f=copied(p.y_f),
        w_star=None if p.w_star is None else copied(p.w_star),
        schedule=plan and Schedule(copied(plan.start), plan.eta, plan.steps),
        regularization=extra and Regularization(copied(extra.wrong), extra.alpha, extra.decay),
        solver=nearest_interpolator,
    )
