"""Rung ``search``: looks for a counterexample over Q, by hypothesis' draws and by continuous optimization of the violation.

Hypothesis draws small and degenerate problems and is steered towards the statement's failing, ill-conditioning and rank deficiency.
:mod:`verify.rungs.optimize.pursuit` then drives every half of the claim that still stands towards failing. What is found is shrunk, written
down, read back and checked once more: only an instance that survives the round trip counts.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from math import isfinite, log10
from typing import Any
from unittest import mock

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis.internal.cache import LRUCache
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from theory.arithmetic import FLOAT64
from theory.problem import Problem
from verify.claim import Claim, Evidence
from verify.claim.compare import Scales
from verify.claim.judge import judge_exactly
from verify.claim.logic import Half, Tally, halves_of
from verify.claim.result import RungResult, report
from verify.counterexample.witness import witness
from verify.rungs.optimize.goal import Goal, goals
from verify.rungs.optimize.pursuit import Pursuit, pursue, size_of
from verify.rungs.problems import problems
from verify.rungs.rung import Ask
from verify.rungs.workbench import Instance, Workbench

ASKED = 12
"""Problems drawn where slips are put to the search."""


SMALLEST = 4
"""Of the failing problems so many, the smallest, are shrunk; the smallest result is kept."""


@dataclass
class Hunt:
    """One search by draws: what was seen, and the problems that failed, by what they speak against."""

    claim: Claim
    tally: Tally = field(default_factory=Tally)
    failing: dict[Half, list[Problem]] = field(default_factory=dict)
    facts: Counter[str] = field(default_factory=Counter)
    sizes: set[tuple[int, ...]] = field(default_factory=set)

    @cached_property
    def goals(self) -> list[Goal]:
        """What the draws are steered towards."""
        return goals(self.claim)[:2]

    def look_at(self, p: Problem) -> None:
        """Judge p; steer; keep p where the claim fails on it."""
        self.tally.drawn += 1
        hypothesis.assume(self.claim.applies_to(p))
        found = judge_exactly(self.claim, p)
        if found is None:
            hypothesis.reject()
        self.steer(p, found.condition)
        found.count(self.tally)
        self.facts.update(name for name, holds in found.facts if holds is not None)
        self.sizes.add(size_of(p))
        for half in found.fails:
            self.failing.setdefault(half, []).append(p)

    def steer(self, p: Problem, condition: bool) -> None:
        """Tell hypothesis how near p is to a failing of the half that it is about, and how degenerate it is."""
        hypothesis.target((p.n - p.x.rank) / p.n, label="rank deficiency")  # per sample: it should not steer towards many
        rounded = p.to(FLOAT64)
        hypothesis.target(log10(Scales(rounded).kappa), label="log10 of the condition number")
        for goal in self.goals:
            if goal.half is not Half.FACT and (goal.half is Half.IF) is condition and isfinite(value := goal.value(rounded)):
                hypothesis.target(value, label=f"how near to failing ({goal.half.value})")


def run(claim: Claim, bench: Workbench) -> RungResult:
    """Evidence from a search: no counterexample among the problems tried, or the smallest one found."""
    hunt = Hunt(claim)
    settings = _settings(bench.examples, Phase.generate, Phase.target, Phase.shrink)
    # the shrinking phase is for sides that raise; that no problem met the assumptions leaves the tally empty, which decides nothing
    with contextlib.suppress(hypothesis.errors.Unsatisfiable), same_draws():
        hypothesis.seed(bench.seed)(settings(hypothesis.given(problems(claim))(hunt.look_at)))()
    sought = (halves_of(claim) | {Half.FACT}) - set(hunt.failing)
    pursuit = pursue(claim, bench.seed, sought) if sought & halves_of(claim) else Pursuit(claim, bench.seed)
    found = {half: [p] for half, p in pursuit.failing.items()}
    return _concluded(claim, hunt, pursuit, {**found, **hunt.failing})


def _witness(claim: Claim, half: Half, failing: Sequence[Problem]) -> dict[str, Any] | None:
    """The smallest witness that shrinking makes from the smallest of ``failing``; None where none survives being judged anew."""
    first = sorted(failing, key=lambda p: (p.d + p.n + p.y.shape[1], p.d))[:SMALLEST]
    made = [data for p in first if (data := witness(claim, p, half)) is not None]
    return min(made, key=lambda data: (len(data["x_r"]), len(data["y_r"]) + len(data["y_f"]), len(str(data["x_r"]))), default=None)


def _concluded(claim: Claim, hunt: Hunt, pursuit: Pursuit, failing: Mapping[Half, Sequence[Problem]]) -> RungResult:
    """The result, after the written form of every failing instance has been judged anew."""
    tally = Tally(**{name: value + vars(pursuit.tally)[name] for name, value in vars(hunt.tally).items()})
    made = {half: _witness(claim, half, failing[half]) for half in Half if half in failing}
    witnesses = {half.value: data for half, data in made.items() if data is not None}
    complaints = [] if len(witnesses) == len(made) else ["what the search found did not survive re-verification"]
    evidence, note = Evidence.SEARCHED, f"no counterexample among {tally.compared} problems"
    path = pursuit.path
    if path is not None and path["half"] not in witnesses:
        witnesses[path["half"]] = path
        evidence, note = Evidence.ENCLOSED, "the difference of the sides changes its sign on a path inside the assumptions"
    if data := next((data for data in witnesses.values() if data is not path), None):
        size = f"d = {len(data['x_r'])}, n = {len(data['y_r']) + len(data['y_f'])}"
        evidence, note = Evidence.EXACT, f"smallest counterexample ({', '.join(witnesses)}): {size}"
    detail = _detail(hunt, pursuit, tally)
    if witnesses and claim.condition is not None:
        detail["half"] = next(iter(witnesses))
    return report(claim, "search", tally, evidence, witnesses=witnesses, complaints=complaints, note=note, detail=detail)


def _detail(hunt: Hunt, pursuit: Pursuit, tally: Tally) -> dict[str, Any]:
    """How many problems were tried, of how many kinds, and how near they came, as plain data."""
    sizes = hunt.sizes | pursuit.sizes
    names = ("d", "n_r", "n_f", "outputs", "rank")
    largest = {name: max(size[i] for size in sizes) for i, name in enumerate(names)} if sizes else {}
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


@contextlib.contextmanager
def same_draws() -> Iterator[None]:
    """One seed gives the same draws, independent of earlier runs and of other imports.

    Hypothesis draws numbers that stand in the code of loaded modules now and then, and remembers which; a search that depends on that
    is not a function of its seed.
    """
    with (
        mock.patch.object(providers.HypothesisProvider, "_local_constants", Constants()),
        mock.patch.object(providers, "CONSTANTS_CACHE", LRUCache(1024)),
    ):
        yield


def drawn(claim: Claim, seed: int, count: int) -> list[Problem]:
    """``count`` problems as the search draws them for ``claim``, before it steers: the same for every claim with these assumptions."""
    found: list[Problem] = []

    def keep(p: Problem) -> None:
        hypothesis.assume(claim.applies_to(p))
        found.append(p)

    with contextlib.suppress(hypothesis.errors.Unsatisfiable), same_draws():
        hypothesis.seed(seed)(_settings(count, Phase.generate)(hypothesis.given(problems(claim))(keep)))()
    return found


def notices(claim: Claim, bench: Workbench, told: Instance | None) -> Iterator[Ask]:
    """The problems that the search draws first."""
    if told is None:
        yield from (partial(judge_exactly, p=p) for p in drawn(claim, bench.seed, ASKED))
