"""Every loss of all six models, against two least-squares calls, which give two models and no loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
import scipy.linalg
from sklearn.linear_model import LinearRegression, Ridge

from benchmarks.race import Entry
from benchmarks.samples import Samples
from theory.arithmetic import FLOAT64
from theory.curves import every_loss
from theory.problem import Problem

SIZES = [
    (1024, 128),
    (2000, 400),
    pytest.param((4096, 1024), marks=pytest.mark.slow),
    pytest.param((20_000, 500), marks=pytest.mark.slow),
]
BARS = {(4096, 1024): 8.0, (20_000, 500): 10.0}
FORGOTTEN = 20


def _scipy(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return scipy.linalg.lstsq(x, y, lapack_driver="gelsy", check_finite=False)[0]


def _sklearn(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return LinearRegression(fit_intercept=False).fit(x, y).coef_.T


def _ridge(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Not the interpolator: the ridge that is as near to it as a Gram lets it be."""
    return Ridge(alpha=1e-9, fit_intercept=False, solver="cholesky").fit(x, y).coef_.reshape(1, -1).T


PEERS: dict[str, tuple[Callable[[np.ndarray, np.ndarray], np.ndarray], float]] = {
    "two numpy lstsq": (lambda x, y: np.linalg.lstsq(x, y, rcond=None)[0], 1e-10),
    "two scipy gelsy": (_scipy, 1e-10),
    "two sklearn LinearRegression": (_sklearn, 1e-10),
    "two sklearn Ridge": (_ridge, 1e-6),
}


@dataclass(frozen=True)
class Data:
    """Samples as rows, and the shortest interpolator, which is known."""

    x: np.ndarray
    y: np.ndarray
    w: np.ndarray

    @classmethod
    def of(cls, shape: tuple[int, int]) -> Data:
        samples = Samples.draw(*shape, seed=7)
        return cls(np.ascontiguousarray(samples.x.T), samples.y, samples.w)

    def apart(self, w: np.ndarray) -> float:
        return float(np.linalg.norm(w - self.w) / np.linalg.norm(self.w))


@pytest.mark.parametrize("method", ["goldengap", *PEERS])
@pytest.mark.parametrize("shape", SIZES, ids=lambda s: f"{s[0]} x {s[1]}")
def test_all_models(raced: Callable[[Entry], None], shape: tuple[int, int], method: str) -> None:
    data, (d, n) = Data.of(shape), shape
    n_r, ours = n - FORGOTTEN, method == "goldengap"

    def problem() -> Problem:
        return Problem.from_samples(data.x, data.y, np.arange(n) >= n_r)

    def peer(_: object) -> np.ndarray:
        solve = PEERS[method][0]
        solve(data.x[:n_r], data.y[:n_r])
        return solve(data.x, data.y)

    def all_losses(_: object) -> tuple:
        p = problem()
        return p, every_loss(p)

    def error(result: tuple) -> float:
        """That of the pretrained model, by whose losses the others are judged as well: RL(w_g) is 0 where it interpolates."""
        p, found = result
        scale = float(np.linalg.norm(data.y)) / n_r**0.5
        return max(data.apart(p.x.solve(p.y).data), found["golden"].remaining ** 0.5 / scale, found["pretrained"].unlearning ** 0.5 / scale)

    raced(
        Entry(
            f"all-models, {d} x {n}",
            "goldengap, all losses" if ours else method,
            all_losses if ours else peer,
            error if ours else data.apart,
            1e-10 if ours else PEERS[method][1],
            ours=ours,
            shape=shape,
            flops=d * n**2 + n**3 / 3 + 60 * d * n if ours else 0,
            bytes=8 * 30 * d * n if ours else 0,
            bar=BARS.get(shape) if ours else None,
            rounds=3,
        )
    )


CONDITIONS = [1.0, 1e4, 1e8, 1e12]


@pytest.mark.parametrize("method", ["goldengap", "numpy lstsq"])
@pytest.mark.parametrize("kappa", CONDITIONS, ids="{:.0e}".format)
def test_at_every_condition_number(raced: Callable[[Entry], None], kappa: float, method: str) -> None:
    """One solution of 400 x 100, its error against 100 digits in balls."""
    from theory.arithmetic import RATIONAL, Matrix
    from theory.certified import certified

    rng, (d, n) = np.random.default_rng(8), (400, 100)
    u, v = (np.linalg.qr(rng.normal(size=(m, n)))[0] for m in (d, n))
    x, y = (u * np.logspace(0, -np.log10(kappa), n)) @ v.T, rng.normal(size=(n, 1))
    exact = [Matrix.of(RATIONAL, [[FLOAT64.fraction(value) for value in row] for row in a], a.shape[1]) for a in (x, y)]
    found = certified(lambda s: exact[0].to(s).solve(exact[1].to(s)), 100)
    true = np.array([[float(number.value.mid())] for (number,) in found.tolist()])
    ours = method == "goldengap"
    kernels = {
        "goldengap": lambda _: Matrix(FLOAT64, x).solve(Matrix(FLOAT64, y)).data,
        "numpy lstsq": lambda _: np.linalg.lstsq(x.T, y, rcond=None)[0],
    }
    raced(
        Entry(
            f"condition {kappa:.0e}, {d} x {n}",
            method,
            kernels[method],
            lambda w: float(np.linalg.norm(w - true) / np.linalg.norm(true)),
            1e-13 * kappa,
            ours=ours,
            shape=(d, n),
            flops=d * n**2 if ours else 0,
            bytes=8 * 5 * d * n if ours else 0,
            bar=3.0 if ours else None,
            rounds=20,
        )
    )
