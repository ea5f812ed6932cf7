"""What is traded against what: every tuned setting by how far it is from golden in UA and in RA, and each method's Pareto front."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from gpu_checks.studies.figures.style import BLACK, GRAY, SERIES, SKY, Found, blank, headed
from gpu_checks.studies.figures.swept import golden_value, mean_and_error
from gpu_checks.wrong_labels import KINDS

LABELED = {"ce_ft": "CE-FT", "kl_ft": "KL-FT", "ice_ft": "ICE-FT"}
"""Methods with wrong labels, each in a panel of its own."""

LOOKS = {
    "FT": (BLACK, "P"),
    **{f"y' {wrong}": (color, marker) for wrong, (color, marker, _) in zip(KINDS, SERIES, strict=True)},
    "gradient_ascent": (GRAY, "v"),
    "neggrad_plus": (SKY, "<"),
    "random_label": ("#CC79A7", ">"),
    "l1_sparse": ("#8C510A", "X"),
    "salun": ("#882255", "p"),
    "rbm": ("#332288", "h"),
    "projection": ("#999933", "d"),
}
"""Color and marker by wrong label, or by method where there is none."""

SHADE = "0.9"

TITLE = """distance from golden of the mean over tuning models: closer to golden is further down and to the left
filled and joined: the front, settings that no other of the same method beats; larger markers lie beneath smaller ones"""


def fronts(result: Found) -> Figure:
    """Per case, a panel per method with wrong labels and one for all others; FT is in every panel."""
    cases, margins = result["cases"], result["config"]["protocol"]["margins"]
    swept = dict.fromkeys(name for case in cases for name in case["sweep"])
    groups = {title: [name for name in swept if name.split(" ")[0] == method] for method, title in LABELED.items()}
    groups["other methods"] = [name for name in swept if name != "ft" and name.split(" ")[0] not in LABELED]
    groups = {title: names for title, names in groups.items() if names}
    columns = len(groups) if len(groups) > 1 else 2
    panels = [(case, title, names) for case in cases for title, names in groups.items()]
    lines = math.ceil(len(panels) / columns)
    figure, axes = blank(4.6 * columns + 1.2, 3.4 * lines + 1.6, lines, columns, sharex=True, sharey=True)
    for ax, (case, title, names) in zip(axes.flat, panels, strict=False):
        reached = _front(ax, case, ["ft", *(name for name in names if name in case["sweep"])], margins)
        ax.set_title(f"{case['case']}: FT and {title}", fontsize=10, y=1.04 if reached else 1.0)
        ax.text(0.5, 1.01, reached, transform=ax.transAxes, fontsize=7.5, ha="center")
    for ax in axes.flat[len(panels) :]:
        ax.set_visible(False)
    for ax in axes[:, 0]:
        ax.set_ylabel("|RA - RA of golden|")
    for ax in axes[-1]:
        ax.set_xlabel("|UA - UA of golden|")
    handles = _legend([look for look in LOOKS if any(look == look_of(name) for name in swept)])
    headed(figure, handles, min(len(handles), 3 * columns), TITLE)
    return figure


def look_of(name: str) -> str:
    """The key in ``LOOKS`` of a method with or without a wrong label."""
    method, _, wrong = name.partition(" ")
    return f"y' {wrong}" if wrong else "FT" if method == "ft" else method


def _front(ax: Axes, case: Found, names: list[str], margins: Found) -> str:
    """Draw one panel; returns which methods have how many settings at golden, where they hide each other."""
    ax.add_patch(Rectangle((0, 0), margins["UA"], margins["RA"], color=SHADE, linewidth=0, zorder=0))
    ax.scatter(0, 0, s=420, marker="*", color="white", edgecolors=BLACK, linewidths=1.2, zorder=1, clip_on=False)
    reached = {}
    for place, name in enumerate(names):
        color, marker = LOOKS[look_of(name)]
        rows = case["sweep"][name]
        points = np.array([[abs(mean_and_error(r["values"][m])[0] - golden_value(case, m)) for m in ("UA", "RA")] for r in rows])
        reached[name] = sum(not point.any() for point in points)
        tried = points[np.isfinite(points).all(axis=1)]
        ax.scatter(tried[:, 0], tried[:, 1], s=16, marker=marker, facecolors="none", edgecolors=color, linewidths=0.7, alpha=0.7, zorder=2)
        front = points[sorted(case["fronts"]["UA-RA"][name], key=lambda i: tuple(points[i]))]
        ax.step(front[:, 0], front[:, 1], where="post", color=color, linewidth=0.9, zorder=3)
        look: dict[str, Any] = {"s": 130 * 0.72**place, "marker": marker, "color": color, "edgecolors": "white", "linewidths": 0.5}
        ax.scatter(front[:, 0], front[:, 1], zorder=4 + place, clip_on=False, **look)
    for which, metric in (("x", "UA"), ("y", "RA")):
        margin = margins[metric]
        ax.set(**{f"{which}lim": (-0.15 * margin, 1.2)})
        getattr(ax, f"set_{which}scale")("symlog", linthresh=margin, linscale=0.6)
        getattr(ax, f"set_{which}ticks")([0, margin, 0.1, 1], ["0", f"{margin:g}", "0.1", "1"])
    ax.minorticks_off()
    counts = ", ".join(f"{look_of(name)} {count}" for name, count in reached.items() if count)
    return f"settings at golden: {counts}" if counts else ""


def _legend(looks: list[str]) -> list[Line2D | Patch]:
    golden: dict[str, Any] = {"marker": "*", "markersize": 16, "markerfacecolor": "white", "markeredgecolor": BLACK, "linestyle": "none"}
    return [
        *(Line2D([], [], color=c, marker=m, linewidth=0.9, label=n) for n, (c, m) in LOOKS.items() if n in looks),
        Line2D([], [], label="golden", **golden),
        Patch(color=SHADE, label="within the margins, where axes are linear"),
    ]
