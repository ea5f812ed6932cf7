"""All losses from a file of features, read block by block, against loading it whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from benchmarks.race import Entry
from theory.blockwise import losses_of_file
from theory.curves import every_loss
from theory.problem import Problem


@pytest.mark.parametrize("method", ["goldengap, block by block", "goldengap, in memory", "two numpy lstsq, in memory"])
@pytest.mark.parametrize("shape", [(100, 20_000), pytest.param((200, 40_000), marks=pytest.mark.slow)], ids="{0[0]} x {0[1]}".format)
def test_blocks(raced: Callable[[Entry], None], tmp_path: Path, shape: tuple[int, int], method: str) -> None:
    (d, n), rng, path = shape, np.random.default_rng(12), tmp_path / "x.npy"
    np.save(path, rng.normal(size=(n, d)))
    y, forget = rng.normal(size=n), rng.random(n) < 0.1
    x, ours = np.load(path), method == "goldengap, block by block"
    w = np.linalg.lstsq(x[~forget], y[~forget], rcond=None)[0]
    true = float(((x[forget] @ w - y[forget]) ** 2).mean())

    def two(_: object) -> float:
        loaded = np.load(path)
        np.linalg.lstsq(loaded, y, rcond=None)
        found = np.linalg.lstsq(loaded[~forget], y[~forget], rcond=None)[0]
        return float(((loaded[forget] @ found - y[forget]) ** 2).mean())

    kernels: dict[str, Callable[[object], float]] = {
        "goldengap, block by block": lambda _: losses_of_file(path, y, forget)["golden"].unlearning,
        "goldengap, in memory": lambda _: every_loss(Problem.from_samples(np.load(path), y, forget))["golden"].unlearning,
        "two numpy lstsq, in memory": two,
    }
    raced(
        Entry(
            f"blocks, a file of {n} samples with {d} features",
            method,
            kernels[method],
            lambda found: abs(found - true) / true,
            1e-12,
            ours=ours,
            shape=shape,
            flops=n * d**2 + 16 * n * d if ours else 0,
            bytes=8 * 3 * n * d if ours else 0,
            rounds=2,
        )
    )
