"""Float64 on torch, CPU or CUDA, for data too large for the other systems. Every matrix carries a bound on its own rounding error.

torch is optional: import this module only where it is installed. Bounds are on Frobenius norms and rest on float64 arithmetic that
rounds each operation correctly or fuses it, sums in any order, and on nothing else: no stability result of a factorization is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import torch
from torch import Tensor

from theory.arithmetic.bounded import Bounded, U, gamma, up
from theory.arithmetic.matrix import Diagonal, NotRepresentable
from theory.arithmetic.torch_factor import TorchFactor
from theory.arithmetic.tracked import Tracked, product

ENTRY_BY_ENTRY = 2**12
"""Above this a matrix that is no vector is not taken apart in Python: that would take longer than the linear algebra."""


@dataclass(frozen=True)
class TorchFloat64:
    """Float64 on ``device``. Matrices of more than ``most_entries`` entries are refused with ``NotRepresentable``, not swapped."""

    device: str = "cpu"
    most_entries: int = 2**31
    ordered: bool = True

    @property
    def name(self) -> str:
        return f"torch-float64-{self.device}"

    @property
    def epsilon(self) -> Fraction:
        return Fraction(1, 2**53)

    def scalar(self, value: Fraction | int) -> Bounded:
        return Bounded.of(value)

    def fraction(self, value: Bounded) -> Fraction:
        """The midpoint; the bound stays behind."""
        return Fraction(value.value)

    def matrix(self, rows: Sequence[Sequence[Fraction | int]], columns: int) -> Tracked:
        self._fits(len(rows), columns)
        if isinstance(rows, Diagonal):
            return Tracked(torch.eye(rows.m, rows.n, dtype=torch.float64, device=self.device) * rows.value)
        value = torch.tensor([[float(x) for x in row] for row in rows], dtype=torch.float64).reshape(len(rows), columns)
        exact = all(type(x) is int and abs(x) <= 2**53 for row in rows for x in row)
        found = Tracked(value.to(self.device))
        return found if exact else Tracked(found.value, up(U * found.norm), found.norm)

    def wrap(self, value: Tensor) -> Tracked:
        """A float64 tensor (m, n) taken as exact data; raises ``TypeError`` for any other dtype."""
        if value.dtype != torch.float64 or value.ndim != 2:
            raise TypeError(f"`value` must be a float64 matrix; received {value.dtype} of shape {tuple(value.shape)}")
        self._fits(*value.shape)
        return Tracked(value.to(self.device))

    def _fits(self, m: int, n: int) -> None:
        if m * n > self.most_entries:
            raise NotRepresentable(f"a {m} x {n} matrix has more than the {self.most_entries} entries allowed here")

    def shape(self, a: Tracked) -> tuple[int, int]:
        return a.value.shape[0], a.value.shape[1]

    def rows(self, a: Tracked) -> list[list[Bounded]]:
        if a.value.numel() > ENTRY_BY_ENTRY and min(a.value.shape) > 1:
            raise NotRepresentable(f"the {tuple(a.value.shape)} entries of a matrix are not worked on one by one at this size")
        return [[Bounded(x, a.error) for x in row] for row in a.value.tolist()]

    def transpose(self, a: Tracked) -> Tracked:
        return Tracked(a.value.T, a.error, a.norm, a)

    def add(self, a: Tracked, b: Tracked) -> Tracked:
        total = Tracked(a.value + b.value)
        return Tracked(total.value, up(a.error + b.error + U * total.norm), total.norm)

    def subtract(self, a: Tracked, b: Tracked) -> Tracked:
        difference = Tracked(a.value - b.value)
        return Tracked(difference.value, up(a.error + b.error + U * difference.norm), difference.norm)

    def multiply(self, a: Tracked, b: Tracked) -> Tracked:
        self._fits(a.value.shape[0], b.value.shape[1])
        found, depth = product(a.value, b.value)
        rounding = gamma(depth) * a.norm * b.norm
        passed_on = (a.spectral * b.error if b.error else 0.0) + (b.spectral * a.error if a.error else 0.0)
        return Tracked(found, up(passed_on + a.error * b.error + rounding))

    def scale(self, a: Tracked, s: Any) -> Tracked:
        factor = Bounded.of(s)
        size = abs(factor.value)
        scaled = Tracked(a.value * factor.value)
        return Tracked(scaled.value, up(size * a.error + factor.error * (a.norm + a.error) + U * scaled.norm), scaled.norm)

    def take(self, a: Tracked, rows: Sequence[int] | None, columns: Sequence[int] | None) -> Tracked:
        value = a.value
        if rows is not None:
            value = value[self._index(rows)]
        if columns is not None:
            value = value[:, self._index(columns)]
        return Tracked(value, a.error)

    def _index(self, index: Sequence[int]) -> Any:
        if isinstance(index, range) and index.step == 1:
            return slice(index.start, index.stop)
        return torch.tensor(list(index), dtype=torch.long, device=self.device)

    def stack(self, parts: Sequence[Tracked], axis: int) -> Tracked:
        return Tracked(torch.cat([p.value for p in parts], dim=axis), up(sum(p.error**2 for p in parts) ** 0.5))

    def inner(self, a: Tracked, b: Tracked) -> Bounded:
        value = float(torch.sum(a.value * b.value)) if a.value.numel() else 0.0
        rounding = gamma(a.value.numel()) * a.norm * b.norm
        return Bounded(value, up(a.norm * b.error + b.norm * a.error + a.error * b.error + rounding))

    def sqrt(self, s: Bounded) -> Bounded:
        """sqrt(s +- e) is within e / sqrt(s) of sqrt(s), for e <= s."""
        if s.value < 0 or s.error > s.value:
            raise NotRepresentable(f"the square root of {s.value}, known to {s.error} only")
        root = s.value**0.5
        return Bounded(root, up((s.error / root if root else 0.0) + U * root))

    def map(self, a: Tracked, function: Callable[[Bounded], Any]) -> Tracked:
        found = [[Bounded.of(function(x)) for x in row] for row in self.rows(a)]
        value = torch.tensor([[x.value for x in row] for row in found], dtype=torch.float64, device=self.device)
        error = sum(x.error**2 for row in found for x in row) ** 0.5
        return Tracked(value.reshape(a.value.shape), up(error, a.value.numel() + 8))

    def is_finite(self, a: Tracked) -> bool:
        return bool(torch.isfinite(a.value).all())

    def nonzero_rows(self, a: Tracked) -> tuple[int, ...]:
        return tuple(torch.nonzero((a.value != 0).any(dim=1)).ravel().tolist())

    def inverse(self, a: Tracked) -> Tracked:
        """With B the computed inverse and ||I - A B|| <= delta < 1: ||A^{-1} - B|| <= ||B|| delta / (1 - delta)."""
        if not a.value.numel():
            return a
        try:
            inverse = Tracked(torch.linalg.inv(a.value))
        except torch.linalg.LinAlgError as error:
            raise ZeroDivisionError("the matrix is singular") from error
        one = Tracked(torch.eye(a.value.shape[0], dtype=torch.float64, device=self.device))
        defect = self.subtract(self.multiply(a, inverse), one)
        delta = up(defect.norm + defect.error)
        if not delta < 0.5:
            raise NotRepresentable(f"the inverse cannot be certified: ||I - A B|| may reach {delta:.3g}")
        return Tracked(inverse.value, up(inverse.spectral * delta / (1.0 - delta)), inverse.norm)

    def factor(self, x: Tracked) -> TorchFactor:
        return TorchFactor(self, x)
