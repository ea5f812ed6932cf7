"""What the weight of the regularizer does at a fixed learning rate, on the models and data on which settings are chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from gpu_checks.metrics import METRICS, Of
from gpu_checks.studies.contender import FT, PRIMARY, Contender
from gpu_checks.studies.figures.style import BLACK, GRAY, RED, Found, blank, headed
from gpu_checks.studies.figures.swept import golden_value, mean_and_error
from gpu_checks.wrong_labels import KINDS

SHOWN = {name: "values" if METRICS[name].of is Of.VALUE else "distances" for name in ("UA", "TV")}
"""Metrics, and where a sweep holds them; TV is a distance by itself."""

MARKERS = "os^DvPXd"
"""One a rate."""

Looks = Mapping[float, tuple[Any, str, str]]
"""Color, marker and label by rate."""

STARS = {False: (RED, 14), True: ("white", 7)}
"""Fill and size of the marker of a choice, by whether it is slow; where both choices are one, both are seen."""

TITLE = """CE-FT over its weight at fixed learning rates: lines join settings that differ in $\\alpha$ alone, which at 0 are FT
tuning models and validation data, on which settings are chosen: mean and standard error"""


def curves(result: Found) -> Figure:
    """UA and TV over alpha: a row per case and metric, a column per wrong label, a line per rate."""
    cases, usual = result["cases"], result["config"]["training"]["rate"]
    wrongs = [wrong for wrong in KINDS if any(str(Contender(PRIMARY, wrong)) in case["sweep"] for case in cases)]
    swept = [row for case in cases for wrong in wrongs for row in case["sweep"].get(str(Contender(PRIMARY, wrong)), ())]
    rates = sorted({row["setting"]["rate"] for row in swept})
    colors = colormaps["viridis"].resampled(len(rates) + 1)
    looks = {rate: (colors(i), MARKERS[i % len(MARKERS)], f"rate {rate:g} ({rate / usual:.3g} x training)") for i, rate in enumerate(rates)}
    places = [(case, metric) for case in cases for metric in SHOWN]
    figure, axes = blank(2.9 * len(wrongs) + 1.2, 1.9 * len(places) + 1.4, len(places), len(wrongs), sharex=True, sharey="row")
    for row, (case, metric) in zip(axes, places, strict=True):
        for ax, wrong in zip(row, wrongs, strict=True):
            _curves(ax, case, metric, Contender(PRIMARY, wrong), looks)
        row[0].set_ylim(bottom=-0.03)
        row[0].set_ylabel(f"{case['case']}\n{metric}" + (" from golden" if SHOWN[metric] == "distances" else ""), fontsize=8)
    for ax, wrong in zip(axes[0], wrongs, strict=True):
        ax.set_title(f"y' {wrong}")
    for ax in axes[-1]:
        ax.set_xlabel(r"$\alpha$")
    slow = [slow for slow in STARS if any(str(replace(FT, slow=slow)) in case["chosen"] for case in cases)]
    headed(figure, _legend(looks, slow), 4, TITLE)
    return figure


def _curves(ax: Axes, case: Found, metric: str, contender: Contender, looks: Looks) -> None:
    sweep = case["sweep"].get(str(contender), ())
    for rate, (color, marker, label) in looks.items():
        rows = sorted((row for row in sweep if row["setting"]["rate"] == rate), key=lambda row: row["setting"]["alpha"])
        alphas = [row["setting"]["alpha"] for row in rows]
        levels = [_level(row, metric) for row in rows]
        means = [mean for mean, _ in levels]
        ax.plot(alphas, means, color=color, marker=marker, markersize=4, linewidth=1.3, label=label)
        ax.errorbar(alphas, means, [error for _, error in levels], color=color, linewidth=1, linestyle="none")
    for slow, (fill, size) in STARS.items():
        end, ft = " slow" if slow else "", str(replace(FT, slow=slow))
        for row in (row for row in sweep if row["setting"] == case["chosen"].get(str(replace(contender, slow=slow)))):
            point = [row["setting"]["alpha"]], [_level(row, metric)[0]]
            ax.plot(*point, marker="*", markersize=size, markerfacecolor=fill, markeredgecolor=BLACK, zorder=5, label=f"chosen{end}")
        for row in (row for row in case["sweep"][str(FT)] if row["setting"] == case["chosen"].get(ft)):
            ax.axhline(_level(row, metric)[0], color=BLACK, linestyle=":" if slow else "--", linewidth=1.1, label=ft)
    ax.axhline(golden_value(case, metric), color=GRAY, linewidth=2.2, zorder=1, label="golden")
    ax.set_xscale("symlog", linthresh=1e-3, linscale=0.5)
    ax.set_xticks([0, 1e-2, 1e-1, 1, 10], ["0", "0.01", "0.1", "1", "10"])
    ax.set_xlim(-3e-4, 14)
    ax.minorticks_off()


def _level(row: Found, metric: str) -> tuple[float, float]:
    return mean_and_error(row[SHOWN[metric]][metric])


def _legend(looks: Looks, regimes: Sequence[bool]) -> list[Line2D]:
    handles = [Line2D([], [], color=c, marker=m, markersize=4, label=label) for c, m, label in looks.values()]
    handles.append(Line2D([], [], color=GRAY, linewidth=2.2, label="golden (TV: golden models among each other)"))
    for slow in regimes:
        among = ", rates up to that of training" if slow else ""
        fill, size = STARS[slow]
        star: dict[str, Any] = {"marker": "*", "markersize": size, "markerfacecolor": fill, "markeredgecolor": BLACK}
        handles.append(Line2D([], [], label=f"chosen setting{among}", linestyle="none", **star))
        handles.append(Line2D([], [], color=BLACK, linestyle=":" if slow else "--", linewidth=1.1, label=f"FT as chosen{among}"))
    return handles
