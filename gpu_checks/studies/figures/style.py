"""How figures look: palette, an empty figure, log axes that have room for zero, and PNG."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

Found = Mapping[str, Any]
"""A result, or a part of one."""

BLACK, ORANGE, SKY, GREEN, BLUE, RED, GRAY = "#000000", "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00", "0.55"
"""Okabe and Ito's palette; markers and dashes set the lines apart in gray too."""

SERIES: tuple[tuple[str, str, Any], ...] = ((BLUE, "o", "-"), (ORANGE, "s", "--"), (GREEN, "^", "-."), (RED, "D", ":"))
"""Color, marker and dash of up to four lines."""

EPSILON = float(np.finfo(float).eps)
"""The distance between 1 and the next float64."""


COLORS = (
    *(BLACK, BLUE, ORANGE, GREEN, RED, SKY, "#CC79A7", "#8C510A", "#882255", "#332288", "#999933", "#117733", "#661100", "#AA4499"),
    *("#6699CC", "#888888", "#44AA99", "#DDCC77", "#000088", "#CC6677"),
)
MARKERS = "osD^vP<>XphdH*8"


def look(place: int) -> tuple[str, str, Any]:
    """Color, marker and dash by place in a list: no two of the first 20 places have a color in common."""
    return COLORS[place % len(COLORS)], MARKERS[place % len(MARKERS)], ("-", "--", "-.", ":")[place % 4]


PALETTE = 256
"""Colors of a figure's file, which then has a third of the bytes."""


def png(figure: Figure) -> bytes:
    """The figure as a file of at most PALETTE colors."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    return shrunk(buffer.getvalue())


def shrunk(file: bytes) -> bytes:
    """A PNG with a palette that covers rare colors too; the same for the same file."""
    packed = io.BytesIO()
    with Image.open(io.BytesIO(file)) as image:
        image.convert("RGB").quantize(PALETTE, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            packed, format="png", optimize=True
        )
    return packed.getvalue()


def blank(width: float, height: float, rows: int, columns: int, **options: Any) -> tuple[Figure, np.ndarray]:
    """An empty figure, in inches, with its axes (rows, columns)."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)  # no global backend is chosen
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    for ax in axes.flat:
        ax.spines[["top", "right"]].set_visible(False)
        ax.grid(color="0.92", linewidth=0.6)
        ax.set_axisbelow(True)
    return figure, axes


def headed(figure: Figure, handles: Sequence[Artist], columns: int, title: str) -> None:
    """A legend above all axes, below a title of several lines."""
    legend = figure.legend(handles=handles, loc="outside upper center", ncols=columns, frameon=False, title=title)
    legend.get_title().set_multialignment("center")


def log_from(ax: Axes, which: Literal["x", "y"], lowest: int, highest: int, every: int) -> None:
    """A log axis from 10^lowest to 10^highest with a tick at ``every`` power; what is less, zero included, is shown at the lowest."""
    powers = range(lowest, highest + 1, every)
    labels = [rf"$\leq 10^{{{lowest}}}$", *(f"$10^{{{power}}}$" for power in powers[1:])]
    ax.set(**{f"{which}scale": "log"})
    getattr(ax, f"set_{which}ticks")([10.0**power for power in powers], labels)
    margin = 10 ** (0.04 * (highest - lowest))
    ax.set(**{f"{which}lim": (10.0**lowest / margin, 10.0**highest * margin)})
    ax.minorticks_off()


def at_least(values: Sequence[float], lowest: int) -> np.ndarray:
    """Values for such an axis."""
    return np.maximum(values, 10.0**lowest)


def highest(values: Iterable[float], least: int) -> int:
    """The power of ten at which such an axis ends: ``least``, or higher where a value needs it."""
    return max([least, *(int(np.ceil(np.log10(value))) for value in values if value > 0)])
