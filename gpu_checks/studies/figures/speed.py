"""Figure of the study ``speed``: seconds per model either way, and their ratio beside what is asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gpu_checks.studies.figures.style import BLACK, BLUE, GREEN, ORANGE, RED, Found, blank
from gpu_checks.studies.speed import ASKED

WAYS = {"ensemble": (BLUE, "o", -0.15), "loop": (ORANGE, "s", 0.15)}
"""Color, marker and place beside the tick, in the order in which a round holds them."""


def figures(result: Found) -> dict[str, Figure]:
    """``seconds``."""
    return {"seconds": seconds(result)}


def seconds(result: Found) -> Figure:
    """Seconds per model by batch size, a marker per round and a line at the shortest; beside it the ratio and the least that is asked."""
    found, config = result["found"], result["config"]
    figure, ((left, right),) = blank(11, 4.6, 1, 2)
    for place, row in enumerate(found.values()):
        _times(left, place, row)
        _ratios(right, place, row)
    asked = ASKED["cpu" if result["environment"]["device"].startswith("CPU") else "cuda"]
    right.axhline(asked, color=RED, linestyle=(0, (6, 2)), linewidth=1.8, label=f"asked: {asked} or more")
    reached = sum(row["throughput, ensemble over loop"] >= asked for row in found.values())
    left.set(ylim=(0, None), ylabel="seconds per model", title=f"{config['members']} models as one batch, {config['looped']} in a loop")
    right.set(
        ylim=(0, None), ylabel="ensemble over loop", title=f"models a second, as a ratio: {reached} of {len(found)} batch sizes as asked"
    )
    for ax in (left, right):
        ax.set(xlim=(-0.5, len(found) - 0.5), ylim=(0, 1.3 * ax.get_ylim()[1]))
        ax.set_xticks(range(len(found)), list(found))
        ax.grid(visible=False, axis="x")
        shown = {label: handle for handle, label in zip(*ax.get_legend_handles_labels(), strict=True)}
        ax.legend(shown.values(), shown.keys(), loc="upper center", ncols=len(shown), frameon=False, fontsize=9)
    figure.suptitle(f"{result['environment']['device']}; the rounds from left to right", fontsize=9)
    return figure


def _times(ax: Axes, place: int, row: Found) -> None:
    for (way, (color, marker, aside)), taken in zip(WAYS.items(), zip(*row["rounds"], strict=True), strict=True):
        _column(ax, place + aside, taken, color, marker, f"{way}, a round")
        shortest = row[f"seconds per model, {way}"]
        _level(ax, place + aside, shortest, "shortest")
        ax.annotate(f"{shortest:#.3g} s", (place + aside + 0.11, shortest), va="center", fontsize=9)


def _ratios(ax: Axes, place: int, row: Found) -> None:
    _column(ax, place, [alone / together for together, alone in row["rounds"]], GREEN, "D", "a round")
    ratio = row["throughput, ensemble over loop"]
    _level(ax, place, ratio, "ratio of the shortest")
    ax.annotate(f"{ratio:.2f}", (place + 0.11, ratio), va="center", fontsize=11, fontweight="bold")


def _column(ax: Axes, place: float, values: Sequence[float], color: str, marker: str, label: str) -> None:
    """One marker a round, in the order of time from left to right."""
    places = np.linspace(place - 0.06, place + 0.06, len(values))
    ax.scatter(places, values, s=32, marker=marker, color=color, edgecolors="black", linewidths=0.4, zorder=3, label=label)


def _level(ax: Axes, place: float, value: float, label: str) -> None:
    ax.plot([place - 0.09, place + 0.09], [value, value], color=BLACK, linewidth=1.8, zorder=2, label=label)
