"""Hypothesis strategies for exact problems: small integers first, and every way to be degenerate."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from theory.arithmetic import RATIONAL, Matrix
from theory.problem import Problem, Regularization, Schedule
from verify import assumptions
from verify.claim import Claim

Rows = list[list[Fraction]]

DIGITS = tuple(Fraction(x) for x in (0, 1, -1, 2, -2))
"""The entries of what is drawn, the simplest first."""

FEW = 2
"""Up to so many entries are drawn one by one, so that hypothesis can vary each."""


@dataclass(frozen=True)
class Sizes:
    """Block sizes, sample counts, outputs."""

    d_r: int
    d_lap: int
    d_f: int
    n_r: int
    n_f: int
    k: int

    @property
    def d(self) -> int:
        """Features."""
        return self.d_r + self.d_lap + self.d_f


@st.composite
def problems(draw: st.DrawFn, claim: Claim) -> Problem:
    """Problems over Q shaped for ``claim``: blocks, noise and D_t are drawn only where it does not fix them.

    Columns are sometimes copies of others (rank-deficient) or copies nudged by 10^-k (ill-conditioned), sometimes orthogonal and of one
    norm, coordinate vectors, or orthogonal to the other side. Teachers and labels are sometimes 0 or in special position.
    """
    assumes = {a.name for a in claim.assumes}
    size = draw(_sizes(assumes))
    upper = draw(_features(size.d_r + size.d_lap, size.n_r))
    lower = draw(_features(size.d_lap + size.d_f, size.n_f, copies=upper[size.d_r :]))
    x_r = _matrix(upper + [[Fraction(0)] * size.n_r] * size.d_f, size.n_r)
    x_f = _matrix([[Fraction(0)] * size.n_f] * size.d_r + lower, size.n_f)
    if size.d_lap == size.d and draw(st.integers(0, 7)) == 7:
        x_f = x_f - x_r.project(x_f)
    w_star = draw(_teachers(x_r, x_f, size.k))
    y_r, y_f = x_r.T @ w_star, x_f.T @ w_star
    if assumptions.noiseless.name not in assumes:
        y_r, y_f = draw(_labels(x_r, x_f, y_r, y_f))
    tuned = tuple(range(size.n_r)) if assumptions.tuned_on_all.name in assumes else draw(_tunings(size.n_r))
    plan, extra = draw(_schedules(x_r, size.k)), draw(_regularizations(y_f))
    return Problem(x_r, x_f, y_r, y_f, tuned, w_star, schedule=plan, regularization=extra)


@st.composite
def _sizes(draw: st.DrawFn, assumes: frozenset[str] | set[str]) -> Sizes:
    """Small sizes; one problem in twenty has up to 24 features and 12 remaining samples."""
    large = draw(st.integers(0, 19)) == 19
    fixed_r_f = 0 if assumptions.full_overlap.name in assumes else 8 if large else 3
    d_r, d_f = draw(st.integers(0, fixed_r_f)), draw(st.integers(0, fixed_r_f))
    smallest_lap = 1 if d_r + d_f == 0 or assumptions.overlapping.name in assumes else 0
    d_lap = 0 if assumptions.distinct.name in assumes else draw(st.integers(smallest_lap, 8 if large else 4))
    d_r += d_r + d_lap + d_f == 0
    most_r, most_f = (12, 5) if large else (4, 3)
    if assumptions.full_column_rank.name in assumes:  # more samples than features cannot be independent
        most_r, most_f = max(1, min(most_r, d_r + d_lap)), max(1, min(most_f, d_lap + d_f))
    n_r, n_f = draw(st.integers(1, most_r)), draw(st.integers(1, most_f))
    k = 1 if assumptions.single_output.name in assumes else draw(st.sampled_from([1, 1, 1, 2, 3]))
    return Sizes(d_r, d_lap, d_f, n_r, n_f, k)


@st.composite
def _features(draw: st.DrawFn, height: int, width: int, copies: Rows | None = None) -> Rows:
    """(height, width) features: mostly small integers; sometimes orthogonal columns of one norm, so that a singular value repeats."""
    kind = draw(st.integers(0, 9)) if height else 0
    if kind < 8:
        return draw(_columns(height, width, copies))
    size = Fraction(1 if kind == 8 else draw(st.integers(2, 3)))
    signs = draw(st.lists(st.sampled_from([size, -size]), min_size=width, max_size=width))
    first = draw(st.integers(0, height - 1))
    return [[signs[j] if (first + j) % height == i else Fraction(0) for j in range(width)] for i in range(height)]


@st.composite
def _teachers(draw: st.DrawFn, x_r: Matrix, x_f: Matrix, k: int) -> Matrix:
    """Small integers; sometimes 0, in range(X_r) (golden then fits D_f), or 0 wherever D_f looks (y_f = 0)."""
    kind = draw(st.integers(0, 11))
    w = draw(_table(x_r.shape[0], k))
    if kind < 9:
        return w
    if kind == 9:
        found: Matrix = w * RATIONAL.scalar(0)
        return found
    if kind == 10:
        return x_r.project(w)
    seen = set(x_f.nonzero_rows())
    rows = [[Fraction(0) if i in seen else RATIONAL.fraction(x) for x in row] for i, row in enumerate(w.tolist())]
    return _matrix(rows, k)


@st.composite
def _labels(draw: st.DrawFn, x_r: Matrix, x_f: Matrix, y_r: Matrix, y_f: Matrix) -> tuple[Matrix, Matrix]:
    """The teacher's labels, half of the time with noise; sometimes y_f = 0, y_f = X_f^T w_g, or all labels 0."""
    kind, k = draw(st.integers(0, 11)), y_r.shape[1]
    if kind < 5:
        return y_r, y_f
    noisy = y_r + draw(_table(*y_r.shape))
    if kind < 9:
        return noisy, y_f + draw(_table(*y_f.shape))
    if kind == 9:
        return noisy, _matrix([[Fraction(0)] * k] * y_f.shape[0], k)
    if kind == 10:
        return noisy, x_f.T @ x_r.solve(noisy)
    return y_r * RATIONAL.scalar(0), y_f * RATIONAL.scalar(0)


@st.composite
def _tunings(draw: st.DrawFn, n_r: int) -> tuple[int, ...]:
    """D_t: some of D_r; one time in eight each, none or all."""
    kind = draw(st.integers(0, 7))
    if kind >= 6:
        return tuple(range(n_r)) if kind == 6 else ()
    return tuple(i for i in range(n_r) if draw(st.booleans()))


@st.composite
def _columns(draw: st.DrawFn, height: int, width: int, copies: Rows | None = None) -> Rows:
    """(height, width) small integers; a column may repeat an earlier one or one of ``copies``, nudged or not."""
    entries = draw(_entries(height * width))
    copied = draw(st.integers(0, 4**width - 1))  # in base 4, a digit 3 for each column that is a copy
    columns: list[list[Fraction]] = []
    earlier = [list(c) for c in zip(*(copies or []), strict=True)]
    for j in range(width):
        column = entries[j * height : (j + 1) * height]
        known = [c + [Fraction(0)] * (height - len(c)) for c in earlier + columns]
        if known and height and copied // 4**j % 4 == 3:
            source = draw(st.sampled_from(known))
            size = draw(st.sampled_from([0, 1, 3, 6, 9]))
            nudge = Fraction(0) if size == 0 else Fraction(1, 10**size)
            column = [a + nudge * b for a, b in zip(source, column, strict=True)]
        columns.append(column)
    return [list(row) for row in zip(*columns, strict=True)] if height else []


def _entries(count: int) -> st.SearchStrategy[list[Fraction]]:
    """Integers from -2 to 2. Many are drawn as the digits of one number, because every draw costs."""
    if count <= FEW:
        return st.lists(st.sampled_from(DIGITS), min_size=count, max_size=count)
    return st.integers(0, len(DIGITS) ** count - 1).map(lambda number: _digits(number, count))


def _digits(number: int, count: int) -> list[Fraction]:
    out = []
    for _ in range(count):
        number, digit = divmod(number, len(DIGITS))
        out.append(DIGITS[digit])
    return out


def _table(rows: int, columns: int) -> st.SearchStrategy[Matrix]:
    """(rows, columns) integers from -2 to 2."""

    def shaped(entries: list[Fraction]) -> Matrix:
        return _matrix([entries[i * columns : (i + 1) * columns] for i in range(rows)], columns)

    return _entries(rows * columns).map(shaped)


@st.composite
def _schedules(draw: st.DrawFn, x_r: Matrix, k: int) -> Schedule | None:
    """A start, a step below the threshold (eta < n_r / ||X_r||_F^2 suffices) and up to four steps."""
    size = RATIONAL.fraction(x_r.sq_norm())
    if size == 0:
        return None
    fraction = draw(st.sampled_from([Fraction(1, 2), Fraction(1, 5), Fraction(9, 10)]))
    eta: Any = RATIONAL.scalar(fraction * x_r.shape[1] / size)
    return Schedule(draw(_table(x_r.shape[0], k)), eta, draw(st.integers(0, 4)))


@st.composite
def _regularizations(draw: st.DrawFn, y_f: Matrix) -> Regularization:
    """Wrong labels near y_f, and alpha and lambda on both sides of 1."""
    size = st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(3), Fraction(10)]).map(RATIONAL.scalar)
    return Regularization(y_f + draw(_table(*y_f.shape)), draw(size), draw(size))


def _matrix(rows: Rows, columns: int) -> Matrix:
    return Matrix.of(RATIONAL, rows, columns)
