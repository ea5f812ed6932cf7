"""What the user chose beside the data: ridge, alpha, wrong labels y', weights of the user's own."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from theory.arithmetic import Matrix
from theory.problem import Problem
from verify.audit.classes import Classes
from verify.audit.kernel import Lift

SHARE_OF_SIZE = 1e-3
"""The ridge, where none is given: this share of a remaining sample's mean squared length, to the nearest power of ten."""


@dataclass(frozen=True, eq=False)
class Wrong:
    """Labels y' for D_f: by name (zero, golden), or given as numbers (n_f, k)."""

    name: str
    given: Matrix | None = None


@dataclass(frozen=True, eq=False)
class Settings:
    """ridge: lambda > 0. alpha: the weight of the regularizer. wrong: which y' are tried. own: weights (d, k) to compare.

    classes: what the targets say of classes, None where they are numbers. lift: the kernel that features were made by, None for your own.
    """

    ridge: float
    alpha: float = 1.0
    wrong: tuple[Wrong, ...] = (Wrong("zero"), Wrong("golden"))
    own: Matrix | None = None
    classes: Classes | None = None
    lift: Lift | None = None

    @property
    def uncertain(self) -> float:
        """How far the features may be from true ones, in the Frobenius norm."""
        return 0.0 if self.lift is None else self.lift.uncertain


def default_ridge(p: Problem) -> float:
    """:func:`ridge_for` a problem."""
    with np.errstate(over="ignore", under="ignore"):
        return ridge_for(float(np.linalg.norm(p.x_r.data)) ** 2 / p.n_r)


def ridge_for(size: float) -> float:
    """A thousandth of ``size`` = ||X_r||_F^2 / n_r, to the nearest power of ten; 1 where that is no ordinary number."""
    share = size * SHARE_OF_SIZE
    return 10.0 ** round(math.log10(share)) if 1e-100 < share < 1e100 else 1.0
