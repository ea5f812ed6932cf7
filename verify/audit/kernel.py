"""Kernels: the same models and losses on features phi(x) of which only the inner products k(x, z) = phi(x)^T phi(z) are given.

Every loss and every distance between models depends on features through these alone (claims O14, N14), so any factor of the kernel
matrix serves: X with X^T X = K. In float64 it is rounded, and a bound on ||X - X'||_F, for some X' with X'^T X' = K exactly, goes into
every bound of the audit. Let K' = X^T X, D = ||K - K'||_F and Z = K^(1/2) - K'^(1/2). Then K^(1/2) Z + Z K'^(1/2) = K - K', so that

    ||Z||_F <= D / (lambda_min(K)^(1/2) + lambda_min(K')^(1/2)) <= D / lambda_min(K')^(1/2),
    ||Z||_F^2 <= ||K - K'||_1 <= n^(1/2) D                                     (Powers, Stormer 1970, lemma 4.1),

and X = Q K'^(1/2) for some Q with orthonormal columns: X' = Q K^(1/2) is as near to X as Z is to 0. Numbers that
this leaves in doubt are worked out in balls, where K is enclosed.

A feature mask (options A and B) and blocks of features mean nothing here: phi has no coordinates of the user's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb
from typing import Any

import numpy as np
from scipy.spatial.distance import cdist

from theory import gram, kernels
from theory.arithmetic import FLOAT64, Ball, Matrix, NumberSystem
from theory.problem import Problem
from theory.remembering import Remembering
from verify.audit.bad_input import BadInputError
from verify.audit.rounding import gamma as roundings

NAMES = ("linear", "rbf", "polynomial")

DEGREES = (1, 5)
"""Least and greatest degree of the polynomial kernel."""

WIDEST = 2_000
"""Monomials up to which they are the features of the polynomial kernel; beyond, or above the number of samples, K is factored."""

LARGEST_GAMMA = 1e12


@dataclass(frozen=True)
class Kernel:
    """``name``: linear, x^T z; rbf, exp(-gamma ||x - z||^2); polynomial, (1 + gamma x^T z)^degree. gamma: 1 / d where None."""

    name: str = "linear"
    gamma: float | None = None
    degree: int = 2

    def __str__(self) -> str:
        return {
            "linear": "k(x, z) = x^T z",
            "rbf": f"k(x, z) = exp(-{self.gamma:g} ||x - z||^2)",
            "polynomial": f"k(x, z) = (1 + {self.gamma:g} x^T z)^{self.degree}",
        }[self.name]


@dataclass(frozen=True, eq=False)
class Lift:
    """A kernel, the samples that it acts on, columns of ``x`` (d, n), and ``uncertain``: how far float64 features are from true ones."""

    kernel: Kernel
    x: Matrix
    uncertain: float

    def over(self, lifted: Problem, system: Ball) -> Problem:
        """``lifted``, a problem on float64 features, with features whose inner products are the kernel's own, enclosed in balls."""
        x = _enclosed(self.kernel, self.x.to(system))
        p = lifted.to(system)
        n_r, n = p.n_r, p.n
        return replace(p, x_r=x.columns(range(n_r)), x_f=x.columns(range(n_r, n)), blocks=None, solver=Remembering())


def kernel_of(name: Any, gamma: Any, degree: Any, d: int) -> Kernel | None:
    """The kernel that was chosen for d features, None for the linear one; raises ``BadInputError`` for what cannot be one."""
    if name not in NAMES:
        raise BadInputError(f"`kernel` must be linear, rbf or polynomial; received {name!r}")
    if name == "linear" and gamma is not None:
        raise BadInputError(f"`gamma` needs a kernel that has one: rbf or polynomial; received {gamma!r} with the kernel linear")
    number = _number(gamma) if gamma is not None else 1 / d
    if number is None or not 1 / LARGEST_GAMMA <= number <= LARGEST_GAMMA:
        raise BadInputError(f"`gamma` must be a number from {1 / LARGEST_GAMMA:g} to {LARGEST_GAMMA:g}; received {gamma!r}")
    power = _number(degree)
    if power is None or power != int(power) or not DEGREES[0] <= power <= DEGREES[1]:
        raise BadInputError(f"`degree` must be a whole number from {DEGREES[0]} to {DEGREES[1]}; received {degree!r}")
    return None if name == "linear" else Kernel(name, number, int(power))


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if not isinstance(value, bool) and np.isfinite(number) else None


def lifted(p: Problem, kernel: Kernel) -> tuple[Problem, Lift]:
    """``p`` on features phi(X), float64, and how it was made. D_t stays what it is."""
    x = np.asarray(p.x.data)
    if _has_few_monomials(kernel, *x.shape):
        features, uncertain = _monomials(x, kernel)
    else:
        features, uncertain = _factor(*_gram(x, kernel))
    if not (np.isfinite(features).all() and np.isfinite(uncertain)):
        raise BadInputError(f"`features` must be small enough for the kernel to be a number; received {kernel} with |x| up to {_most(x):g}")
    samples = np.ascontiguousarray(features.T)
    forget = np.arange(p.n) >= p.n_r
    return Problem.from_samples(samples, np.vstack([p.y_r.data, p.y_f.data]), forget), Lift(kernel, p.x, uncertain)


def _most(x: np.ndarray) -> float:
    return float(np.abs(x).max(initial=0.0))


def _has_few_monomials(kernel: Kernel, d: int, n: int) -> bool:
    return kernel.name == "polynomial" and comb(d + kernel.degree, d) <= min(n, WIDEST)


def _monomials(x: np.ndarray, kernel: Kernel) -> tuple[np.ndarray, float]:
    """The monomials, each off by a few roundings of itself."""
    with np.errstate(over="ignore", invalid="ignore"):
        found = np.asarray(kernels.monomials(Matrix(FLOAT64, x), FLOAT64.scalar(_exact(kernel)), kernel.degree).data)
        return found, roundings(3 * kernel.degree + 4) * float(np.linalg.norm(found))


def _exact(kernel: Kernel) -> Fraction:
    return Fraction(kernel.gamma or 1)


def _gram(x: np.ndarray, kernel: Kernel) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """K of the different samples in float64, a bound on the error of each entry, and which of them every sample is."""
    samples, which = np.unique(x.T, axis=0, return_inverse=True)
    d, g = x.shape[0], float(kernel.gamma or 1)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        if kernel.name == "rbf":
            exponent = g * cdist(samples, samples, "sqeuclidean")
            k = np.exp(-exponent)
            wide = k * (roundings(d + 5) * exponent * (1 + 1e-9) + roundings(4))
            np.fill_diagonal(wide, 0.0)  # exp(0)
            wide = np.where(exponent > 700, 1e-300, wide)  # what underflows is below this
        else:
            inner = g * (samples @ samples.T)
            sizes = np.linalg.norm(samples, axis=1)
            off = roundings(d + 4) * g * np.outer(sizes, sizes) + roundings(2) * (1 + np.abs(inner))
            base, p = 1 + inner, kernel.degree
            k = base**p
            wide = p * off * (np.abs(base) + off) ** (p - 1) + roundings(p + 4) * np.abs(k)
    return (k + k.T) / 2, np.maximum(wide, wide.T) * (1 + 1e-9), which.reshape(-1)


def _factor(k: np.ndarray, wide: np.ndarray, which: np.ndarray) -> tuple[np.ndarray, float]:
    """X (n', n) with X^T X near K, eigenvectors by their roots, and the bound of this file's head; repeats share a column."""
    if not (np.isfinite(k).all() and np.isfinite(wide).all()):
        return k, np.inf
    n = len(k)
    values, vectors = np.linalg.eigh(k)
    x = np.sqrt(np.maximum(values, 0.0))[:, None] * vectors.T
    again = x.T @ x
    size = float(np.linalg.norm(x))
    apart = (float(np.linalg.norm(wide)) + float(np.linalg.norm(k - again)) + roundings(n + 4) * (size**2 + float(np.linalg.norm(k)))) * (
        1 + 1e-9
    )
    lowest = float(values.min()) - apart - 4 * n * float(FLOAT64.epsilon) * float(np.abs(values).max())
    bound = float(np.sqrt(np.sqrt(n) * apart))
    if lowest > 0:
        bound = min(bound, apart / float(np.sqrt(lowest)))
    most = int(np.bincount(which).max())
    return x[:, which], bound * float(np.sqrt(most)) * (1 + 1e-9)


def _enclosed(kernel: Kernel, x: Matrix) -> Matrix:
    """Features over balls: monomials, or Cholesky's factor of the kernel matrix of the different samples."""
    system: NumberSystem = x.system
    g = system.scalar(_exact(kernel))
    if _has_few_monomials(kernel, *x.shape):
        return kernels.monomials(x, g, kernel.degree)
    rows = [tuple(map(system.fraction, row)) for row in x.T.tolist()]
    different = list(dict.fromkeys(rows))
    place = {row: i for i, row in enumerate(different)}
    few = x.columns([rows.index(row) for row in different])
    k = kernels.rbf(few, g) if kernel.name == "rbf" else kernels.polynomial(few, g, kernel.degree)
    return gram.features_of(k).columns([place[row] for row in rows])
