"""Predictions of the models from the Gram matrix alone: no features, no weights, hence any kernel.

``g`` is (n, n) with the remaining samples first and, for kernels, g[i, j] = k(x_i, x_j). All results are predictions on all n
samples, (n, k). Each formula is the model's own, multiplied by X^T from the left.
"""

from __future__ import annotations

from collections.abc import Sequence

from theory.arithmetic import Matrix
from theory.arithmetic.system import Scalar


def pretrained_predictions(g: Matrix, y: Matrix) -> Matrix:
    """X^T w_o = G G^+ y."""
    return g @ g.solve(y)


def golden_predictions(g: Matrix, y: Matrix, n_r: int) -> Matrix:
    """X^T w_g = G_{:,r} G_rr^+ y_r."""
    remaining = range(n_r)
    return _tuned(g, y, remaining, y - y)


def fine_tuned_predictions(g: Matrix, y: Matrix, tuning: Sequence[int]) -> Matrix:
    """X^T w_t = X^T w_o + G_{:,t} G_tt^+ (y_t - X_t^T w_o)."""
    return _tuned(g, y, tuning, pretrained_predictions(g, y))


def leave_out(g: Matrix, y: Matrix, n_r: int) -> Matrix:
    """y_f - (golden predictions)_f = S^{-1} a_f with a = G^{-1} y, S = (G^{-1})_ff: the leave-k-out identity, (n_f, k).

    Needs G invertible; raises ``ZeroDivisionError`` where it is singular.
    """
    inverse = g.inverse()
    held_out = range(n_r, g.shape[0])
    a_f = (inverse @ y).rows(held_out)
    return inverse.rows(held_out).columns(held_out).inverse() @ a_f


def _tuned(g: Matrix, y: Matrix, on: Sequence[int], start: Matrix) -> Matrix:
    """Predictions after training on the samples ``on`` from a model that predicts ``start``."""
    g_on = g.columns(on)
    return start + g_on @ g_on.rows(on).solve((y - start).rows(on))


def features_of(g: Matrix) -> Matrix:
    """X (n, n), upper triangular, with X^T X = G: features of any kernel, by Cholesky's factorization.

    Needs G positive definite and a number system with roots; raises ``ZeroDivisionError`` or what that system raises where it cannot
    tell that a pivot is above 0.
    """
    system, table, n = g.system, g.tolist(), g.shape[0]
    rows: list[list[Scalar]] = []
    for i in range(n):
        left = list(table[i][i:])
        for row in rows:
            factor = row[i]
            left = [v - factor * u for v, u in zip(left, row[i:], strict=True)]
        if not left[0] > 0:
            raise ZeroDivisionError(f"`g` must be positive definite; pivot {i} is not above 0")
        root = system.sqrt(left[0])
        rows.append([table[i][0] * 0] * i + [root] + [v / root for v in left[1:]])
    entries = iter([v for row in rows for v in row])
    return g.map(lambda _: next(entries))
