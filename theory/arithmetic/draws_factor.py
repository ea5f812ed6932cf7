"""The range of a random matrix in every draw at once, by Gram-Schmidt twice: loops over columns, never over draws."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from theory.arithmetic.matrix import NotRepresentable

Array = np.ndarray

DEPENDENT = 1e-10
"""A column whose part outside the span of the earlier ones is below this fraction of it counts as dependent.

Rounding leaves about 1e-15. A Gaussian column that is independent but shorter than this outside a hyperplane has probability
below 1e-10 per draw, and in any larger complement far less.
"""


@dataclass(frozen=True, eq=False)
class DrawsFactor:
    """X = Q R in each draw: Q (d, n, N) with orthonormal columns, zero where a column depends on earlier ones; R (n, n, N).

    Two passes of orthogonalization leave ||Q^T Q - I|| at a few eps (Giraud, Langou, Rozloznik 2005).
    """

    x: Array

    @cached_property
    def _qr(self) -> tuple[Array, Array]:
        return _gram_schmidt(self.x)

    @property
    def rank(self) -> int:
        """The rank, where it is the same in every draw; raises ``NotRepresentable`` where it is not."""
        ranks = (np.einsum("iin->in", self._qr[1]) != 0).sum(axis=0)
        if ranks.min() != ranks.max():
            raise NotRepresentable(f"the rank varies between draws, from {ranks.min()} to {ranks.max()}")
        return int(ranks[0])

    def solve(self, rhs: Array) -> Array:
        """(X^T)^+ rhs = Q (R^T)^+ rhs. With full column rank R^T is a triangle; else R^T = S T is factored once more."""
        q, r = self._qr
        found: Array
        if (np.einsum("iin->in", r) != 0).all():
            found = np.einsum("ikn,kjn->ijn", q, _forward(r.swapaxes(0, 1), rhs))
            return found
        s, t = _gram_schmidt(r.swapaxes(0, 1))
        projected = np.einsum("kin,kjn->ijn", s, rhs)
        found = np.einsum("ikn,kjn->ijn", q, _forward(t[::-1, ::-1], projected[::-1])[::-1])
        return found

    def project(self, v: Array) -> Array:
        q = self._qr[0]
        found: Array = np.einsum("ikn,kjn->ijn", q, np.einsum("ikn,ijn->kjn", q, v))
        return found

    def squared_singular_values(self) -> list[float]:
        raise NotRepresentable("singular values of a random matrix are not one list of numbers")


def _gram_schmidt(x: Array) -> tuple[Array, Array]:
    """Q and R of every draw; a dependent column leaves a zero column in Q and a zero row in R."""
    d, n, draws = x.shape
    q, r = np.zeros((n, d, draws)), np.zeros((n, n, draws))
    for j in range(n):
        v = x[:, j].copy()
        size = np.sqrt(np.einsum("in,in->n", v, v))
        for _ in range(2):
            c = np.einsum("kin,in->kn", q[:j], v)
            v -= np.einsum("kin,kn->in", q[:j], c)
            r[:j, j] += c
        left = np.sqrt(np.einsum("in,in->n", v, v))
        left[left <= DEPENDENT * size] = 0
        r[j, j] = left
        q[j] = np.divide(v, left, out=np.zeros_like(v), where=left > 0)
    return q.swapaxes(0, 1), r


def _forward(lower: Array, rhs: Array) -> Array:
    """c with L c = rhs for lower triangular L (n, n, N); an unknown whose pivot is zero is zero."""
    n, draws = len(lower), max(lower.shape[2], rhs.shape[2])
    c = np.zeros((n, rhs.shape[1], draws))
    for j in range(n):
        left = rhs[j] - np.einsum("kn,kjn->jn", lower[j, :j], c[:j])
        pivot = np.broadcast_to(lower[j, j], left.shape)
        np.divide(left, pivot, out=c[j], where=pivot != 0)
    return c
