"""Least squares on features that need not fit into memory: many samples, few features, in three passes over a file.

Everything that training minimizes here is a quadratic whose Hessian is a sum of X_r X_r^T, X_f X_f^T and a multiple of I, (d, d). The two
Grams are summed block by block; weights come from Cholesky's triangle with a step of refinement, whose residuals are of the data.
Every feature that a side uses must be independent of its others: then P_r keeps the features that D_r uses and drops the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from operator import add
from pathlib import Path
from typing import Any

import numpy as np
from scipy.linalg import eigvalsh, lapack

from theory.arithmetic.float64_triangle import GRAM_CONDITION
from theory.curves import Losses
from theory.models import MODELS
from theory.stored import BLOCK, Block, Samples, Stored, rows_of
from theory.stored import MODELS as AT_ONCE
from theory.tree_sums import Progress, Reduce, alive, chain, local

Array = np.ndarray

PASSES = 3
"""Sums of products, one step of refinement, losses."""


def needed(n: int, d: int, k: int, workers: int = 1) -> int:
    """Bytes at the peak beside targets, mask and libraries, for n samples of d features with k outputs: hardly more for large n."""
    own = 4 * workers - 4  # blocks and Grams that a further worker holds
    sums = 2 * alive(-(-n // rows_of(d, k)))
    return (6 + own) * max(BLOCK, 8 * d, 8 * AT_ONCE * k) + 8 * ((8 + own + sums) * d * d + 8 * AT_ONCE * d * k)


@dataclass(frozen=True)
class Together:
    """Several sums at once."""

    parts: tuple[Any, ...]

    def __add__(self, other: Together) -> Together:
        return Together(tuple(map(add, self.parts, other.parts)))


def sweep(samples: Samples, reduce: Reduce, *looks: Callable[[Block], Any]) -> tuple[Any, ...]:
    """One pass: the sum over all blocks of what each look makes of a block. Looks must be picklable for Dask."""
    found: Together = reduce(partial(_looked_at, samples, looks), samples.count)
    return found.parts


def _looked_at(samples: Samples, looks: Sequence[Callable[[Block], Any]], i: int) -> Together:
    block = samples.block(i)
    return Together(tuple(look(block) for look in looks))


@dataclass(frozen=True)
class Ends:
    """The least and the largest entry of every feature on D_r and on D_f, (2, d) each."""

    low: Array
    high: Array

    def __add__(self, other: Ends) -> Ends:
        return Ends(np.minimum(self.low, other.low), np.maximum(self.high, other.high))

    @classmethod
    def of(cls, block: Block) -> Ends:
        """Of one block; infinite where it has no sample of a side."""
        sides = [block.side(side)[0] for side in (0, 1)]
        low, high = ([getattr(x, name)(axis=0, initial=empty) for x in sides] for name, empty in (("min", np.inf), ("max", -np.inf)))
        return cls(np.array(low), np.array(high))

    @property
    def used(self) -> Array:
        """Whether a side uses a feature, (2, d)."""
        found: Array = (self.low != 0) | (self.high != 0)
        return found


@dataclass(frozen=True)
class Grams:
    """X X^T (2, d, d) and X y (2, d, k), on D_r and on D_f."""

    gram: Array
    moment: Array

    def __add__(self, other: Grams) -> Grams:
        return Grams(self.gram + other.gram, self.moment + other.moment)

    @classmethod
    def of(cls, block: Block) -> Grams:
        """Of one block."""
        sides = [block.side(side) for side in (0, 1)]
        return cls(np.array([x.T @ x for x, _ in sides]), np.array([x.T @ y for x, y in sides]))

    def of_sum(self, remaining: float, forgetting: float) -> Array:
        """X_r X_r^T and X_f X_f^T, each times its factor, (d, d)."""
        found: Array = remaining * self.gram[0]
        if forgetting:
            found += self.gram[1] if forgetting == 1 else forgetting * self.gram[1]
        return found


def gram_error(samples: Samples, grams: Grams, remaining: float, forgetting: float) -> float:
    """What rounding may have done to :meth:`Grams.of_sum`: gamma_m (remaining ||X_r||_F^2 + forgetting ||X_f||_F^2)."""
    m = (min(samples.rows, samples.n) + chain(samples.count) + 8) * float(np.finfo(np.float64).eps) / 2
    return m / (1 - m) * (remaining * float(np.trace(grams.gram[0])) + forgetting * float(np.trace(grams.gram[1]))) * (1 + 1e-6)


@dataclass(frozen=True, eq=False)
class Objective:
    """||X_r^T w - t_r||^2 + forgetting ||X_f^T w - t_f||^2 + shift ||w||^2; t = labels (n, k), on D_f + through X_f^T w_g."""

    labels: Array
    forgetting: float = 0.0
    shift: float = 0.0
    through: float = 0.0


@dataclass(frozen=True, eq=False)
class Hessian:
    """remaining X_r X_r^T + forgetting X_f X_f^T + shift I on the features ``used``; 0, and no inverse, on the others.

    Raises ``ArithmeticError`` where it is singular or conditioned above 1e5^2.
    """

    grams: Grams
    used: Array
    forgetting: float
    shift: float = 0.0
    remaining: float = 1.0

    @cached_property
    def matrix(self) -> Array:
        """The used part, (u, u)."""
        whole = self.grams.of_sum(self.remaining, self.forgetting)
        found = whole if self.used.all() else whole[np.ix_(self.used, self.used)]
        found[np.diag_indices_from(found)] += self.shift
        return found

    @cached_property
    def triangle(self) -> Array:
        """Cholesky's; :attr:`matrix` is dropped, as both weigh as much."""
        size = float(np.abs(self.matrix).sum(axis=0).max(initial=0.0))
        found, info = lapack.dpotrf(self.matrix.T, overwrite_a=1)  # symmetric: its transpose is in LAPACK's order
        del vars(self)["matrix"]
        reciprocal = lapack.dpocon(found, size)[0] if info == 0 and self.used.any() else float(not self.used.any())
        if not reciprocal * GRAM_CONDITION >= 1:
            raise ArithmeticError("features must be independent and conditioned below 1e5, or the sums of products leave too few digits")
        triangle: Array = found
        return triangle

    def solve(self, b: Array) -> Array:
        """The inverse times b, (d, k)."""
        found = np.zeros_like(b)
        if self.used.any():
            found[self.used] = lapack.dpotrs(self.triangle, b[self.used])[0]
        return found

    def eigenvalues(self) -> Array:
        """Ascending, (u,); off by :func:`gram_error` and by cutoff_factor(u, u) times the largest."""
        found: Array = eigvalsh(self.matrix, overwrite_a=True, check_finite=False)
        vars(self).pop("matrix", None)
        return found


@dataclass(frozen=True)
class Left:
    """What is left over at weights w: X_r r + forgetting X_f r (m, d, k), and ||r||^2 on D_r and D_f (m, 2), r = t - X^T w."""

    half: Array
    squares: Array

    def __add__(self, other: Left) -> Left:
        return Left(self.half + other.half, self.squares + other.squares)


def left_over(objectives: Sequence[Objective], w: Array, w_g: Array, block: Block) -> Left:
    """Of one block, for weights w (m, d, k)."""
    m, d, k = w.shape
    n = len(block.x)
    labels = np.stack([objective.labels[block.at : block.at + n] for objective in objectives], axis=1)
    left = labels - (block.x @ w.transpose(1, 0, 2).reshape(d, m * k)).reshape(n, m, k)
    through = np.array([objective.through for objective in objectives])
    if through.any():
        left[block.forgotten] += through[:, None] * (block.x[block.forgotten] @ w_g)[:, None, :]
    squares = np.stack([np.einsum("smk,smk->m", part, part) for part in (left[~block.forgotten], left[block.forgotten])], axis=1)
    left[block.forgotten] *= np.array([objective.forgetting for objective in objectives])[:, None]
    half = (block.x.T @ left.reshape(n, m * k)).reshape(d, m, k).transpose(1, 0, 2)
    return Left(np.ascontiguousarray(half), squares)


def squared_residuals(w: Array, block: Block) -> Array:
    """||X_r^T w - y_r||^2 and ||X_f^T w - y_f||^2 of one block for weights w (m, d, k), (2, m)."""
    m, d, k = w.shape
    residual = (block.x @ w.transpose(1, 0, 2).reshape(d, m * k)).reshape(len(block.x), m, k) - block.y[:, None]
    squares = np.einsum("smk,smk->sm", residual, residual)
    return np.array([squares[~block.forgotten].sum(axis=0), squares[block.forgotten].sum(axis=0)])


def losses_of_file(
    path: Path, targets: Array, forget: Array, progress: Progress | None = None, reduce: Reduce | None = None
) -> Mapping[str, Losses]:
    """Every loss of every model, D_t all of the remaining data, for an .npy of features (n, d), in :func:`needed` bytes.

    ``progress(done, all)`` is told of blocks read; ``reduce`` says where they are worked on, here unless it is given. Raises
    ``ValueError`` for what does not fit or is not finite, and ``ArithmeticError`` where the Gram leaves too few digits.
    """
    y = np.asarray(targets, dtype=np.float64)
    samples = Samples(Stored.npy(path), y.reshape(len(y), -1), np.asarray(forget))
    done = iter(range(PASSES))

    def swept(*looks: Callable[[Block], Any]) -> tuple[Any, ...]:
        at = next(done) * samples.count
        told = None if progress is None else lambda i, _: progress(at + i, PASSES * samples.count)
        return sweep(samples, reduce or partial(local, progress=told), *looks)

    ends, grams = swept(Ends.of, Grams.of)
    in_r, in_f = ends.used
    whole, remaining = Hessian(grams, in_r | in_f, 1.0), Hessian(grams, in_r, 0.0)
    objectives = Objective(samples.targets, 1.0), Objective(samples.targets)
    w = np.array([whole.solve(grams.moment.sum(axis=0)), remaining.solve(grams.moment[0])])
    (left,) = swept(partial(left_over, objectives, w, w[1]))
    w_o, w_g = w[0] + whole.solve(left.half[0]), w[1] + remaining.solve(left.half[1])
    of_model = models_of(w_o, w_g, in_r, in_f)
    w = np.stack([of_model[name] for name in MODELS])
    (sums,) = swept(partial(squared_residuals, w))
    rl, ul = sums[0] / (~samples.forget).sum(), sums[1] / samples.forget.sum()
    gap = ((w - w_g) ** 2).sum(axis=(1, 2))
    apart = abs(ul - ul[list(MODELS).index("golden")])
    return {name: Losses(*map(float, row)) for name, *row in zip(MODELS, rl, ul, gap, apart, strict=True)}


def models_of(w_o: Array, w_g: Array, in_r: Array, in_f: Array) -> Mapping[str, Array]:
    """The six models (d, k) from two, where P_r keeps the features that D_r uses: fine-tuning puts the golden model's in their place."""
    seen, shared = in_r[:, None], in_f[:, None]
    return {
        "pretrained": w_o,
        "fine_tuned": np.where(seen, w_g, w_o),
        "golden": w_g,
        "option_a": w_o * seen,
        "option_b": w_o * (seen & ~shared),
        "projected": w_o * seen,
    }
