"""Strata beyond the grid: special positions on small shapes, and a seeded sample of larger shapes.

The grid of :mod:`verify.rungs.identity.shapes` has every size up to 4. What holds there may fail from some size on, so a sample of larger
shapes is tried too; and what holds at general points may fail in special position, so there are strata for repeated samples, repeated
singular values, a teacher that is zero and labels that the golden model fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from verify.rungs.identity.shapes import FEW, Shape, shapes

LARGER = 56
"""Larger shapes per run."""

SIZE, FEATURES, STEPS = 12, 24, 6
"""The largest block or sample count, number of features and number of steps of a larger shape."""

OUTPUTS = (1, 1, 2, 1, 3, 1, 1)
"""Outputs k of larger shapes, in turn."""

SPECIAL = ("two outputs", "repeated in D_r", "zero teacher", "repeated in D_f", "golden fits", "repeated across", "orthogonal")
"""What one shape of the small grid is tried with besides, in turn."""

THEMES = ("any", "one forgotten", "independent", "distinct", "any", "one remaining", "full overlap", "dependent", "independent", "any")
"""What the sizes of a larger shape are bound to, in turn: claims that assume it need enough shapes that have it."""

KINDS = ("generic", "low rank", "generic", "repeated in D_r", "generic", "repeated in D_f", "low rank", "repeated across", "orthogonal")

MOST_DRAWN = 200
"""Sizes that are drawn for a kind before the shape is a generic one: one forgotten sample cannot be repeated."""

TEACHERS = ("general", "general", "general", "golden fits", "general", "zero teacher")


def special(largest: int) -> Iterator[Shape]:
    """Generic shapes up to ``FEW`` (or ``largest``), the largest first, each with two of ``SPECIAL`` that its sizes allow, in turn."""
    turn = 0
    for shape in reversed(list(shapes(min(largest, FEW)))):
        if shape.kind == "generic":
            fits = [made for what in SPECIAL if (made := _with(shape, what)) is not None]
            for _ in range(min(2, len(fits))):
                yield fits[turn % len(fits)]
                turn += 1


def _with(shape: Shape, what: str) -> Shape | None:
    """The shape in one special position; None where its sizes do not allow that."""
    if what == "two outputs":
        return replace(shape, outputs=2)
    if what in ("zero teacher", "golden fits"):
        return replace(shape, teacher=what)
    return of_kind(shape, what)


def of_kind(shape: Shape, kind: str) -> Shape | None:
    """The generic ``shape`` as one of this kind; None where its sizes do not allow it, or make it the same."""
    upper, lower = shape.d_r + shape.d_lap, shape.d_lap + shape.d_f
    made = replace(shape, kind=kind)
    if kind == "repeated in D_r":  # the last sample of D_r is its first once more
        return replace(made, inner_r=min(upper, shape.n_r - 1)) if shape.n_r > 1 and upper else None
    if kind == "repeated in D_f":
        return replace(made, inner_f=min(lower, shape.n_f - 1)) if shape.n_f > 1 and lower else None
    if kind == "repeated across":  # the first sample of D_f is the first of D_r
        return replace(made, shared=1) if shape.d_lap else None
    if kind == "orthogonal":  # all singular values of X_r are equal
        return made if min(upper, shape.n_r) > 1 and max(upper, shape.n_r) <= SIZE // 2 else None
    return made


def larger(seed: int) -> Iterator[Shape]:
    """``LARGER`` shapes with sizes up to ``SIZE``, drawn from ``seed``."""
    draw = Random(f"goldengap larger shapes {seed}")
    for index in range(LARGER):
        theme, kind = THEMES[index % len(THEMES)], KINDS[index % len(KINDS)]
        drawn = (_drawn(draw, index, theme, kind) for _ in range(MOST_DRAWN))
        yield next((shape for shape in drawn if shape is not None), None) or _required(_drawn(draw, index, theme, "generic"))


def _drawn(draw: Random, index: int, theme: str, kind: str) -> Shape | None:
    """A shape of this theme and kind; None where the sizes that were drawn do not allow the kind."""
    sizes = _sizes(draw, theme)
    d_r, d_lap, d_f, n_r, n_f = sizes
    full = min(d_r + d_lap, n_r), min(d_f + d_lap, n_f)
    outputs, teacher = OUTPUTS[index % len(OUTPUTS)], TEACHERS[index % len(TEACHERS)]
    shape = Shape(*sizes, *full, 0, "generic", outputs, teacher, beyond=True)
    return _low_rank(draw, shape) if kind == "low rank" else of_kind(shape, kind)


def _required(shape: Shape | None) -> Shape:
    if shape is None:
        raise ValueError("`shape` must be given for generic data; received None")
    return shape


def _sizes(draw: Random, theme: str) -> tuple[int, int, int, int, int]:
    """Block sizes and sample counts, at least one of them above the grid's 4."""
    while True:
        d_r, d_lap, d_f = (draw.randrange(SIZE + 1) for _ in range(3))
        n_r, n_f = (draw.randrange(1, SIZE + 1) for _ in range(2))
        if theme == "distinct":
            d_lap = 0
        elif theme == "full overlap":
            d_r = d_f = 0
        elif theme == "one forgotten":
            n_f = 1
        elif theme == "one remaining":
            n_r = 1
        d = d_r + d_lap + d_f
        fits = 0 < d <= FEATURES and max(d_r, d_lap, d_f, n_r, n_f) > 4
        independent = n_r + n_f <= d and n_r <= d_r + d_lap and n_f <= d_f + d_lap
        if fits and (theme != "independent" or independent) and (theme != "dependent" or n_r + n_f > d):
            return d_r, d_lap, d_f, n_r, n_f


def _low_rank(draw: Random, shape: Shape) -> Shape:
    """Ranks below what the sizes allow, by any number, with any number of directions common to both sides."""
    r, f = (draw.randint(min(1, full), full) for full in (shape.inner_r, shape.inner_f))
    shared = draw.randint(0, min(shape.d_lap, r, f))
    return replace(shape, inner_r=r, inner_f=f, shared=shared, kind="low rank")
