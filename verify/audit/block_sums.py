"""What the audit by blocks makes of the sums over blocks and of one block: facts on X, X_r and X_f, and looks at samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from theory.arithmetic.float64_triangle import cutoff_factor
from theory.stored import Block
from verify.audit.classes import Classes, Hits
from verify.audit.notes import hashes_of
from verify.audit.report import MatrixFacts
from verify.audit.rounding import Measured

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
