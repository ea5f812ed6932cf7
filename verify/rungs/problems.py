"""Hypothesis strategies for exact problems: small integers first, and every way to be degenerate."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from theory.arithmetic import RATIONAL, Matrix
from theory.problem import Problem, Regularization, Schedule
from verify import assumptions
from verify.claim import Claim

Rows = list[list[Fraction]]


@st.composite
def problems(draw: st.DrawFn, claim: Claim) -> Problem:
    """Problems over Q shaped for ``claim``: blocks, noise and D_t are drawn only where it does not fix them.

    Columns are sometimes copies of others (rank-deficient) or copies nudged by 10^-k (ill-conditioned).
    """
    assumes = {a.name for a in claim.assumes}
    fixed_r_f = 0 if assumptions.full_overlap.name in assumes else 3
    d_r, d_f = draw(st.integers(0, fixed_r_f)), draw(st.integers(0, fixed_r_f))
    smallest_lap = 1 if d_r + d_f == 0 or assumptions.overlapping.name in assumes else 0
    d_lap = 0 if assumptions.distinct.name in assumes else draw(st.integers(smallest_lap, 4))
    d_r += d_r + d_lap + d_f == 0
    n_r, n_f = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    upper = draw(_columns(d_r + d_lap, n_r))
    lower = draw(_columns(d_lap + d_f, n_f, copies=upper[d_r:]))
    x_r = _matrix(upper + [[Fraction(0)] * n_r] * d_f, n_r)
    x_f = _matrix([[Fraction(0)] * n_f] * d_r + lower, n_f)
    w_star = draw(_vector(d_r + d_lap + d_f))
    y_r, y_f = x_r.T @ w_star, x_f.T @ w_star
    if assumptions.noiseless.name not in assumes and draw(st.booleans()):
        y_r, y_f = y_r + draw(_vector(n_r)), y_f + draw(_vector(n_f))
    tuned = list(range(n_r))
    if assumptions.tuned_on_all.name not in assumes:
        tuned = [i for i in tuned if draw(st.booleans())]
    plan, extra = draw(_schedules(x_r)), draw(_regularizations(y_f))
    return Problem(x_r, x_f, y_r, y_f, tuple(tuned), w_star, schedule=plan, regularization=extra)


@st.composite
def _columns(draw: st.DrawFn, height: int, width: int, copies: Rows | None = None) -> Rows:
    """(height, width) small integers; a column may repeat an earlier one or one of ``copies``, nudged or not."""
    entry = st.integers(-2, 2).map(Fraction)
    columns: list[list[Fraction]] = []
    earlier = [list(c) for c in zip(*(copies or []), strict=True)]
    for _ in range(width):
        column = draw(st.lists(entry, min_size=height, max_size=height))
        known = [c + [Fraction(0)] * (height - len(c)) for c in earlier + columns]
        if known and height and draw(st.integers(0, 3)) == 3:
            source = draw(st.sampled_from(known))
            size = draw(st.sampled_from([0, 1, 3, 6, 9]))
            nudge = Fraction(0) if size == 0 else Fraction(1, 10**size)
            column = [a + nudge * b for a, b in zip(source, column, strict=True)]
        columns.append(column)
    return [list(row) for row in zip(*columns, strict=True)] if height else []


def _vector(size: int) -> st.SearchStrategy[Matrix]:
    return st.lists(st.integers(-2, 2), min_size=size, max_size=size).map(lambda v: _matrix([[Fraction(x)] for x in v], 1))


@st.composite
def _schedules(draw: st.DrawFn, x_r: Matrix) -> Schedule | None:
    """A start, a step below the threshold (eta < n_r / ||X_r||_F^2 suffices) and up to four steps."""
    size = RATIONAL.fraction(x_r.sq_norm())
    if size == 0:
        return None
    fraction = draw(st.sampled_from([Fraction(1, 2), Fraction(1, 5), Fraction(9, 10)]))
    eta: Any = RATIONAL.scalar(fraction * x_r.shape[1] / size)
    return Schedule(draw(_vector(x_r.shape[0])), eta, draw(st.integers(0, 4)))


@st.composite
def _regularizations(draw: st.DrawFn, y_f: Matrix) -> Regularization:
    """Wrong labels near y_f, and alpha and lambda on both sides of 1."""
    size = st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(3), Fraction(10)]).map(RATIONAL.scalar)
    return Regularization(y_f + draw(_vector(y_f.shape[0])), draw(size), draw(size))


def _matrix(rows: Rows, columns: int) -> Matrix:
    return Matrix.of(RATIONAL, rows, columns)
