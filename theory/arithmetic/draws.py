"""Random variables as numbers: one number is the values that it took in N simulated draws.

A matrix is a float64 array (rows, columns, N) with the draws last, or (rows, columns, 1) where all draws agree. Every operation
works on all draws at once, so a model written for one data set is simulated on a hundred thousand without a loop over them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from theory.arithmetic.draws_factor import DrawsFactor
from theory.arithmetic.matrix import NotRepresentable

Array = np.ndarray


@dataclass(frozen=True)
class Draws:
    """Rounded arithmetic on all draws at once; scalars are arrays (N,). Comparing is left to statistics: there is no ``fraction``."""

    name: str = "draws"
    epsilon: Fraction = Fraction(1, 2**53)
    ordered: bool = True

    def scalar(self, value: Fraction | int) -> float:
        return float(value)

    def fraction(self, value: Array | float) -> Fraction:
        if np.size(value) != 1:
            raise NotRepresentable(f"{np.size(value)} draws are not one number")
        return Fraction(float(np.ravel(value)[0]))

    def matrix(self, rows: Sequence[Sequence[Fraction | int]], columns: int) -> Array:
        return np.array([[float(x) for x in row] for row in rows], dtype=np.float64).reshape(len(rows), columns, 1)

    def shape(self, a: Array) -> tuple[int, int]:
        return a.shape[0], a.shape[1]

    def rows(self, a: Array) -> list[list[Array]]:
        return [list(row) for row in a]

    def transpose(self, a: Array) -> Array:
        return a.swapaxes(0, 1)

    def add(self, a: Array, b: Array) -> Array:
        found: Array = a + b
        return found

    def subtract(self, a: Array, b: Array) -> Array:
        found: Array = a - b
        return found

    def multiply(self, a: Array, b: Array) -> Array:
        found: Array = np.einsum("ikn,kjn->ijn", a, b)
        return found

    def scale(self, a: Array, s: Array | float) -> Array:
        return a * s

    def take(self, a: Array, rows: Sequence[int] | None, columns: Sequence[int] | None) -> Array:
        if rows is not None:
            a = a[list(rows)]
        return a if columns is None else a[:, list(columns)]

    def stack(self, parts: Sequence[Array], axis: int) -> Array:
        draws = max(part.shape[2] for part in parts)
        return np.concatenate([np.broadcast_to(part, (*part.shape[:2], draws)) for part in parts], axis=axis)

    def inner(self, a: Array, b: Array) -> Array:
        found: Array = np.einsum("ijn,ijn->n", a, b)
        return found

    def sqrt(self, s: Array | float) -> Array:
        return np.sqrt(s)

    def map(self, a: Array, function: Callable[[Array], Array]) -> Array:
        return np.asarray(function(a))

    def is_finite(self, a: Array) -> bool:
        return bool(np.isfinite(a).all())

    def nonzero_rows(self, a: Array) -> tuple[int, ...]:
        return tuple(int(i) for i in np.flatnonzero((a != 0).any(axis=(1, 2))))

    def inverse(self, a: Array) -> Array:
        try:
            return np.moveaxis(np.linalg.inv(np.moveaxis(a, 2, 0)), 0, 2)
        except np.linalg.LinAlgError as error:
            raise ZeroDivisionError("the matrix is singular in some draw") from error

    def factor(self, x: Array) -> DrawsFactor:
        return DrawsFactor(x)


DRAWS = Draws()
