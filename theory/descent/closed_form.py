"""Where descent is at step k without taking a step."""

from __future__ import annotations

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar
from theory.problem import nearest_interpolator


def iterate_at(x: Matrix, y: Matrix, start: Matrix, eta: Scalar, k: int) -> Matrix:
    """w_k = w_inf + (I - (2 eta / n) X X^T)^k (w_0 - w_inf), with w_inf the interpolator of S nearest to w_0.

    The power is worked in sample space: w_0 - w_inf = X c, and (I - a X X^T)^k X c = X (I - a G)^k c with G = X^T X (n, n), so
    repeated squaring of one small matrix replaces k steps. x (d, n), y (n, k'), start (d, k'); returns (d, k').
    """
    _check_count(k)
    if x.shape[1] == 0 or k == 0:
        return start
    limit = nearest_interpolator(x, y, start)
    coordinates = x.T.solve(start - limit)  # (X)^+ v: the shortest c with X c = v
    step = _step_matrix(x, eta)
    return limit + x @ (power(step, k) @ coordinates)


def residual_at(x: Matrix, y: Matrix, start: Matrix, eta: Scalar, k: int) -> Matrix:
    """X^T w_k - y = (I - (2 eta / n) G)^k (X^T w_0 - y), with G = X^T X (n, n): no w_inf, no pseudo-inverse. Returns (n, k')."""
    _check_count(k)
    residual = x.T @ start - y
    return residual if x.shape[1] == 0 or k == 0 else power(_step_matrix(x, eta), k) @ residual


def residuals_with_momentum(x: Matrix, y: Matrix, start: Matrix, eta: Scalar, k: int, momentum: Scalar) -> tuple[Matrix, Matrix]:
    """X^T w_k - y of heavy-ball and of Nesterov by their recursions in sample space, at rest at first. Each (n, k').

    With A = I - (2 eta / n) G: r_{k+1} = A r_k + momentum (r_k - r_{k-1}), and r_{k+1} = A (r_k + momentum (r_k - r_{k-1})).
    """
    _check_count(k)
    step = _step_matrix(x, eta)
    polyak = nesterov = (x.T @ start - y,) * 2
    for _ in range(k):
        polyak = polyak[1], step @ polyak[1] + (polyak[1] - polyak[0]) * momentum
        nesterov = nesterov[1], step @ (nesterov[1] + (nesterov[1] - nesterov[0]) * momentum)
    return polyak[1], nesterov[1]


def residual_of_sgd(x: Matrix, y: Matrix, start: Matrix, eta: Scalar, k: int) -> Matrix:
    """X^T w_k - y of SGD that takes the samples one by one in their order, (n, k'): r <- r - 2 eta G_{:,i} r_i."""
    _check_count(k)
    g, residual = x.T @ x, x.T @ start - y
    for step in range(k):
        i = [step % x.shape[1]]
        residual = residual - g.columns(i) @ residual.rows(i) * (2 * eta)
    return residual


def top_component(x: Matrix, v: Matrix) -> Matrix:
    """E v, where E projects onto the span of the left singular vectors of X that belong to sigma_max.

    E is the Lagrange polynomial in X X^T that is 1 at sigma_max^2 and 0 at every other eigenvalue, 0 included. Needs the non-zero
    sigma_i to differ; in a rounded system they must differ by more than rounding. Raises ``ValueError`` where X = 0.
    """
    if x.rank == 0:
        raise ValueError("`x` must have a non-zero entry; received rank 0")
    largest, *others = x.squared_singular_values()
    for other in (0, *others):
        v = (x @ (x.T @ v) - v * x.system.scalar(1) * other) / (largest - other)
    return v


def _step_matrix(x: Matrix, eta: Scalar) -> Matrix:
    """I - (2 eta / n) G, what one step does to the residual, for n >= 1."""
    n = x.shape[1]
    found: Matrix = Matrix.identity(x.system, n) - (x.T @ x) * (2 * eta / n)
    return found


def _check_count(k: int) -> None:
    if k < 0:
        raise ValueError(f"`k` must be at least 0; received {k}")


def power(a: Matrix, k: int) -> Matrix:
    """A^k for k >= 1, by repeated squaring."""
    result = None
    while True:
        if k % 2:
            result = a if result is None else result @ a
        k //= 2
        if not k:
            break
        a = a @ a
    if result is None:
        raise ValueError("`k` must be at least 1; received 0")
    return result
