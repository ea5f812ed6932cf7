"""A solver that remembers what it has trained."""

from __future__ import annotations

from dataclasses import dataclass, field

from theory.arithmetic import Matrix
from theory.problem import Solver, nearest_interpolator


@dataclass(frozen=True, eq=False)
class Remembering:
    """A solver that trains once per data set and start, however many claims ask for the same model.

    The matrices asked about are kept alive, so that their identity can serve as the key. Where they are large, ``most`` limits how many
    answers are kept: those not asked for the longest are dropped first.
    """

    solver: Solver = nearest_interpolator
    known: dict[tuple[int, int, int], tuple[Matrix, ...]] = field(default_factory=dict)
    most: int | None = None

    def __call__(self, x: Matrix, y: Matrix, start: Matrix) -> Matrix:
        key = (id(x), id(y), id(start))
        found = self.known.pop(key, None) or (x, y, start, self.solver(x, y, start))
        self.known[key] = found  # the last one asked for comes last
        if self.most is not None and len(self.known) > self.most:
            del self.known[next(iter(self.known))]
        return found[3]
