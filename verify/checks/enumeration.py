"""Small exact problems in the order in which a counterexample counts as smaller: d, then n, then the largest entry, then their sum.

Two symmetries are taken out: the first non-zero entry of a sample is positive (a sample and its label may change sign together) and
so are the teacher's entries (a feature may change sign in all samples and in the teacher). Minimal means minimal up to these.
A level, all problems of one shape and largest entry, is cut after ``LEVEL`` problems; what is found past a cut is small, and said to
be minimal only when no earlier level was cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import combinations, islice, product

from theory.arithmetic import RATIONAL, Matrix
from theory.problem import Problem, Regularization, Schedule
from theory.remembering import Remembering

LEVEL = 2000
"""Problems per level."""

Vector = tuple[int, ...]


@dataclass(frozen=True)
class Facets:
    """What varies besides features and teacher: label noise, D_t, and the presence of a schedule and of wrong labels."""

    noisy: bool = False
    partial: bool = False
    scheduled: bool = False
    regularized: bool = False


@dataclass(frozen=True)
class Level:
    """The shape of a problem and its largest entry."""

    d: int
    n_r: int
    n_f: int
    size: int


@dataclass(frozen=True)
class Candidate:
    """A problem; whether every smaller one was looked at before; whether it is one of the small problems enumerated here."""

    problem: Problem
    minimal: bool
    small: bool = True


LEVELS = tuple(
    Level(d, n_r, n - n_r, size)
    for d in (1, 2, 3)
    for n in (2, 3, 4)
    for size in (1, 2)
    for n_r in range(n - 1, 0, -1)
    if n * d * size <= 9
)


@dataclass(eq=False)
class Lazily:
    """A sequence that is made once, as far as anyone has read."""

    source: Iterator[Candidate]
    made: list[Candidate] = field(default_factory=list)

    def __iter__(self) -> Iterator[Candidate]:
        index = 0
        while True:
            if index == len(self.made):
                following = next(self.source, None)
                if following is None:
                    return
                self.made.append(following)
            yield self.made[index]
            index += 1


@cache
def small_problems(facets: Facets) -> Lazily:
    """All levels, smallest first; shared by every claim that asks in this process."""
    return Lazily(_levels(facets))


def lightest(facets: Facets, count: int) -> Iterator[Problem]:
    """The ``count`` problems of every level with the smallest entries: fewer than all, but of every shape."""
    for level in LEVELS:
        yield from islice(_level(level, facets), count)


def _levels(facets: Facets) -> Iterator[Candidate]:
    minimal = True
    for level in LEVELS:
        found = list(islice(_level(level, facets), LEVEL + 1))
        cut = len(found) > LEVEL
        yield from (Candidate(p, minimal) for p in found[:LEVEL])
        minimal = minimal and not cut


def _level(level: Level, facets: Facets) -> Iterator[Problem]:
    """The problems of one level by the sum of the absolute values of their entries."""
    n = level.n_r + level.n_f
    columns = _by_weight(v for v in product(range(-level.size, level.size + 1), repeat=level.d) if _leads_positive(v))
    teachers = _by_weight(product(range(level.size + 1), repeat=level.d))
    noises = _by_weight(product((-1, 0, 1), repeat=n)) if facets.noisy else [[(0,) * n]]
    heaviest = n * (len(columns) - 1) + len(teachers) + len(noises) - 2
    for total in range(heaviest + 1):
        for for_teacher, for_noise in product(range(len(teachers)), range(len(noises))):
            for features in _sums_to(total - for_teacher - for_noise, n, columns):
                for w, e in product(teachers[for_teacher], noises[for_noise]):
                    if max(1, *(abs(x) for v in (*features, w) for x in v)) == level.size:
                        yield from _problems(level, features, w, e, facets)


def _leads_positive(v: Vector) -> bool:
    return next((x for x in v if x), 1) > 0


def _by_weight(vectors: Iterable[Vector]) -> list[list[Vector]]:
    buckets: list[list[Vector]] = []
    for v in vectors:
        weight = sum(map(abs, v))
        while len(buckets) <= weight:
            buckets.append([])
        buckets[weight].append(v)
    return buckets


def _sums_to(total: int, count: int, columns: Sequence[Sequence[Vector]]) -> Iterator[tuple[Vector, ...]]:
    """All ``count``-tuples of columns whose weights add up to ``total``."""
    if count == 0:
        if total == 0:
            yield ()
        return
    for weight in range(min(total, len(columns) - 1) + 1):
        for rest in _sums_to(total - weight, count - 1, columns):
            for column in columns[weight]:
                yield (column, *rest)


def _problems(level: Level, features: Sequence[Vector], teacher: Vector, noise: Vector, facets: Facets) -> Iterator[Problem]:
    x = _matrix([list(row) for row in zip(*features, strict=True)])
    x_r, x_f = x.columns(range(level.n_r)), x.columns(range(level.n_r, level.n_r + level.n_f))
    w_star, e = _matrix([[v] for v in teacher]), _matrix([[v] for v in noise])
    y_r, y_f = x_r.T @ w_star + e.rows(range(level.n_r)), x_f.T @ w_star + e.rows(range(level.n_r, len(noise)))
    for tuning, plan, extra in product(_tunings(level.n_r, facets), _plans(level.d, facets), _extras(y_f, facets)):
        yield Problem(x_r, x_f, y_r, y_f, tuning, w_star, schedule=plan, regularization=extra, solver=Remembering())


def _tunings(n_r: int, facets: Facets) -> list[Vector]:
    """D_r first, then, where D_t may be smaller, every smaller one."""
    sizes = range(n_r, -1, -1) if facets.partial else [n_r]
    return [subset for size in sizes for subset in combinations(range(n_r), size)]


def _plans(d: int, facets: Facets) -> list[Schedule | None]:
    """None, and steps that are small or large, from zero or from all ones."""
    if not facets.scheduled:
        return [None]
    choices = product((0, 1), (Fraction(1, 4), Fraction(2)), (1, 2, 0))
    return [None, *(Schedule(_matrix([[start]] * d), RATIONAL.scalar(eta), steps) for start, eta, steps in choices)]


def _extras(y_f: Matrix, facets: Facets) -> list[Regularization | None]:
    """None, and wrong labels that are all zero, all one or the true ones, at two weights."""
    if not facets.regularized:
        return [None]
    ones = _matrix([[1]] * y_f.shape[0])
    choices = product((ones - ones, ones, y_f), (1, 3))
    return [None, *(Regularization(wrong, RATIONAL.scalar(alpha), RATIONAL.scalar(1)) for wrong, alpha in choices)]


def _matrix(rows: Sequence[Sequence[int]]) -> Matrix:
    return Matrix.of(RATIONAL, rows)
