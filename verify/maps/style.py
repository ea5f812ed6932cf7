"""How maps look: Okabe and Ito's palette, a marker and a dash per series, so that gray print and every eye can tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from verify.maps.map import Row, column


@dataclass(frozen=True)
class Series:
    """Color, marker, dash and name of one line with its points."""

    label: str
    color: str
    marker: str
    dash: Any


MODELS = {
    "golden": Series(r"golden $w_g$", "#000000", "o", "-"),
    "option_a": Series("option A, keeps the overlap", "#0072B2", "s", "--"),
    "option_b": Series("option B, resets the overlap", "#D55E00", "^", "-."),
    "projected": Series(r"projection $P_r w_o$", "#009E73", "x", ":"),
    "fine_tuned": Series(r"fine-tuned $w_t$", "#CC79A7", "D", (0, (1, 1))),
}
"""The models, in the order of legends."""


def figure(width: float, height: float, rows: int, columns: int, share_x: bool = False) -> tuple[Figure, np.ndarray]:
    """An empty figure with its axes (rows, columns)."""
    made = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(made)  # no global backend is chosen
    return made, made.subplots(rows, columns, squeeze=False, sharex=share_x)


def line(axes: Axes, x: np.ndarray, y: np.ndarray, series: Series) -> None:
    """Theory."""
    axes.plot(x, y, color=series.color, linestyle=series.dash, linewidth=1.4)


def points(axes: Axes, x: np.ndarray, y: np.ndarray, error: np.ndarray, series: Series) -> None:
    """Simulation: hollow markers with bars of two standard errors."""
    bars = axes.errorbar(x, y, yerr=2 * error, linestyle="none", color=series.color, elinewidth=0.9, capsize=2, zorder=3)
    bars[0].set(marker=series.marker, markersize=4.5, markerfacecolor="white")


def tidy(axes: Axes) -> None:
    """No box, a faint grid."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="0.9")
    axes.set_axisbelow(True)


def surface(rows: Sequence[Row], x: str, y: str, value: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Axes and values (len(y), len(x)) of a column over a full grid."""
    xs, ys = np.unique(column(rows, x)), np.unique(column(rows, y))
    table = {(row[x], row[y]): row[value] for row in rows}
    return xs, ys, np.array([[table[a, b] for a in xs] for b in ys])


def nearest(rows: Sequence[Row], name: str, value: float) -> list[Row]:
    """The rows whose ``name`` is nearest to ``value``."""
    best = min(column(rows, name), key=lambda v: abs(v - value))
    return [row for row in rows if row[name] == best]


def thinned(rows: Sequence[Row], most: int = 11) -> list[Row]:
    """At most ``most`` rows, evenly from the first to the last: points that do not crowd their line."""
    chosen = np.unique(np.round(np.linspace(0, len(rows) - 1, min(most, len(rows)))).astype(int))
    return [rows[i] for i in chosen]


def legend(made: Figure, series: Iterable[Series], columns: int) -> None:
    """One entry per series below the panels: its dash with its marker."""
    handles = [
        Line2D([], [], color=s.color, linestyle=s.dash, marker=s.marker, markersize=4.5, markerfacecolor="white", label=s.label)
        for s in series
    ]
    made.legend(handles=handles, loc="outside lower center", ncols=columns, frameon=False, handlelength=4)
