"""Optimizers that really iterate, in any number system. Each yields w_0, w_1, ..., w_steps.

Common arguments: ``x`` (d, n) and ``y`` (n, k) are the data S, ``start`` (d, k) is w_0, ``eta`` > 0 the step size as a number of
the system, ``steps`` >= 0. Over the rationals all but Adam are exact on any input; Adam needs square roots.
Raises ``ValueError`` that names the argument, when the first iterate is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from theory.arithmetic import Matrix, NumberSystem
from theory.arithmetic.system import Scalar
from theory.descent import steps as take


def gradient(x: Matrix, y: Matrix, w: Matrix) -> Matrix:
    """(2 / n) X (X^T w - y), the gradient of the mean squared loss; zero where S is empty."""
    n = x.shape[1]
    if n == 0:
        return w - w
    # d/dw ||X^T w - y||^2 = 2 X (X^T w - y); the loss is that norm over n
    found: Matrix = (x @ (x.T @ w - y)) * (w.system.scalar(2) / n)
    return found


def gradient_descent(x: Matrix, y: Matrix, start: Matrix, eta: Scalar, steps: int) -> Iterator[Matrix]:
    """w <- w - eta gradient(w), on the full batch."""
    _check(x, y, start, eta, steps)
    yield from take.plain(lambda w, _: gradient(x, y, w), start, eta, steps)


def sgd(x: Matrix, y: Matrix, start: Matrix, eta: Scalar, steps: int, *, batches: Sequence[Sequence[int]]) -> Iterator[Matrix]:
    """Mini-batch SGD: step k uses the columns ``batches[k % len(batches)]``. Any randomness is the caller's."""
    _check(x, y, start, eta, steps)
    if not batches:
        raise ValueError("`batches` must hold at least one batch; received none")
    beyond = sorted({i for batch in batches for i in batch} - set(range(x.shape[1])))
    if beyond:
        raise ValueError(f"`batches` must name columns of `x`, from 0 to {x.shape[1] - 1}; received {beyond}")
    parts = [(x.columns(batch), y.rows(batch)) for batch in batches]
    yield from take.plain(lambda w, k: gradient(*parts[k % len(parts)], w), start, eta, steps)


def heavy_ball(x: Matrix, y: Matrix, start: Matrix, eta: Scalar, steps: int, *, momentum: Scalar) -> Iterator[Matrix]:
    """w_{k+1} = w_k - eta gradient(w_k) + momentum (w_k - w_{k-1}) (Polyak 1964)."""
    _check(x, y, start, eta, steps)
    _check_fraction("momentum", momentum, x.system)
    yield from take.heavy_ball(lambda w, _: gradient(x, y, w), start, eta, steps, momentum)


def nesterov(x: Matrix, y: Matrix, start: Matrix, eta: Scalar, steps: int, *, momentum: Scalar) -> Iterator[Matrix]:
    """As heavy-ball, with the gradient taken at the extrapolated point w_k + momentum (w_k - w_{k-1}) (Nesterov 1983)."""
    _check(x, y, start, eta, steps)
    _check_fraction("momentum", momentum, x.system)
    yield from take.nesterov(lambda w, _: gradient(x, y, w), start, eta, steps, momentum)


def adam(
    x: Matrix, y: Matrix, start: Matrix, eta: Scalar, steps: int, *, beta1: Scalar, beta2: Scalar, epsilon: Scalar
) -> Iterator[Matrix]:
    """Adam with bias correction (Kingma, Ba 2015). A coordinate whose gradients have all been zero stays where it is.

    Over the rationals raises ``NotRepresentable`` where a second moment is no perfect square.
    """
    _check(x, y, start, eta, steps)
    _check_fraction("beta1", beta1, x.system)
    _check_fraction("beta2", beta2, x.system)
    if x.system.ordered and not epsilon >= 0:
        raise ValueError(f"`epsilon` must be at least 0; received {epsilon}")
    yield from take.adam(lambda w, _: gradient(x, y, w), start, eta, steps, beta1, beta2, epsilon)


def sign_step_size(x: Matrix, y: Matrix) -> Scalar:
    """|y| / ||x||_1: the step with which one move along sign(x) fits a single sample x (d, 1) from w = 0."""
    if x.shape[1] != 1 or y.shape != (1, 1):
        raise ValueError(f"`x` and `y` must be one sample with one label; received shapes {x.shape} and {y.shape}")
    size = sum(abs(row[0]) for row in x.tolist())
    return abs(y.tolist()[0][0]) / size


def _check(x: Matrix, y: Matrix, start: Matrix, eta: Scalar, steps: int) -> None:
    if y.shape[0] != x.shape[1]:
        raise ValueError(f"`y` must have {x.shape[1]} rows, one per column of `x`; received shape {y.shape}")
    if start.shape != (x.shape[0], y.shape[1]):
        raise ValueError(f"`start` must have shape {(x.shape[0], y.shape[1])}; received {start.shape}")
    if x.system.ordered and (not eta > 0 or eta == eta / 2):  # only 0, excluded already, and infinity are their own halves, in every system
        raise ValueError(f"`eta` must be positive and finite; received {eta}")
    if steps < 0:
        raise ValueError(f"`steps` must be at least 0; received {steps}")


def _check_fraction(name: str, value: Scalar, system: NumberSystem) -> None:
    if system.ordered and not 0 <= value < 1:
        raise ValueError(f"`{name}` must be in [0, 1); received {value}")
