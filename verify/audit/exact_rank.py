"""The rank of stored numbers themselves, modulo a prime: a lower bound that is certain, and nearly always the rank.

A rank cutoff takes small singular values for rounding. Whether they are is not for the cutoff to say: a time stamp near 2^32 beside a
column of ones has rank 2, and float64 finds rank 1. Every float64 is an integer times a power of two, so a matrix of them has a rank
over Q. A minor that is not 0 modulo p is not 0 over Q: the rank modulo p is at most the rank over Q. It is less only where p divides
every largest minor.
"""

from __future__ import annotations

import numpy as np

from theory.arithmetic.flint_names import nmod_mat

BITS = 61
PRIME = 2**BITS - 1
"""A Mersenne prime: 2^61 = 1, so that a power of two is a rotation of bits."""

MOST_ENTRIES = 2**21
"""Entries of a matrix whose rank is worked out whole, some two seconds at most; of a larger one a part is taken."""


def residues(x: np.ndarray) -> np.ndarray:
    """Each float64 modulo PRIME, in [0, PRIME), the shape of x; dividing by two is multiplying by 2^60."""
    fraction, exponent = np.frexp(x)
    mantissa = np.abs(np.ldexp(fraction, 53)).astype(np.uint64)
    shift = ((exponent - 53) % BITS).astype(np.uint64)
    rotated = ((mantissa << shift) & np.uint64(PRIME)) | (mantissa >> (np.uint64(BITS) - shift))
    found: np.ndarray = np.where((x < 0) & (rotated > 0), np.uint64(PRIME) - rotated, rotated)
    return found


def exact_rank(x: np.ndarray) -> tuple[int, bool]:
    """(rank of x (m, n) modulo PRIME, whether all of x was looked at). The rank over Q is at least this.

    A matrix of more than MOST_ENTRIES entries is thinned evenly, on its longer side first, and the rank is that of the part.
    """
    part = _part(x)
    if not part.size:
        return 0, True
    found = nmod_mat(*part.shape, residues(part).ravel().tolist(), PRIME).rank()
    return int(found), part.shape == x.shape or found == min(x.shape)


def _part(x: np.ndarray) -> np.ndarray:
    """x, or evenly spaced rows and columns of it, MOST_ENTRIES at most."""
    m, n = x.shape
    if m * n <= MOST_ENTRIES:
        return x
    short = min(m, n, int(MOST_ENTRIES**0.5))
    long = MOST_ENTRIES // short
    rows, columns = (min(m, short), min(n, long)) if m <= n else (min(m, long), min(n, short))
    found: np.ndarray = x[np.ix_(_spread(m, rows), _spread(n, columns))]
    return found


def _spread(total: int, chosen: int) -> np.ndarray:
    return np.linspace(0, total - 1, chosen).astype(np.int64)
