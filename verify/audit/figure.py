"""The audit as a picture: losses and distance from the golden model, a bar per model."""

from __future__ import annotations

import io
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from verify.audit.digits import known, trusted
from verify.audit.report import Report
from verify.audit.rounding import Measured

BLUE, ORANGE, GREEN = "#0072B2", "#E69F00", "#009E73"
"""Okabe and Ito's palette: apart for the color-blind, and in gray; hatching sets them apart once more."""

MOST_DRAWN = 1e100
"""A longer bar would leave no axis to draw it on."""

LINEAR_UP_TO = 50
"""A ratio of the largest to the smallest bar above which bars need a logarithmic axis to be seen."""


def as_png(report: Report, title: str) -> bytes:
    """:func:`drawn` as a PNG."""
    buffer = io.BytesIO()
    drawn(report, title).savefig(buffer, format="png", dpi=150)
    return buffer.getvalue()


def drawn(report: Report, title: str) -> Figure:
    """Two panels that share the models: RL and UL, and ||w - w_g||^2."""
    figure = Figure(figsize=(11, 0.6 * len(report.rows) + 1.8), layout="constrained")
    FigureCanvasAgg(figure)  # no global backend is chosen
    left, right = figure.subplots(1, 2, sharey=True)
    names = [row.model for row in report.rows]
    remaining, unlearning = [r.remaining for r in report.rows], [r.unlearning for r in report.rows]
    _scale(left, [*remaining, *unlearning])
    _bars(left, unlearning, offset=-0.2, color=ORANGE, hatch="//", label="UL, forgetting data")
    _bars(left, remaining, offset=0.2, color=BLUE, hatch="", label="RL, remaining data")
    left.set(yticks=range(len(names)), yticklabels=names, xlabel="mean squared error", ylim=(len(names) - 0.5, -0.5))
    left.legend(loc="upper center", bbox_to_anchor=(0.5, 1 + 0.8 / len(names)), ncols=2, frameon=False)
    gaps = [r.gap_in_weights for r in report.rows]
    _scale(right, gaps)
    _bars(right, gaps, offset=0.0, color=GREEN, hatch="..", label="")
    right.set(xlabel=r"distance from the golden model, $\|w - w_g\|^2$")
    figure.suptitle(title, parse_math=False)  # a file name may hold a $
    return figure


def _visible(number: Measured) -> float:
    """The length of a bar: 0 where the value is lost in its bound or beyond float64; its label says what it is."""
    lost = not known(number) or number.value <= number.error or number.value > MOST_DRAWN
    return 0.0 if lost else float(number.value)


def _scale(axes: Axes, numbers: Sequence[Measured]) -> None:
    """Linear where all bars can be seen on it; else symlog, which keeps a place for 0. Room for the labels at the end."""
    sizes = [size for size in map(_visible, numbers) if size]
    largest, smallest = max(sizes, default=1.0), min(sizes, default=1.0)
    if largest / smallest > LINEAR_UP_TO:
        axes.set_xscale("symlog", linthresh=smallest, linscale=0.5)
        axes.set_xlim(0, largest * (largest / smallest) ** 0.45)
    else:
        axes.set_xlim(0, largest * 1.45)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", color="0.9")
    axes.set_axisbelow(True)


def _bars(axes: Axes, numbers: Sequence[Measured], *, offset: float, color: str, hatch: str, label: str) -> None:
    at = [i + offset for i in range(len(numbers))]
    height = 0.38 if offset else 0.55
    bars = axes.barh(at, list(map(_visible, numbers)), height, color=color, hatch=hatch, edgecolor="black", linewidth=0.6, label=label)
    axes.bar_label(bars, [_label(n) for n in numbers], padding=4, fontsize=8)


def _label(number: Measured) -> str:
    if not _visible(number):
        return trusted(number)
    return f"{float(number.value):.3g}" if number.error < 0.005 * number.value else trusted(number)
