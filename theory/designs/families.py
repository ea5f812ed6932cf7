"""The table of families beyond the grid: which features, on which profiles, at how many sizes, and what stays fixed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from theory.designs import coincidences, norms, synthetic
from theory.designs.design import Design
from theory.designs.shapes import PROFILES, random_shape
from theory.designs.synthetic import Features, Sizes
from theory.designs.variation import Variation, variation, varied

Family = Callable[[np.random.Generator, Sizes], Features]

FITS = ("wide", "apart", "whole")
WHOLE = ("whole",)


@dataclass(frozen=True)
class Row:
    """One family: its features, the profiles of its shapes, and how many small, medium and large problems it gets.

    ``fixed`` holds what makes the family what it is and is therefore not varied: fields of :class:`Variation` by name. With 13
    problems or more a family sees every kind of labels.
    """

    features: Family
    profiles: tuple[str, ...] = PROFILES
    small: int = 4
    medium: int = 8
    large: int = 1
    fixed: Mapping[str, object] = field(default_factory=dict)

    def sizes(self) -> Iterator[str]:
        """The size of every problem, in order."""
        for size in ("small", "medium", "large"):
            yield from [size] * getattr(self, size)


def single(rng: np.random.Generator, s: Sizes) -> Features:
    """One remaining sample, integers."""
    return synthetic.integer(rng, replace(s, n_r=1))


ROWS: Mapping[str, Row] = {
    # the families of the grid, beyond it; long fractions grow with every sample, so that those families get no large problem
    "integer": Row(synthetic.integer),
    "gaussian": Row(synthetic.gaussian, FITS, small=5, large=0),
    "collinear": Row(synthetic.collinear, FITS, small=5, large=0),
    "deficient": Row(synthetic.deficient),
    "entangled": Row(synthetic.entangled, WHOLE),
    "nested": Row(synthetic.nested, WHOLE),
    "shared": Row(synthetic.shared, WHOLE),
    "orthogonal": Row(synthetic.orthogonal, WHOLE),
    "spanning": Row(synthetic.spanning, ("wide",)),
    "spectral": Row(synthetic.spectral, FITS),
    "tall": Row(synthetic.integer, ("tall",)),
    "dead": Row(synthetic.dead),
    "single": Row(single),
    "outputs": Row(synthetic.integer, FITS, fixed={"outputs": 2}),
    "more-outputs": Row(synthetic.integer, FITS, fixed={"outputs": 3}),
    "noisy": Row(synthetic.integer, FITS, small=24, fixed={"labels": "noisy"}),
    "contradictory": Row(synthetic.deficient, fixed={"labels": "noisy"}),
    "nothing-to-forget": Row(synthetic.integer, FITS, fixed={"labels": "nothing to forget"}),
    "tuned-on-all": Row(synthetic.integer, FITS, fixed={"tuning": "all"}),
    "reset": Row(synthetic.gaussian, WHOLE, small=5, large=0, fixed={"tuning": "all"}),
    # special lengths and angles
    "one-hot": Row(norms.one_hot, small=40, large=2),
    "binary": Row(norms.binary, small=40, large=2),
    "signs": Row(norms.signs, ("whole", "whole", "apart"), small=45, large=2),
    "sphere": Row(norms.sphere, small=40),
    "orthonormal": Row(norms.orthonormal, small=50, large=2),
    "isometric": Row(norms.isometric, FITS, small=130, large=2),
    "repeated": Row(norms.repeated, small=40),
    "aligned": Row(norms.aligned, WHOLE, small=40),
    "tilted": Row(norms.tilted, WHOLE, small=40),
    # coincidences
    "twins": Row(coincidences.twins, small=45, large=2),
    "copied": Row(coincidences.copied, small=190),
    "rank-one": Row(coincidences.rank_one, small=70, large=2),
    "symmetric": Row(coincidences.symmetric, WHOLE, small=140),
    "square": Row(coincidences.square, WHOLE, small=40),
    "line": Row(coincidences.line, WHOLE, small=25),
    "centered": Row(coincidences.centered, small=40),
    "crowded": Row(coincidences.crowded, small=30),
}
"""Every family by name. The first twenty have a grid as well, which comes first."""


def plan(family: str) -> list[tuple[str, Variation]]:
    """The size and the variation of every problem of a family beyond its grid.

    Variations run through their cycles from one problem to the next, each family from another place on.
    """
    row, place = ROWS[family], 17 * list(ROWS).index(family)
    return [(size, replace(variation(place + i), **row.fixed)) for i, size in enumerate(row.sizes())]  # type: ignore[arg-type]


def beyond(family: str, first: int, seed: int) -> Iterator[Design]:
    """The problems of a family beyond its grid, numbered from ``first``; the same for the same seed. Profiles are drawn."""
    row = ROWS[family]
    for i, (size, chosen) in enumerate(plan(family), first):
        rng = np.random.default_rng([seed, *family.encode(), i])
        shape = random_shape(rng, row.profiles[int(rng.integers(len(row.profiles)))], size)
        x_r, x_f = row.features(rng, shape)
        yield Design(f"{family}-{i:03d}", family, varied(rng, x_r, x_f, chosen))
