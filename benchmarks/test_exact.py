"""The shortest interpolator in exact arithmetic: over Q, and in a prime field as the rung ``identity`` works."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flint import nmod_mat

from benchmarks.race import Entry
from benchmarks.samples import Samples, over
from theory.arithmetic import RATIONAL, Matrix, PrimeField

SHAPES = [(24, 12), (80, 40)]
IDS = "{0[0]} x {0[1]}".format
PRIME = 2**61 - 1


@pytest.mark.parametrize(
    "method", ["goldengap", "flint by hand, on the Gram", "sympy Matrix.LUsolve, on the Gram", "sympy DomainMatrix, on the Gram"]
)
@pytest.mark.parametrize("shape", SHAPES, ids=IDS)
def test_over_the_rationals(raced: Callable[[Entry], None], shape: tuple[int, int], method: str) -> None:
    """At any rank, against libraries that take full column rank for granted."""
    samples = Samples.draw(*shape, seed=3)
    x, y, w = samples.over(RATIONAL)
    kernels: dict[str, Callable[[Any], Any]] = {
        "goldengap": lambda _: Matrix(RATIONAL, x.data).solve(y),
        "flint by hand, on the Gram": lambda _: Matrix(RATIONAL, x.data * (x.data.transpose() * x.data).solve(y.data)),
    }
    if method.startswith("sympy"):
        sympy = pytest.importorskip("sympy")
        features, labels = (sympy.Matrix(a.astype(int).tolist()) for a in (samples.x, samples.y))
        domain = sympy.polys.matrices.DomainMatrix
        dense = [domain.from_Matrix(a).to_field() for a in (features, labels)]
        kernels[method] = (
            (lambda _: features * (features.T * features).LUsolve(labels))
            if "LUsolve" in method
            else (lambda _: (dense[0] * (dense[0].transpose() * dense[0]).lu_solve(dense[1])).to_Matrix())
        )

    def error(found: Any) -> float:
        same = found == w if isinstance(found, Matrix) else [int(v) for v in found] == samples.w.ravel().astype(int).tolist()
        return 0.0 if same else 1.0

    raced(
        Entry(
            f"exact over Q, {shape[0]} x {shape[1]}",
            method,
            kernels[method],
            error,
            0.0,
            ours=method == "goldengap",
            shape=shape,
            bar=100.0 if method == "goldengap" and shape == (80, 40) else None,
            rounds=3 if "LUsolve" in method else 20,
        )
    )


@pytest.mark.parametrize("method", ["goldengap", "flint by hand, on the Gram"])
@pytest.mark.parametrize("shape", SHAPES, ids=IDS)
def test_in_a_prime_field(raced: Callable[[Entry], None], shape: tuple[int, int], method: str) -> None:
    samples, field = Samples.draw(*shape, seed=3), PrimeField(PRIME)
    rows = [[[int(v) for v in row] for row in a] for a in (samples.x, samples.y)]

    def by_hand(_: object) -> Matrix:
        x, y = (nmod_mat(a, PRIME) for a in rows)
        return Matrix(field, x * (x.transpose() * x).solve(y))

    kernels = {"goldengap": lambda _: Matrix.of(field, rows[0]).solve(Matrix.of(field, rows[1])), "flint by hand, on the Gram": by_hand}
    raced(
        Entry(
            f"identity, a 61-bit field, {shape[0]} x {shape[1]}",
            method,
            kernels[method],
            lambda found: 0.0 if found == over(field, samples.w) else 1.0,
            0.0,
            ours=method == "goldengap",
            shape=shape,
            rounds=20,
        )
    )
