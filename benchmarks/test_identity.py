"""Many models from one matrix over a prime field: what the rung of random points asks for, some sizes of which are small."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flint import nmod_mat

from benchmarks.race import Entry
from benchmarks.samples import Samples
from theory.arithmetic import Matrix, PrimeField

FIELD = PrimeField(2**61 - 1)
MODELS = 20


@pytest.mark.parametrize("method", ["goldengap", "flint's nmod by hand"])
@pytest.mark.parametrize("shape", [(6, 4), (24, 12)], ids="{0[0]} x {0[1]}".format)
def test_models_over_a_prime_field(raced: Callable[[Entry], None], shape: tuple[int, int], method: str) -> None:
    samples, (d, n) = Samples.draw(*shape, seed=13), shape
    rows, labels, weights = ([int(v) for row in a for v in row] for a in (samples.x, samples.y, samples.w))
    expected = [nmod_mat(d, 1, weights, FIELD.p) * k for k in range(1, MODELS + 1)]

    def ours(_: object) -> list[nmod_mat]:
        x, y = Matrix(FIELD, nmod_mat(d, n, rows, FIELD.p)), Matrix(FIELD, nmod_mat(n, 1, labels, FIELD.p))
        return [x.solve(y * k).data for k in range(1, MODELS + 1)]

    def by_hand(_: object) -> list[nmod_mat]:
        x, y = nmod_mat(d, n, rows, FIELD.p), nmod_mat(n, 1, labels, FIELD.p)
        gram = x.transpose() * x
        return [x * gram.solve(y * k) for k in range(1, MODELS + 1)]

    raced(
        Entry(
            f"identity, {MODELS} models over F_p, {d} x {n}",
            method,
            ours if method == "goldengap" else by_hand,
            lambda found: float(found != expected),
            0.0,
            ours=method == "goldengap",
            shape=shape,
        )
    )
