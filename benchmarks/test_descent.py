"""What simulated descent costs: the general loop, the closed form, and a bare loop in the system's own matrices."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from benchmarks.samples import Samples, assert_near, exact_iterate, over
from theory.arithmetic import FLOAT64, RATIONAL, Matrix, Multiprecision, NumberSystem
from theory.descent import gradient_descent, iterate_at

# name: (system, shape, steps, rounds)
SETTINGS: dict[str, tuple[NumberSystem, tuple[int, int], int, int]] = {
    "float64, 64 x 32, 1000 steps": (FLOAT64, (64, 32), 1000, 20),
    "30 digits, 8 x 6, 100 steps": (Multiprecision(30), (8, 6), 100, 10),
    "rational, 8 x 6, 8 steps": (RATIONAL, (8, 6), 8, 100),
}
Arguments = tuple[Matrix, Matrix, Matrix, Any, int]


def simulated(arguments: Arguments) -> Matrix:
    return deque(gradient_descent(*arguments), maxlen=1).pop()


def closed_form(arguments: Arguments) -> Matrix:
    return iterate_at(*arguments)


def bare(arguments: Arguments) -> Matrix:
    """The loop on raw matrices, transposes and constants taken out of it."""
    x, y, start, eta, steps = arguments
    system = x.system
    features, transposed, labels, w = x.data, x.T.data, y.data, start.data
    size = eta * 2 / x.shape[1]
    product = (lambda a, b: a @ b) if system != RATIONAL else (lambda a, b: a * b)  # flint spells it *
    for _ in range(steps):
        w = w - product(features, product(transposed, w) - labels) * size
    return Matrix(system, w)


@pytest.mark.parametrize("method", [simulated, closed_form, bare])
@pytest.mark.parametrize("setting", SETTINGS)
def test_descent(timed: Callable, setting: str, method: Callable[[Arguments], Matrix]) -> None:
    system, (d, n), steps, rounds = SETTINGS[setting]
    samples = Samples.draw(d, n, seed=6)
    # 2 eta / n = 2^-shift <= 1 / ||X||_F^2: below the threshold, and a contraction with factors in [0, 1)
    shift = int((samples.x**2).sum()).bit_length()
    exact = exact_iterate(samples, shift, steps)
    # A step commits at most 4 (d + n) eps ||w||, and no later step enlarges it. The closed form's coordinates are off by
    # d n eps kappa ||c|| and its power by 2 k n eps, where sigma_max ||c|| <= kappa ||w||. One bound, relative to ||w||:
    tolerance, scale = 4 * steps * (d + n) * system.epsilon * samples.kappa**2, over(RATIONAL, samples.w)

    def fresh() -> Arguments:
        x, y, w = samples.over(system)
        return x, y, w - w, system.scalar(Fraction(n, 2 ** (shift + 1))), steps

    timed(f"descent, {setting}", method, lambda w: assert_near(w, exact, tolerance, scale), rounds, fresh=fresh)
