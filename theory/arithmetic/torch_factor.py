"""The range of a large matrix by a Cholesky or Householder factor, certified after the fact.

Whatever produced the factor, three computed quantities bound the error of a solution: the residual, the distance from the range, and a
lower bound on sigma_min. Only full rank can be certified so; a matrix that may be rank-deficient raises ``NotRepresentable``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from theory.arithmetic.bounded import Bounded, up
from theory.arithmetic.matrix import NotRepresentable
from theory.arithmetic.system import NumberSystem
from theory.arithmetic.tracked import Tracked

REFINEMENTS = 2
"""Steps of iterative refinement: a Cholesky factor alone leaves an error of kappa^2 u, each step takes a factor of that off."""


@dataclass(frozen=True, eq=False)
class TorchFactor:
    """A right inverse factor S of X (d, n), d >= n: Z = X S has nearly orthonormal columns. For d < n, X has to have full row rank."""

    system: NumberSystem
    x: Tracked

    @cached_property
    def rank(self) -> int:
        """min(d, n), certified; 0 for a zero or empty matrix."""
        if not self.x.value.numel() or self.x.norm + self.x.error == 0.0:
            return 0
        return int(self._certified[0].shape[0])  # the order of S, one column per singular value; raises where that cannot be certified

    @property
    def _wide(self) -> bool:
        return bool(self.x.value.shape[0] < self.x.value.shape[1])

    @cached_property
    def _tall(self) -> Tracked:
        return self._transpose if self._wide else self.x

    @cached_property
    def _transpose(self) -> Tracked:
        flipped: Tracked = self.system.transpose(self.x)
        return flipped

    @cached_property
    def _certified(self) -> tuple[Tensor, float]:
        """S and a lower bound on sigma_min: sigma_min(X S)^2 >= 1 - delta and sigma_min(X) >= sigma_min(X S) / ||S||."""
        for candidate in (_cholesky, _householder):
            s = candidate(self._tall.value)
            if s is None or not torch.isfinite(s).all():
                continue
            exact = Tracked(s)
            z = self.system.multiply(self._tall, exact)
            one = Tracked(torch.eye(s.shape[0], dtype=s.dtype, device=s.device))
            defect = self.system.subtract(self.system.multiply(self.system.transpose(z), z), one)
            delta = up(defect.norm + defect.error)
            if delta < 0.5:
                return s, (1.0 - delta) ** 0.5 / exact.spectral
        d, n = self.x.value.shape
        raise NotRepresentable(f"full rank of a {d} x {n} matrix cannot be certified in float64")

    @property
    def smallest(self) -> float:
        """A lower bound on the smallest of the min(d, n) singular values of X, whatever its true value within its error."""
        return self._certified[1]

    def solve(self, rhs: Tracked) -> Tracked:
        """(X^T)^+ rhs; the bound is derived in :meth:`_from_range` and, for d < n, :meth:`_normal_equations`."""
        if self.rank == 0 or not rhs.value.numel():
            return _zeros(self.x.value.shape[0], rhs.value)
        return self._normal_equations(rhs) if self._wide else self._from_range(rhs)

    def project(self, v: Tracked) -> Tracked:
        """P v = (X^T)^+ X^T v; v itself where X has full row rank."""
        if self.rank == self.x.value.shape[0]:
            return v
        return self.solve(self.system.multiply(self._transpose, v))

    def squared_singular_values(self) -> list[Bounded]:
        """Not offered: a bound on each would need certified eigenvectors."""
        raise NotRepresentable("singular values are not computed at this size")

    def _from_range(self, rhs: Tracked) -> Tracked:
        """w = X c for a c found by refinement.

        w' = X~ c lies in range(X~), X~ the true matrix, within a of the computed w. The exact solution differs from w' by
        X~ (X~^T X~)^{-1} (rhs - X~^T w'), at most ||rhs - X~^T w'|| / sigma_min; hence the error is at most
        a + (||rhs - X~^T w|| + ||X~|| a) / sigma_min.
        """
        s, system, x_t = self._certified[0], self.system, self._transpose
        c = s @ (s.T @ rhs.value)
        for _ in range(REFINEMENTS):
            c = c + s @ (s.T @ (rhs.value - self.x.value.T @ (self.x.value @ c)))
        w = system.multiply(self.x, Tracked(c))  # its error is a
        left = system.subtract(rhs, system.multiply(x_t, Tracked(w.value, 0.0, w.norm)))
        beyond = (left.norm + left.error + (self.x.spectral + self.x.error) * w.error) / self.smallest
        return Tracked(w.value, up(w.error + beyond), w.norm)

    def _normal_equations(self, rhs: Tracked) -> Tracked:
        """d < n: X X^T w = X rhs has one solution, and ||w - w'|| <= ||X (X^T w' - rhs)|| / sigma_min^2 for every w'."""
        s, system, x_t = self._certified[0], self.system, self._transpose
        w = s @ (s.T @ (self.x.value @ rhs.value))
        for _ in range(REFINEMENTS):
            w = w - s @ (s.T @ (self.x.value @ (self.x.value.T @ w - rhs.value)))
        found = Tracked(w)
        left = system.multiply(self.x, system.subtract(system.multiply(x_t, found), rhs))
        return Tracked(w, up((left.norm + left.error) / self.smallest**2), found.norm)


def _cholesky(tall: Tensor) -> Tensor | None:
    """S = R^{-1} with X^T X = R^T R: two matrix products' work, where kappa^2 u < 1."""
    factor, failed = torch.linalg.cholesky_ex(tall.T @ tall)
    return None if int(failed) else _inverse_of(factor.T)


def _householder(tall: Tensor) -> Tensor | None:
    """S = R^{-1} with X = Q R."""
    triangle = torch.linalg.qr(tall, mode="r").R
    return None if bool((triangle.diagonal() == 0).any()) else _inverse_of(triangle)


def _inverse_of(upper: Tensor) -> Tensor:
    one = torch.eye(upper.shape[0], dtype=upper.dtype, device=upper.device)
    return torch.linalg.solve_triangular(upper, one, upper=True)


def _zeros(height: int, like: Tensor) -> Tracked:
    return Tracked(torch.zeros((height, like.shape[1]), dtype=like.dtype, device=like.device))
