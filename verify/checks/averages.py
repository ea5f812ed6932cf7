"""The same two checks for claims about averages over random features, where an instance is a :class:`RandomDesign`.

Ablation: "Gaussian" is dropped for random signs, whose average is a finite sum and therefore exact. Mutants: a slip in the closed form is
noticed by cubature, which knows the average exactly, or by the test on draws, which sees every error above its stated resolution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

from theory.arithmetic import RATIONAL, Matrix
from theory.problem import Problem
from theory.random_design import RandomDesign
from verify.checks.mutant_outcome import ALIVE, CANNOT_EVALUATE, KILLED, MutantOutcome
from verify.checks.result import CheckResult
from verify.claim import Average, Claim
from verify.rungs import rung_names
from verify.rungs.mean_test import MeanTest

Values = tuple[Fraction, ...]


def ablation(claim: Claim) -> CheckResult:
    """The smallest design of random signs whose average is not the closed form."""
    others = [a for a in claim.assumes if a.name != "gaussian design"]
    tries, found = 0, None
    for s in sign_designs():
        if not all(a.holds(s) for a in others):
            continue
        try:
            average, claimed = average_over_signs(claim, s), _values(claim.statement.right(s))
        except CANNOT_EVALUATE:
            continue
        tries += 1
        if average != claimed:
            sums = {"average": [str(v) for v in average], "claimed": [str(v) for v in claimed]}
            found = {"design": vars(s) | {"teacher": list(s.teacher)}, **sums}
            break
    outcome = "the closed form cannot be held against a finite sum"
    if found:
        outcome = f"counterexample {found['design']}"
    elif tries:
        outcome = f"no counterexample found in {tries} tries: the assumption may be unnecessary"
    text = f"random signs for gaussian design: {outcome}"
    kept = [f"without {a.name}: not searched, an average outside it has no finite sum" for a in others]
    drops = [{"assumption": "gaussian design", "outcome": outcome, "tries": tries, "counterexample": found}]
    drops += [{"assumption": a.name, "outcome": "not searched: an average outside it has no finite sum", "tries": 0} for a in others]
    return CheckResult(claim.id, "ablation", True, "; ".join([text, *kept]), {"drops": drops})


def sign_designs() -> Iterator[RandomDesign]:
    """Designs with at most eight random signs, by d, then n, then the teacher."""
    for d, n_r, n_f in product((1, 2, 3), (1, 2, 3), (1, 2)):
        for d_r, d_lap in product(range(d + 1), repeat=2):
            d_f = d - d_r - d_lap
            if d_f < 0 or d_r + d_lap == 0 or d_lap + d_f == 0 or (d_r + d_lap) * n_r + (d_lap + d_f) * n_f > 8:
                continue
            for teacher in product((0, 1), repeat=d):
                yield RandomDesign(d_r, d_lap, d_f, n_r, n_f, teacher, entries="signs")


def average_over_signs(claim: Claim, s: RandomDesign) -> Values:
    """The mean of the left side over all matrices of signs, each equally likely."""
    upper, lower = s.seen * s.n_r, (s.d - s.d_r) * s.n_f
    problems = [_problem(s, signs[:upper], signs[upper:]) for signs in product((1, -1), repeat=upper + lower)]
    values = [_values(claim.statement.left(p)) for p in problems]
    return tuple(sum(column, Fraction(0)) / len(values) for column in zip(*values, strict=True))


def _problem(s: RandomDesign, upper: tuple[int, ...], lower: tuple[int, ...]) -> Problem:
    x_r = Matrix.of(RATIONAL, [*_rows(upper, s.n_r), *([[0] * s.n_r] * s.d_f)], s.n_r)
    x_f = Matrix.of(RATIONAL, [*([[0] * s.n_f] * s.d_r), *_rows(lower, s.n_f)], s.n_f)
    w = Matrix.of(RATIONAL, [[v] for v in s.teacher])
    return Problem(x_r, x_f, x_r.T @ w, x_f.T @ w, tuple(range(s.tuned)), w, s.blocks)


def _rows(entries: tuple[int, ...], width: int) -> list[list[int]]:
    return [list(entries[i : i + width]) for i in range(0, len(entries), width)]


def _values(side: Any) -> Values:
    values = side if isinstance(side, tuple) else (side,)
    return tuple(v if isinstance(v, Fraction) else Fraction(v) if isinstance(v, int) else RATIONAL.fraction(v) for v in values)


VALUE_SLIPS: dict[str, Callable[[RandomDesign, Any], Any]] = {
    "sign": lambda s, v: -v,
    "coefficient 2": lambda s, v: 2 * v,
    "coefficient 1/2": lambda s, v: v / Fraction(2),
    "1/n_r for 1/n_f": lambda s, v: v * Fraction(s.n_f, s.n_r),
    "1/n_f for 1/n_r": lambda s, v: v * Fraction(s.n_r, s.n_f),
    "1/n left out": lambda s, v: v * s.n,
}

DESIGN_SLIPS: dict[str, Callable[[RandomDesign], RandomDesign]] = {
    "n_f for n_r": lambda s: replace(s, n_r=s.n_f, n_f=s.n_r, n_t=None),
    "n for n_r": lambda s: replace(s, n_r=s.n, n_t=None),
    "n_r for n_t": lambda s: replace(s, n_t=None),
    "noise left out": lambda s: replace(s, noise=0),
    "lap counted as r": lambda s: replace(s, d_r=s.d_r + s.d_lap, d_lap=0),
    "lap counted as f": lambda s: replace(s, d_lap=0, d_f=s.d_lap + s.d_f),
    "block r of w_* dropped": lambda s: replace(s, teacher=(0,) * s.d_r + s.teacher[s.d_r :]),
    "block lap of w_* dropped": lambda s: replace(s, teacher=s.teacher[: s.d_r] + (0,) * s.d_lap + s.teacher[s.seen :]),
    "block f of w_* dropped": lambda s: replace(s, teacher=s.teacher[: s.seen] + (0,) * s.d_f),
}


def _changed(change: Callable[[RandomDesign, Any], Any], said: Callable[[RandomDesign], Any], s: RandomDesign) -> Any:
    return change(s, said(s))


def _elsewhere(view: Callable[[RandomDesign], RandomDesign], said: Callable[[RandomDesign], Any], s: RandomDesign) -> Any:
    """The closed form on the design that a slip puts in place of s; raises ``ValueError`` where that is s itself."""
    other = view(s)
    if other == s:
        raise ValueError("`view` must change the design; it did not")
    return said(other)


def slips(claim: Claim) -> Iterator[tuple[str, str, Callable[[RandomDesign], Any]]]:
    """(rule, quantity, the closed form with that slip), a value for that quantity alone."""
    for index, quantity in enumerate(claim.statement.quantities):

        def said(s: RandomDesign, index: int = index) -> Any:
            side = claim.statement.right(s)
            return side[index] if isinstance(side, tuple) else side

        for rule, change in VALUE_SLIPS.items():
            yield rule, quantity.name, partial(_changed, change, said)
        for rule, view in DESIGN_SLIPS.items():
            yield rule, quantity.name, partial(_elsewhere, view, said)


def _detectable(average: Average, s: RandomDesign, index: int) -> float:
    """The smallest error of the closed form that the test on draws is sure to see."""
    spread = average.spread(s)
    return MeanTest(0.0, float(spread[index] if isinstance(spread, tuple) else spread), average.draws).detectable


def outcome_of(claim: Claim, rule: str, quantity: str, slip: Callable[[RandomDesign], Any]) -> MutantOutcome:
    """Which rungs distinguish the slip from the closed form, or why it changes nothing, and on how many designs it was evaluated."""
    if claim.average is None:
        raise ValueError(f"`claim` must be about an average; received {claim.id}")
    index = [q.name for q in claim.statement.quantities].index(quantity)
    by_rung: dict[str, str] = {}
    evaluated, same = 0, True
    for rung, designs in (("cubature", claim.average.integrable), ("expectation", claim.average.designs)):
        for s in designs if rung in rung_names(claim) else ():
            side = claim.statement.right(s)
            said = side[index] if isinstance(side, tuple) else side
            try:
                slipped = slip(s)
            except (ArithmeticError, ValueError, TypeError):
                continue
            evaluated += 1
            resolution = 0.0 if rung == "cubature" else _detectable(claim.average, s, index)
            same = same and slipped == said
            noticed = abs(float(slipped) - float(said)) > resolution and slipped != said
            by_rung[rung] = KILLED if noticed or by_rung.get(rung) == KILLED else ALIVE
    killers = [rung for rung, outcome in by_rung.items() if outcome == KILLED]
    equivalent = f"equal on {evaluated} designs" if same else ""
    return MutantOutcome(rule, quantity, killers[0] if killers else "", equivalent, evaluated, {} if same else by_rung)
