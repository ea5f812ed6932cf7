"""How much farther from golden every method is than golden models are, on test data, by every metric."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from dataclasses import replace
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from gpu_checks.statistics.paired import ROUNDING, Interval
from gpu_checks.studies.contender import FT, GOLDEN, PRETRAINED, PRIMARY, Contender, contenders_of
from gpu_checks.studies.figures.style import BLACK, BLUE, SKY, Found, blank, headed

COLUMNS = 4

COLORS = {PRIMARY: BLUE, FT.method: BLACK, PRETRAINED.method: BLACK}
"""By method; SKY for all others."""

SHADE = "0.88"

TITLE = """test data: how much farther from golden a method is than golden models are from each other, D(method) - D(golden)
mean and its BCa interval ({:.0%}) over pretrained models; within the margin axes are linear, beyond it logarithmic"""


def distances(result: Found) -> Figure:
    """A block of panels per case and in it a panel per metric; a row per method, on which the slow choice is hollow."""
    cases, protocol = result["cases"], result["config"]["protocol"]
    metrics = list(cases[0]["table"]["golden"])
    lines = math.ceil(len(metrics) / COLUMNS)
    shown = [rows_of(case) for case in cases]
    heights = [0.17 * len(rows) + 0.75 for rows in shown for _ in range(lines)]
    figure, axes = blank(3.2 * COLUMNS + 1.5, sum(heights) + 1.2, len(heights), COLUMNS, sharey="row", height_ratios=heights)
    for index, (case, rows) in enumerate(zip(cases, shown, strict=True)):
        block = axes[index * lines : (index + 1) * lines]
        for ax, metric in zip(block.flat, metrics, strict=False):
            _points(ax, case, metric, rows, protocol)
        for ax in block.flat[len(metrics) :]:
            ax.set_visible(False)
        for left in block[:, 0]:
            left.set_yticks(range(len(rows)), rows, fontsize=8)
            left.set_ylim(len(rows) - 0.4, -0.6)
            left.set_ylabel(case["case"])
    handles = _legend({contender for case in cases for contender in shown_of(case)})
    headed(figure, handles, len(handles), TITLE.format(1 - protocol["level"]))
    return figure


def shown_of(case: Found) -> dict[Contender, str]:
    """Contenders that did not diverge, with their names; golden is the zero of every axis."""
    return {contender: name for contender, name in contenders_of(case).items() if name in case["table"] and contender != GOLDEN}


def rows_of(case: Found) -> list[str]:
    """Methods that have a row."""
    return list(dict.fromkeys(str(contender.unbound) for contender in shown_of(case)))


def intervals(case: Found, metric: str) -> dict[str, Interval]:
    """Method -> D(method) - D(golden), as the result has it."""
    found = {row["method"]: row["excess"] for row in case["comparisons"] if row["metric"] == metric}
    found |= {method: by_metric[metric] for method, by_metric in case["excess"].items()}
    return {name: Interval(**found[name]) for name in shown_of(case).values()}


def _points(ax: Axes, case: Found, metric: str, rows: Sequence[str], protocol: Found) -> None:
    margin = protocol["margins"][metric]
    ax.axvspan(-margin, margin, color=SHADE, linewidth=0, zorder=0)
    ax.axvline(0, color=BLACK, linewidth=0.8)
    found = intervals(case, metric)
    for contender, name in shown_of(case).items():
        interval, slow = found[name], contender.slow
        place = rows.index(str(contender.unbound)) + (0.22 if slow else -0.22 if str(replace(contender, slow=True)) in found else 0)
        color = COLORS.get(contender.method, SKY)
        ax.hlines(place, interval.low, interval.high, color=color, linewidth=1.3, zorder=2)
        ax.scatter(interval.mean, place, s=20, color="white" if slow else color, edgecolors=color, linewidths=1, zorder=3)
    ax.axvline(found[str(FT)].mean, color=BLACK, linestyle="--", linewidth=0.9, zorder=1)
    ends = [end for interval in found.values() for end in (interval.low, interval.mean, interval.high)]
    _scale(ax, margin, min(ends), max(ends))
    golden = case["table"]["golden"][metric]
    ax.set_title(f"{metric}; D(golden) = {0 if abs(golden) < ROUNDING else golden:.2g}", fontsize=9)


def _scale(ax: Axes, margin: float, low: float, high: float) -> None:
    """Linear within the margin, logarithmic beyond, as far as there are points; few ticks beyond, by how far that is."""
    left, right = min(1.3 * low, -1.2 * margin), max(1.3 * high, 1.2 * margin)
    ax.set_xscale("symlog", linthresh=margin, linscale=0.6)
    ax.set_xlim(left, right)
    steps = (1, 3) if max(-left, right) < 100 * margin else (1,)
    beyond = [step * 10.0**k for k in range(-3, 5) for step in steps if step * 10.0**k > 2.5 * margin]
    ticks = [tick for tick in (*(-b for b in beyond), -margin, 0, margin, *beyond) if left <= tick <= right]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks], fontsize=8)
    ax.minorticks_off()


def _legend(contenders: Set[Contender]) -> list[Line2D | Patch]:
    point: dict[str, Any] = {"marker": "o", "markersize": 5, "linewidth": 1.3}
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=BLUE, label="CE-FT", **point),
        Line2D([], [], color=BLACK, label="FT and the pretrained model", **point),
    ]
    if any(contender.method not in COLORS for contender in contenders):
        handles.append(Line2D([], [], color=SKY, label="other methods", **point))
    if any(contender.slow for contender in contenders):
        handles.append(Line2D([], [], color=BLACK, markerfacecolor="white", label="hollow: rates up to that of training", **point))
    handles.append(Line2D([], [], color=BLACK, linestyle="--", linewidth=0.9, label="D(FT)"))
    return [*handles, Patch(color=SHADE, label="within the margin of golden")]
