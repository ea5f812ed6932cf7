"""All losses of all models on a file that need not fit into memory: many samples, few features, read block by block three times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.linalg import lapack

from theory.arithmetic.float64_triangle import GRAM_CONDITION
from theory.curves import Losses
from theory.models import MODELS

Array = np.ndarray
Progress = Callable[[int, int], None]

BLOCK = 2**25
"""Bytes of features that are read at a time, 32 MB."""

PASSES = 3
"""Sums of products, one step of refinement, losses."""


def needed(d: int, k: int) -> int:
    """Bytes at the peak beside targets, mask and libraries, for d features and k outputs, however many samples there are."""
    return 6 * max(BLOCK, 8 * d) + 8 * (8 * d * d + 40 * d * k)


@dataclass(frozen=True)
class Samples:
    """``path``, an .npy of (n, d) real features; targets (n, k); forget (n,), True for the samples to forget."""

    path: Path
    targets: Array
    forget: Array

    def shape(self) -> tuple[int, int]:
        """(n, d). Raises ``ValueError`` for a file that holds no matrix."""
        shape = np.load(self.path, mmap_mode="r").shape
        if len(shape) != 2 or 0 in shape:
            raise ValueError(f"`path` must hold a matrix; received shape {shape}")
        return int(shape[0]), int(shape[1])

    def blocks(self, at: int, progress: Progress | None) -> Iterator[tuple[Array, Array, Array]]:
        """Features, targets and mask of some samples after others; the file is opened anew each time, or its pages would pile up."""
        n, d = self.shape()
        rows = max(1, BLOCK // (8 * d))
        for i in range(0, n, rows):
            block = np.array(np.load(self.path, mmap_mode="r")[i : i + rows], dtype=np.float64)
            if not np.isfinite(block).all():
                raise ValueError(f"`path` must hold finite numbers; received NaN or infinity in rows {i} to {i + len(block) - 1}")
            yield block, self.targets[i : i + rows], self.forget[i : i + rows]
            if progress is not None:
                progress(at * n + i + len(block), PASSES * n)


def losses_of_file(path: Path, targets: Array, forget: Array, progress: Progress | None = None) -> Mapping[str, Losses]:
    """Every loss of every model, D_t all of the remaining data, in :func:`needed` bytes.

    X X^T and X_r X_r^T (d, d) are summed block by block and solved by Cholesky, with a step of refinement whose residuals are of the
    data. Every feature that a side uses must be independent of its others, and well conditioned: then P_r keeps the features that D_r
    uses, and fine-tuning replaces them by the golden model's. ``progress(done, all)`` is told of samples read. Raises ``ValueError`` for
    what does not fit or is not finite, and ``ArithmeticError`` where the Gram leaves too few digits.
    """
    y, mask = np.asarray(targets, dtype=np.float64), np.asarray(forget)
    data = Samples(path, y.reshape(len(y), -1), mask)
    n, d = data.shape()
    if mask.dtype != np.bool_ or mask.shape != (n,) or len(y) != n or mask.all() or not mask.any():
        raise ValueError(f"`forget` and `targets` must have a boolean and a row for each of {n} samples, and both sides one at least")
    if not np.isfinite(y).all():
        raise ValueError("`targets` must be finite; received NaN or infinity")
    k = data.targets.shape[1]
    gram, moment, used = np.zeros((2, d, d)), np.zeros((2, d, k)), np.zeros((2, d), dtype=bool)
    for x, labels, forgotten in data.blocks(0, progress):
        for side in (0, 1):
            part = x[forgotten == side]
            gram[side] += part.T @ part
            moment[side] += part.T @ labels[forgotten == side]
            used[side] |= (part != 0).any(axis=0)
    gram[1] += gram[0]
    solve = _Solver(gram[1], used[0] | used[1]), _Solver(gram[0], used[0])
    w_o, w_g = solve[0](moment.sum(axis=0)), solve[1](moment[0])
    left = np.zeros((2, d, k))
    for x, labels, forgotten in data.blocks(1, progress):
        left[0] += x.T @ (labels - x @ w_o)
        kept = x[~forgotten]
        left[1] += kept.T @ (labels[~forgotten] - kept @ w_g)
    w_o, w_g = w_o + solve[0](left[0]), w_g + solve[1](left[1])
    in_r, in_f = used[0][:, None], used[1][:, None]
    of_model = {
        "pretrained": w_o,
        "fine_tuned": np.where(in_r, w_g, w_o),
        "golden": w_g,
        "option_a": w_o * in_r,
        "option_b": w_o * (in_r & ~in_f),
        "projected": w_o * in_r,
    }
    w = np.stack([of_model[name] for name in MODELS], axis=1)
    sums = np.zeros((2, len(MODELS)))
    for x, labels, forgotten in data.blocks(2, progress):
        residual = (x @ w.reshape(d, -1)).reshape(len(x), len(MODELS), k) - labels[:, None]
        squares = np.einsum("smk,smk->sm", residual, residual)
        sums += squares[~forgotten].sum(axis=0), squares[forgotten].sum(axis=0)
    remaining, unlearning = sums[0] / (~mask).sum(), sums[1] / mask.sum()
    gap = ((w - w_g[:, None]) ** 2).sum(axis=(0, 2))
    apart = abs(unlearning - unlearning[list(MODELS).index("golden")])
    return {name: Losses(*map(float, row)) for name, *row in zip(MODELS, remaining, unlearning, gap, apart, strict=True)}


class _Solver:
    """(G_uu)^{-1} on the used features u, zero on the others. Raises ``ArithmeticError`` where G is singular or ill-conditioned."""

    def __init__(self, gram: Array, used: Array) -> None:
        self.used = used
        g = np.asfortranarray(gram[np.ix_(used, used)])
        size = float(np.abs(g).sum(axis=0).max(initial=0.0))
        self.triangle, info = lapack.dpotrf(g, overwrite_a=1)
        reciprocal = lapack.dpocon(self.triangle, size)[0] if info == 0 and used.any() else float(not used.any())
        if not reciprocal * GRAM_CONDITION >= 1:
            raise ArithmeticError("features must be independent and conditioned below 1e5, or the sums of products leave too few digits")

    def __call__(self, b: Array) -> Array:
        found = np.zeros_like(b)
        if self.used.any():
            found[self.used] = lapack.dpotrs(self.triangle, b[self.used])[0]
        return found
