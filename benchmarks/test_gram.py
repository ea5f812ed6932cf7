"""The Gram kernel beside what BLAS does at its best, on the same shapes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.linalg import blas

from benchmarks.race import Entry
from theory.arithmetic.float64_triangle import Triangles

SIZES = [(4096, 512), pytest.param((4096, 1024), marks=pytest.mark.slow), pytest.param((20_000, 500), marks=pytest.mark.slow)]
KERNELS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "goldengap": lambda x: Triangles(x).gram,
    "numpy x.T @ x": lambda x: x.T @ x,
    "scipy dsyrk, one half": lambda x: blas.dsyrk(1.0, x, trans=1),
    "numpy x.T @ y, all of it": lambda x: x.T @ np.negative(x),
}


@pytest.mark.parametrize("method", KERNELS)
@pytest.mark.parametrize("shape", SIZES, ids="{0[0]} x {0[1]}".format)
def test_gram(raced: Callable[[Entry], None], shape: tuple[int, int], method: str) -> None:
    """Entries are integers, so that every product and sum is exact in float64. One half of X^T X takes d n^2 operations."""
    d, n = shape
    x = np.random.default_rng(14).integers(-9, 10, (n, d)).astype(np.float64).T
    true = np.triu(x.T.astype(np.int64)[:8] @ x.astype(np.int64))
    sign = -1.0 if method.endswith("all of it") else 1.0
    raced(
        Entry(
            f"gram, {d} x {n}",
            method,
            KERNELS[method],
            lambda found: float(np.abs(np.triu(sign * found[:8]) - true).max()),
            0.0,
            fresh=lambda: x,
            ours=method == "goldengap",
            shape=shape,
            flops=d * n**2 * (2 if sign < 0 else 1),
            bytes=8 * (d * n + n**2),
        )
    )
