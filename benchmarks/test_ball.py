"""Fifty certain digits through balls, against fifty probable ones through mpmath, and exact solutions against flint and sympy's kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flint import arb_mat, ctx

from benchmarks.race import Entry
from benchmarks.samples import Samples, over
from theory.arithmetic import RATIONAL, Matrix, Multiprecision
from theory.certified import certified

SHAPES = [(24, 12), pytest.param((80, 40), marks=pytest.mark.slow)]
DIGITS = 50


@pytest.mark.parametrize(
    "method", ["goldengap, certified", "flint's arb by hand", "flint's arb, its LU", "goldengap over mpmath", "mpmath lu_solve on the Gram"]
)
@pytest.mark.parametrize("shape", SHAPES, ids="{0[0]} x {0[1]}".format)
def test_fifty_digits(raced: Callable[[Entry], None], shape: tuple[int, int], method: str) -> None:
    samples, system = Samples.draw(*shape, seed=11), Multiprecision(DIGITS)
    exact, ours = samples.over(RATIONAL), method == "goldengap, certified"
    context = system.context
    features, labels = (context.matrix(a.astype(int).tolist()) for a in (samples.x, samples.y))
    rows = [[[int(v) for v in row] for row in a] for a in (samples.x, samples.y)]

    def by_hand(_: object) -> Any:
        with ctx.workprec(264):
            x, y = map(arb_mat, rows)
            transposed = x.transpose()
            return x * (transposed * x).solve(y, algorithm="lu" if method.endswith("LU") else None)

    kernels: dict[str, Callable] = {
        "goldengap, certified": lambda _: certified(lambda s: Matrix.of(s, rows[0]).solve(Matrix.of(s, rows[1])), DIGITS),
        "flint's arb by hand": by_hand,
        "flint's arb, its LU": by_hand,
        "goldengap over mpmath": lambda _: Matrix(system, exact[0].to(system).data).solve(exact[1].to(system)),
        "mpmath lu_solve on the Gram": lambda _: features * context.lu_solve(features.T * features, labels),
    }

    def error(found: Any) -> float:
        if method == "goldengap over mpmath" or method.startswith("mpmath"):
            found = [[system.fraction(v)] for (v,) in found.tolist()]
        else:
            entries = found.tolist() if method.startswith("flint") else [[n.value] for (n,) in found.tolist()]
            found = [[RATIONAL.fraction(entry.mid().fmpq())] for (entry,) in entries]
        difference = Matrix.of(RATIONAL, found) - over(RATIONAL, samples.w)
        return float(RATIONAL.fraction(difference.sq_norm()) / RATIONAL.fraction(exact[2].sq_norm())) ** 0.5

    raced(
        Entry(
            f"ball, {DIGITS} digits, {shape[0]} x {shape[1]}",
            method,
            kernels[method],
            error,
            1e-44,
            ours=ours,
            shape=shape,
            bar=50.0 if ours else None,
            rounds=3 if ours or method.startswith("flint") else 1,
        )
    )
