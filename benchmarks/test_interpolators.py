"""What the shortest interpolator costs here, and in the libraries a reader would otherwise call."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from time import process_time
from typing import Any

import numpy as np
import pytest
import scipy.linalg
from flint import fmpq_mat

from benchmarks.samples import Samples, assert_near, over
from theory.arithmetic import FLOAT64, RATIONAL, Matrix, Multiprecision

# name: (w from X and y, the power in which the condition number of X enters)
FLOATS: dict[str, tuple[Callable[[np.ndarray, np.ndarray], np.ndarray], int]] = {
    "Matrix.solve": (lambda x, y: Matrix(FLOAT64, x).solve(Matrix(FLOAT64, y)).data, 1),
    "numpy lstsq": (lambda x, y: np.linalg.lstsq(x.T, y, rcond=None)[0], 1),
    "scipy gelsd": (lambda x, y: scipy.linalg.lstsq(x.T, y, lapack_driver="gelsd", check_finite=False)[0], 1),
    "scipy gelsy": (lambda x, y: scipy.linalg.lstsq(x.T, y, lapack_driver="gelsy", check_finite=False)[0], 1),
    "numpy pinv": (lambda x, y: np.linalg.pinv(x.T) @ y, 2),
}
ROUNDS = {(64, 32): 200, (1024, 128): 20, (2000, 400): 5}  # by shape (d, n)
EXACT_ROUNDS = {(8, 6): 200, (24, 12): 200, (80, 40): 20}


@pytest.mark.parametrize("method", FLOATS)
@pytest.mark.parametrize("shape", ROUNDS, ids="{0[0]} x {0[1]}".format)
def test_in_float64(timed: Callable, method: str, shape: tuple[int, int]) -> None:
    samples = Samples.draw(*shape, seed=1)
    solve, power = FLOATS[method]
    exact = over(RATIONAL, samples.w)

    def check(w: np.ndarray) -> None:
        assert_near(Matrix(FLOAT64, w), exact, samples.rounding(FLOAT64, power))

    timed(f"shortest interpolator, float64, {shape[0]} x {shape[1]}", lambda: solve(samples.x, samples.y), check, ROUNDS[shape])


@pytest.mark.parametrize("method", ["Matrix.solve", "mpmath lu_solve", "mpmath qr_solve"])
def test_to_fifty_digits(timed: Callable, method: str) -> None:
    samples, system = Samples.draw(8, 6, seed=2), Multiprecision(50)
    x, y, _ = samples.over(system)
    context = system.context
    features, labels = context.matrix(x.tolist()), context.matrix(y.tolist())
    kernels = {
        "Matrix.solve": lambda: Matrix(system, x.data).solve(y).tolist(),
        # mpmath solves square and overdetermined systems only: the shortest interpolator goes through the Gram matrix
        "mpmath lu_solve": lambda: (features * context.lu_solve(features.T * features, labels)).tolist(),
        "mpmath qr_solve": lambda: (features * context.qr_solve(features.T * features, labels)[0]).tolist(),
    }
    exact, tolerance = over(RATIONAL, samples.w), samples.rounding(system, 1 if method == "Matrix.solve" else 2)

    def check(w: list) -> None:
        assert_near(Matrix.of(RATIONAL, [[system.fraction(entry) for entry in row] for row in w]), exact, tolerance)

    timed("shortest interpolator, 50 digits, 8 x 6", kernels[method], check, rounds=30)


@pytest.mark.parametrize("method", ["Matrix.solve", "flint, on the Gram"])
@pytest.mark.parametrize("shape", EXACT_ROUNDS, ids="{0[0]} x {0[1]}".format)
def test_over_the_rationals(timed: Callable, benchmark: Any, method: str, shape: tuple[int, int]) -> None:
    """At any rank, against flint called by hand, which takes full column rank for granted."""
    samples = Samples.draw(*shape, seed=3)
    x, y, w = samples.over(RATIONAL)

    def flint() -> fmpq_mat:
        return x.data * (x.data.transpose() * x.data).solve(y.data)

    def check(result: fmpq_mat) -> None:
        assert_near(Matrix(RATIONAL, result), w, Fraction(0))

    kernel = flint if method != "Matrix.solve" else lambda: Matrix(RATIONAL, x.data).solve(y).data
    if method == "Matrix.solve":
        benchmark.extra_info["times flint by hand"] = ratio(kernel, flint, EXACT_ROUNDS[shape])
    timed(f"shortest interpolator, rational, {shape[0]} x {shape[1]}", kernel, check, rounds=EXACT_ROUNDS[shape])


def ratio(kernel: Callable[[], object], peer: Callable[[], object], rounds: int) -> float:
    """How many times as long ``kernel`` takes as ``peer``: the shortest processor time of each, measured in turn."""
    shortest = dict.fromkeys((kernel, peer), float("inf"))
    for _ in range(rounds):
        for call in shortest:
            start = process_time()
            call()
            shortest[call] = min(shortest[call], process_time() - start)
    return round(shortest[kernel] / shortest[peer], 2)
