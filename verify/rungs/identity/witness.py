"""From a stratum on which an identity fails to a problem over Q on which the claim does: small integers in place of residues.

What is non-zero at a random point of a prime field is no zero polynomial, so almost every rational point of the stratum is a
counterexample. Small random integers are tried, and the exact judge decides on each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from theory.arithmetic import RATIONAL, Matrix
from theory.arithmetic.sampled import DegeneratePoint
from theory.problem import Problem, nearest_interpolator
from verify.claim import Claim
from verify.claim.judge import fails_exactly
from verify.rungs.identity.points import build, varied
from verify.rungs.identity.shapes import Shape
from verify.rungs.identity.trial import Variation

TRIES = 40
"""Problems that are tried per stratum."""

SIZES = (1, 2, 3, 9, 99)
"""Largest absolute values of the integers, in turn: the smaller, the easier to read."""


def witness_on(
    shape: Shape, claim: Claim, labels: str = "free", at: Variation | None = None, fails: Callable[[Claim, Problem], bool] = fails_exactly
) -> Problem | None:
    """A problem over Q on ``shape`` on which ``claim`` fails, by the exact judge ``fails``; None where no try finds one."""
    at = at or Variation(shape.n_r, 1)
    return next((p for p in problems_on(shape, labels, at) if fails(claim, p)), None)


def problems_on(shape: Shape, labels: str, at: Variation) -> Iterator[Problem]:
    """Problems over Q on ``shape`` from small random integers, always the same ones; alpha and lambda are positive, eta is small."""
    draw = Random(f"goldengap witness {shape.label} {labels} {at}")
    for attempt in range(TRIES):
        size = SIZES[attempt % len(SIZES)]

        def parameters(m: int, n: int, size: int = size) -> Matrix:
            if m == n == 1:
                return Matrix.of(RATIONAL, [[draw.randint(1, size)]])
            return Matrix.of(RATIONAL, [[draw.randint(-size, size) for _ in range(n)] for _ in range(m)], n)

        try:
            p = varied(build(shape, labels, parameters, at.steps), at.n_t, at.steps)
        except (DegeneratePoint, ZeroDivisionError):
            continue
        yield _with_small_step(p) if attempt % 2 == 0 else p


def _with_small_step(p: Problem) -> Problem:
    """p with eta = n_r / (4 ||X||_F^2), below the threshold of every part of D, and its models in closed form."""
    size = p.x.sq_norm()
    eta = p.system.scalar(p.n_r) / (4 * size) if size != 0 else p.system.scalar(1)
    return replace(p, schedule=replace(p.plan, eta=eta), solver=nearest_interpolator)
