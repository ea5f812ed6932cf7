"""The suite of made problems: a grid of small shapes, then every family beyond it; the same for the same seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from theory.designs import synthetic
from theory.designs.design import Design, around
from theory.designs.families import ROWS, Family, beyond
from theory.designs.synthetic import Sizes

WIDE = (
    Sizes(2, 2, 2, 2, 2),
    Sizes(1, 3, 2, 3, 2),
    Sizes(3, 1, 3, 3, 2),
    Sizes(2, 3, 0, 2, 2),
    Sizes(0, 3, 3, 3, 1),
    Sizes(1, 1, 1, 1, 1),
)
"""Overlapping, more features than samples."""

APART = (
    Sizes(3, 0, 3, 2, 2),
    Sizes(4, 0, 2, 3, 1),
    Sizes(2, 0, 3, 1, 2),
    Sizes(1, 0, 1, 1, 1),
    Sizes(3, 0, 2, 3, 2),
    Sizes(4, 0, 4, 3, 3),
)
"""Distinct features."""

WHOLE = (Sizes(0, 5, 0, 3, 2), Sizes(0, 7, 0, 4, 3), Sizes(0, 2, 0, 1, 1), Sizes(0, 4, 0, 1, 2), Sizes(0, 6, 0, 3, 3))
"""Full overlap."""

TALL = (Sizes(1, 1, 1, 4, 2), Sizes(2, 0, 1, 3, 3), Sizes(0, 3, 0, 4, 3), Sizes(0, 1, 0, 1, 1))
"""More samples than features, or as many."""

SINGLE = (Sizes(2, 1, 1, 1, 1), Sizes(3, 0, 2, 1, 2), Sizes(0, 3, 0, 1, 2))
"""One remaining sample."""


def suite(seed: int = 0) -> tuple[Design, ...]:
    """About 2,900 problems over Q. Names are unique and, for one seed, stable.

    Half of them lie on a grid of small shapes with d <= 9 and n <= 7, one output in most; the others vary everything, with n_r and n_f
    up to 12, d up to 24 and up to 3 outputs.
    """
    grid = tuple(on_grid(seed))
    known = Counter(design.family for design in grid)
    return (*grid, *(design for family in ROWS for design in beyond(family, known[family], seed)))


def on_grid(seed: int) -> Iterator[Design]:
    """The problems on the grid of small shapes, the first of the suite."""
    everywhere = WIDE + APART + WHOLE
    yield from _repeat("integer", seed, synthetic.integer, everywhere, 10)
    yield from _repeat("gaussian", seed, synthetic.gaussian, everywhere, 4)
    yield from _repeat("collinear", seed, synthetic.collinear, everywhere, 6)
    yield from _repeat("deficient", seed, synthetic.deficient, everywhere, 5)
    yield from _repeat("entangled", seed, synthetic.entangled, WHOLE, 4)
    yield from _repeat("nested", seed, synthetic.nested, WHOLE, 6)
    yield from _repeat("shared", seed, synthetic.shared, WHOLE, 6)
    yield from _repeat("orthogonal", seed, synthetic.orthogonal, WHOLE, 4)
    yield from _repeat("spanning", seed, synthetic.spanning, WIDE[:3] + WHOLE[2:3], 6)
    yield from _repeat("spectral", seed, synthetic.spectral, everywhere, 16)
    yield from _repeat("tall", seed, synthetic.integer, TALL, 10)
    yield from _repeat("dead", seed, synthetic.dead, everywhere, 2)
    yield from _repeat("single", seed, synthetic.integer, SINGLE, 10)
    yield from _repeat("outputs", seed, synthetic.integer, everywhere, 1, outputs=2)
    yield from _repeat("more-outputs", seed, synthetic.integer, everywhere, 1, outputs=3)
    yield from _repeat("noisy", seed, synthetic.integer, everywhere, 5, noise=2)
    yield from _repeat("contradictory", seed, synthetic.deficient, everywhere + TALL, 2, noise=2)
    yield from _repeat("nothing-to-forget", seed, synthetic.integer, everywhere, 3, forgettable=False)
    yield from _repeat("tuned-on-all", seed, synthetic.integer, everywhere, 8, whole=True)
    yield from _repeat("reset", seed, synthetic.gaussian, WHOLE, 24, whole=True)


def _repeat(
    family: str,
    seed: int,
    features: Family,
    shapes: Sequence[Sizes],
    times: int,
    *,
    outputs: int = 1,
    noise: int = 0,
    forgettable: bool = True,
    whole: bool = False,
) -> Iterator[Design]:
    """``times`` problems of a family on each shape; with ``whole``, D_t = D_r."""
    for index in range(times * len(shapes)):
        rng = np.random.default_rng([seed, *family.encode(), index])
        x_r, x_f = features(rng, shapes[index % len(shapes)])
        tuning = range(x_r.shape[1]) if whole else None
        problem = around(rng, x_r, x_f, outputs=outputs, noise=noise, forgettable=forgettable, tuning=tuning)
        yield Design(f"{family}-{index:03d}", family, problem)
