"""Slips in the data that a side is evaluated on: D_t for D_r, all of D for D_r, the two sides exchanged, another step count.

A view is a problem that differs from p in one respect. It raises ``ValueError`` where there is no such problem (D_t empty, say).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import fields, replace
from functools import lru_cache, partial

from theory.problem import Problem
from verify.checks.perturb.mutant import Mutant, targets
from verify.checks.withheld import WITHHELD
from verify.claim import Claim, Side
from verify.rungs.identity.reads import Watched

View = Callable[[Problem], Problem]


def tuning_for_remaining(p: Problem) -> Problem:
    """D_r shrunk to D_t."""
    return replace(p, x_r=p.x_t, y_r=p.y_t, tuning=tuple(range(p.n_t)))


def remaining_for_tuning(p: Problem) -> Problem:
    """D_t grown to D_r."""
    return replace(p, tuning=tuple(range(p.n_r)))


def all_for_remaining(p: Problem) -> Problem:
    """D_r grown to D: P for P_r."""
    return replace(p, x_r=p.x, y_r=p.y, blocks=None)


def exchanged(p: Problem) -> Problem:
    """The remaining and the forgetting data exchanged; no wrong labels, which belong to D_f."""
    tuning = tuple(range(p.n_f))
    return replace(p, x_r=p.x_f, x_f=p.x_r, y_r=p.y_f, y_f=p.y_r, tuning=tuning, blocks=None, regularization=None)


def relabelled(p: Problem) -> Problem:
    """The teacher's labels for the given ones: noise left out."""
    return replace(p, y_r=p.x_r.T @ p.teacher, y_f=p.x_f.T @ p.teacher)


def one_step_late(p: Problem) -> Problem:
    """k + 1 for k."""
    return replace(p, schedule=replace(p.plan, steps=p.plan.steps + 1))


def double_step(p: Problem) -> Problem:
    """2 eta for eta."""
    return replace(p, schedule=replace(p.plan, eta=2 * p.plan.eta))


def from_zero(p: Problem) -> Problem:
    """The start of descent forgotten."""
    return replace(p, schedule=replace(p.plan, start=p.zero))


def true_labels(p: Problem) -> Problem:
    """y_f for y'."""
    return replace(p, regularization=replace(p.regularized, wrong=p.y_f))


def inverse_alpha(p: Problem) -> Problem:
    """1 / alpha for alpha."""
    return replace(p, regularization=replace(p.regularized, alpha=1 / p.regularized.alpha))


def double_decay(p: Problem) -> Problem:
    """2 lambda for lambda."""
    return replace(p, regularization=replace(p.regularized, decay=2 * p.regularized.decay))


VIEWS: dict[str, View] = {
    "D_t for D_r": tuning_for_remaining,
    "D_r for D_t": remaining_for_tuning,
    "P for P_r": all_for_remaining,
    "X_f for X_r": exchanged,
    "X^T w_* for y": relabelled,
    "k + 1 for k": one_step_late,
    "2 eta for eta": double_step,
    "0 for w_0": from_zero,
    "y_f for y'": true_labels,
    "1/alpha for alpha": inverse_alpha,
    "2 lambda for lambda": double_decay,
}


CHANGED = {
    "D_r for D_t": ("tuning",),
    "X^T w_* for y": ("y_r", "y_f"),
    "k + 1 for k": ("schedule.steps",),
    "2 eta for eta": ("schedule.eta",),
    "0 for w_0": ("schedule.start",),
    "y_f for y'": ("regularization.wrong",),
    "1/alpha for alpha": ("regularization.alpha",),
    "2 lambda for lambda": ("regularization.decay",),
}
"""The fields in which a view differs from its problem, for those that leave X_r and X_f alone."""


def seen_through(rule: str, p: Problem | Watched) -> Problem:
    """The view of p that ``rule`` names, made once, so that its models are trained once."""
    return _seen_through(rule, p.opened() if isinstance(p, Watched) else p)


@lru_cache(maxsize=4096)
def _seen_through(rule: str, p: Problem) -> Problem:
    return VIEWS[rule](p)


def taken_away(rule: str, p: Problem) -> Problem:
    """p without the fields that ``rule`` changes: reading one raises ``LookupError``."""
    without = replace(p)
    for path in CHANGED.get(rule, [f.name for f in fields(p)]):
        owner, _, part = path.partition(".")
        value = getattr(p, owner)
        if part and value is not None:
            value = copy(value)
            object.__setattr__(value, part, WITHHELD)
        object.__setattr__(without, owner, value if part else WITHHELD)
    return without


def mutants(claim: Claim) -> Iterator[Mutant]:
    """Every side that states something, evaluated on every view."""
    for target in targets(claim):
        for rule in VIEWS:
            seen, blinded = (_after(partial(view, rule), target.side) for view in (seen_through, taken_away))
            yield Mutant(rule, target.name, target.exchanged(claim, seen), partial(target.exchanged, claim, blinded))


def _after(view: View, side: Side) -> Side:
    return lambda p: side(view(p))
