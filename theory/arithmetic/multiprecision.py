"""Floating point with as many digits as the caller asks for: mpmath, held in numpy object arrays.

Every system owns its mpmath context, so no global precision is read or changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from theory.arithmetic.missing import absent

try:
    from mpmath import MPContext
except ImportError as error:
    MPContext = absent("mpmath", error)

Array = np.ndarray


@lru_cache(maxsize=16)
def _context(digits: int) -> Any:
    context = MPContext()
    context.dps = digits
    return context


@dataclass(frozen=True)
class Multiprecision:
    """Rounded arithmetic with ``digits`` significant decimal digits."""

    digits: int = 50
    ordered: bool = True

    def __post_init__(self) -> None:
        if self.digits < 15:
            raise ValueError(f"`digits` must be at least 15; received {self.digits}")

    @property
    def name(self) -> str:
        return f"mpmath-{self.digits}"

    @property
    def context(self) -> Any:
        """The mpmath context that rounds to ``digits``."""
        return _context(self.digits)

    @property
    def epsilon(self) -> Fraction:
        return Fraction(1, 2 ** int(self.context.prec))

    def scalar(self, value: Fraction | int) -> Any:
        return self.context.mpf(value.numerator) / value.denominator

    def fraction(self, value: Any) -> Fraction:
        sign, mantissa, exponent, _ = value._mpf_
        if not mantissa and exponent:  # how mpmath writes infinities and NaN; read as 0 they would agree with anything
            raise ValueError(f"`value` must be finite; received {value}")
        found: Fraction = (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
        return found

    def matrix(self, rows: Sequence[Sequence[Fraction | int]], columns: int) -> Array:
        return self._array([[self.scalar(x) for x in row] for row in rows], len(rows), columns)

    def _array(self, rows: Any, m: int, n: int) -> Array:
        out = np.full((m, n), self.context.mpf(0), dtype=object)
        for i, row in enumerate(rows):
            out[i, :] = row
        return out

    def shape(self, a: Array) -> tuple[int, int]:
        return a.shape[0], a.shape[1]

    def rows(self, a: Array) -> list[list[Any]]:
        found: list[list[Any]] = a.tolist()
        return found

    def transpose(self, a: Array) -> Array:
        return a.T

    def add(self, a: Array, b: Array) -> Array:
        found: Array = a + b
        return found

    def subtract(self, a: Array, b: Array) -> Array:
        found: Array = a - b
        return found

    def multiply(self, a: Array, b: Array) -> Array:
        if 0 in (*a.shape, *b.shape):
            return self._array([], a.shape[0], b.shape[1])
        found: Array = a @ b
        return found

    def scale(self, a: Array, s: Any) -> Array:
        found: Array = a * s
        return found

    def take(self, a: Array, rows: Sequence[int] | None, columns: Sequence[int] | None) -> Array:
        if rows is not None:
            a = a[list(rows), :]
        return a if columns is None else a[:, list(columns)]

    def stack(self, parts: Sequence[Array], axis: int) -> Array:
        return np.concatenate(parts, axis=axis)

    def inner(self, a: Array, b: Array) -> Any:
        return self.context.fdot(a.ravel(), b.ravel())

    def sqrt(self, s: Any) -> Any:
        return self.context.sqrt(s)

    def exp(self, s: Any) -> Any:
        return self.context.exp(s)

    def acos(self, s: Any) -> Any:
        return self.context.acos(s)

    def map(self, a: Array, function: Callable[[Any], Any]) -> Array:
        return self._array([[function(x) for x in row] for row in a], *a.shape)

    def is_finite(self, a: Array) -> bool:
        return all(self.context.isfinite(x) for x in a.ravel())

    def nonzero_rows(self, a: Array) -> tuple[int, ...]:
        return tuple(i for i, row in enumerate(a) if any(row))

    def inverse(self, a: Array) -> Array:
        if a.shape[0] == 0:
            return a
        return self._from_mpmath(self.context.inverse(self.context.matrix(a.tolist())))

    def factor(self, x: Array) -> MultiprecisionFactor:
        return MultiprecisionFactor(self, x)

    def _from_mpmath(self, a: Any) -> Array:
        return self._array(a.tolist(), a.rows, a.cols)


@dataclass(frozen=True, eq=False)
class MultiprecisionFactor:
    """Thin singular value decomposition by mpmath, cut at 10^5 * max(d, n) * eps * s_max.

    Data that are rank-deficient exactly keep singular values of rounding size, a few eps * s_max; the cushion of five
    digits puts the cut clear of them and, at 50 digits, far below any singular value of a problem in double precision.
    """

    system: Multiprecision
    x: Array

    @cached_property
    def _svd(self) -> tuple[Array, Array, Array]:
        d, n = self.x.shape
        context, make = self.system.context, self.system._from_mpmath
        if min(d, n) == 0 or not any(self.x.ravel()):
            empty = self.system._array
            return empty([], d, 0), empty([], 1, 0)[0], empty([], n, 0)
        u, s, v = context.svd_r(context.matrix(self.x.tolist()))
        cut = 10**5 * max(d, n) * context.eps * s[0]
        rank = sum(1 for value in s if value > cut)
        return make(u)[:, :rank], np.array(list(s)[:rank], dtype=object), make(v)[:rank].T

    @property
    def rank(self) -> int:
        return len(self._svd[1])

    def solve(self, rhs: Array) -> Array:
        u, s, v = self._svd
        multiply = self.system.multiply
        return multiply(u, multiply(v.T, rhs) / s[:, None])

    def project(self, v: Array) -> Array:
        u = self._svd[0]
        return self.system.multiply(u, self.system.multiply(u.T, v))

    def squared_singular_values(self) -> list[Any]:
        return [s * s for s in self._svd[1]]
