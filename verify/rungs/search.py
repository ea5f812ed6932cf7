"""Rung ``search``: hypothesis looks for a counterexample over Q, steered towards ill-conditioned and degenerate problems.

What it finds is shrunk, written down, read back and checked once more: only an instance that survives the round trip counts.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from math import log10

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity

from theory.problem import Problem
from verify.claim import Claim, Evidence
from verify.compare import Scales
from verify.counterexample import from_data
from verify.rungs.certificate import certified
from verify.rungs.judge import EXACTLY, judge
from verify.rungs.problems import problems
from verify.rungs.shrink import shrink
from verify.verdict import Answer, RungResult, Tally, answer_of, truth_of
from verify.workbench import Workbench


class Violation(Exception):  # noqa: N818 - not an error: what the search is for
    """The claim failed on an instance."""


@dataclass
class Hunt:
    """One search: what was seen, and the last (by hypothesis' shrinking, the smallest) instance that failed."""

    claim: Claim
    tally: Tally = field(default_factory=Tally)
    smallest: Problem | None = None

    def look_at(self, p: Problem) -> None:
        """Judge p; steer; raise ``Violation`` where the statement does not hold as claimed."""
        self.tally.drawn += 1
        hypothesis.assume(self.claim.applies_to(p))
        found = judge(self.claim, p, p, EXACTLY, None)
        if found is None:
            hypothesis.reject()
        scales = Scales(p)
        hypothesis.target(log10(scales.kappa), label="log10 of the condition number")
        hypothesis.target(float(p.n - p.x.rank), label="rank deficiency")
        found.count(self.tally)
        if not found.as_claimed:
            self.smallest = p
            raise Violation


def run(claim: Claim, bench: Workbench) -> RungResult:
    """Evidence from a search: no counterexample among the problems drawn, or the smallest one found."""
    hunt = Hunt(claim)
    settings = _settings(bench.examples, Phase.generate, Phase.target, Phase.shrink)
    searching = hypothesis.seed(bench.seed)(settings(hypothesis.given(problems(claim))(hunt.look_at)))
    try:
        searching()
    except Violation:
        return _reverified(claim, hunt)
    except hypothesis.errors.Unsatisfiable:
        pass  # no problem met the assumptions: the tally is empty, which decides nothing
    truth = truth_of(hunt.tally, claim.condition is not None)
    note = f"no counterexample among {hunt.tally.compared} problems"
    return RungResult(claim.id, "search", answer_of(truth), truth, hunt.tally, Evidence.SEARCHED, 0.0, note)


def _settings(examples: int, *phases: Phase) -> hypothesis.settings:
    return hypothesis.settings(
        max_examples=examples,
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        print_blob=False,
        phases=phases,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )


def drawn(claim: Claim, seed: int, count: int) -> list[Problem]:
    """``count`` problems as the search draws them for ``claim``, before it steers: the same for every claim with these assumptions."""
    found: list[Problem] = []

    def keep(p: Problem) -> None:
        hypothesis.assume(claim.applies_to(p))
        found.append(p)

    with contextlib.suppress(hypothesis.errors.Unsatisfiable):
        hypothesis.seed(seed)(_settings(count, Phase.generate)(hypothesis.given(problems(claim))(keep)))()
    return found


def _reverified(claim: Claim, hunt: Hunt) -> RungResult:
    """The result for a violation, after the written form of its smallest instance has been judged anew."""
    if hunt.smallest is None:
        raise AssertionError("a violation was raised without an instance")
    data = certified(claim, shrink(hunt.smallest, _fails_like(claim, hunt.smallest)))
    again = from_data(data)
    found = judge(claim, again, again, EXACTLY, None)
    if found is None or found.as_claimed or not claim.applies_to(again):
        note = "what the search found did not survive re-verification"
        return RungResult(claim.id, "search", Answer.UNDECIDED, truth_of(Tally(), False), hunt.tally, Evidence.NONE, 0.0, note)
    truth = truth_of(hunt.tally, claim.condition is not None)
    what = "counterexample" if not found.broken else f"problem on which a further fact fails ({found.worst.quantity})"
    note = f"smallest {what}: d = {again.d}, n = {again.n}"
    return RungResult(claim.id, "search", answer_of(truth), truth, hunt.tally, Evidence.EXACT, 0.0, note, data)


def _fails_like(claim: Claim, p: Problem) -> Callable[[Problem], bool]:
    """Whether the claim fails on a problem in the way it does on p: the statement, its condition, or a further fact."""

    def way(q: Problem) -> tuple[bool, bool | None, bool] | None:
        found = judge(claim, q, q, EXACTLY, None) if claim.applies_to(q) else None
        return None if found is None or found.as_claimed else (found.condition, found.holds, found.broken)

    wanted = way(p)
    return lambda q: wanted is not None and way(q) == wanted
