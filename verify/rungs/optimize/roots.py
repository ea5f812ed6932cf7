"""Rational zeros of a difference: where "never equal" fails although almost all data keep to it.

While the features stay, models are linear in teacher, noise, start and wrong labels, so that losses and norms are quadratic in them: a
few values give the whole quadratic, and a grid of integers is then tried at once. Along any other entry a difference is a quotient of
polynomials of low degree: it is recovered over Q from its values, and its numerator is factored.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement

import numpy as np

from theory.arithmetic import RATIONAL
from theory.arithmetic.flint_names import fmpq, fmpq_mat, fmpq_poly
from verify.claim.sides import values_of
from verify.rungs.optimize.goal import Budget, Goal, differences
from verify.rungs.optimize.layout import LINEAR, Array, Layout

BOX = {1: 200, 2: 60, 3: 12, 4: 5}
"""Per number of unknowns the largest integer of the grid: about 15,000 points each."""

POOLS = (LINEAR, LINEAR, LINEAR, LINEAR, ("lower",), ("upper",))
"""The parts among which the unknowns are chosen; whether the difference is quadratic in them is tried out."""

DEGREE = 4
"""Of numerator and denominator along one entry: X enters a squared norm of a model with at most this degree."""

PLACES = range(-2 * DEGREE + 2, 2 * DEGREE - 1)
"""Where a difference is evaluated along one entry: three places more than unknown coefficients."""


@cache
def _grid(unknowns: int) -> tuple[Array, Array]:
    """Integer points, smallest first, and the monomials of degree up to 2 at them."""
    side = np.arange(-BOX[unknowns], BOX[unknowns] + 1)
    points = np.stack(np.meshgrid(*[side] * unknowns, indexing="ij"), axis=-1).reshape(-1, unknowns)
    points = points[np.argsort(np.abs(points).max(axis=1), kind="stable")]
    return points, _monomials(points)


def _monomials(points: Array) -> Array:
    """1, the coordinates, and their products, (points, monomials)."""
    size = points.shape[1]
    products = [points[:, i] * points[:, j] for i, j in combinations_with_replacement(range(size), 2)]
    return np.column_stack([np.ones(len(points)), points, *products]).astype(float)


def grid_zeros(goal: Goal, layout: Layout, numbers: Array, rng: np.random.Generator, budget: Budget) -> Iterator[Array]:
    """Numbers with integers in place of up to four of the linear ones, at which the difference of the sides vanishes."""
    pool = POOLS[rng.integers(0, len(POOLS))]
    linear = np.concatenate([np.arange(layout.size)[layout.where[name]] for name in pool if name in layout.where])
    index = rng.permutation(linear)[: rng.integers(1, min(4, len(linear)) + 1)]
    base = numbers.copy()
    if rng.integers(0, 2) and pool is LINEAR:
        base[linear] = 0 * base[linear]

    def values(points: Array) -> Array:
        out = []
        for point in points:
            budget.take()
            moved = base.astype(float)
            moved[index] = point
            out.append(np.concatenate([(a - b).ravel() for a, b in differences(goal.statement, layout.problem(moved))]))
        return np.array(out)

    size = len(index)
    unit = np.eye(size, dtype=int)
    places = np.vstack([0 * unit[:1], unit, -unit, *[unit[[i]] + unit[[j]] for i in range(size) for j in range(i)]])
    tests = rng.integers(-7, 8, (1, size))
    try:
        seen = values(np.vstack([places, tests]))
    except Exception:  # a side may raise anything in double precision
        return
    coefficients = np.linalg.solve(_monomials(places), seen[: len(places)])
    rounding = 1e-10 * (np.abs(_monomials(np.vstack([places, tests]))) @ np.abs(coefficients)).max(axis=0)
    if not (np.abs(_monomials(tests) @ coefficients - seen[len(places) :]) <= rounding).all():
        return  # not quadratic
    points, monomials = _grid(size)
    zero = (np.abs(monomials @ coefficients) <= 1e-11 * (np.abs(monomials) @ np.abs(coefficients))).all(axis=1)
    for point in _few(points[zero]):
        found = base.copy()
        found[index] = [Fraction(int(x)) for x in point]
        yield found


def _few(points: Array) -> list[Array]:
    """The smallest point and two with all entries other than 0: where a trivial one is excluded, these may not be."""
    whole = points[(points != 0).all(axis=1)]
    return [*points[:1], *whole[:2]]


def line_zeros(goal: Goal, layout: Layout, numbers: Array, index: int, budget: Budget) -> Iterator[Array]:
    """Numbers with another rational in place of the one at ``index``, at which the first quantity of the statement does not differ."""

    def at(x: Fraction) -> Array:
        moved = numbers.copy()
        moved[index] = x
        return moved

    seen = []
    for place in PLACES:
        budget.take()
        value = exact_difference(goal, layout, at(Fraction(place)))
        if value is not None:
            seen.append((fmpq(place), value))
    yield from (at(RATIONAL.fraction(x)) for x, value in seen if value == 0)
    for root in _roots(seen):
        yield at(RATIONAL.fraction(root))


def exact_difference(goal: Goal, layout: Layout, numbers: Array) -> fmpq | None:
    """left - right of the first quantity over Q, None where it is no scalar or not defined."""
    try:
        p = layout.problem(numbers)
        left, right = (values_of(goal.statement, name, p)[0] for name in ("left", "right"))
        return fmpq(0) + left - right
    except (ArithmeticError, ValueError, TypeError):
        return None


def _roots(seen: list[tuple[fmpq, fmpq]]) -> list[fmpq]:
    """The rational zeros of the numerator of the quotient of polynomials through these values; none where there is no such quotient."""
    if len(seen) < len(PLACES) - 1:
        return []
    powers = [[x**i for i in range(DEGREE + 1)] for x, _ in seen]
    rows = [[*power, *[-value * y for y in power]] for power, (_, value) in zip(powers, seen, strict=True)]
    reduced, rank = fmpq_mat(len(rows), 2 * DEGREE + 2, [x for row in rows for x in row]).rref()
    if rank == 2 * DEGREE + 2:
        return []
    table = reduced.tolist()[:rank]
    pivots = [next(j for j, x in enumerate(row) if x) for row in table]
    free = next(j for j in range(2 * DEGREE + 2) if j not in pivots)
    solution = [fmpq(int(j == free)) for j in range(2 * DEGREE + 2)]
    for pivot, row in zip(pivots, table, strict=True):
        solution[pivot] = -row[free]
    numerator = fmpq_poly(solution[: DEGREE + 1])
    if numerator.degree() < 1:
        return []
    return [-factor[0] / factor[1] for factor, _ in numerator.factor()[1] if factor.degree() == 1]
