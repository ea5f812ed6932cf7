"""A claim whose truth is not registered, as problems show it: what counts as noticing a slip depends on whether it is true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from theory.problem import Problem
from verify.checks.on_problem import Evaluation, evaluate
from verify.claim import Claim, Truth
from verify.rungs.workbench import Workbench

SAID = "(no truth is registered: taken as {truth}, as the made problems have it)"


def supposed(claim: Claim, bench: Workbench) -> Claim:
    """``claim`` with the truth that its problems suggest; itself where a truth is registered.

    False where one fails, with the first as its counterexample; conditional where the condition, where there is one, tells on which it
    holds; else true. This decides nothing: the verdict is the rungs'.
    """
    if claim.truth is not Truth.UNKNOWN:
        return claim
    if claim.average is not None:
        return replace(claim, truth=Truth.TRUE)
    wrong = _first(claim, bench, lambda seen: seen.condition is not seen.holds)
    if wrong is not None:
        return replace(claim, truth=Truth.FALSE, counterexample=partial(_same, wrong))
    outside = None if claim.condition is None else _first(claim, bench, lambda seen: not seen.condition)
    if outside is None:
        return replace(claim, truth=Truth.TRUE, condition=None)
    return replace(claim, truth=Truth.CONDITIONAL, counterexample=partial(_same, outside))


def _first(claim: Claim, bench: Workbench, wanted: Callable[[Evaluation], bool]) -> Problem | None:
    """The first problem of the claim on which what was seen is ``wanted``."""
    for instance in bench.instances_for(claim):
        p = instance.exact
        if claim.applies_to(p):
            seen = evaluate(claim, p)
            if seen.holds is not None and wanted(seen):
                return p
    return None


def _same(p: Problem) -> Problem:
    return p
