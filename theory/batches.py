"""Many problems of one shape at once, in float64: stacked arrays, no loop over problems."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from theory.curves import Losses, every_loss
from theory.models import MODELS
from theory.problem import Problem

Array = np.ndarray

AT_ONCE = 2**19
"""Features that are worked on at a time, 4 MB: they stay in the cache."""

INDEPENDENT = 1e-2
"""A sample whose part outside the span of earlier ones is this fraction of it or more counts as independent, far from the rank cutoff."""

SMALL = 1e-100
"""Squared norms of samples between this and its inverse are summed as they are."""

CLOSE = 1e-13
"""What a solution may leave of its labels, relative to ||X||_F ||w|| + ||y||; a problem that leaves more is worked out on its own."""


def batch_losses(features: Array, targets: Array, n_r: int) -> Mapping[str, Losses]:
    """Every loss of every model for N problems, each loss an array (N,); D_t is all of the remaining data.

    Args:
        features: (N, n, d), samples as rows, the ``n_r`` remaining ones first.
        targets: (N, n, k).
        n_r: remaining samples of each problem, from 1 to n - 1.

    With G = X^T X, w_o = X G^{-1} y and, on the remaining data, [w_g, P_r w_o] = X_r G_rr^{-1} [y_r, X_r^T w_o]; fine-tuning adds
    w_g - P_r w_o. A problem that is not well conditioned, or that its solution does not fit, is worked out on its own as in
    :func:`theory.curves.every_loss`. Raises ``ValueError`` for shapes that do not fit and for what is not finite.
    """
    x, y = np.asarray(features, dtype=np.float64), np.asarray(targets, dtype=np.float64)
    if x.ndim != 3 or y.ndim != 3 or x.shape[:2] != y.shape[:2] or 0 in x.shape[1:]:
        raise ValueError(f"`features` and `targets` must be (N, n, d) and (N, n, k); received shapes {x.shape} and {y.shape}")
    if not 0 < n_r < x.shape[1]:
        raise ValueError(f"`n_r` must be from 1 to {x.shape[1] - 1}; received {n_r}")
    if not np.isfinite(x).all() or not np.isfinite(y).all():
        raise ValueError("`features` and `targets` must be finite; received NaN or infinity")
    found = np.empty((len(MODELS), len(Losses._fields), len(x)))
    block = max(1, AT_ONCE // (x.shape[1] * x.shape[2]))
    for i in range(0, len(x), block):
        found[..., i : i + block] = _losses(x[i : i + block], y[i : i + block], n_r)
    return {name: Losses(*rows) for name, rows in zip(MODELS, found, strict=True)}


def _losses(x: Array, y: Array, n_r: int) -> Array:
    """(models, losses, N)."""
    gram = x @ x.swapaxes(1, 2)
    good, lower = _triangles_of(gram) if x.shape[1] <= x.shape[2] else (np.zeros(len(x), dtype=bool), gram)
    found = np.full((len(MODELS), len(Losses._fields), len(x)), np.nan)
    if good.all():
        found, good = _stacked(x, y, n_r, lower)
    elif good.any():
        found[..., good], good[good] = _stacked(x[good], y[good], n_r, lower)
    for i in np.flatnonzero(~good):
        of_models = every_loss(Problem.from_samples(x[i], y[i], np.arange(x.shape[1]) >= n_r))
        found[..., i] = [of_models[name] for name in MODELS]
    return found


def _stacked(x: Array, y: Array, n_r: int, triangle: Array) -> tuple[Array, Array]:
    """(models, losses, N), and for which problems they hold: those whose solutions fit their labels.

    ``triangle`` (N, n, n) is L with L L^T = G, whose leading blocks are G_rr's.
    """
    lower = np.ascontiguousarray(np.moveaxis(triangle, 0, 2))
    x_r, k, outputs = x[:, :n_r], y.shape[2], (len(MODELS), y.shape[2])
    w_o = x.swapaxes(1, 2) @ _gram_solve(lower, y)
    labels = np.concatenate([y[:, :n_r], x_r @ w_o], axis=2)
    tuned = x_r.swapaxes(1, 2) @ _gram_solve(lower[:n_r, :n_r], labels)
    golden, projected = tuned[..., :k], tuned[..., k:]
    in_r, in_f = (np.einsum("bsd,bsd->bd", part, part)[..., None] != 0 for part in (x_r, x[:, n_r:]))
    of_model = {
        "pretrained": w_o,
        "fine_tuned": w_o + (golden - projected),
        "golden": golden,
        "option_a": w_o * in_r,
        "option_b": w_o * (in_r & ~in_f),
        "projected": projected,
    }
    w = np.stack([of_model[name] for name in MODELS], axis=2)
    left = (x @ w.reshape(*w.shape[:2], -1)).reshape(*x.shape[:2], *outputs)
    left -= y[:, :, None]
    squares = np.einsum("bsmk,bsmk->bsm", left, left)
    unfit = _larger(squares[:, :, list(MODELS).index("pretrained")], squares[:, :n_r, list(MODELS).index("golden")])
    w -= golden[:, :, None]
    found = np.empty((len(MODELS), len(Losses._fields), len(x)))
    found[:, 0], found[:, 1] = squares[:, :n_r].mean(axis=1).T, squares[:, n_r:].mean(axis=1).T
    found[:, 2] = np.einsum("bdmk,bdmk->mb", w, w)
    found[:, 3] = abs(found[:, 1] - found[list(MODELS).index("golden"), 1])
    size = np.einsum("ijb,ijb->b", lower, lower) * np.einsum("bdk,bdk->b", w_o, w_o) + np.einsum("bsk,bsk->b", y, y)
    return found, unfit <= CLOSE**2 * size


def _larger(a: Array, b: Array) -> Array:
    """The larger of two sums over samples, (N,)."""
    found: Array = np.maximum(a.sum(axis=1), b.sum(axis=1))
    return found


def _gram_solve(lower: Array, b: Array) -> Array:
    """(L L^T)^{-1} b for L (n, n, N) and b (N, n, m): loops over samples, never over problems."""
    z, n = np.ascontiguousarray(np.moveaxis(b, 0, 2)), len(lower)
    for j in range(n):
        z[j] /= lower[j, j]
        z[j + 1 :] -= lower[j + 1 :, j, None] * z[j]
    for j in reversed(range(n)):
        z[j] /= lower[j, j]
        z[:j] -= lower[j, :j, None] * z[j]
    return np.moveaxis(z, 2, 0)


def _triangles_of(gram: Array) -> tuple[Array, Array]:
    """Which problems have ordinary sizes and samples that are independent by far, (N,), and the triangles L of those (.., n, n)."""
    sizes = np.einsum("bii->bi", gram)
    good: Array = ((sizes > SMALL) & (sizes < 1 / SMALL)).all(axis=1)
    lower = _triangles(gram if good.all() else gram[good])
    independent = (np.einsum("bii->bi", lower) ** 2 >= INDEPENDENT**2 * sizes[good]).all(axis=1)
    good[good] = independent
    return good, lower if independent.all() else lower[independent]


def _triangles(gram: Array) -> Array:
    """Cholesky's triangles, (N, n, n); zero where the factorization does not exist."""
    try:
        return np.linalg.cholesky(gram)
    except np.linalg.LinAlgError:
        if len(gram) == 1:
            return np.zeros_like(gram)
        half = len(gram) // 2
        return np.concatenate([_triangles(gram[:half]), _triangles(gram[half:])])
