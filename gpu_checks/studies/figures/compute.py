"""Figures of compute: how near to golden each method comes within so much of a retraining, and the regularizer over its weight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from gpu_checks.metrics import METRICS
from gpu_checks.studies.figures.style import GRAY, RED, SERIES, Found, blank, look
from gpu_checks.studies.fronts import fraction, settings_of, within

HERO = ("UA", "TV")
"""The metrics of the first figure."""

LINES = {"FT": "fine-tuning", "CE-FT": "regularizer, best label", "SCRUB": "SCRUB", "SSD": "SSD"}
"""Who is in the first figure, where a result has them, and what they are called there."""


def figures(result: Found) -> dict[str, Figure]:
    """``distance`` and ``alpha``."""
    return {"distance": distance(result), "alpha": alpha(result)}


def distance(result: Found) -> Figure:
    """Distance above golden's against compute, of the setting that is best within it by the metric, with the interval over classes."""
    figure, axes = blank(9.4, 4.2, 1, len(HERO))
    lines = [line for line in LINES if any(row["line"] == line for row in result["front"])]
    for ax, metric in zip(axes[0], HERO, strict=True):
        for place, line in enumerate(lines):
            rows = [row for row in result["front"] if row["line"] == line and row["metric"] == metric]
            color, marker, dash = look(place)
            shares = [row["share"] for row in rows]
            ax.plot(shares, [row["mean"] for row in rows], color=color, marker=marker, linestyle=dash, markersize=5, linewidth=1.6)
            ax.fill_between(shares, [row["low"] for row in rows], [row["high"] for row in rows], color=color, alpha=0.12, linewidth=0)
        ax.axhline(result["margins"][metric], color=GRAY, linewidth=1.2, linestyle=":")
        ax.axvline(1, color=RED, linewidth=1.4, alpha=0.6)
        ax.set_ylabel(f"{metric}: distance above golden's" + (f", {METRICS[metric].unit}" if METRICS[metric].unit else ""))
        _across(ax, result["config"]["shares"])
    handles = [_handle(look(place), LINES[line]) for place, line in enumerate(lines)]
    handles += [Line2D([], [], color=RED, alpha=0.6, label="the cost of golden"), Line2D([], [], color=GRAY, linestyle=":", label="margin")]
    count = len(result["config"]["labels"])
    title = f"{result['config']['data']}, each of {count} classes forgotten: the best setting within so much compute, on other models"
    figure.legend(handles=handles, loc="outside upper center", ncols=6, frameon=False, title=title, fontsize=9)
    return figure


def alpha(result: Found) -> Figure:
    """The regularizer over the whole range of its weight: a row per metric, a column per wrong label, a line per share of a retraining."""
    config = result["config"]
    settings = settings_of(config, result["found"]["cases"])
    lines = [line for line in config["lines"] if line["group"] == "CE-FT"]
    figure, axes = blank(2.6 * len(lines) + 1.0, 1.9 * len(HERO) + 1.6, len(HERO), len(lines), sharex=True, sharey="row")
    for row, metric in zip(axes, HERO, strict=True):
        for ax, line in zip(row, lines, strict=True):
            for place, share in enumerate(config["budgets"]):
                color, marker, dash = SERIES[place % len(SERIES)]
                own = [one for one in settings[line["name"]] if np.isclose(one.share, share, rtol=1e-3)]
                points = [(one.strength, one.test[metric].mean()) for one in own]
                if points:
                    ax.plot(*zip(*points, strict=True), color=color, marker=marker, linestyle=dash, markersize=4)
                plain = [one.test[metric].mean() for one in settings["FT"] if np.isclose(one.share, share, rtol=1e-3)]
                ax.axhline(plain[0], color=color, linestyle=dash, linewidth=0.9, alpha=0.5)
            ax.set_xscale("log")
            ax.set_ylim(bottom=0)
        row[0].set_ylabel(f"{metric} above golden's")
    for ax, line in zip(axes[0], lines, strict=True):
        ax.set_title(f"y' {line['wrong']}", fontsize=10)
    for ax in axes[-1]:
        ax.set_xlabel(r"$\alpha$")
    handles = [
        _handle(SERIES[place % len(SERIES)], f"after {within(share).removeprefix('within ')}")
        for place, share in enumerate(config["budgets"])
    ]
    title = f"{config['data']}: the regularizer over its weight; flat lines: fine-tuning for the same compute"
    figure.legend(handles=handles, loc="outside upper center", ncols=3, frameon=False, title=title, fontsize=9)
    return figure


def _across(ax: Axes, shares: Sequence[float]) -> None:
    ax.set_xscale("log")
    ax.set_xticks(list(shares), [fraction(share) for share in shares])
    ax.minorticks_off()
    ax.set_ylim(bottom=0)
    ax.set_xlabel("compute, as a share of a retraining")


def _handle(shown: tuple[str, str, Any], label: str) -> Line2D:
    color, marker, dash = shown
    return Line2D([], [], color=color, marker=marker, linestyle=dash, markersize=5, label=label)
