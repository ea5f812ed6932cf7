"""Figures of a comparison: distances over alpha, Pareto fronts, and every method against FT and the golden models."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gpu_checks.studies.figures.style import BLACK, BLUE, GRAY, GREEN, ORANGE, RED, SERIES, SKY, Found, blank

LOOKS = dict(zip(("fixed", "random", "runner-up", "uniform"), SERIES, strict=True))
"""Color, marker and dash by wrong label."""

SHOWN = ("UA", "MIA", "UL", "TV", "KL", "average gap")
"""Metrics whose curves are drawn: those that sweeps measure and that are not plain utility."""


def figures(result: Found) -> dict[str, Figure]:
    """``curves``, ``fronts`` and ``distances``."""
    cases = result["cases"]
    return {"curves": curves(cases), "fronts": all_fronts(cases), "distances": all_distances(cases)}


def curves(cases: Sequence[Found]) -> Figure:
    """CE-FT's distance from golden over alpha, on tuning models, a line per wrong label; FT, as chosen, likewise; golden on test data."""
    figure, axes = blank(2.9 * len(SHOWN), 2.7 * len(cases) + 0.5, len(cases), len(SHOWN), sharex=True)
    for row, case in zip(axes, cases, strict=True):
        for ax, metric in zip(row, SHOWN, strict=True):
            _curve(ax, case, metric)
        row[0].set_ylabel(f"{case['case']}\ndistance from golden")
    for ax, metric in zip(axes[0], SHOWN, strict=True):
        ax.set_title(metric)
    for ax in axes[-1]:
        ax.set_xlabel(r"$\alpha$")
    handles, labels = axes[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(labels), frameon=False)
    return figure


def _curve(ax: Axes, case: Found, metric: str) -> None:
    for wrong, (color, marker, dash) in LOOKS.items():
        rows = case["sweep"].get(f"ce_ft {wrong}")
        if rows is None:
            continue
        best = _best_rate(rows)
        alphas = sorted(best)
        means, spread = zip(*(_level(best[a]["distances"][metric]) for a in alphas), strict=True)
        ax.errorbar(alphas, means, spread, color=color, marker=marker, linestyle=dash, markersize=4, linewidth=1.3, label=f"y' {wrong}")
    ax.axhline(_level(_chosen(case, "ft")["distances"][metric])[0], color=BLACK, linestyle=(0, (6, 2)), linewidth=1.6, label="FT")
    ax.axhline(case["table"]["golden"][metric], color=GRAY, linewidth=1.6, label="golden")
    ax.set_xscale("symlog", linthresh=1e-3, linscale=0.5)
    ax.set_xticks([0, 1e-2, 1e-1, 1, 10], ["0", "0.01", "0.1", "1", "10"])
    ax.set_xlim(-3e-4, 14)
    ax.minorticks_off()
    if metric in ("UL", "KL"):
        ax.set_yscale("symlog", linthresh=0.1)
    ax.set_ylim(bottom=0)


def _chosen(case: Found, method: str) -> Found:
    """The row of the sweep with the setting that was chosen."""
    return next(row for row in case["sweep"][method] if row["setting"] == case["chosen"][method])


def _best_rate(rows: Sequence[Found]) -> dict[float, Found]:
    """Per alpha, the setting with the rate whose average gap is least: the choice that the protocol makes, at every alpha."""
    best: dict[float, Found] = {}
    for row in rows:
        alpha = row["setting"]["alpha"]
        if alpha not in best or _level(row["distances"]["average gap"])[0] < _level(best[alpha]["distances"]["average gap"])[0]:
            best[alpha] = row
    return best


def _level(values: Sequence[float | None]) -> tuple[float, float]:
    """Mean and standard error; infinite where a run diverged."""
    finite = [v for v in values if v is not None]
    if len(finite) < len(values):
        return np.inf, 0.0
    return float(np.mean(finite)), float(np.std(finite, ddof=1) / np.sqrt(len(finite))) if len(finite) > 1 else 0.0


def all_fronts(cases: Sequence[Found]) -> Figure:
    """All tuned settings as points UA against RA and TA; those on a method's front filled; golden as a star."""
    figure, axes = blank(13, 3.7 * len(cases) + 0.5, len(cases), 2)
    for row, case in zip(axes, cases, strict=True):
        for ax, other in zip(row, ("RA", "TA"), strict=True):
            _front(ax, case, other)
    handles, labels = axes[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside right center", frameon=False, fontsize=9)
    return figure


def _front(ax: Axes, case: Found, other: str) -> None:
    families = sorted({name.split(" ")[0] for name in case["sweep"]}, key=list(_FAMILY).index)
    for family in families:
        color, marker = _FAMILY[family]
        names = [name for name in case["sweep"] if name.split(" ")[0] == family]
        points = np.array([[_level(r["values"][m])[0] for m in ("UA", other)] for name in names for r in case["sweep"][name]])
        starts = np.cumsum([0, *(len(case["sweep"][name]) for name in names)])
        chosen = [s + i for s, name in zip(starts, names, strict=False) for i in case["fronts"][f"UA-{other}"][name]]
        ax.scatter(points[:, 0], points[:, 1], s=16, marker=marker, facecolors="none", edgecolors=color, linewidths=0.6, alpha=0.6)
        ax.scatter(points[chosen, 0], points[chosen, 1], s=34, marker=marker, color=color, edgecolors="black", linewidths=0.5, label=family)
    golden = case["golden values"]
    ax.scatter(golden["UA"], golden[other], s=190, marker="*", color="white", edgecolors="black", linewidths=1.4, zorder=5, label="golden")
    low = min(golden[other] - 0.12, 0.85)
    ax.set(xlabel="UA (1 - accuracy on D_f)", ylabel=f"{other} (cut at {low:.2f})", title=f"{case['case']}", ylim=(low, 1.01))


_FAMILY = {
    "ft": (BLACK, "o"),
    "ce_ft": (BLUE, "s"),
    "kl_ft": (SKY, "D"),
    "ice_ft": (GREEN, "^"),
    "gradient_ascent": (GRAY, "v"),
    "neggrad_plus": (RED, "<"),
    "random_label": (ORANGE, ">"),
    "l1_sparse": (GRAY, "P"),
    "salun": (ORANGE, "X"),
    "rbm": (RED, "p"),
    "projection": (BLACK, "d"),
}


def all_distances(cases: Sequence[Found]) -> Figure:
    """Every method's distance from golden on the test data, each metric on its own scale; FT and the golden models as lines."""
    metrics = [m for m in ("UA", "MIA", "UL", "TV", "KL", "KLoM", "U-LiRA") if m in cases[0]["table"]["golden"]]
    names = list(cases[0]["table"])
    figure, axes = blank(2.4 * len(metrics) + 1.6, 0.24 * len(names) * len(cases) + 1.2, len(cases), len(metrics), sharey="row")
    for row, case in zip(axes, cases, strict=True):
        shown = [name for name in names if name in case["table"]]
        for ax, metric in zip(row, metrics, strict=True):
            _bars(ax, case, metric, shown)
        row[0].set_yticks(range(len(shown)), shown, fontsize=8)
        row[0].set_ylim(len(shown) - 0.4, -0.6)
        row[0].set_ylabel(case["case"])
    for ax, metric in zip(axes[0], metrics, strict=True):
        ax.set_title(f"{metric}")
    handles, labels = axes[0][0].get_legend_handles_labels()
    title = "mean distance from golden, test data; bars that reach the edge are longer than shown"
    figure.legend(handles, labels, loc="outside upper center", ncols=len(labels), frameon=False, title=title)
    return figure


def _bars(ax: Axes, case: Found, metric: str, names: Sequence[str]) -> None:
    table = case["table"]
    values = [table[name][metric] for name in names]
    kinds = [BLUE if n.startswith("ce_ft") else GRAY if n in ("golden", "pretrained", "ft") else SKY for n in names]
    ax.barh(range(len(names)), np.maximum(values, 0), 0.7, color=kinds, edgecolor="black", linewidth=0.4)
    ax.axvline(table["ft"][metric], color=BLACK, linestyle=(0, (6, 2)), linewidth=1.5, label="FT")
    ax.axvline(max(table["golden"][metric], 0), color=RED, linestyle=":", linewidth=1.8, label="golden models among each other")
    top = 1.6 * max(table[n][metric] for n in ("pretrained", "ft", "golden"))
    crowd = max((v for n, v in zip(names, values, strict=True) if n.startswith("ce_ft")), default=top)
    ax.set_xlim(0, max(top, 1.15 * crowd))
    ax.tick_params(axis="x", labelsize=8)
