"""Losses for every size of D_t, and after every step of descent, against solving or iterating for each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.race import Entry
from theory.arithmetic import Matrix
from theory.curves import Losses, losses_of, tuning_curve
from theory.descent.path import descent_curve
from theory.problem import Problem, nearest_interpolator

SIZES = [(1024, 128), pytest.param((4096, 512), marks=pytest.mark.slow), pytest.param((20_000, 500), marks=pytest.mark.slow)]
IDS = "{0[0]} x {0[1]}".format
POINTS, STEPS, SAMPLE = 100, 10_000, 100


def made(shape: tuple[int, int]) -> Problem:
    (d, n), rng = shape, np.random.default_rng(9)
    return Problem.from_samples(rng.normal(size=(n, d)), rng.normal(size=n), np.arange(n) >= n - n // 10)


def apart(found: Losses, true: Losses) -> float:
    return max(abs(a - b) / (abs(b) + 1e-9) for a, b in zip(found, true, strict=True))


@pytest.mark.parametrize("method", ["goldengap", "one solve", "numpy lstsq per point"])
@pytest.mark.parametrize("shape", SIZES, ids=IDS)
def test_tuning(raced: Callable[[Entry], None], shape: tuple[int, int], method: str) -> None:
    p, (d, n) = made(shape), shape
    sizes = np.linspace(1, p.n_r, POINTS).astype(int).tolist()
    some = sizes[9::20]
    features, labels = np.ascontiguousarray(p.x_r.data.T), p.y_r.data

    def per_point(_: object) -> Losses:
        for t in some:
            w = np.linalg.lstsq(features[:t], labels[:t], rcond=None)[0]
        return losses_of(p, Matrix(p.system, w))

    kernels: dict[str, Callable] = {
        "goldengap": lambda q: tuning_curve(q, sizes, q.zero)[sizes.index(some[-1])],
        "one solve": lambda q: losses_of(q, nearest_interpolator(q.x, q.y, q.zero)),
        "numpy lstsq per point": per_point,
    }
    trained = losses_of(p, nearest_interpolator(p.x_r.columns(range(some[-1])), p.y_r.rows(range(some[-1])), p.zero))
    raced(
        Entry(
            f"curves, n_t, {POINTS} points, {d} x {n}",
            method,
            kernels[method] if method != "one solve" else lambda q: q.x.solve(q.y),
            (lambda found: apart(found, trained)) if method != "one solve" else lambda _: 0.0,
            1e-6,
            fresh=lambda: made(shape),
            ours=method == "goldengap",
            shape=shape,
            flops=d * n**2 + n**3 / 3 if method != "numpy lstsq per point" else 0,
            bytes=8 * 6 * d * n if method != "numpy lstsq per point" else 0,
            calls=POINTS / len(some) if method == "numpy lstsq per point" else 1,
            bar=100.0 if method == "goldengap" else None,
            rounds=3,
        )
    )


@pytest.mark.parametrize("method", ["goldengap", "goldengap, every step", "iterating"])
@pytest.mark.parametrize("shape", [SIZES[0], SIZES[2]], ids=IDS)
def test_descent(raced: Callable[[Entry], None], shape: tuple[int, int], method: str) -> None:
    p, (d, n) = made(shape), shape
    eta = 0.5 * p.n_r / (d**0.5 + n**0.5) ** 2
    (true,) = descent_curve(p, eta, [SAMPLE], p.zero)

    def iterated(_: object) -> Losses:
        x, y, w = p.x_r.data, p.y_r.data, p.zero.data
        for _ in range(SAMPLE):
            w = w - (2 * eta / p.n_r) * (x @ (x.T @ w - y))
        return losses_of(p, Matrix(p.system, w))

    kernels: dict[str, Callable] = {
        "goldengap": lambda q: descent_curve(q, eta, [STEPS, SAMPLE], q.zero)[1],
        "goldengap, every step": lambda q: descent_curve(q, eta, range(STEPS + 1), q.zero)[SAMPLE],
        "iterating": iterated,
    }
    raced(
        Entry(
            f"descent, losses at {STEPS} steps, {d} x {n}",
            method,
            kernels[method],
            lambda found: apart(found, true),
            1e-6,
            fresh=lambda: made(shape),
            ours=method == "goldengap",
            shape=shape,
            flops=d * n**2 + 9 * n**3 if method == "goldengap" else 0,
            bytes=8 * 6 * d * n if method == "goldengap" else 0,
            calls=STEPS / SAMPLE if method == "iterating" else 1,
            bar=100.0 if method == "goldengap" else None,
            rounds=3,
        )
    )
