"""What the audit by blocks makes of the sums over blocks and of one block: facts on X, X_r and X_f, and looks at samples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from theory.arithmetic.float64_triangle import cutoff_factor
from theory.blockwise import Ends, Grams, Hessian, gram_error, sweep
from theory.stored import Block, Samples
from theory.tree_sums import Reduce
from verify.audit.bad_input import BadInputError
from verify.audit.classes import Classes, Hits
from verify.audit.notes import hashes_of
from verify.audit.report import MatrixFacts, Sizes
from verify.audit.rounding import LARGEST, SLACK, Measured

Array = np.ndarray
UNKNOWN = Measured(float("nan"), float("inf"))


@dataclass(frozen=True, eq=False)
class Side:
    """What bounds need of X, X_r or X_f, (d, n): ||X||_F, bounds on its singular values, the eigenvalues of X X^T on the features used."""

    name: str
    n: int
    d: int
    frobenius: float
    values: Array
    off: float

    @property
    def largest(self) -> float:
        """An upper bound on sigma_1."""
        return float(np.sqrt(max(float(self.values[-1]) + self.off, 0.0))) if len(self.values) else 0.0

    @property
    def lowest(self) -> float:
        """A lower bound on the smallest eigenvalue of X X^T on the features used; infinite where none is."""
        return float(self.values[0]) - self.off if len(self.values) else np.inf

    def facts(self) -> MatrixFacts:
        """Rank and condition where eigenvalues tell them; else the rank that is certain, and no condition number."""
        full = min(len(self.values), self.n)
        certain = int((self.values > self.off).sum())
        kept = float(self.values[-full]) if full else 1.0
        known = certain >= full
        condition = UNKNOWN
        if known and full:
            value, e = float(np.sqrt(float(self.values[-1]) / kept)), self.off
            condition = Measured(value, value * (e / float(self.values[-1]) + e / (kept - e)))
        elif known:
            condition = Measured(1.0, 0.0)
        rank = full if known else certain
        cutoff = cutoff_factor(self.d, self.n) * self.largest
        return MatrixFacts(self.name, (self.d, self.n), rank, condition, False, rank, known, cutoff, 0.0, self.largest)


@dataclass(frozen=True)
class Look:
    """Of the samples: how many are zero, and a number for each, equal where features are."""

    zero: int
    hashes: Array

    def __add__(self, other: Look) -> Look:
        return Look(self.zero + other.zero, self.hashes + other.hashes)

    @classmethod
    def of(cls, n: int, intercept: bool, block: Block) -> Look:
        """Of one block; the intercept that was asked for is no feature of the data."""
        x = block.x[:, :-1] if intercept else block.x
        hashes = np.zeros(n, dtype=np.int64)
        hashes[block.at : block.at + len(x)] = hashes_of(x)
        return cls(int((~x.any(axis=1)).sum()), hashes)


@dataclass(frozen=True, eq=False)
class Summed:
    """What sums over the blocks of ``samples`` say; ``reduce(told)`` makes those of one pass, ``told`` saying which.

    Raises ``BadInputError`` for features out of range.
    """

    samples: Samples
    reduce: Callable[[str], Reduce]

    @cached_property
    def first(self) -> tuple[Ends, Grams, Look]:
        """The first pass over the file."""
        look = partial(Look.of, self.samples.n, self.samples.intercept)
        ends, grams, looked = self.swept("sums of products", Ends.of, Grams.of, look)
        largest = max(float(-ends.low.min()), float(ends.high.max()))
        if not 1 / LARGEST <= largest <= LARGEST:
            bounds = f"between {1 / LARGEST:g} and {LARGEST:g}"
            raise BadInputError(f"`features` must have its largest magnitude {bounds}, so that squares are numbers; received {largest:g}")
        return ends, grams, looked

    def swept(self, told: str, *looks: Callable[[Block], Any]) -> tuple[Any, ...]:
        """The sums of one pass, which ``told`` names."""
        return sweep(self.samples, self.reduce(told), *looks)

    @property
    def grams(self) -> Grams:
        """Of the data."""
        return self.first[1]

    @property
    def used(self) -> tuple[Array, Array]:
        """Which features D_r uses, and which D_f."""
        in_r, in_f = self.first[0].used
        return in_r, in_f

    @cached_property
    def sizes(self) -> Sizes:
        """All of the remaining samples are fine-tuned on."""
        forget = self.samples.forget
        n_f = int(forget.sum())
        return Sizes(len(forget) - n_f, n_f, len(forget) - n_f, self.samples.d, self.samples.targets.shape[1])

    @cached_property
    def sides(self) -> tuple[Side, Side, Side]:
        """X, X_r and X_f."""
        (in_r, in_f), of = self.used, self.sizes
        found = []
        for name, n, used, remaining, forgetting in (
            ("X", of.n, in_r | in_f, 1, 1),
            ("X_r", of.n_r, in_r, 1, 0),
            ("X_f", of.n_f, in_f, 0, 1),
        ):
            gram = Hessian(self.grams, used, float(forgetting), remaining=float(remaining))
            values = gram.eigenvalues()
            off = gram_error(self.samples, self.grams, remaining, forgetting)
            off += cutoff_factor(len(values), len(values)) * float(values[-1:].sum())
            size = sum(float(np.trace(self.grams.gram[side])) for side, part in enumerate((remaining, forgetting)) if part)
            found.append(Side(name, n, of.d, SLACK * float(np.sqrt(size)), values, off))
        return found[0], found[1], found[2]


def scores_of(n: int, w: Array, block: Block) -> Array:
    """X_f^T w at the places of D_f, 0 elsewhere, (n, k)."""
    found = np.zeros((n, w.shape[1]))
    found[block.at : block.at + len(block.x)][block.forgotten] = block.x[block.forgotten] @ w
    return found


def judged(classes: Classes, true: Array, w: Array, off: Array, side: int, block: Block) -> Hits:
    """Right classes and margins of every model on one side of a block."""
    chosen = block.forgotten == side
    x, of = block.x[chosen], true[block.at : block.at + len(block.x)][chosen]
    sizes = np.sqrt((x * x).sum(axis=1))[:, None] * (1 + 1e-9)
    return Hits.together([classes.judged(x @ weights, sizes * wide, of) for weights, wide in zip(w, off, strict=True)])
