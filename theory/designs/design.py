"""What an instance is, and how the rest of a problem is drawn around given features."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, zip_longest
from zlib import crc32

import numpy as np

from theory.arithmetic import RATIONAL, Matrix
from theory.descent import safe_step
from theory.problem import Problem, Regularization, Schedule


@dataclass(frozen=True, eq=False)
class Design:
    """A named exact problem (over the rationals) and the family it belongs to."""

    name: str
    family: str
    problem: Problem

    @property
    def is_large(self) -> bool:
        """Whether it lies beyond the small shapes: n_r > 4, n_f > 4 or d > 9."""
        return self.problem.n_r > 4 or self.problem.n_f > 4 or self.problem.d > 9


def exact(rows: np.ndarray) -> Matrix:
    """A matrix over Q from integers, floats (taken exactly) or ``Fraction`` objects."""
    return Matrix.of(RATIONAL, [[_fraction(x) for x in row] for row in rows], rows.shape[1])


def _fraction(x: object) -> Fraction:
    return x if isinstance(x, Fraction) else Fraction(float(x))  # type: ignore[arg-type]  # numpy scalars


def around(
    rng: np.random.Generator,
    x_r: Matrix,
    x_f: Matrix,
    *,
    outputs: int = 1,
    noise: int = 0,
    forgettable: bool = True,
    tuning: Sequence[int] | None = None,
) -> Problem:
    """A problem with the given features over Q: small integer teacher, start, D_t and, if asked, integer label noise.

    ``noise`` is the largest noise; with ``forgettable`` False the teacher is zero wherever D_f looks, so that y_f = 0.
    D_t is a random subset of D_r, every size from 0 to n_r equally likely, unless ``tuning`` is given.
    Where X_r = 0 every step size is stable and descent says nothing: such a problem has no schedule.
    """
    d, n_r = x_r.shape
    teacher = rng.integers(-3, 4, (d, outputs))
    if not forgettable:
        teacher[list(x_f.nonzero_rows())] = 0
    w_star = exact(teacher)
    y_r, y_f = x_r.T @ w_star, x_f.T @ w_star
    if noise:
        y_r = y_r + exact(rng.integers(-noise, noise + 1, y_r.shape))
        y_f = y_f + exact(rng.integers(-noise, noise + 1, y_f.shape))
    chosen = rng.permutation(n_r)[: rng.integers(0, n_r + 1)] if tuning is None else np.array(tuning, dtype=int)
    schedule = None
    if x_r.sq_norm() != 0:
        fraction = Fraction(int(rng.integers(1, 10)), 10)
        eta = safe_step(x_r, RATIONAL.scalar(fraction))
        schedule = Schedule(start(rng, d, outputs), eta, int(rng.integers(1, 7)))
    extra = regularization(rng, y_f)
    return Problem(x_r, x_f, y_r, y_f, tuple(sorted(int(i) for i in chosen)), w_star, schedule=schedule, regularization=extra)


def regularization(rng: np.random.Generator, y_f: Matrix) -> Regularization:
    """Integer wrong labels that differ from y_f by at most 3, alpha and lambda from 1/4 to 4: on both sides of 1."""
    wrong = y_f + exact(rng.integers(-3, 4, y_f.shape))
    alpha, decay = (RATIONAL.scalar(Fraction(int(rng.integers(1, 17)), 4)) for _ in range(2))
    return Regularization(wrong, alpha, decay)


def start(rng: np.random.Generator, d: int, outputs: int) -> Matrix:
    """Entries in -2..2, not all zero: from zero, descent could not tell "nearest to the start" from "shortest"."""
    start = rng.integers(-2, 3, (d, outputs))
    if not start.any():
        start[0] = 1
    return exact(start)


def thin(designs: Sequence[Design], count: int, turn: int = 0) -> list[Design]:
    """At most ``count`` designs, taken in turn from every family, so that none is left out while another has many.

    Small and large ones alternate inside a family; about half of the families, always the same, begin with a large one.
    ``turn`` says with which family to begin: where ``count`` is less than their number, other turns show other families.
    """
    families: dict[str, list[Design]] = defaultdict(list)
    for design in designs:
        families[design.family].append(design)
    ordered = [_small_and_large(members, large_first=crc32(name.encode()) % 2 == 1) for name, members in families.items()]
    begin = turn % len(ordered) if ordered else 0
    in_turn = chain.from_iterable(zip_longest(*ordered[begin:], *ordered[:begin]))
    return [design for design in in_turn if design is not None][:count]


def _small_and_large(designs: Sequence[Design], *, large_first: bool) -> list[Design]:
    """The same designs, small and large ones in turn as long as there are both."""
    small, large = ([d for d in designs if d.is_large is size] for size in (False, True))
    pairs = zip_longest(large, small) if large_first else zip_longest(small, large)
    return [design for design in chain.from_iterable(pairs) if design is not None]
