"""Float64 on torch, CPU or CUDA, at full speed: the kernels of ``float64`` on a device, without bounds (``torch_float64`` has those).

torch is optional: import this module only where it is installed. No tensor leaves the device but for single numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from theory.arithmetic.float64_triangle import GRAM_CONDITION, MARGIN, PLAIN, STALLED, cutoff_factor
from theory.arithmetic.matrix import Diagonal


@dataclass(frozen=True)
class TorchPlain:
    """Rounded arithmetic with unit roundoff 2^-53 on ``device``; numbers are Python's floats."""

    device: str = "cpu"
    epsilon: Fraction = Fraction(1, 2**53)
    ordered: bool = True

    @property
    def name(self) -> str:
        return f"torch-plain-{self.device}"

    def scalar(self, value: Fraction | int) -> float:
        return float(value)

    def fraction(self, value: float) -> Fraction:
        return Fraction(float(value))

    def matrix(self, rows: Sequence[Sequence[Fraction | int]], columns: int) -> Tensor:
        if isinstance(rows, Diagonal):
            return torch.eye(rows.m, rows.n, dtype=torch.float64, device=self.device) * rows.value
        return torch.tensor([[float(x) for x in row] for row in rows], dtype=torch.float64, device=self.device).reshape(len(rows), columns)

    def wrap(self, value: Tensor) -> Tensor:
        """A matrix of numbers (m, n) on the device; raises ``TypeError`` for any dtype but float64."""
        if value.dtype != torch.float64 or value.ndim != 2:
            raise TypeError(f"`value` must be a float64 matrix; received {value.dtype} of shape {tuple(value.shape)}")
        return value.to(self.device)

    def shape(self, a: Tensor) -> tuple[int, int]:
        return a.shape[0], a.shape[1]

    def rows(self, a: Tensor) -> list[list[float]]:
        found: list[list[float]] = a.tolist()
        return found

    def transpose(self, a: Tensor) -> Tensor:
        return a.T

    def add(self, a: Tensor, b: Tensor) -> Tensor:
        return a + b

    def subtract(self, a: Tensor, b: Tensor) -> Tensor:
        return a - b

    def multiply(self, a: Tensor, b: Tensor) -> Tensor:
        return a @ b

    def scale(self, a: Tensor, s: float) -> Tensor:
        return a * s

    def take(self, a: Tensor, rows: Sequence[int] | None, columns: Sequence[int] | None) -> Tensor:
        a = a if rows is None else a[self._index(rows)]
        return a if columns is None else a[:, self._index(columns)]

    def _index(self, index: Sequence[int]) -> Any:
        if isinstance(index, range) and index.step == 1 and index.start >= 0:
            return slice(index.start, index.stop)
        return torch.tensor(list(index), dtype=torch.long, device=self.device)

    def stack(self, parts: Sequence[Tensor], axis: int) -> Tensor:
        return torch.cat(list(parts), dim=axis)

    def inner(self, a: Tensor, b: Tensor) -> float:
        return float(torch.sum(a * b))

    def sqrt(self, s: float) -> float:
        return float(s**0.5)

    def map(self, a: Tensor, function: Callable[[float], float]) -> Tensor:
        values = [float(function(x)) for row in a.tolist() for x in row]
        return torch.tensor(values, dtype=torch.float64, device=self.device).reshape(a.shape)

    def is_finite(self, a: Tensor) -> bool:
        return bool(torch.isfinite(a).all())

    def nonzero_rows(self, a: Tensor) -> tuple[int, ...]:
        return tuple(torch.nonzero((a != 0).any(dim=1)).ravel().tolist())

    def inverse(self, a: Tensor) -> Tensor:
        found, failed = torch.linalg.inv_ex(a)
        if a.numel() and int(failed):
            raise ZeroDivisionError("the matrix is singular")
        return found

    def factor(self, x: Tensor) -> TorchRange:
        return TorchRange(x, TorchTriangles(x) if 0 < x.shape[1] <= x.shape[0] else None)

    def leading(self, whole: TorchRange, x: Tensor) -> TorchRange:
        """The factorization of x, the leading columns of the matrix whose factorization is ``whole``, from its leading blocks."""
        return TorchRange(x, whole.triangles)


@dataclass(frozen=True, eq=False)
class TorchTriangles:
    """X (d, n), d >= n, with R^T R = X^T X by Cholesky, and X = Q R by reflections, each worked out when it is first asked for."""

    x: Tensor

    @cached_property
    def exponent(self) -> int:
        """e, such that X 2^-e has squares that neither overflow nor vanish; 0 for data of ordinary size."""
        largest = self.x.abs().max()
        found = int(torch.frexp(largest).exponent) if bool(torch.isfinite(largest)) and bool(largest) else 0
        return found if abs(found) > PLAIN else 0

    @cached_property
    def scaled(self) -> Tensor:
        """X 2^-e."""
        return self.x * 2.0**-self.exponent if self.exponent else self.x

    @cached_property
    def cholesky(self) -> tuple[Tensor, bool]:
        """R (n, n), and whether the Gram is conditioned well enough for it: then that of every leading part is, too."""
        gram = self.scaled.T @ self.scaled
        lower, failed = torch.linalg.cholesky_ex(gram)
        if int(failed):
            return lower.T, False
        condition = torch.linalg.matrix_norm(gram, 1) * torch.linalg.matrix_norm(torch.cholesky_inverse(lower), 1)
        return lower.T, bool(condition <= GRAM_CONDITION)

    @cached_property
    def orthogonal(self) -> tuple[Tensor, Tensor]:
        """Q (d, n) and R (n, n)."""
        q, r = torch.linalg.qr(self.scaled)
        return q, r

    def has_full_rank(self, k: int) -> bool:
        """Whether the first k columns certainly have: 1 / ||R^{-1}||_F is well above the rank cutoff."""
        r = self.orthogonal[1][:k, :k]
        if bool((r.diagonal() == 0).any()):
            return False
        one = torch.eye(k, dtype=r.dtype, device=r.device)
        inverse = torch.linalg.solve_triangular(r, one, upper=True)
        size = float(torch.linalg.norm(r)) * float(torch.linalg.norm(inverse))
        return size * MARGIN * cutoff_factor(self.x.shape[0], k) < 1


@dataclass(frozen=True, eq=False)
class TorchRange:
    """The range of X (d, k), by the same rules as ``float64_factor``: Cholesky with a step of refinement, reflections, singular values."""

    x: Tensor
    triangles: TorchTriangles | None

    @cached_property
    def _way(self) -> str:
        k = self.x.shape[1]
        if self.triangles is None or k == 0:
            return "singular values"
        if self.triangles.cholesky[1]:
            return "cholesky"
        return "reflections" if self.triangles.has_full_rank(k) else "singular values"

    @cached_property
    def _svd(self) -> tuple[Tensor, Tensor, Tensor]:
        """U, s and V^T without what lies beyond the rank."""
        d, k = self.x.shape
        u, s, vt = torch.linalg.svd(self.x, full_matrices=False)
        rank = int((s > cutoff_factor(d, k) * s[0]).sum()) if len(s) else 0
        return u[:, :rank], s[:rank], vt[:rank]

    @cached_property
    def rank(self) -> int:
        return int(self._svd[1].shape[0]) if self._way == "singular values" else int(self.x.shape[1])

    def _gram_solve(self, b: Tensor) -> Tensor:
        if self.triangles is None:
            raise ValueError("a Gram needs triangles; received none")
        k = self.x.shape[1]
        return torch.cholesky_solve(b, self.triangles.cholesky[0][:k, :k], upper=True)

    def solve(self, rhs: Tensor) -> Tensor:
        if self._way == "singular values" or self.triangles is None:
            u, s, vt = self._svd
            return u @ ((vt @ rhs) / s[:, None])
        k, unit = self.x.shape[1], 2.0**-self.triangles.exponent
        if self._way == "reflections":
            q, r = self.triangles.orthogonal
            return q[:, :k] @ torch.linalg.solve_triangular(r[:k, :k].T, rhs, upper=False) * unit
        x = self.triangles.scaled[:, :k]
        w = x @ self._gram_solve(rhs)
        correction = x @ self._gram_solve(rhs - x.T @ w)
        if not bool(torch.linalg.norm(correction) <= STALLED * torch.linalg.norm(w)):  # the Gram was worse than its condition number
            vars(self)["_way"] = "reflections" if self.triangles.has_full_rank(k) else "singular values"
            return self.solve(rhs)
        return (w + correction) * unit

    def project(self, v: Tensor) -> Tensor:
        if self._way == "singular values" or self.triangles is None:
            u = self._svd[0]
            return u @ (u.T @ v)
        k = self.x.shape[1]
        if self._way == "reflections":
            q = self.triangles.orthogonal[0][:, :k]
            return q @ (q.T @ v)
        x = self.triangles.scaled[:, :k]
        p = x @ self._gram_solve(x.T @ v)
        return p + x @ self._gram_solve(x.T @ (v - p))

    def squared_singular_values(self) -> list[float]:
        found: list[float] = (self._svd[1] ** 2).tolist()
        return found
