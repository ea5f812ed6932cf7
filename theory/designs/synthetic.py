"""Made features X_r, X_f over Q, one function a family: (generator, block sizes, sample counts) -> (X_r, X_f).

Blocks are honest: rows of X_r are zero on f, rows of X_f on r. Entries are small integers unless a family says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from theory.arithmetic import RATIONAL, Matrix, hstack
from theory.designs.design import exact

Features = tuple[Matrix, Matrix]


@dataclass(frozen=True)
class Sizes:
    """Block sizes and sample counts."""

    d_r: int
    d_lap: int
    d_f: int
    n_r: int
    n_f: int

    @property
    def d(self) -> int:
        """Features."""
        return self.d_r + self.d_lap + self.d_f


def assemble(shape: Sizes, upper: np.ndarray, lower: np.ndarray) -> Features:
    """X_r = [upper; 0] with upper (d_r + d_lap, n_r), X_f = [0; lower] with lower (d_lap + d_f, n_f)."""
    below, above = np.zeros((shape.d_f, shape.n_r), dtype=object), np.zeros((shape.d_r, shape.n_f), dtype=object)
    return exact(np.vstack([upper.astype(object), below])), exact(np.vstack([above, lower.astype(object)]))


def integer(rng: np.random.Generator, s: Sizes) -> Features:
    """Entries uniform in -3..3."""
    return assemble(s, rng.integers(-3, 4, (s.d_r + s.d_lap, s.n_r)), rng.integers(-3, 4, (s.d_lap + s.d_f, s.n_f)))


def gaussian(rng: np.random.Generator, s: Sizes) -> Features:
    """Standard normal entries, rounded to multiples of 1/1024 so that exact arithmetic stays short."""
    upper, lower = rng.standard_normal((s.d_r + s.d_lap, s.n_r)), rng.standard_normal((s.d_lap + s.d_f, s.n_f))
    return assemble(s, np.round(upper * 1024) / 1024, np.round(lower * 1024) / 1024)


def collinear(rng: np.random.Generator, s: Sizes) -> Features:
    """Columns that differ from the first by 10^-k times an integer, k from 3 to 12: condition numbers about 10^k."""
    nudge = Fraction(1, 10 ** int(rng.integers(3, 13)))

    def close(height: int, width: int) -> np.ndarray:
        first = rng.integers(1, 4, (height, 1)).astype(object)
        steps = rng.integers(-3, 4, (height, width)).astype(object)
        steps[:, :1] = 0
        found: np.ndarray = first + nudge * steps
        return found

    return assemble(s, close(s.d_r + s.d_lap, s.n_r), close(s.d_lap + s.d_f, s.n_f))


def deficient(rng: np.random.Generator, s: Sizes) -> Features:
    """X_r = A B and X_f = A' B' with inner size one less than the sample count allows: rank-deficient where n > 1."""

    def product(height: int, width: int) -> np.ndarray:
        inner = max(1, min(height, width) - 1)
        return rng.integers(-2, 3, (height, inner)) @ rng.integers(-2, 3, (inner, width))

    return assemble(s, product(s.d_r + s.d_lap, s.n_r), product(s.d_lap + s.d_f, s.n_f))


def entangled(rng: np.random.Generator, s: Sizes) -> Features:
    """X = [X_r X_f] = A B with inner size below n: the dependence runs across the two sides. Full overlap by construction."""
    inner = max(1, min(s.d, s.n_r + s.n_f) - 1)
    x = rng.integers(-2, 3, (s.d, inner)) @ rng.integers(-2, 3, (inner, s.n_r + s.n_f))
    return exact(x[:, : s.n_r]), exact(x[:, s.n_r :])


def nested(rng: np.random.Generator, s: Sizes) -> Features:
    """range(X_f) inside range(X_r): every forgetting sample combines remaining ones. Full overlap by construction."""
    x_r = exact(rng.integers(-3, 4, (s.d, s.n_r)))
    return x_r, x_r @ exact(rng.integers(-2, 3, (s.n_r, s.n_f)))


def shared(rng: np.random.Generator, s: Sizes) -> Features:
    """Ranges that share directions: the first forgetting sample combines remaining ones, the others are new."""
    x_r = exact(rng.integers(-3, 4, (s.d, s.n_r)))
    known = x_r @ exact(rng.integers(-2, 3, (s.n_r, 1)))
    return x_r, hstack(known, exact(rng.integers(-3, 4, (s.d, s.n_f - 1)))) if s.n_f > 1 else known


def orthogonal(rng: np.random.Generator, s: Sizes) -> Features:
    """range(X_f) orthogonal to range(X_r) although the features overlap: random samples, projected off range(X_r)."""
    x_r = exact(rng.integers(-3, 4, (s.d, s.n_r)))
    x_f = exact(rng.integers(-3, 4, (s.d, s.n_f)))
    return x_r, x_f - x_r.project(x_f)


def spanning(rng: np.random.Generator, s: Sizes) -> Features:
    """range(X_r) contains every r and lap coordinate direction: as many remaining samples as such coordinates."""
    size = s.d_r + s.d_lap
    upper = np.triu(rng.integers(-2, 3, (size, size)), 1) + np.diag(rng.integers(1, 4, size))
    lower = rng.integers(-3, 4, (s.d_lap + s.d_f, s.n_f))
    return assemble(Sizes(s.d_r, s.d_lap, s.d_f, size, s.n_f), upper, lower)


def spectral(rng: np.random.Generator, s: Sizes) -> Features:
    """X_r = U diag(sigma) V^T with rational orthogonal U and V and distinct integer sigma: its spectrum is known exactly."""
    size, rank = s.d_r + s.d_lap, min(s.n_r, s.d_r + s.d_lap)
    sigma = np.zeros((size, s.n_r), dtype=object)
    for i, value in enumerate(rng.permutation(np.arange(1, max(6, rank) + 1))[:rank]):
        sigma[i, i] = Fraction(int(value))
    upper = _rotation(rng, size) @ exact(sigma) @ _rotation(rng, s.n_r)
    rows = np.array([[RATIONAL.fraction(x) for x in row] for row in upper.tolist()], dtype=object).reshape(size, s.n_r)
    return assemble(s, rows, rng.integers(-3, 4, (s.d_lap + s.d_f, s.n_f)))


def _rotation(rng: np.random.Generator, size: int) -> Matrix:
    """A rational orthogonal matrix: the Cayley transform (I - K)(I + K)^{-1} of a skew-symmetric integer K."""
    half = np.triu(rng.integers(-1, 2, (size, size)), 1)
    skew, one = exact(half - half.T), Matrix.identity(RATIONAL, size)
    return (one - skew) @ (one + skew).inverse()


def dead(rng: np.random.Generator, s: Sizes) -> Features:
    """As ``integer``, with one more coordinate that no sample uses."""
    x_r, x_f = integer(rng, s)
    return _with_empty_row(x_r), _with_empty_row(x_f)


def _with_empty_row(x: Matrix) -> Matrix:
    return Matrix.of(RATIONAL, [*([RATIONAL.fraction(v) for v in row] for row in x.tolist()), [Fraction(0)] * x.shape[1]])
