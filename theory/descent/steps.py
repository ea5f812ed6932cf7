"""First-order optimizers on any differentiable function: ``slope(w, k)`` is the gradient that step k uses at w.

Each yields w_0, w_1, ..., w_steps and takes its arguments as checked. :mod:`theory.descent.optimizers` runs them on least squares,
:mod:`theory.networks` on networks. Over the rationals all but Adam are exact on any input; Adam needs square roots.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar

Slope = Callable[[Matrix, int], Matrix]


def plain(slope: Slope, start: Matrix, eta: Scalar, steps: int) -> Iterator[Matrix]:
    """w <- w - eta slope(w, k): gradient descent, or SGD where the slope is a batch's."""
    w = start
    yield w
    for k in range(steps):
        w = w - slope(w, k) * eta
        yield w


def heavy_ball(slope: Slope, start: Matrix, eta: Scalar, steps: int, momentum: Scalar) -> Iterator[Matrix]:
    """w_{k+1} = w_k - eta slope(w_k) + momentum (w_k - w_{k-1}) (Polyak 1964)."""
    before = w = start
    yield w
    for k in range(steps):
        before, w = w, w - slope(w, k) * eta + (w - before) * momentum
        yield w


def nesterov(slope: Slope, start: Matrix, eta: Scalar, steps: int, momentum: Scalar) -> Iterator[Matrix]:
    """As heavy-ball, with the slope taken at the extrapolated point w_k + momentum (w_k - w_{k-1}) (Nesterov 1983)."""
    before = w = start
    yield w
    for k in range(steps):
        ahead = w + (w - before) * momentum
        before, w = w, ahead - slope(ahead, k) * eta
        yield w


def adam(slope: Slope, start: Matrix, eta: Scalar, steps: int, beta1: Scalar, beta2: Scalar, epsilon: Scalar) -> Iterator[Matrix]:
    """Adam with bias correction (Kingma, Ba 2015). A coordinate whose slopes have all been zero stays where it is.

    Over the rationals raises ``NotRepresentable`` where a second moment is no perfect square.
    """
    system, one = start.system, start.system.scalar(1)
    w = start
    first = second = start - start
    decay1, decay2 = one, one
    yield w
    for k in range(steps):
        g = slope(w, k)
        first = first * beta1 + g * (one - beta1)
        second = second * beta2 + g.map(lambda s: s * s) * (one - beta2)
        decay1, decay2 = decay1 * beta1, decay2 * beta2
        root = (second / (one - decay2)).map(system.sqrt)
        scaling = root.map(lambda s: s * 0 if s == 0 else 1 / (s + epsilon))  # 0/0 where nothing was ever asked of a coordinate
        w = w - entrywise(first / (one - decay1), scaling) * eta
        yield w


def entrywise(a: Matrix, b: Matrix) -> Matrix:
    """The entry-by-entry product of two matrices of one shape."""
    factors = iter([value for row in b.tolist() for value in row])
    return a.map(lambda value: value * next(factors))
