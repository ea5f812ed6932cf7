"""Step sizes and rates from the spectrum of X_S (d, n).

Over the rationals the spectrum itself need not exist: those functions raise ``NotRepresentable`` there, while
``safe_step``, ``diverging_step`` and ``below_threshold`` are rational for every rational X_S.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import ceil, log

from theory.arithmetic import Matrix, NotRepresentable
from theory.arithmetic.system import Scalar
from theory.arithmetic.terms import Terms

EDGE = Fraction(1, 2**20)
"""How close to the threshold, relatively, convergence and divergence are certified on either side of it."""


def rate(x: Matrix, eta: Scalar) -> Scalar:
    """max_i |1 - 2 eta sigma_i^2 / n| over the non-zero sigma_i: the contraction factor on range(X). 0 where the rank is 0."""
    factors = [abs(1 - 2 * eta * s / x.shape[1]) for s in x.squared_singular_values()]
    return reduce(_larger, factors, x.system.scalar(0))


def just_below_threshold(x: Matrix) -> Scalar:
    """(1 - EDGE) n / sigma_max^2."""
    return threshold(x) * (x.system.scalar(1) - edge(x))


def just_above_threshold(x: Matrix) -> Scalar:
    """(1 + EDGE) n / sigma_max^2."""
    return threshold(x) * (x.system.scalar(1) + edge(x))


def edge(x: Matrix) -> Scalar:
    """EDGE as a number of the system that x is over."""
    return x.system.scalar(EDGE)


def threshold(x: Matrix) -> Scalar:
    """n / sigma_max^2: descent converges below this step size and diverges above it."""
    return x.shape[1] / _largest(x)


def best_step(x: Matrix) -> Scalar:
    """n / (sigma_max^2 + sigma_min^2), the step size of the smallest rate, (kappa^2 - 1) / (kappa^2 + 1)."""
    return x.shape[1] / (_largest(x) + x.squared_singular_values()[-1])


def safe_step(x: Matrix, fraction: Scalar) -> Scalar:
    """fraction * n / ||X||_F^2, below the threshold for 0 < fraction < 1 because sigma_max^2 <= ||X||_F^2."""
    if x.system.ordered and not 0 < fraction < 1:
        raise ValueError(f"`fraction` must be in (0, 1); received {fraction}")
    return fraction * x.shape[1] / _frobenius(x)


def diverging_step(x: Matrix, factor: Scalar) -> Scalar:
    """factor * n * rank / ||X||_F^2, at least ``factor`` times the threshold because sigma_max^2 >= ||X||_F^2 / rank."""
    if x.system.ordered and not factor > 1:
        raise ValueError(f"`factor` must be greater than 1; received {factor}")
    return factor * x.shape[1] * x.rank / _frobenius(x)


def below_threshold(x: Matrix, eta: Scalar) -> bool:
    """Whether 0 < eta < n / sigma_max^2: exactly, over an exact system, by Sylvester's criterion.

    The condition says that (n / eta) I - X^T X is positive definite.
    """
    if not x.system.ordered:
        raise NotRepresentable(f"{x.system.name} has no order: no step size is below another")
    n = x.shape[1]
    if not eta > 0 or n == 0:
        return bool(eta > 0)
    return positive_definite(Matrix.identity(x.system, n) * (n / eta) - x.T @ x)


def positive_definite(a: Matrix) -> bool:
    """Whether the symmetric A (n, n) is positive definite: elimination meets positive pivots only. Over terms it is a condition by name."""
    if isinstance(a.system, Terms):
        return a.system.is_positive_definite(a.data)
    rows = a.tolist()
    for i in range(len(rows)):
        if not rows[i][i] > 0:
            return False
        for j in range(i + 1, len(rows)):
            factor = rows[j][i] / rows[i][i]
            rows[j] = [b - factor * a for a, b in zip(rows[i], rows[j], strict=True)]
    return True


def steps_to(contraction: float, factor: float) -> int:
    """The least k with contraction^k <= factor, for 0 <= contraction < 1 and 0 < factor < 1."""
    if not 0 <= contraction < 1:
        raise ValueError(f"`contraction` must be in [0, 1); received {contraction}")
    if not 0 < factor < 1:
        raise ValueError(f"`factor` must be in (0, 1); received {factor}")
    if contraction == 0:
        return 1
    k = max(1, ceil(log(factor) / log(contraction)))
    while k > 1 and contraction ** (k - 1) <= factor:  # the quotient of logarithms rounds: 0.1^5 would ask for 6 steps
        k -= 1
    while contraction**k > factor:
        k += 1
    return k


def _larger(a: Scalar, b: Scalar) -> Scalar:
    """max(a, b) = (a + b + |a - b|) / 2: no comparison, so that numbers known only to lie in overlapping balls have one too."""
    return (a + b + abs(a - b)) / 2


def _largest(x: Matrix) -> Scalar:
    values = x.squared_singular_values()
    if not values:
        raise ValueError("`x` must have a non-zero entry; received rank 0")
    return values[0]


def _frobenius(x: Matrix) -> Scalar:
    size = x.sq_norm()
    if size == 0:
        raise ValueError("`x` must have a non-zero entry; received a zero matrix")
    return size
