"""How likely a false identity is to look true at one random point, and at all of them. The argument is in IDENTITY.md."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import ceil, floor, log, log2

from theory.arithmetic.degrees import Bound, Divisor
from theory.arithmetic.prime_field import is_prime

TARGET = -100.0
"""log2 of the failure probability that every shape must get below."""


@cache
def primes_at_least(bits: int) -> int:
    """A lower bound on how many primes have exactly ``bits`` bits; the exact number for up to 20 bits.

    Dusart 2010, Thm 6.9: x / (ln x - 1) <= pi(x) for x >= 5393 and pi(x) <= x / (ln x - 1.1) for x >= 60184.
    """
    low, high = 2 ** (bits - 1), 2**bits
    if bits <= 20:
        return sum(is_prime(n) for n in range(low, high))
    count: int = floor((high / (log(high) - 1) - low / (log(low) - 1.1)) * (1 - 2**-40))
    return count


def size_of(bound: Bound, others: Iterable[Iterable[Divisor]]) -> tuple[int, float]:
    """Degree and height of the numerator times every divisor that was met: what must not vanish for a non-zero side to show."""
    met = set(bound.over).union(*others)
    return bound.degree + sum([d.degree for d in met]), bound.height + sum([d.height for d in met])


def log2_per_point(degree: int, height: float, bits: int) -> float:
    """log2 of degree / 2^(bits-1) + (number of primes that can divide the coefficients) / (number of primes); at most 0."""
    low = 2.0 ** (bits - 1)
    dividing = floor(height / (bits - 1) + 1e-9)
    probability = degree / low + dividing / primes_at_least(bits)
    return min(0.0, log2(probability)) if probability > 0 else float("-inf")


def log2_failure(per_point: float, divisors: Iterable[Divisor], points: int, bits: int) -> float:
    """log2 of the probability that ``points`` accepted points all show zero, given that points with a zero divisor are rejected.

    An accepted point is a draw conditioned on no divisor vanishing; that has at least the probability 1 - r below.
    """
    met = set(divisors)
    rejected = 2.0 ** log2_per_point(sum(d.degree for d in met), sum(d.height for d in met), bits)
    return 0.0 if rejected >= 1 else min(0.0, points * (per_point - log2(1 - rejected)))


def points_needed(per_point: float) -> int:
    """How many points bring the failure probability below the target; raises ``ValueError`` where no number does."""
    if per_point >= -1:
        raise ValueError(f"`per_point` must be below -1; received {per_point}: the bound on the degree says nothing")
    return max(1, ceil(TARGET / per_point + 1e-6))
