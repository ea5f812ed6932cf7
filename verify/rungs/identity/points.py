"""Random points: primes and residues from a recorded seed, and problems whose every datum is a parameter or built from parameters.

All bits come from SHAKE-256 of the seed and a label, so a point can be drawn again from what the ledger says about it.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import shake_256
from itertools import pairwise

from theory.arithmetic import Matrix, PrimeField, hstack, vstack
from theory.arithmetic.prime_field import is_prime
from theory.arithmetic.sampled import DegeneratePoint, Sampled
from theory.blocks import Blocks
from theory.problem import Problem, Regularization, Schedule
from theory.remembering import Remembering
from verify.rungs.identity.shapes import Shape

Draw = Callable[[int], Sequence[int]]

Parameters = Callable[[int, int], Matrix]

FACTORED = ("within", "across", "both", "low rank")
"""Kinds of strata whose features are products of free factors."""


def random_prime(label: str, bits: int) -> int:
    """A prime that is uniform among those with exactly ``bits`` bits, for ``bits`` from 3 to 64."""
    low, draw = 1 << (bits - 1), Residues(label, 1 << bits)
    while True:
        # the lowest bit is set because even numbers are no primes; the top bit makes the length exact
        candidate = draw(1)[0] | low | 1
        if is_prime(candidate):
            return candidate


@dataclass(eq=False)
class Residues:
    """A stream of integers uniform in 0, ..., below - 1: 64-bit words, cut to size, those too large thrown away."""

    label: str
    below: int
    _block: int = 0
    _left: list[int] = field(default_factory=list)

    @property
    def begins_with(self) -> bytes:
        """The 64 bytes that the stream begins with, whatever ``below`` makes of them and however much was taken."""
        return shake_256(f"{self.label}/0".encode()).digest(64)

    def __call__(self, count: int) -> list[int]:
        """The next ``count`` integers."""
        while len(self._left) < count:
            words = array("Q", shake_256(f"{self.label}/{self._block}".encode()).digest(8 * 512 if self._block else 8 * 96))
            mask = (1 << (self.below - 1).bit_length()) - 1
            self._left += [value for word in words if (value := word & mask) < self.below]
            self._block += 1
        taken, self._left = self._left[:count], self._left[count:]
        return taken


@lru_cache(maxsize=4096)
def fields(label: str, bits: int, points: int) -> tuple[PrimeField, ...]:
    """One fresh random prime field per point."""
    return tuple(PrimeField(random_prime(f"{label}/prime {i}", bits)) for i in range(points))


def draw_problem(shape: Shape, labels: str, system: Sampled, draws: Sequence[Draw], steps: int) -> Problem:
    """A problem of this shape whose parameters are drawn at every point of ``system``, by one of ``draws`` each; see ``build``.

    What was taken for zero while the problem was checked is forgotten: the zeros of its blocks are zero by construction.
    """
    p = build(shape, labels, lambda m, n: Matrix(system, system.parameters(draws, m, n)), steps)
    system.zeros.clear()
    return p


def build(shape: Shape, labels: str, parameters: Parameters, steps: int) -> Problem:
    """A problem of this shape; ``parameters(m, n)`` gives an (m, n) matrix of data of its own at each call.

    ``labels`` is ``noiseless`` (y = X^T w_*), ``consistent`` (y = X^T v with v apart from w_*) or ``free``. D_t is D_r. The teacher,
    start, step size, wrong labels, alpha and lambda are parameters of their own. Raises ``DegeneratePoint`` where X, X_r or X_f
    has another rank than the shape says.
    """
    x_r, x_f = features(shape, parameters)
    teacher = _teacher(shape, x_r, parameters)
    source = teacher if labels == "noiseless" else _teacher(shape, x_r, parameters)
    y_r, y_f = x_r.T @ source, x_f.T @ source
    if labels == "free":
        y_r = parameters(shape.n_r, shape.outputs)
        y_f = _free_labels(shape, x_r, x_f, y_r, parameters)
    eta, alpha, decay = (parameters(1, 1).tolist()[0][0] for _ in range(3))
    p = Problem(
        x_r,
        x_f,
        y_r,
        y_f,
        tuple(range(shape.n_r)),
        teacher,
        _blocks(shape),
        Schedule(parameters(shape.d, shape.outputs), eta, steps),
        Regularization(parameters(shape.n_f, shape.outputs), alpha, decay),
        Remembering(),
    )
    if (ranks := (x_r.rank, x_f.rank, p.x.rank)) != (shape.inner_r, shape.inner_f, shape.rank):
        raise DegeneratePoint(f"ranks {ranks} of X_r, X_f, X at a point of {shape.label}")
    return p


def _teacher(shape: Shape, x_r: Matrix, parameters: Parameters) -> Matrix:
    """Weights (d, k) that make labels: general, zero, or in range(X_r)."""
    if shape.teacher == "zero teacher":
        return Matrix.zeros(x_r.system, shape.d, shape.outputs)
    if shape.teacher == "golden fits":
        return x_r @ parameters(shape.n_r, shape.outputs)
    return parameters(shape.d, shape.outputs)


def _free_labels(shape: Shape, x_r: Matrix, x_f: Matrix, y_r: Matrix, parameters: Parameters) -> Matrix:
    """y_f where no teacher makes it: free, zero, or what the golden model predicts."""
    if shape.teacher == "zero teacher":
        return Matrix.zeros(x_r.system, shape.n_f, shape.outputs)
    return x_f.T @ x_r.solve(y_r) if shape.teacher == "golden fits" else parameters(shape.n_f, shape.outputs)


def varied(p: Problem, n_t: int, steps: int) -> Problem:
    """The same problem tuned on the last ``n_t`` remaining samples, with another number of steps."""
    other = p.tuned_on(tuple(range(p.n_r - n_t, p.n_r)))
    if steps != p.plan.steps:
        object.__setattr__(other, "schedule", replace(p.plan, steps=steps))
    return other


def _blocks(shape: Shape) -> Blocks:
    cuts = (0, shape.d_r, shape.d_r + shape.d_lap, shape.d)
    return Blocks(*(tuple(range(a, b)) for a, b in pairwise(cuts)))


def features(shape: Shape, parameters: Parameters) -> tuple[Matrix, Matrix]:
    """X_r = [R; L_1; 0] and X_f = [0; L_2; F], entries free or, in strata of lower rank, products of free factors."""
    upper, lower = shape.d_r + shape.d_lap, shape.d_lap + shape.d_f
    if shape.kind in FACTORED:
        return _factored(shape, parameters)
    if shape.kind == "repeated across":
        both = _padded(parameters(shape.d_lap, 1), shape.d_r, shape.d_f)
        parts = (upper, shape.n_r - 1, 0, shape.d_f), (lower, shape.n_f - 1, shape.d_r, 0)
        x_r, x_f = (hstack(both, *([_padded(parameters(m, n), *around)] if n else [])) for m, n, *around in parts)
        return x_r, x_f
    if shape.kind == "orthogonal":
        first = orthogonal(upper, shape.n_r, parameters)
    else:
        first = _samples(upper, shape.n_r, shape.kind == "repeated in D_r", parameters)
    second = _samples(lower, shape.n_f, shape.kind == "repeated in D_f", parameters)
    return _padded(first, 0, shape.d_f), _padded(second, shape.d_r, 0)


def _samples(m: int, n: int, repeated: bool, parameters: Parameters) -> Matrix:
    """n free samples; or n - 1, the first of them once more at the end."""
    return parameters(m, n - 1).columns([*range(n - 1), 0]) if repeated else parameters(m, n)


def orthogonal(m: int, n: int, parameters: Parameters) -> Matrix:
    """s Q for a number s and an (m, n) part Q of an orthogonal matrix: all singular values are s.

    Q = (I - S)(I + S)^{-1} for skew-symmetric S, Cayley's map: rational, and onto almost all rotations.
    """
    size = max(m, n)
    a = parameters(size, size)
    s, one = a - a.T, Matrix.identity(a.system, size)
    q = (one - s) @ (one + s).inverse()
    found: Matrix = q.rows(range(m)).columns(range(n)) * parameters(1, 1).tolist()[0][0]
    return found


def _factored(shape: Shape, parameters: Parameters) -> tuple[Matrix, Matrix]:
    """X = A B with free columns of A for X_r alone, for X_f alone and, in the lap block, for both."""
    upper, lower = shape.d_r + shape.d_lap, shape.d_lap + shape.d_f
    c = shape.shared
    directions = [_padded(parameters(upper, shape.inner_r - c), 0, shape.d_f)]
    directions += [_padded(parameters(shape.d_lap, c), shape.d_r, shape.d_f)] * bool(c)
    directions += [_padded(parameters(lower, shape.inner_f - c), shape.d_r, 0)]
    of_r = _padded(parameters(shape.inner_r, shape.n_r), 0, shape.inner_f - c)
    of_f = _padded(parameters(shape.inner_f, shape.n_f), shape.inner_r - c, 0)
    basis = hstack(*directions)
    return basis @ of_r, basis @ of_f


def _padded(a: Matrix, above: int, below: int) -> Matrix:
    """a with rows of zeros above and below."""
    zeros = [Matrix.zeros(a.system, k, a.shape[1]) for k in (above, below)]
    return vstack(*(part for part in (zeros[0], a, zeros[1]) if part.shape[0] or part is a))
