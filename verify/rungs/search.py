"""Rung ``search``: looks for a counterexample over Q, by hypothesis' draws and by continuous optimization of the violation.

Hypothesis draws small and degenerate problems and is steered towards the statement's failing, ill-conditioning and rank deficiency.
:mod:`verify.rungs.optimize` then drives every half of the claim that still stands towards failing. What is found is shrunk, written
down, read back and checked once more: only an instance that survives the round trip counts.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from math import isfinite, log10
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity

from theory.arithmetic import FLOAT64
from theory.problem import Problem
from verify.claim import Claim, Evidence
from verify.compare import Scales
from verify.logic import Half, halves_of
from verify.rungs.certificate import witness
from verify.rungs.judge import judge_exactly
from verify.rungs.optimize import Pursuit, pursue, size_of
from verify.rungs.optimize_goal import Goal, goals
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
    """One search by draws: what was seen, and the last (by hypothesis' shrinking, the smallest) instance that failed."""

    claim: Claim
    tally: Tally = field(default_factory=Tally)
    smallest: Problem | None = None
    facts: Counter[str] = field(default_factory=Counter)
    sizes: set[tuple[int, ...]] = field(default_factory=set)

    @cached_property
    def goals(self) -> list[Goal]:
        """What the draws are steered towards."""
        return goals(self.claim)[:2]

    def look_at(self, p: Problem) -> None:
        """Judge p; steer; raise ``Violation`` where the statement does not hold as claimed."""
        self.tally.drawn += 1
        hypothesis.assume(self.claim.applies_to(p))
        found = judge_exactly(self.claim, p)
        if found is None:
            hypothesis.reject()
        self.steer(p, found.condition)
        found.count(self.tally)
        self.facts.update(name for name, holds in found.facts if holds is not None)
        self.sizes.add(size_of(p))
        if not found.as_claimed:
            self.smallest = p
            raise Violation

    def steer(self, p: Problem, condition: bool) -> None:
        """Tell hypothesis how near p is to a failing of the half that it is about, and how degenerate it is."""
        hypothesis.target(log10(Scales(p).kappa), label="log10 of the condition number")
        hypothesis.target((p.n - p.x.rank) / p.n, label="rank deficiency")  # per sample: it should not steer towards many
        rounded = p.to(FLOAT64)
        for goal in self.goals:
            if goal.half is not Half.FACT and (goal.half is Half.IF) is condition and isfinite(value := goal.value(rounded)):
                hypothesis.target(value, label=f"how near to failing ({goal.half.value})")


def run(claim: Claim, bench: Workbench) -> RungResult:
    """Evidence from a search: no counterexample among the problems tried, or the smallest one found."""
    hunt = Hunt(claim)
    settings = _settings(bench.examples, Phase.generate, Phase.target, Phase.shrink)
    # a violation ends the draws; that no problem met the assumptions leaves the tally empty, which decides nothing
    with contextlib.suppress(Violation, hypothesis.errors.Unsatisfiable):
        hypothesis.seed(bench.seed)(settings(hypothesis.given(problems(claim))(hunt.look_at)))()
    failing = {} if hunt.smallest is None else _halves(claim, hunt.smallest)
    sought = (halves_of(claim) | {Half.FACT}) - set(failing)
    pursuit = pursue(claim, bench.seed, sought) if sought & halves_of(claim) else Pursuit(claim, bench.seed)
    return _concluded(claim, hunt, pursuit, {**pursuit.failing, **failing})


def _halves(claim: Claim, p: Problem) -> dict[Half, Problem]:
    """What p speaks against."""
    found = judge_exactly(claim, p)
    return {} if found is None else dict.fromkeys(found.fails, p)


def _concluded(claim: Claim, hunt: Hunt, pursuit: Pursuit, failing: Mapping[Half, Problem]) -> RungResult:
    """The result, after the written form of every failing instance has been judged anew."""
    tally = Tally(**{name: value + vars(pursuit.tally)[name] for name, value in vars(hunt.tally).items()})
    made = {half: witness(claim, failing[half], half) for half in Half if half in failing}
    witnesses = {half.value: data for half, data in made.items() if data is not None}
    detail = _detail(hunt, pursuit, tally)
    complaints = [] if len(witnesses) == len(made) else ["what the search found did not survive re-verification"]
    if not witnesses and pursuit.path is not None:
        witnesses, evidence = {pursuit.path["half"]: pursuit.path}, Evidence.ENCLOSED
        note = "the difference of the sides changes its sign on a path inside the assumptions"
    elif witnesses:
        data, evidence = next(iter(witnesses.values())), Evidence.EXACT
        note = f"smallest counterexample ({', '.join(witnesses)}): d = {len(data['x_r'])}, n = {len(data['y_r']) + len(data['y_f'])}"
    else:
        evidence, note = Evidence.SEARCHED, f"no counterexample among {tally.compared} problems"
    if witnesses and claim.condition is not None:
        detail["half"] = next(iter(witnesses))
    return report(claim, "search", tally, evidence, witnesses=witnesses, complaints=complaints, note=note, detail=detail)


def _detail(hunt: Hunt, pursuit: Pursuit, tally: Tally) -> dict[str, Any]:
    """How many problems were tried, of how many kinds, and how near they came, as plain data."""
    sizes = hunt.sizes | pursuit.sizes
    largest = (
        dict(zip(("d", "n_r", "n_f", "outputs", "rank"), (max(column) for column in zip(*sizes, strict=True)), strict=True))
        if sizes
        else {}
    )
    return {
        "varied": tally.compared,
        "facts": dict(hunt.facts + pursuit.facts),
        "draws": hunt.tally.drawn,
        "sizes": len(sizes),
        "largest": largest,
        "optimized": pursuit.detail(),
    }


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


def notices(claim: Claim, bench: Workbench, told: Instance | None) -> Iterator[Ask]:
    """The problems that the search draws first."""
    if told is None:
        yield from (partial(judge_exactly, p=p) for p in drawn(claim, bench.seed, ASKED))
