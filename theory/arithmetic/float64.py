"""IEEE double precision: numpy, with LAPACK's factorizations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from theory.arithmetic.float64_factor import Float64Factor
from theory.arithmetic.matrix import Diagonal

Array = np.ndarray


@dataclass(frozen=True)
class Float64:
    """Rounded arithmetic with unit roundoff 2^-53."""

    name: str = "float64"
    epsilon: Fraction = Fraction(1, 2**53)
    ordered: bool = True

    def scalar(self, value: Fraction | int) -> float:
        return float(value)

    def fraction(self, value: float) -> Fraction:
        return Fraction(float(value))

    def matrix(self, rows: Sequence[Sequence[Fraction | int]], columns: int) -> Array:
        if isinstance(rows, Diagonal):
            return np.eye(rows.m, rows.n) * rows.value
        return np.array([[float(x) for x in row] for row in rows], dtype=np.float64).reshape(len(rows), columns)

    def shape(self, a: Array) -> tuple[int, int]:
        return a.shape[0], a.shape[1]

    def rows(self, a: Array) -> list[list[float]]:
        found: list[list[float]] = a.tolist()
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
        found: Array = a @ b
        return found

    def scale(self, a: Array, s: float) -> Array:
        return a * s

    def take(self, a: Array, rows: Sequence[int] | None, columns: Sequence[int] | None) -> Array:
        if rows is not None:
            a = a[_index(rows), :]
        return a if columns is None else a[:, _index(columns)]

    def stack(self, parts: Sequence[Array], axis: int) -> Array:
        return np.concatenate(parts, axis=axis)

    def inner(self, a: Array, b: Array) -> float:
        return float(np.vdot(a, b))

    def sqrt(self, s: float) -> float:
        return float(np.sqrt(s))

    def exp(self, s: float) -> float:
        return float(np.exp(s))

    def acos(self, s: float) -> float:
        return float(np.arccos(s))

    def map(self, a: Array, function: Callable[[float], float]) -> Array:
        return np.array([function(float(x)) for x in a.ravel()], dtype=np.float64).reshape(a.shape)

    def is_finite(self, a: Array) -> bool:
        return bool(np.isfinite(a).all())

    def nonzero_rows(self, a: Array) -> tuple[int, ...]:
        return tuple(np.flatnonzero((a != 0).any(axis=1)).tolist())

    def inverse(self, a: Array) -> Array:
        try:
            return np.linalg.inv(a)
        except np.linalg.LinAlgError as error:
            raise ZeroDivisionError("the matrix is singular") from error

    def factor(self, x: Array) -> Float64Factor:
        return Float64Factor(x)

    def leading(self, whole: Float64Factor, x: Array) -> Float64Factor:
        """The factorization of x, the leading columns of the matrix whose factorization is ``whole``, from its leading blocks."""
        return Float64Factor(x, whole.triangles)


def _index(index: Sequence[int]) -> slice | list[int]:
    """A range is taken without a copy."""
    if isinstance(index, range) and index.step == 1 and index.start >= 0:
        return slice(index.start, index.stop)
    return list(index)


FLOAT64 = Float64()
