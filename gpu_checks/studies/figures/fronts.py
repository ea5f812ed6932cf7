"""What is traded against what: every tuned setting by how far it is from golden in UA and in RA, and each method's Pareto front."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from gpu_checks.methods import METHODS
from gpu_checks.studies.contender import FT, Contender, contenders_of, every
from gpu_checks.studies.figures.style import BLACK, Found, blank, headed, look
from gpu_checks.studies.figures.swept import golden_value, mean_and_error

LABELED = {name: name.upper().replace("_", "-") for name, method in METHODS.items() if "wrong" in method.defaults}
"""Methods with wrong labels, each in a panel of its own, and what they are called."""


def look_of(contender: Contender) -> str:
    """By what a contender is told from the others of a panel: its wrong label, or its method where there is none."""
    return "FT" if contender == FT else f"y' {contender.wrong}" if contender.wrong else contender.method


LOOKS = {
    key: look(place)[:2] for place, key in enumerate(dict.fromkeys(look_of(c) for c in (FT, *every()) if not c.control and not c.slow))
}
"""Color and marker, by :func:`look_of`."""

SHADE = "0.9"

TITLE = """distance from golden of the mean over tuning models: closer to golden is further down and to the left
filled and joined: the front, settings that no other of the same method beats; larger markers lie beneath smaller ones"""


def fronts(result: Found) -> Figure:
    """Per case, a panel per method with wrong labels and one for all others; FT is in every panel."""
    cases, margins = result["cases"], result["config"]["protocol"]["margins"]
    swept = list(dict.fromkeys(contender for case in cases for contender, name in contenders_of(case).items() if name in case["sweep"]))
    groups = {title: [contender for contender in swept if contender.method == method] for method, title in LABELED.items()}
    groups["other methods"] = [contender for contender in swept if contender != FT and contender.method not in LABELED]
    groups = {title: names for title, names in groups.items() if names}
    columns = len(groups) if len(groups) > 1 else 2
    panels = [(case, title, [FT, *own]) for case in cases for title, own in groups.items()]
    lines = math.ceil(len(panels) / columns)
    figure, axes = blank(4.6 * columns + 1.2, 3.4 * lines + 1.6, lines, columns, sharex=True, sharey=True)
    for ax, (case, title, own) in zip(axes.flat, panels, strict=False):
        reached = _front(ax, case, [contender for contender in own if str(contender) in case["sweep"]], margins)
        ax.set_title(f"{case['case']}: FT and {title}", fontsize=10, y=1.04 if reached else 1.0)
        ax.text(0.5, 1.01, reached, transform=ax.transAxes, fontsize=7.5, ha="center")
    for ax in axes.flat[len(panels) :]:
        ax.set_visible(False)
    for ax in axes[:, 0]:
        ax.set_ylabel("|RA - RA of golden|")
    for ax in axes[-1]:
        ax.set_xlabel("|UA - UA of golden|")
    handles = _legend([key for key in LOOKS if any(key == look_of(contender) for contender in swept)])
    headed(figure, handles, min(len(handles), 3 * columns), TITLE)
    return figure


def _front(ax: Axes, case: Found, contenders: Sequence[Contender], margins: Found) -> str:
    """Draw one panel; returns which methods have how many settings at golden, where they hide each other."""
    ax.add_patch(Rectangle((0, 0), margins["UA"], margins["RA"], color=SHADE, linewidth=0, zorder=0))
    ax.scatter(0, 0, s=420, marker="*", color="white", edgecolors=BLACK, linewidths=1.2, zorder=1, clip_on=False)
    reached = {}
    for place, contender in enumerate(contenders):
        (color, marker), name = LOOKS[look_of(contender)], str(contender)
        rows = case["sweep"][name]
        points = np.array([[abs(mean_and_error(r["values"][m])[0] - golden_value(case, m)) for m in ("UA", "RA")] for r in rows])
        reached[look_of(contender)] = sum(not point.any() for point in points)
        tried = points[np.isfinite(points).all(axis=1)]
        ax.scatter(tried[:, 0], tried[:, 1], s=16, marker=marker, facecolors="none", edgecolors=color, linewidths=0.7, alpha=0.7, zorder=2)
        front = points[sorted(case["fronts"]["UA-RA"][name], key=lambda i: tuple(points[i]))]
        ax.step(front[:, 0], front[:, 1], where="post", color=color, linewidth=0.9, zorder=3)
        shown: dict[str, Any] = {"s": 130 * 0.72**place, "marker": marker, "color": color, "edgecolors": "white", "linewidths": 0.5}
        ax.scatter(front[:, 0], front[:, 1], zorder=4 + place, clip_on=False, **shown)
    for which, metric in (("x", "UA"), ("y", "RA")):
        margin = margins[metric]
        ax.set(**{f"{which}lim": (-0.15 * margin, 1.2)})
        getattr(ax, f"set_{which}scale")("symlog", linthresh=margin, linscale=0.6)
        getattr(ax, f"set_{which}ticks")([0, margin, 0.1, 1], ["0", f"{margin:g}", "0.1", "1"])
    ax.minorticks_off()
    counts = ", ".join(f"{key} {count}" for key, count in reached.items() if count)
    return f"settings at golden: {counts}" if counts else ""


def _legend(looks: list[str]) -> list[Line2D | Patch]:
    golden: dict[str, Any] = {"marker": "*", "markersize": 16, "markerfacecolor": "white", "markeredgecolor": BLACK, "linestyle": "none"}
    return [
        *(Line2D([], [], color=c, marker=m, linewidth=0.9, label=n) for n, (c, m) in LOOKS.items() if n in looks),
        Line2D([], [], label="golden", **golden),
        Patch(color=SHADE, label="within the margins, where axes are linear"),
    ]
