"""From a failing problem to one that nothing can be taken from: fewer features, then samples, then simpler entries.

Hypothesis shrinks the choices that made a problem; this shrinks the problem. The result is a local minimum: no feature, sample, output,
tuning column or side data can be left out, and no entry replaced by a simpler one, without the claim holding again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from theory.arithmetic import RATIONAL, Matrix
from theory.problem import Problem, Regularization, Schedule

Rows = tuple[tuple[Fraction, ...], ...]

SIZES = (1, 3, 10, 100, 10**4, 10**6)
"""Denominators to which entries are rounded."""

ENTRIES = ("x_r", "x_f", "w_star", "noise_r", "noise_f", "start", "shift")


@dataclass(frozen=True)
class Draft:
    """A problem over Q as plain numbers. Labels are X^T w_* + noise, wrong labels y_f + shift, so that both follow the features."""

    x_r: Rows
    x_f: Rows
    w_star: Rows
    noise_r: Rows
    noise_f: Rows
    tuning: tuple[int, ...]
    start: Rows = ()
    plan: tuple[Fraction, int] | None = None
    shift: Rows = ()
    weights: tuple[Fraction, Fraction] | None = None

    @classmethod
    def of(cls, p: Problem) -> Draft:
        """The draft of p; without a teacher the labels are all noise, around the teacher 0."""
        teacher = p.zero if p.w_star is None else p.w_star
        noise = (p.y_r - p.x_r.T @ teacher, p.y_f - p.x_f.T @ teacher)
        draft = cls(_rows(p.x_r), _rows(p.x_f), _rows(teacher), _rows(noise[0]), _rows(noise[1]), p.tuning)
        if p.schedule is not None:
            plan = (RATIONAL.fraction(p.schedule.eta), p.schedule.steps)
            draft = replace(draft, start=_rows(p.schedule.start), plan=plan)
        if p.regularization is not None:
            extra = p.regularization
            weights = (RATIONAL.fraction(extra.alpha), RATIONAL.fraction(extra.decay))
            draft = replace(draft, shift=_rows(extra.wrong - p.y_f), weights=weights)
        return draft

    def problem(self) -> Problem:
        """The problem; raises ``ValueError`` where it does not exist."""
        x_r, x_f, w = _matrix(self.x_r), _matrix(self.x_f), _matrix(self.w_star)
        y_r, y_f = x_r.T @ w + _matrix(self.noise_r), x_f.T @ w + _matrix(self.noise_f)
        plan = None if self.plan is None else Schedule(_matrix(self.start), RATIONAL.scalar(self.plan[0]), self.plan[1])
        extra = None
        if self.weights is not None:
            extra = Regularization(y_f + _matrix(self.shift), *(RATIONAL.scalar(x) for x in self.weights))
        return Problem(x_r, x_f, y_r, y_f, self.tuning, w, schedule=plan, regularization=extra)


def shrink(p: Problem, fails: Callable[[Problem], bool], most: int = 1500) -> Problem:
    """The smallest problem reached from p by leaving out and simplifying, one thing at a time, while ``fails``.

    ``fails`` is asked about at most ``most`` problems; p itself is returned where nothing smaller fails.
    """
    best, found, asked = Draft.of(p), p, 0
    smaller = True
    while smaller:
        smaller = False
        for candidate in _smaller(best):
            asked += 1
            if asked > most:
                return found
            problem = _failing(candidate, fails)
            if problem is not None:
                best, found, smaller = candidate, problem, True
                break
    return found


def _failing(draft: Draft, fails: Callable[[Problem], bool]) -> Problem | None:
    try:
        problem = draft.problem()
        return problem if fails(problem) else None
    except (ValueError, ArithmeticError):  # no problem, or a side that is not defined on it
        return None


def _smaller(d: Draft) -> Iterator[Draft]:
    """Drafts with one thing less, the largest things first."""
    for i in range(len(d.x_r)):
        less = _with(d, {name: _without(getattr(d, name), i) for name in ("x_r", "x_f", "w_star", "start")})
        yield less
        yield replace(less, noise_r=_plus(d.noise_r, d.x_r[i], d.w_star[i]), noise_f=_plus(d.noise_f, d.x_f[i], d.w_star[i]))
    for j in range(len(d.noise_r)):
        tuning = tuple(t - (t > j) for t in d.tuning if t != j)
        yield replace(d, x_r=_narrower(d.x_r, j), noise_r=_without(d.noise_r, j), tuning=tuning)
    for j in range(len(d.noise_f)):
        yield replace(d, x_f=_narrower(d.x_f, j), noise_f=_without(d.noise_f, j), shift=_without(d.shift, j))
    for k in range(len(d.w_star[0]) if len(d.w_star[0]) > 1 else 0):
        yield _with(d, {name: _narrower(getattr(d, name), k) for name in ENTRIES[2:]})
    if d.plan is not None:
        yield replace(d, start=(), plan=None)
        yield from (replace(d, plan=(d.plan[0], steps)) for steps in range(d.plan[1]))
    if d.weights is not None:
        yield replace(d, shift=(), weights=None)
        yield from (replace(d, weights=w) for w in ((Fraction(1), d.weights[1]), (d.weights[0], Fraction(1))) if w != d.weights)
    for name in ENTRIES:
        yield from _simpler_entries(d, name)


def _simpler_entries(d: Draft, name: str) -> Iterator[Draft]:
    rows: Rows = getattr(d, name)
    for i, row in enumerate(rows):
        for j, x in enumerate(row):
            for y in _simpler(x):
                changed = (*row[:j], y, *row[j + 1 :])
                yield _with(d, {name: (*rows[:i], changed, *rows[i + 1 :])})


def _with(d: Draft, rows: dict[str, Any]) -> Draft:
    return replace(d, **rows)


def _simpler(x: Fraction) -> list[Fraction]:
    """0, 1, -1, and x rounded, to an integer or to a shorter fraction: those that are simpler than x, which is why shrinking ends."""
    candidates = [Fraction(0), Fraction(1), Fraction(-1), *(x.limit_denominator(size) for size in SIZES if size < x.denominator)]
    return [y for y in candidates if _size(y) < _size(x)]


def _size(x: Fraction) -> tuple[int, int, bool]:
    return x.denominator, abs(x.numerator), x < 0


def _plus(noise: Rows, feature: tuple[Fraction, ...], weight: tuple[Fraction, ...]) -> Rows:
    """The noise that keeps the labels when ``feature``, which had ``weight``, is left out."""
    return tuple(tuple(e + x * w for e, w in zip(row, weight, strict=True)) for row, x in zip(noise, feature, strict=True))


def _without(rows: Rows, i: int) -> Rows:
    return rows[:i] + rows[i + 1 :]


def _narrower(rows: Rows, j: int) -> Rows:
    return tuple(row[:j] + row[j + 1 :] for row in rows)


def _rows(a: Matrix) -> Rows:
    return tuple(tuple(RATIONAL.fraction(x) for x in row) for row in a.tolist())


def _matrix(rows: Rows) -> Matrix:
    return Matrix.of(RATIONAL, rows)
