"""Rung ``search``: hypothesis looks for a counterexample over Q, steered towards ill-conditioned and degenerate problems.

What it finds is shrunk, written down, read back and checked once more: only an instance that survives the round trip counts.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from math import log10

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity

from theory.problem import Problem
from verify.claim import Claim, Evidence
from verify.compare import Scales
from verify.rungs.certificate import witness
from verify.rungs.judge import judge_exactly
from verify.rungs.problems import problems
from verify.rungs.rung import Ask
from verify.verdict import RungResult, Tally, report
from verify.workbench import Instance, Workbench

ASKED = 12
"""Problems drawn where slips are put to the search."""


class Violation(Exception):  # noqa: N818 - not an error: what the search is for
    """The claim failed on an instance."""


@dataclass
class Hunt:
    """One search: what was seen, and the last (by hypothesis' shrinking, the smallest) instance that failed."""

    claim: Claim
    tally: Tally = field(default_factory=Tally)
    smallest: Problem | None = None
    facts: Counter[str] = field(default_factory=Counter)

    def look_at(self, p: Problem) -> None:
        """Judge p; steer; raise ``Violation`` where the statement does not hold as claimed."""
        self.tally.drawn += 1
        hypothesis.assume(self.claim.applies_to(p))
        found = judge_exactly(self.claim, p)
        if found is None:
            hypothesis.reject()
        scales = Scales(p)
        hypothesis.target(log10(scales.kappa), label="log10 of the condition number")
        hypothesis.target(float(p.n - p.x.rank), label="rank deficiency")
        found.count(self.tally)
        self.facts.update(name for name, holds in found.facts if holds is not None)
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
    note = f"no counterexample among {hunt.tally.compared} problems"
    return report(
        claim, "search", hunt.tally, Evidence.SEARCHED, note=note, detail={"varied": hunt.tally.compared, "facts": dict(hunt.facts)}
    )


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
    first = judge_exactly(claim, hunt.smallest)
    halves = first.fails if first is not None else frozenset()
    made = {half.value: witness(claim, hunt.smallest, half) for half in halves}
    witnesses = {half: data for half, data in made.items() if data is not None}
    if not witnesses:
        return report(claim, "search", hunt.tally, Evidence.NONE, complaints=["what the search found did not survive re-verification"])
    data = next(iter(witnesses.values()))
    note = f"smallest counterexample ({', '.join(witnesses)}): d = {len(data['x_r'])}, n = {len(data['y_r']) + len(data['y_f'])}"
    return report(claim, "search", hunt.tally, Evidence.EXACT, witnesses=witnesses, note=note)


def notices(claim: Claim, bench: Workbench, told: Instance | None) -> Iterator[Ask]:
    """The problems that the search draws first."""
    if told is None:
        yield from (partial(judge_exactly, p=p) for p in drawn(claim, bench.seed, ASKED))
