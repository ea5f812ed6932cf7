"""The figure of compute: distance from golden against compute, of fine-tuning, the regularizer and others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from gpu_checks.studies.figures.style import BLACK, BLUE, GRAY, GREEN, ORANGE, RED, SKY, Found, blank

LOOKS: dict[str, tuple[str, str, Any]] = {
    "FT": (BLACK, "o", "-"),
    "FT without decay": (BLACK, "o", ":"),
    "CE-FT fixed": (SKY, "v", "--"),
    "CE-FT random": (BLUE, "s", "--"),
    "CE-FT runner-up": (GREEN, "^", "--"),
    "CE-FT uniform": (ORANGE, "D", "--"),
    "NegGrad+": (RED, "P", "-."),
    "random label": (GRAY, "X", "-."),
}
"""Color, marker and dash of every line."""

PANELS = ("UA", "UL", "TV", "TA")
LABELS = {
    "UA": "|UA - golden's|",
    "UL": "|UL - golden's|, nats",
    "TV": "total variation to golden on D_f",
    "TA": "|TA - golden's|",
}
"""Values and what they are called; UL has a limit, as some lines leave the page."""

MOST_UL = 40.0


def figures(result: Found) -> dict[str, Figure]:
    """``distance``."""
    return {"distance": distance(result)}


def distance(result: Found) -> Figure:
    """Mean distance over cases and seeds; of each line the strength whose mean total variation over the marks is least."""
    cases = result["found"]["cases"]
    figure, axes = blank(9.4, 6.6, 2, 2, sharex=True)
    chosen = {name: strength_of(cases, name) for name in next(iter(cases.values()))["lines"]}
    for ax, key in zip(axes.flat, PANELS, strict=True):
        for name, strength in chosen.items():
            color, marker, dash = LOOKS[name]
            points = curve(cases, name, strength, key)
            ax.plot(*zip(*points, strict=True), color=color, marker=marker, linestyle=dash, markersize=4, linewidth=1.3)
        ax.axhline(fmean(apart(case, case["golden"], key) for case in cases.values()), color=GRAY, linewidth=1.6, alpha=0.7)
        ax.axvline(1, color="0.8", linewidth=1.2)
        ax.set_ylabel(LABELS[key])
        _across(ax, key)
    for ax in axes[1]:
        ax.set_xlabel("compute, in samples, as a share of a retraining")
    handles = [_handle(name, strength) for name, strength in chosen.items()]
    handles.append(Line2D([], [], color=GRAY, linewidth=1.6, label="other golden models"))
    title = f"{result['config']['data']}, mean over {len(cases)} cases: distance from golden; a retraining costs 1"
    figure.legend(handles=handles, loc="outside upper center", ncols=4, frameon=False, title=title, fontsize=9)
    return figure


def curve(cases: Mapping[str, Found], name: str, strength: float | None, key: str) -> list[tuple[float, float]]:
    """(share, mean distance from golden over cases and seeds) of one line; marks at which some model is not finite are left out."""
    per_case = [
        {row["share"]: apart(case, row, key) for row in case["lines"][name] if row["strength"] == strength} for case in cases.values()
    ]
    return [(share, fmean(one[share] for one in per_case)) for share in per_case[0] if all(one[share] == one[share] for one in per_case)]


def strength_of(cases: Mapping[str, Found], name: str) -> float | None:
    """The strength of a line with the least mean TV over its marks."""
    tried = list(dict.fromkeys(row["strength"] for row in next(iter(cases.values()))["lines"][name]))
    return min(tried, key=lambda strength: fmean(y for _, y in curve(cases, name, strength, "TV") or [(0.0, float("inf"))]))


def apart(case: Found, row: Mapping[str, Any], key: str) -> float:
    """Mean distance over models: TV as it is, all else from the golden models' mean; NaN where a model is not finite."""
    found: Sequence[float | None] = row[key]
    if any(x is None for x in found):
        return float("nan")
    mean = 0.0 if key in ("TV", "KL") else case["golden means"][key]
    return fmean(abs(x - mean) for x in found if x is not None)


def _across(ax: Axes, key: str) -> None:
    ax.set_xscale("log")
    ticks = [0.05, 0.1, 0.2, 0.5, 1, 2, 5]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.minorticks_off()
    ax.set_ylim(bottom=0)
    if key == "UL":
        ax.set_ylim(top=min(MOST_UL, ax.get_ylim()[1]))


def _handle(name: str, strength: float | None) -> Line2D:
    color, marker, dash = LOOKS[name]
    label = name if strength is None else f"{name}, {strength:g}"
    return Line2D([], [], color=color, marker=marker, linestyle=dash, markersize=5, label=label)
