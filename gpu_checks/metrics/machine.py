"""The support vector machine of the membership attack, for many attacks at once: RBF kernel with gamma = 1, one score in [0, 1] a sample.

The kernel of scores in [0, 1] has a short series, so that a problem of n samples has n x 16 features instead of an n x n matrix:
exp(-(u - v)^2) = exp(-u^2) exp(-v^2) sum_k (2 u v)^k / k!, with u and v at most 1/2 from 0 after a shift. The sixteen terms leave out
less than 1e-17. The dual problem is solved by a primal-dual interior-point method (Fine and Scheinberg 2001). The threshold follows
libsvm's rule: the middle of what the optimum allows, one point where a support vector is free.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import gammaln

TERMS = 16
C = 3.0
ITERATIONS = 35
CENTERING = 0.1
LEAST_GAP = 1e-8
"""A step aims at a tenth of the gap between the problem and its dual, and at no less than this for each multiplier."""

SHORTER = 0.995
"""The share of the way to the boundary that a step may go."""

TIE = 1e-9
"""What is this close to the boundary is on it; libsvm decides there by rounding."""


def non_members(members: np.ndarray, outsiders: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """1 where a machine that has learned from members and outsiders, (A, n) each, takes what is asked (A, m) for no member, else 0, (A, m).

    1/2 on the boundary, where the machine says nothing: so it is where all scores are the same.
    """
    for name, scores in (("members", members), ("outsiders", outsiders), ("asked", asked)):
        if not ((scores >= 0) & (scores <= 1)).all():
            raise ValueError(f"`{name}` must be scores in [0, 1]; received {scores.min()} to {scores.max()}")
    sign = np.repeat([1.0, -1.0], [members.shape[1], outsiders.shape[1]])
    features = _features(np.concatenate([members, outsiders], axis=1))
    weights, threshold = fitted(features, sign)
    reached = (_features(asked) @ weights[..., None])[..., 0] + threshold[:, None]
    return np.where(np.abs(reached) <= TIE, 0.5, reached < 0)


def _features(scores: np.ndarray) -> np.ndarray:
    """(A, n) -> (A, n, TERMS), whose inner products are the kernel."""
    u, k = scores[..., None] - 0.5, np.arange(TERMS)
    found: np.ndarray = np.exp(-(u**2)) * u**k * np.exp((k * np.log(2) - gammaln(k + 1)) / 2)
    return found


def fitted(features: np.ndarray, sign: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights (A, r) and thresholds (A,) that minimize |w|^2 / 2 + C sum of hinge losses of sign (w x + b), for A sets of samples."""
    v = sign[:, None] * features
    alpha, low, high, b = np.full(v.shape[:2], C / 2), np.ones(v.shape[:2]), np.ones(v.shape[:2]), np.zeros(len(v))
    for _ in range(ITERATIONS):
        room = C - alpha
        gap = np.maximum((alpha * low + room * high).mean(axis=1) / 2 * CENTERING, LEAST_GAP)[:, None]
        dual = 1 - (v @ (v.mT @ alpha[..., None]))[..., 0] - b[:, None] * sign
        d = low / alpha + high / room
        solve = _inverse(v, d)
        right, toward = solve(dual + gap / alpha - gap / room), solve(np.broadcast_to(sign, alpha.shape))
        b_step = ((right + alpha) @ sign) / (toward @ sign)
        step = right - toward * b_step[:, None]
        low_step = (gap - low * step) / alpha - low
        high_step = (gap + high * step) / room - high
        share = _longest((alpha, step), (room, -step), (low, low_step), (high, high_step))
        alpha, low, high, b = alpha + share * step, low + share * low_step, high + share * high_step, b + share[:, 0] * b_step
    weights = (v.mT @ alpha[..., None])[..., 0]
    return weights, _threshold((features @ weights[..., None])[..., 0], C - alpha > high, alpha > low, sign)


def _inverse(v: np.ndarray, d: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """r -> (diag(d) + v v^T)^-1 r, by Woodbury's formula."""
    scaled = v / d[..., None]
    inner = np.linalg.inv(np.eye(v.shape[-1]) + scaled.mT @ v)

    def solve(r: np.ndarray) -> np.ndarray:
        found: np.ndarray = r / d - (scaled @ (inner @ (scaled.mT @ r[..., None])))[..., 0]
        return found

    return solve


def _longest(*pairs: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """The share (A, 1) of the steps, at most 1, that leaves every value positive."""
    most = [np.where(step < 0, value / np.where(step < 0, -step, 1), np.inf).min(axis=1) for value, step in pairs]
    found: np.ndarray = np.minimum(1, SHORTER * np.min(most, axis=0))[:, None]
    return found


def _threshold(reached: np.ndarray, below_c: np.ndarray, above_0: np.ndarray, sign: np.ndarray) -> np.ndarray:
    """The middle of the thresholds b that the multipliers allow, (A,): y (f + b) <= 1 above 0, >= 1 below C, for f without b."""
    at = sign - reached
    above = np.where(np.where(sign > 0, below_c, above_0), at, -np.inf).max(axis=1)
    below = np.where(np.where(sign > 0, above_0, below_c), at, np.inf).min(axis=1)
    found: np.ndarray = (above + below) / 2
    return found
