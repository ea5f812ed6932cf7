"""Many small problems as stacked arrays, against two least-squares calls for each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.race import Entry
from theory.batches import batch_losses
from theory.curves import every_loss
from theory.problem import Problem

D, N, N_R = 40, 20, 16
LOOPED = 500


@pytest.mark.parametrize("method", ["goldengap, all losses", "two numpy lstsq in a loop"])
@pytest.mark.parametrize("count", [2000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_batches(raced: Callable[[Entry], None], count: int, method: str) -> None:
    rng, ours = np.random.default_rng(10), method != "two numpy lstsq in a loop"
    x, y = rng.normal(size=(count, N, D)), rng.normal(size=(count, N, 1))
    first = Problem.from_samples(x[0], y[0], np.arange(N) >= N_R)
    true = every_loss(first)["golden"].unlearning

    def loop(_: object) -> float:
        for features, targets in zip(x[:LOOPED], y[:LOOPED], strict=True):
            np.linalg.lstsq(features, targets, rcond=None)
            w = np.linalg.lstsq(features[:N_R], targets[:N_R], rcond=None)[0]
        del w
        w = np.linalg.lstsq(x[0, :N_R], y[0, :N_R], rcond=None)[0]
        return float(((x[0, N_R:] @ w - y[0, N_R:]) ** 2).mean())

    raced(
        Entry(
            f"batches, {count} problems of {D} x {N}",
            method,
            (lambda _: batch_losses(x, y, N_R)["golden"].unlearning[0]) if ours else loop,
            lambda found: abs(found - true) / true,
            1e-12,
            ours=ours,
            shape=(count, D, N),
            flops=count * (2 * D * N**2 + N**3 + 60 * D * N) if ours else 0,
            bytes=8 * count * D * N if ours else 0,
            calls=1 if ours else count / LOOPED,
            bar=10.0 if ours else None,
            rounds=3,
        )
    )
