"""What one claim costs in each number system, and the golden model's loss by its two routes."""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt

import pytest

from benchmarks.samples import Samples, assert_within, direct_interpolator
from theory.arithmetic import FLOAT64, RATIONAL, Multiprecision, NumberSystem
from theory.arithmetic.system import Scalar
from theory.losses import gap_in_weights, leave_out_loss, unlearning_loss
from theory.models import golden, pretrained
from theory.problem import Problem

SYSTEMS: dict[str, tuple[NumberSystem, int]] = {  # name: (system, rounds)
    "rational": (RATIONAL, 200),
    "mpmath-50": (Multiprecision(50), 30),
    "float64": (FLOAT64, 200),
}
ROUTES: dict[str, Callable[[Problem], Scalar]] = {
    "golden model": lambda p: unlearning_loss(p, golden(p)),
    "leave-k-out": leave_out_loss,
}


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("system", SYSTEMS)
def test_golden_loss(timed: Callable, system: str, route: str) -> None:
    numbers, rounds = SYSTEMS[system]
    samples = Samples.draw(8, 6, seed=4)
    p = samples.problem(RATIONAL, n_f=2)
    residual = p.x_f.T @ direct_interpolator(p.x_r, p.y_r) - p.y_f
    exact = RATIONAL.fraction(residual.sq_norm()) / p.n_f
    # Two inverses in a row, of the Gram and of a block of its inverse, each of condition at most kappa^2: the residual is off by at
    # most delta = d n eps kappa^4 ||y||, and its mean square by (2 ||residual|| + delta) delta / n_f.
    delta = samples.rounding(numbers, power=4) * _root(p.y.sq_norm())
    tolerance = (2 * _root(residual.sq_norm()) + delta) * delta / p.n_f

    def check(value: Scalar) -> None:
        assert_within(numbers.fraction(value), exact, tolerance)

    timed(f"loss of the golden model, {system}, 8 x 6", ROUTES[route], check, rounds, fresh=lambda: samples.problem(numbers, n_f=2))


@pytest.mark.parametrize("system", SYSTEMS)
def test_one_claim(timed: Callable, system: str) -> None:
    numbers, rounds = SYSTEMS[system]
    samples = Samples.draw(8, 6, seed=5)
    p = samples.problem(RATIONAL, n_f=2)
    difference = direct_interpolator(p.x, p.y) - direct_interpolator(p.x_r, p.y_r)
    exact = RATIONAL.fraction(difference.sq_norm())
    # Both models are off by at most d n eps kappa ||w||, as ||w_g|| <= ||w_o|| = ||w|| and kappa(X_r) <= kappa(X).
    delta = 2 * samples.rounding(numbers) * _root(direct_interpolator(p.x, p.y).sq_norm())
    tolerance = (2 * _root(difference.sq_norm()) + delta) * delta

    def check(value: Scalar) -> None:
        assert_within(numbers.fraction(value), exact, tolerance)

    def evaluate(p: Problem) -> Scalar:
        return gap_in_weights(p, pretrained(p))

    timed("pretrained to golden gap, 8 x 6", evaluate, check, rounds, fresh=lambda: samples.problem(numbers, n_f=2))


def _root(square: Scalar) -> int:
    """An integer no smaller than the square root."""
    return isqrt(int(RATIONAL.fraction(square))) + 1
