"""How far a single draw may lie: exact laws of the golden loss and of the gap in weights at full overlap, Gaussian features.

Per ||w_*||^2, with m = d - n_r > 0: UL(w_g) is Beta(m/2, n_r/2) times an independent chi^2_{n_f} / n_f, and for n <= d
||w_t - w_g||^2 is Beta(n_f/2, (d - n_f)/2). Proof: ||Q u||^2 of a uniformly random projector Q of rank m and a unit vector u is
Beta(m/2, (d - m)/2); given X_r, X_f^T Q w_* is Gaussian with covariance ||Q w_*||^2 I.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import betaincinv, gammainc, roots_jacobi

NODES = 80
"""Gauss-Jacobi nodes for the average over the Beta factor; with m >= 2 and n_f >= 2 probabilities are good to 1e-6."""


def golden_loss_law(d: int, n_r: int, n_f: int, value: float) -> float:
    """P(UL(w_g) <= value ||w_*||^2): the chi^2 law averaged over the Beta factor by Gauss-Jacobi quadrature."""
    m = d - n_r
    nodes, weights = roots_jacobi(NODES, n_r / 2 - 1, m / 2 - 1)
    beta = (1 + nodes) / 2
    return float(weights @ gammainc(n_f / 2, n_f * value / (2 * beta)) / weights.sum())


@cache
def golden_loss_quantile(d: int, n_r: int, n_f: int, level: Fraction) -> float:
    """The value that UL(w_g) / ||w_*||^2 stays below with probability ``level``; needs n_r < d."""
    if not n_r < d:
        raise ValueError(f"`n_r` must be below d = {d}; received {n_r}")
    return float(brentq(lambda t: golden_loss_law(d, n_r, n_f, t) - float(level), 0.0, 1e3, xtol=1e-14, rtol=1e-14))


def gap_quantile(d: int, n_f: int, level: Fraction) -> float:
    """The value that ||w_t - w_g||^2 / ||w_*||^2 stays below with probability ``level``; needs n_f < d, and n <= d to apply."""
    return float(betaincinv(n_f / 2, (d - n_f) / 2, float(level)))


def golden_loss_moment(d: int, n_r: int, n_f: int, power: int) -> Fraction:
    """E (UL(w_g) / ||w_*||^2)^power: products of the moments of its two factors."""
    found = Fraction(1)
    for i in range(power):
        found *= Fraction(d - n_r + 2 * i, d + 2 * i) * Fraction(n_f + 2 * i, n_f)
    return found


def below(values: Any, quantiles: list[float]) -> tuple[Any, ...]:
    """Per quantile, 1 where a draw is at most that large and 0 elsewhere; ``values`` is an array of draws, or one exact number.

    An exact number is held against the double itself, a fraction, without rounding.
    """
    if isinstance(values, np.ndarray):
        return tuple((values <= q).astype(np.float64) for q in quantiles)
    fractions = (q.as_integer_ratio() for q in quantiles)
    return tuple(int(values * denominator <= numerator) for numerator, denominator in fractions)
