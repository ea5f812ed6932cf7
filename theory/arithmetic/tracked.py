"""A float64 tensor with a bound on how far it is from what it stands for, and a bound on its spectral norm.

torch is optional: import this module only where it is installed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import torch
from torch import Tensor

from theory.arithmetic.bounded import U, gamma, up

CHUNK, NARROW = 1024, 64
"""Inner dimension up to which a product is one call, a quarter of it where the result is narrow: shorter sums round less, more calls
cost more."""

SQUARINGS = 3
"""With q = 2^SQUARINGS the bound on ||A||_2 is too large by at most n^(1 / 4q)."""


@dataclass(frozen=True, eq=False)
class Tracked:
    """A matrix within ``error`` of ``value`` in the Frobenius norm; ``norm`` bounds ||value||_F from above."""

    value: Tensor
    error: float = 0.0
    norm: float = field(default=-1.0)
    transposed: Tracked | None = None
    """What this is the transpose of, where its norms are known already."""

    def __post_init__(self) -> None:
        if self.norm < 0:
            size = float(torch.linalg.norm(self.value)) if self.value.numel() else 0.0
            object.__setattr__(self, "norm", up(size, self.value.numel() + 8))

    @cached_property
    def spectral(self) -> float:
        """An upper bound on ||value||_2, often far below the Frobenius norm: it decides how much of an error a product passes on."""
        return self.norm if min(self.value.shape) < 4 else self.transposed.spectral if self.transposed else spectral_bound(self)


def spectral_bound(a: Tracked) -> float:
    """An upper bound on ||A||_2 from H = A^T A or A A^T, the smaller one: ||A||_2^(2q) = ||H^q||_2 <= ||H^q||_inf, q = 2^SQUARINGS.

    H is scaled to ||H||_F = 1 before each squaring; ``drift`` bounds the rounding of what is squared, in the Frobenius norm.
    """
    value = a.value if a.value.shape[0] >= a.value.shape[1] else a.value.T
    h, depth = product(value.T, value)
    drift, log, n = gamma(depth) * a.norm**2, 0.0, h.shape[0]
    for squared in range(SQUARINGS + 1):
        size = float(torch.linalg.norm(h))
        if size == 0.0:
            return a.norm
        h, drift = h / size, up(drift / size + 2.0 * U)
        log += math.log(size) / 2**squared
        if squared < SQUARINGS:
            h, drift = h @ h, up(2.0 * drift + drift**2 + gamma(n))
    largest = float(h.abs().sum(dim=1).max())
    bound = math.exp((log + math.log(up(largest + n**0.5 * drift, n + 8)) / 2**SQUARINGS) / 2)
    return min(a.norm, bound * (1.0 + 1e-12))


def product(a: Tensor, b: Tensor) -> tuple[Tensor, int]:
    """A B, and the number of roundings that one entry may have met.

    The inner dimension is cut into pieces whose products are added pairwise: a bound of gamma_{CHUNK + log} instead of gamma_k.
    """
    half = CHUNK if b.shape[1] > NARROW else CHUNK // 4
    if a.shape[1] <= half:
        return a @ b, a.shape[1]
    while 2 * half < a.shape[1]:
        half *= 2
    (first, depth), (second, other) = product(a[:, :half], b[:half]), product(a[:, half:], b[half:])
    return first.add_(second), 1 + max(depth, other)
