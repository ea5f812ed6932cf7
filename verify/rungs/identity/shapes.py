"""The strata on which identities are checked: block sizes, sample counts, and which ranks are lower than they could be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from verify import assumptions
from verify.claim import Assumption

FEW = 2
"""Sizes up to which everything is tried: both deficiencies at once, and every step count. Larger shapes see less, as IDENTITY.md says."""


@dataclass(frozen=True)
class Shape:
    """One stratum: problems of these sizes whose ranks are the given ones.

    X_r has rank ``inner_r`` and X_f rank ``inner_f``; ``shared`` directions, all inside the lap block, are common to both ranges by
    construction. ``kind`` names the stratum: generic, within (a side has lower rank than its size allows), across (the sides share
    a direction that their sizes do not force on them), both; and those of :mod:`verify.rungs.identity.larger`. ``outputs`` is k.
    ``teacher`` says whether the labels come from a general teacher, from the zero one, or from one in range(X_r), so that the golden
    model fits D_f. ``beyond`` marks a shape that is not in the grid.
    """

    d_r: int
    d_lap: int
    d_f: int
    n_r: int
    n_f: int
    inner_r: int
    inner_f: int
    shared: int
    kind: str
    outputs: int = 1
    teacher: str = "general"
    beyond: bool = False

    @property
    def d(self) -> int:
        """Features."""
        return self.d_r + self.d_lap + self.d_f

    @property
    def largest(self) -> int:
        """The largest block size or sample count."""
        return max(self.d_r, self.d_lap, self.d_f, self.n_r, self.n_f)

    @property
    def is_special(self) -> bool:
        """Whether the stratum is thinner than its ranks alone say, or has several outputs."""
        return self.outputs > 1 or self.teacher != "general" or self.kind not in ("generic", "within", "across", "both")

    @property
    def rank(self) -> int:
        """The rank of X = [X_r X_f] almost everywhere (Koenig's theorem on the pattern of zeros, or dimensions of the factors)."""
        return min(self.d, self.inner_r + self.inner_f - self.shared)

    @property
    def blocks_label(self) -> str:
        """The block sizes: what fresh primes are drawn for."""
        return f"d={self.d_r},{self.d_lap},{self.d_f}"

    @property
    def label(self) -> str:
        """A name that determines the shape: what its random bits are drawn for."""
        parts = [self.blocks_label, f"n={self.n_r},{self.n_f}", self.kind]
        if self.kind == "low rank":
            parts.append(f"{self.inner_r},{self.inner_f},{self.shared}")
        if self.outputs > 1:
            parts.append(f"k={self.outputs}")
        return " ".join(parts + ([self.teacher] if self.teacher != "general" else []))


def shapes(largest: int) -> Iterator[Shape]:
    """Every stratum with blocks from 0 to ``largest`` coordinates, not all empty, and 1 to ``largest`` samples on each side."""
    for d_r, d_lap, d_f in product(range(largest + 1), repeat=3):
        if d_r + d_lap + d_f:
            for n_r, n_f in product(range(1, largest + 1), repeat=2):
                yield from _strata((d_r, d_lap, d_f, n_r, n_f))


def _strata(sizes: tuple[int, int, int, int, int]) -> Iterator[Shape]:
    """The generic stratum and those of lower rank; of the latter, shapes larger than FEW see one, ``both`` where there is one."""
    d_r, d_lap, d_f, n_r, n_f = sizes
    full = min(d_r + d_lap, n_r), min(d_f + d_lap, n_f)
    less = max(full[0] - 1, min(full[0], 1)), max(full[1] - 1, min(full[1], 1))
    generic, within = Shape(*sizes, *full, 0, "generic"), Shape(*sizes, *less, 0, "within")
    across, both = Shape(*sizes, *full, 1, "across"), Shape(*sizes, *less, 1, "both")
    lower = [both] if d_lap and less != full and both.rank < within.rank else []
    lower += [within] if less != full else []
    lower += [across] if d_lap and across.rank < generic.rank else []
    yield generic
    yield from lower if generic.largest <= FEW else lower[:1]


DECIDED_BY_SHAPE: Mapping[str, Callable[[Shape], bool]] = {
    assumptions.distinct.name: lambda s: s.d_lap == 0,
    assumptions.overlapping.name: lambda s: s.d_lap > 0,
    assumptions.full_overlap.name: lambda s: s.d_r == s.d_f == 0,
    assumptions.full_column_rank.name: lambda s: s.rank == s.n_r + s.n_f,
    assumptions.single_output.name: lambda s: s.outputs == 1,
    assumptions.spanning.name: lambda s: s.inner_r == s.d_r + s.d_lap,
}
"""Assumptions that a shape meets everywhere or nowhere: no point of the other shapes need be drawn."""


def possible(assumes: Sequence[Assumption], shape: Shape) -> bool:
    """Whether points of this shape can meet the assumptions; the assumptions themselves are still evaluated at the points."""
    return all(DECIDED_BY_SHAPE[a.name](shape) for a in assumes if a.name in DECIDED_BY_SHAPE)
