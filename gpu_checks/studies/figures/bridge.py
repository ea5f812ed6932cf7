"""Figures of the bridge: what the theory predicts beside what was measured, and how far apart the two are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from gpu_checks.studies.figures.style import BLACK, BLUE, EPSILON, GRAY, GREEN, ORANGE, SERIES, Found, at_least, blank, highest, log_from

LOWEST, HIGHEST = -17, -14
"""Powers of ten between which differences are shown; a larger one stretches the axis."""


def figures(result: Found) -> dict[str, Figure]:
    """``models`` and ``path``."""
    return {"models": models(result["found"]), "path": path(result["found"])}


def models(found: Found) -> Figure:
    """The UL gap of every model, predicted and measured, and below their difference; a column per data set."""
    figure, axes = blank(3.1 * len(found) + 1.4, 6.4, 2, len(found), sharey=True)
    for (above, below), (name, part) in zip(axes.T, found.items(), strict=True):
        rows = part["models"]
        _gaps(above, rows)
        _differences(below, rows)
        above.set_title(name, fontsize=11)
    names = list(next(iter(found.values()))["models"])
    for ax in axes[:, 0]:
        ax.set_yticks(range(len(names)), names)
        ax.set_ylim(len(names) - 0.5, -0.5)
    handles = [h for ax in axes[:, 0] for h in ax.get_legend_handles_labels()[0]]
    title = "UL gap to golden on the linear probe: predicted by the theory and measured by the studies' code"
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles), frameon=False, title=title)
    return figure


def _gaps(ax: Axes, rows: Found) -> None:
    predicted, measured = ([row[f"{kind} gap"] for row in rows.values()] for kind in ("predicted", "measured"))
    places = range(len(rows))
    ax.scatter(predicted, places, s=90, facecolors="none", edgecolors=BLACK, linewidths=1.3, label="gap, predicted", clip_on=False)
    ax.scatter(measured, places, s=22, color=BLUE, label="gap, measured", clip_on=False)
    ax.set_xscale("symlog", linthresh=0.1, linscale=0.4)
    ax.set_xticks([0, 0.1, 0.3, 1, 3], ["0", "0.1", "0.3", "1", "3"])
    ax.set_xlim(-0.02, 3)
    ax.minorticks_off()
    ax.set_xlabel("|UL - UL of golden|")


def _differences(ax: Axes, rows: Found) -> None:
    places = range(len(rows))
    loss, gap = _apart(rows.values()), _apart(rows.values(), " gap")
    ax.axvline(EPSILON, color=GRAY, linestyle="--", linewidth=1, label="float64 spacing at 1")
    for values, marker, color, size, label in ((loss, "s", ORANGE, 46, "difference in UL"), (gap, "D", GREEN, 14, "difference in gap")):
        shown = at_least(values, LOWEST)
        ax.scatter(shown, places, size, marker=marker, facecolors="none", edgecolors=color, linewidths=1.4, zorder=3, label=label)
    log_from(ax, "x", LOWEST, highest([*loss, *gap], HIGHEST), 1)
    ax.set_title(f"largest: {max([*loss, *gap]):.1e}", fontsize=9)
    ax.set_xlabel("|predicted - measured|")


def path(found: Found) -> Figure:
    """UL along the regularizer's path, predicted as lines and measured as markers by alpha, and below their difference."""
    figure, axes = blank(3.1 * len(found) + 1.0, 6.4, 2, len(found), sharex=True, sharey="row")
    alphas = sorted({row["alpha"] for part in found.values() for row in part["path"]})
    for (above, below), (name, part) in zip(axes.T, found.items(), strict=True):
        for (color, marker, dash), alpha in zip(SERIES[: len(alphas)], alphas, strict=True):
            rows = [row for row in part["path"] if row["alpha"] == alpha]
            steps = [row["steps"] for row in rows]
            above.plot(steps, [row["predicted"] for row in rows], color=color, linestyle=dash, linewidth=1.3)
            above.plot(steps, [row["measured"] for row in rows], color=color, marker=marker, linestyle="none", markersize=5)
            below.plot(
                steps, at_least(_apart(rows), LOWEST), color=color, marker=marker, linestyle="none", markerfacecolor="none", markersize=6
            )
        above.axhline(part["models"]["golden"]["predicted"], color=GRAY, linewidth=1.6)
        below.axhline(EPSILON, color=GRAY, linestyle="--", linewidth=1)
        above.set_title(name, fontsize=11)
        below.set_title(f"largest: {max(_apart(part['path'])):.1e}", fontsize=9)
        below.set_xscale("symlog", linthresh=1)
        ticks = sorted({row["steps"] for row in part["path"]})
        below.set_xticks(ticks, [str(tick) for tick in ticks])
        below.minorticks_off()
        below.set_xlabel("steps")
    axes[0][0].set_ylabel("UL")
    axes[1][0].set_ylabel("|predicted - measured|")
    log_from(axes[1][0], "y", LOWEST, highest((d for part in found.values() for d in _apart(part["path"])), HIGHEST), 1)
    _path_legend(figure, alphas)
    return figure


def _path_legend(figure: Figure, alphas: Sequence[float]) -> None:
    looks = zip(SERIES[: len(alphas)], alphas, strict=True)
    handles = [Line2D([], [], color=c, marker=m, linestyle=d, linewidth=1.3, label=rf"$\alpha$ = {a:g}") for (c, m, d), a in looks]
    handles += [
        Line2D([], [], color=GRAY, linewidth=1.6, label="golden"),
        Line2D([], [], color=GRAY, linestyle="--", linewidth=1, label="float64 spacing at 1"),
    ]
    title = "the regularizer's path on the linear probe: UL predicted (lines) and measured (markers)"
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles), frameon=False, title=title)


def _apart(rows: Iterable[Found], kind: str = "") -> list[float]:
    """|predicted - measured| of every row."""
    return [abs(row[f"predicted{kind}"] - row[f"measured{kind}"]) for row in rows]
