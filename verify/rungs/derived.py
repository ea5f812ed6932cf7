"""How much the matrices that a statement derives from the data amplify rounding: learned by watching what its sides factor.

The allowance of a closed form knows the condition of X, X_r and X_t. A side may solve with another matrix, such as (I - P_r) X_f,
whose small singular values may be nothing but rounding.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from theory.arithmetic import FLOAT64, NotRepresentable
from theory.arithmetic.float64_factor import Float64Factor
from verify.claim import Statement
from verify.rungs.workbench import Instance


@dataclass(frozen=True, eq=False)
class Watched:
    """Double precision that keeps every factorization it makes, and the size of every matrix that it inverts."""

    factors: list[Float64Factor] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(FLOAT64, name)

    def factor(self, x: Any) -> Float64Factor:
        """The factorization of x, kept."""
        found = FLOAT64.factor(x)
        self.factors.append(found)
        return found

    def leading(self, whole: Float64Factor, x: Any) -> Float64Factor:
        """The factorization of leading columns, kept."""
        found = FLOAT64.leading(whole, x)
        self.factors.append(found)
        return found

    def inverse(self, a: Any) -> Any:
        """The inverse of a; its factorization is kept too."""
        self.factors.append(FLOAT64.factor(a))
        return FLOAT64.inverse(a)


def amplification(statements: Sequence[Statement], instance: Instance) -> float:
    """(||X|| / sigma)^2 for the smallest singular value sigma of any matrix that the sides factor, over kappa(X)^2; at least 1.

    Infinite where a derived matrix is no larger than the rounding of the data it was derived from.
    """
    system: Any = Watched()
    p = replace(instance.exact.to(system))
    for statement in statements:
        for side in (statement.left, statement.right):
            with contextlib.suppress(NotRepresentable, ArithmeticError):
                side(p)
    smallest = math.inf
    for factor in system.factors:
        values = factor.squared_singular_values()
        if len(values):
            smallest = min(smallest, math.sqrt(float(values[-1])))
    scales = instance.scales
    noise = float(FLOAT64.epsilon) * (instance.exact.d + instance.exact.n) * scales.kappa * scales.norm
    if smallest <= noise:
        return math.inf
    return max(1.0, (scales.norm / smallest) ** 2 / scales.kappa**2)
