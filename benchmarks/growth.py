"""How time grows: exponents fitted to measured times, beside those of the operations that the work takes at the same sizes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.ceilings import shortest
from theory.arithmetic.float64_triangle import Triangles
from theory.batches import batch_losses
from theory.curves import every_loss, tuning_curve
from theory.descent.path import descent_curve
from theory.problem import Problem

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Kernel:
    """``run(fresh(shape))`` takes about ``operations(*shape)``; ``fresh`` is not timed."""

    name: str
    fresh: Callable[[Shape], Any]
    run: Callable[[Any], object]
    operations: Callable[..., float]


def problem(shape: Shape) -> Problem:
    """Gaussian features, a tenth of the samples to be forgotten."""
    (d, n), rng = shape, np.random.default_rng(15)
    return Problem.from_samples(rng.normal(size=(n, d)), rng.normal(size=n), np.arange(n) >= n - n // 10)


def stacked(shape: Shape) -> tuple[np.ndarray, np.ndarray, int]:
    """Many problems of one shape."""
    (count, d, n), rng = shape, np.random.default_rng(16)
    return rng.normal(size=(count, n, d)), rng.normal(size=(count, n, 1)), n - n // 5


def steps(p: Problem) -> object:
    """Losses at ten steps of descent."""
    eta = 0.5 * p.n_r / (p.d**0.5 + p.n**0.5) ** 2
    return descent_curve(p, eta, range(0, 10_000, 1000), p.zero)


GRAM = Kernel("Gram", lambda s: Triangles(problem(s).x.data), lambda t: t.gram, lambda d, n: d * n**2)
MODELS = Kernel("all models and losses", problem, every_loss, lambda d, n: d * n**2 + n**3 / 3 + 60 * d * n)
CURVE = Kernel("n_t curve", problem, lambda p: tuning_curve(p, range(p.n_r + 1), p.zero), lambda d, n: d * n**2 + 2 * n**3)
DESCENT = Kernel("descent", problem, steps, lambda d, n: d * n**2 + 9 * n**3)
BATCHES = Kernel("batches", stacked, lambda a: batch_losses(*a), lambda c, d, n: c * (2 * d * n**2 + n**3 + 60 * d * n))

GROWTH: tuple[tuple[Kernel, str, Sequence[Shape]], ...] = (
    *((kernel, "n", [(8192, n) for n in (128, 256, 512)]) for kernel in (GRAM, MODELS, CURVE, DESCENT)),
    *((kernel, "d", [(d, 256) for d in (4096, 8192, 16384)]) for kernel in (GRAM, MODELS, CURVE, DESCENT)),
    (BATCHES, "problems", [(count, 40, 20) for count in (500, 1000, 2000)]),
    (BATCHES, "n", [(500, 80, n) for n in (10, 20, 40)]),
)
"""(kernel, what grows, shapes)."""


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The slope of log cost against log size, by least squares."""
    return float(np.polyfit(np.log(sizes), np.log(costs), 1)[0])


def seconds(kernel: Kernel, shape: Shape, rounds: int = 5) -> float:
    """The shortest of a few runs, each on a new argument: a factorization is kept by its matrix."""
    arguments = iter([kernel.fresh(shape) for _ in range(rounds)])
    return shortest(lambda: kernel.run(next(arguments)), rounds)


def growth() -> str:
    """A Markdown table; measured exponents below the predicted ones mean that small sizes do not fill the machine."""
    lines = ["| kernel | grows | sizes | exponent of time | of operations |", "|---|---|---|--:|--:|"]
    for kernel, what, shapes in GROWTH:
        at = next(i for i, (a, b) in enumerate(zip(shapes[0], shapes[-1], strict=True)) if a != b)
        sizes = [float(shape[at]) for shape in shapes]
        measured = exponent(sizes, [seconds(kernel, shape) for shape in shapes])
        predicted = exponent(sizes, [kernel.operations(*shape) for shape in shapes])
        listed = ", ".join(" x ".join(map(str, shape)) for shape in shapes)
        lines.append(f"| {kernel.name} | {what} | {listed} | {measured:.2f} | {predicted:.2f} |")
    return "\n".join(lines) + "\n"
