"""Whether any two samples are at least 1 apart, for float64 data of many samples: in blocks, without an object a pair."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

BLOCK = 1024
"""Samples whose distances to as many others are held at once: 8 MiB."""

FIRST = 64
"""Features that are looked at first: where they alone set two samples 1 apart, the others need no look."""

PROBED = 32
"""Samples by which the features that vary most are chosen."""

MOST_PRODUCTS = 10**11
"""Multiply-adds up to which pairs are looked at, some 20 seconds on one core."""

U = float(np.finfo(np.float64).eps)


class NotEvaluated(MemoryError):  # noqa: N818 - says what was left out
    """The data are too large for this question."""


def separated(x: np.ndarray) -> bool:
    """Whether ||x_i - x_j|| >= 1 for all i != j, x (d, n) with samples as columns: the answer for the numbers as stored.

    Raises ``NotEvaluated`` beyond MOST_PRODUCTS.
    """
    d, n = x.shape
    spent = n * n * min(d, FIRST) // 2
    if spent > MOST_PRODUCTS:
        raise NotEvaluated(f"distances of {n} samples")
    for i, j in _close(x):
        spent += len(i) * d
        if spent > MOST_PRODUCTS:
            raise NotEvaluated(f"distances of {n} samples")
        if not _apart(x, i, j):
            return False
    return True


def _close(x: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs, as two lists of columns, that FIRST features and a bound on their rounding do not show to be 1 apart."""
    n = x.shape[1]
    probe = x[:, np.linspace(0, n - 1, min(n, PROBED)).astype(np.int64)]
    chosen = np.argsort(np.ptp(probe, axis=1))[-FIRST:]
    part = x.T.take(chosen, axis=1)
    norms = np.einsum("ij,ij->i", part, part)
    for at in range(0, n, BLOCK):
        for beside in range(0, at + 1, BLOCK):
            a, b = slice(at, at + BLOCK), slice(beside, beside + BLOCK)
            sizes = norms[a, None] + norms[None, b]
            squared = sizes - 2 * (part[a] @ part[b].T)
            i, j = np.nonzero(squared < 1 + 4 * (len(chosen) + 2) * U * sizes)
            keep = i + at > j + beside
            if keep.any():
                yield i[keep] + at, j[keep] + beside


def _apart(x: np.ndarray, i: np.ndarray, j: np.ndarray) -> bool:
    """Whether all these pairs are at least 1 apart; what rounding leaves open is decided with fractions."""
    d = x.shape[0]
    most = max(1, BLOCK * BLOCK // d)
    for at in range(0, len(i), most):
        first, second = i[at : at + most], j[at : at + most]
        squared = ((x[:, first] - x[:, second]) ** 2).sum(axis=0)
        slack = 2 * (d + 3) * U
        if (squared < 1 - slack).any():
            return False
        for k in np.flatnonzero(squared < 1 + slack):
            pairs = zip(x[:, first[k]].tolist(), x[:, second[k]].tolist(), strict=True)
            if sum((Fraction(a) - Fraction(b)) ** 2 for a, b in pairs) < 1:
                return False
    return True
