"""Expectations over Gaussian features as finite sums of exact problems, with a test of whether a sum is the expectation.

A *rule* is a list of weights and problems. It depends on parameters: rotations, lengths, changes of basis. Every rule here is such that
its sum, averaged over random parameters, is the expectation E f(p) for any f that is integrable. So where the sum does not depend on
the parameters it *is* E f. Whether it does is tested at random parameters in a prime field: f has to be a rational function of the data.

Why, part by part, with independent parts in a product:
    rotations   X -> R X keeps the law of a Gaussian block, the weights sum to 1, so the average over R of the sum is the average of f over
                directions. Two sets of directions: the axes, for f of degree 2, and the axes and their sums and differences, for degree 4
                (Stroud 1971, U_n 5-2, weights (4 - n) / (n (n + 2)) and 2 / (n (n + 2))).
    lengths     three lengths t with weights that give 1, t^2 and t^-2 (where finite) the means that a chi variable gives them. If the sum
                does not depend on the lengths, f is a combination of these powers: moving one length alone changes the sum by a multiple
                of the power that vanishes at the others, and that multiple is 0 only where f at that length is what the others foretell.
    bases       X_r -> X_r B, B another random matrix for every point: what does not depend on any B depends on range(X_r) alone. For that,
                ranges spanned by axes, every axis as often as any other, serve f of degree 1 in the projector; the ranges orthogonal
                to the quartic directions serve degree 2.
    noise       f(0) + s^2 / (2 h^2) sum of (f(h e) + f(-h e) - 2 f(0)) over an orthonormal basis of directions e: exact for degree 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from theory.arithmetic import Matrix, NumberSystem, hstack, vstack
from theory.arithmetic.system import Scalar
from theory.problem import Problem
from theory.random_design import RandomDesign

Term = tuple[Scalar, Matrix]
"""A weight, and a part of the data."""

Number = Callable[[], int]
"""A source of parameters."""


@dataclass(frozen=True)
class Rule:
    """How the features of ``s`` are replaced by finitely many: one of :data:`KINDS`."""

    s: RandomDesign
    kind: str

    def points(self, system: NumberSystem, number: Number) -> Iterator[tuple[Scalar, Problem]]:
        """Weights and problems over ``system`` at parameters from ``number``; raises ``ZeroDivisionError`` at degenerate ones."""
        features = KINDS[self.kind](self.s, system, number)
        w = Matrix.of(system, [[v] for v in self.s.teacher])
        noises = list(_noises(self.s, system, number))
        for weight, x in features:
            x_r, x_f = x.columns(range(self.s.n_r)), x.columns(range(self.s.n_r, self.s.n))
            for share, noise in noises:
                y = x.T @ w + noise
                y_r, y_f = y.rows(range(self.s.n_r)), y.rows(range(self.s.n_r, self.s.n))
                yield weight * share, Problem(x_r, x_f, y_r, y_f, tuple(range(self.s.tuned)), w, self.s.blocks)

    @property
    def terms(self) -> int:
        """How many problems the sum has."""
        s, forgetting = self.s, self.s.d - self.s.d_r
        noise = 1 + 2 * s.n if s.noise else 1
        if self.kind == "frames":
            return s.d * noise
        quartic = self.kind == "sums of axes"
        if s.n_r == 1 or s.seen == 1:
            size = max(s.n_r, s.seen)
            remaining = (size**2 if quartic else size) * (3 if s.noise and size > 2 else 2)
        else:
            remaining = (s.seen**2 if quartic else s.seen) * (2 * s.seen if s.tuned < s.n_r else 1)
        return remaining * (2 * forgetting if s.n_f == 1 else 1) * noise

    def sums(self, left: Callable[[Problem], Any], system: NumberSystem, number: Number) -> tuple[Scalar, ...]:
        """The weighted sum of ``left``, per value that it returns."""
        totals: list[Scalar] = []
        for weight, p in self.points(system, number):
            value = left(p)
            values = [weight * v for v in (value if isinstance(value, tuple) else (value,))]
            totals = [a + b for a, b in zip(totals, values, strict=True)] if totals else values
        return tuple(totals)


def rules(s: RandomDesign) -> Iterator[Rule]:
    """The rules that exist for s, the shortest first; none for entries that are not Gaussian, and few with noise.

    Raises nothing: where there is no rule it yields none.
    """
    untuned = s.n_r - s.tuned
    vector = s.n_r == 1 or s.seen == 1
    if s.entries == "gaussian" and (s.n_f == 1 or s.n_f >= s.d - s.d_r) and (vector or (not s.noise and untuned in (0, 1))):
        yield Rule(s, "axes")
        if s.seen > 1 and s.n_r < s.seen and (s.n_r in (1, s.seen - 1) and (vector or not untuned)):
            yield Rule(s, "sums of axes")
    if s.entries == "gaussian" and s.d_lap == s.d and not s.noise:
        yield Rule(s, "frames")


def _product(quartic: bool) -> Callable[[RandomDesign, NumberSystem, Number], Iterator[Term]]:
    def features(s: RandomDesign, system: NumberSystem, number: Number) -> Iterator[Term]:
        forgetting = list(_forgetting(s, system, number))
        for a, x_r in _remaining(s, system, number, quartic):
            for b, x_f in forgetting:
                yield a * b, hstack(_padded(x_r, 0, s.d_f), _padded(x_f, s.d_r, 0))

    return features


def _remaining(s: RandomDesign, system: NumberSystem, number: Number, quartic: bool) -> Iterator[Term]:
    """The D rows of X_r that are not zero: one vector, or a range and at most one sample that is not tuned on."""
    if s.n_r == 1 or s.seen == 1:
        size = max(s.n_r, s.seen)
        powers = (0, 2, -2) if s.noise and size > 2 else (0, 2)
        for weight, x in _vectors(size, powers, quartic, system, number):
            yield weight, x if s.n_r == 1 else x.T
        return
    spans = _hyperplanes(s.seen, system, number) if quartic else _spans(s.seen, s.tuned, system, number)
    others = list(_vectors(s.seen, (0, 2), False, system, number)) if s.tuned < s.n_r else []
    for weight, span in spans:
        tuned = span @ _random(system, span.shape[1], s.tuned, number)
        yield from [(weight * share, hstack(tuned, x)) for share, x in others] or [(weight, tuned)]


def _spans(size: int, rank: int, system: NumberSystem, number: Number) -> Iterator[Term]:
    """Bases of ranges of this rank, spanned by axes of a frame, every axis as often as any other."""
    turn = rotation(system, size, number)
    for shift in range(size):
        yield system.scalar(Fraction(1, size)), turn.columns([(shift + i) % size for i in range(min(rank, size))])


def _hyperplanes(size: int, system: NumberSystem, number: Number) -> Iterator[Term]:
    """Bases of the ranges that one of the quartic directions is orthogonal to."""
    turn = rotation(system, size, number)
    for weight, direction in directions(size, quartic=True):
        yield system.scalar(weight), turn @ Matrix.of(system, hyperplane(direction)).T


def _forgetting(s: RandomDesign, system: NumberSystem, number: Number) -> Iterator[Term]:
    """The d_lap + d_f rows of X_f that are not zero."""
    size = s.d - s.d_r
    if s.n_f == 1:
        yield from _vectors(size, (0, 2), False, system, number)
    else:
        yield system.scalar(1), _random(system, size, s.n_f, number)


def _frames(s: RandomDesign, system: NumberSystem, number: Number) -> Iterator[Term]:
    """At full overlap: range(X_r) and range(X) together are spanned by axes of one frame."""
    for weight, span in _spans(s.d, s.n, system, number):
        span_r = span.columns(range(min(s.n_r, s.d)))
        x_r = span_r @ _random(system, span_r.shape[1], s.n_r, number)
        yield weight, hstack(x_r, span @ _random(system, span.shape[1], s.n_f, number))


KINDS: dict[str, Callable[[RandomDesign, NumberSystem, Number], Iterator[Term]]] = {
    "axes": _product(quartic=False),
    "sums of axes": _product(quartic=True),
    "frames": _frames,
}


def _noises(s: RandomDesign, system: NumberSystem, number: Number) -> Iterator[Term]:
    """Noise on all n labels, (n, 1); no noise is one term."""
    zero = Matrix.zeros(system, s.n, 1)
    if not s.noise:
        yield system.scalar(1), zero
        return
    h, turn = system.scalar(number()), rotation(system, s.n, number)
    share = system.scalar(Fraction(s.noise) / 2) / (h * h)
    yield 1 - 2 * s.n * share, zero
    for i in range(s.n):
        for size in (h, -h):
            yield share, turn.columns([i]) * size


def _vectors(size: int, powers: tuple[int, ...], quartic: bool, system: NumberSystem, number: Number) -> Iterator[Term]:
    """One Gaussian vector in R^size: directions times lengths."""
    turn, lengths = rotation(system, size, number), _lengths(size, powers, system, number)
    for weight, direction in directions(size, quartic):
        norm = sum(v * v for v in direction)  # 1 or 2; a length^2 counts in units of it, so that no root is needed
        x = turn @ Matrix.of(system, [[v] for v in direction])
        for share, length in lengths[norm]:
            yield system.scalar(weight) * share, x * length


def _lengths(size: int, powers: tuple[int, ...], system: NumberSystem, number: Number) -> dict[int, list[tuple[Scalar, Scalar]]]:
    """Per squared norm of the direction: weights and factors under which chi_size^k has its mean for every k in ``powers``."""
    means = {0: Fraction(1), 2: Fraction(size)} | ({-2: Fraction(1, size - 2)} if size > 2 else {})
    lengths = [system.scalar(number()) for _ in powers]
    out = {}
    for norm in (1, 2):
        rows = [[_power(t * t * norm, k // 2) for t in lengths] for k in powers]
        table = Matrix(system, system.matrix([[0] * len(powers)] * len(powers), len(powers)))
        entries = iter([v for row in rows for v in row])
        table = table.map(lambda _, entries=entries: next(entries))  # type: ignore[misc]  # bound now, called at once
        weights = table.inverse() @ Matrix.of(system, [[means[k]] for k in powers])
        out[norm] = [(row[0], t) for row, t in zip(weights.tolist(), lengths, strict=True)]
    return out


def _power(value: Scalar, exponent: int) -> Scalar:
    return 1 / value if exponent < 0 else value if exponent else value / value


def rotation(system: NumberSystem, size: int, number: Number) -> Matrix:
    """(I - K)(I + K)^{-1} with K skew-symmetric (Cayley): orthogonal, its entries rational in the parameters."""
    table = [[0] * size for _ in range(size)]
    for i, j in combinations(range(size), 2):
        table[i][j] = number()
        table[j][i] = -table[i][j]
    one, k = Matrix.identity(system, size), Matrix.of(system, table)
    return (one - k) @ (one + k).inverse()


def directions(size: int, quartic: bool) -> list[tuple[Fraction, list[int]]]:
    """Weights and directions whose weighted sums are the averages over the sphere of polynomials of degree 2, or of degree 4."""
    axes = [[int(k == i) for k in range(size)] for i in range(size)]
    if not quartic:
        return [(Fraction(1, size), axis) for axis in axes]
    scale = size * (size + 2)
    pairs = [[a + sign * b for a, b in zip(u, v, strict=True)] for u, v in combinations(axes, 2) for sign in (1, -1)]
    return [(Fraction(4 - size, scale), axis) for axis in axes] + [(Fraction(2, scale), pair) for pair in pairs]


def hyperplane(line: Sequence[int]) -> list[list[int]]:
    """A basis of the hyperplane orthogonal to ``line``."""
    pivot = next(i for i, v in enumerate(line) if v)
    others = [j for j in range(len(line)) if j != pivot]
    return [[line[pivot] * (k == j) - line[j] * (k == pivot) for k in range(len(line))] for j in others]


def _random(system: NumberSystem, m: int, n: int, number: Number) -> Matrix:
    return Matrix.of(system, [[number() for _ in range(n)] for _ in range(m)])


def _padded(x: Matrix, above: int, below: int) -> Matrix:
    zeros = [Matrix.zeros(x.system, k, x.shape[1]) for k in (above, below)]
    return vstack(*(part for part in (zeros[0], x, zeros[1]) if part.shape[0]))
