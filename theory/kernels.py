"""Kernels: Gram matrices K_ij = k(x_i, x_j) of samples that are columns of x (d, n). With them, :mod:`theory.gram` needs no features.

The linear and the polynomial kernel exist over every field; the Gaussian one and the NTK need functions that the rationals lack, and
raise ``NotRepresentable`` there.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations_with_replacement
from math import factorial, prod

from theory.arithmetic import Matrix, hstack, vstack
from theory.arithmetic.system import Scalar
from theory.arithmetic.transcendental import exponential, transcendental


def with_bias(x: Matrix) -> Matrix:
    """[x; 1], (d + 1, n)."""
    return vstack(x, x.rows([0]).map(lambda s: s * 0 + 1))


def rbf(x: Matrix, gamma: Scalar) -> Matrix:
    """exp(-gamma ||x - z||^2), (n, n)."""
    functions = exponential(x.system)
    return _by_angle(x, lambda inner, a, b: functions.exp((2 * inner - a - b) * gamma))


def polynomial(x: Matrix, gamma: Scalar, degree: int) -> Matrix:
    """(1 + gamma x^T z)^degree, (n, n)."""
    one = x.system.scalar(1)
    return (x.T @ x).map(lambda s: prod([one + s * gamma] * degree, start=one))


def monomials(x: Matrix, gamma: Scalar, degree: int) -> Matrix:
    """Features whose inner products are (1 + gamma x^T z)^degree: every monomial of degree j <= degree times the root of its coefficient.

    The coefficient of x^a, with |a| = j, is degree! / (a! (degree - j)!) gamma^j. Shape (C(d + degree, degree), n); needs roots.
    """
    system, rows = x.system, x.tolist()
    out: list[Matrix] = []
    for j in range(degree + 1):
        for chosen in combinations_with_replacement(range(x.shape[0]), j):
            ways = factorial(degree) // factorial(degree - j) // prod(factorial(chosen.count(i)) for i in set(chosen))
            root = system.sqrt(prod([gamma] * j, start=system.scalar(ways)))
            values = [prod((rows[i][column] for i in chosen), start=root) for column in range(x.shape[1])]
            out.append(_filled(x.rows([0]), values))
    return vstack(*out)


def quadratic(x: Matrix) -> Matrix:
    """(1 + x^T z)^2, (n, n)."""
    z = with_bias(x)
    return (z.T @ z).map(lambda s: s * s)


def quadratic_features(x: Matrix) -> Matrix:
    """phi(x) = [1; x] (x) [1; x], ((d + 1)^2, n): all products of two entries, so that phi(x)^T phi(z) = (1 + x^T z)^2."""
    z = with_bias(x)
    m, n = z.shape
    samples = [z.columns([j]) for j in range(n)]
    products = hstack(*(s @ s.T for s in samples))  # (m, n m): column j m + i is z_ij times sample j
    return vstack(*(products.columns(range(i, n * m, m)) for i in range(m)))


def _filled(a: Matrix, values: list[Scalar]) -> Matrix:
    """A matrix of the shape of A that holds ``values``, row by row."""
    left = iter(values)
    return a.map(lambda _: next(left))


def gaussian(x: Matrix) -> Matrix:
    """exp(-||x - z||^2 / (4 d)), (n, n): the RBF kernel at a width that suits d entries of size about 1."""
    functions, d = transcendental(x.system), x.shape[0]
    return _by_angle(x, lambda inner, a, b: functions.exp(-(a + b - 2 * inner) / (4 * d)))


def ntk(x: Matrix) -> Matrix:
    """The neural tangent kernel of an infinitely wide two-layer ReLU network, both layers trained, on inputs [x; 1], (n, n).

    |x| |z| (kappa_1(u) + u kappa_0(u)) with u the cosine of the angle, kappa_0(u) = (pi - acos u) / pi and
    kappa_1(u) = (u (pi - acos u) + sqrt(1 - u^2)) / pi (Cho, Saul 2009; Jacot, Gabriel, Hongler 2018).
    """
    system, functions = x.system, transcendental(x.system)
    pi = functions.acos(system.scalar(-1))

    def entry(inner: Scalar, a: Scalar, b: Scalar) -> Scalar:
        size = system.sqrt(a * b)  # one root: of a sample with itself u is then exactly 1, where acos would magnify a rounding error
        u = max(system.scalar(-1), min(system.scalar(1), inner / size))  # rounding may leave [-1, 1]
        open_angle = pi - functions.acos(u)
        return size * (2 * u * open_angle + system.sqrt(1 - u * u)) / pi

    return _by_angle(with_bias(x), entry)


def gaussian_by_features(x: Matrix) -> Matrix:
    """The same kernel as a product of one-dimensional ones, exp(-(x_k - z_k)^2 / (4 d)), (n, n)."""
    functions, d = transcendental(x.system), x.shape[0]
    one = x.system.scalar(1)

    def entry(a: list[Scalar], b: list[Scalar]) -> Scalar:
        return prod((functions.exp(-((s - t) * (s - t)) / (4 * d)) for s, t in zip(a, b, strict=True)), start=one)

    return _by_pairs(x, entry)


def ntk_sines(x: Matrix) -> Matrix:
    """What the NTK per |x| |z| holds beside its two linear terms, pi K / (|x| |z|) - 2 u (pi - theta), (n, n): the sine of the angle theta.

    theta is worked out from the unit vectors' mean, cos(theta / 2) = ||x / |x| + z / |z| || / 2.
    """
    system, functions = x.system, transcendental(x.system)
    pi, one = functions.acos(system.scalar(-1)), system.scalar(1)
    values = iter([value for row in ntk(x).tolist() for value in row])

    def entry(a: list[Scalar], b: list[Scalar]) -> Scalar:
        size_a, size_b = (system.sqrt(sum((s * s for s in v), start=0 * one)) for v in (a, b))
        units = [(s / size_a, t / size_b) for s, t in zip(a, b, strict=True)]
        half = system.sqrt(sum(((s + t) * (s + t) for s, t in units), start=0 * one)) / 2
        u = sum((s * t for s, t in units), start=0 * one)
        return pi * next(values) / (size_a * size_b) - 2 * u * (pi - 2 * functions.acos(min(one, half)))

    return _by_pairs(with_bias(x), entry)


def squared_sines(x: Matrix) -> Matrix:
    """1 - u^2 with u the cosine of the angle between [x; 1] and [z; 1], (n, n), by inner products alone."""
    one = x.system.scalar(1)
    return _by_angle(with_bias(x), lambda inner, a, b: one - inner * inner / (a * b))


def of_itself(k: Matrix) -> Matrix:
    """k(x_i, x_i), the diagonal of K as a column, (n, 1)."""
    return vstack(*(k.rows([i]).columns([i]) for i in range(k.shape[0])))


def ntk_of_itself(x: Matrix) -> Matrix:
    """2 (||x||^2 + 1), (n, 1): at angle 0 either layer contributes the squared length of [x; 1]."""
    return of_itself(with_bias(x).T @ with_bias(x)) * 2


def _by_pairs(x: Matrix, entry: Callable[[list[Scalar], list[Scalar]], Scalar]) -> Matrix:
    """The matrix of ``entry`` of two samples, row by row."""
    samples = x.T.tolist()
    pairs = iter([(a, b) for a in samples for b in samples])
    return (x.T @ x).map(lambda _: entry(*next(pairs)))


def _by_angle(x: Matrix, entry: Callable[[Scalar, Scalar, Scalar], Scalar]) -> Matrix:
    """The matrix of ``entry(x^T z, ||x||^2, ||z||^2)``."""
    gram = x.T @ x
    table = gram.tolist()
    sizes = [table[i][i] for i in range(len(table))]
    arguments = iter([(inner, a, b) for row, a in zip(table, sizes, strict=True) for inner, b in zip(row, sizes, strict=True)])
    return gram.map(lambda _: entry(*next(arguments)))
