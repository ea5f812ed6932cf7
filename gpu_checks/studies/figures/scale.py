"""Figures of the study ``scale``: every difference beside its certified bound, claim by claim and along the regularizer's path."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from gpu_checks.studies.figures.style import BLACK, BLUE, EPSILON, GRAY, RED, SERIES, Found, at_least, blank, headed, highest, log_from
from verify.claim import Relation
from verify.validation.registry import load_claims

LOWEST = -18
"""The power of ten at which log axes begin."""

LOOKS = {
    True: (BLUE, BLUE, "o", "statement holds"),
    False: ("white", RED, "D", "statement fails"),
    None: ("white", GRAY, "^", "not decided"),
}
"""Fill, edge, marker and name, by what was found on one problem."""

SIGNS = {Relation.EQUAL: "=", Relation.AT_MOST: "≤", Relation.DIFFERENT: "≠"}
"""What a claim says of its two sides."""


def figures(result: Found) -> dict[str, Figure]:
    """``claims`` and ``path``."""
    return {"claims": claims(result["found"]["claims"]), "path": path(result["found"]["path"])}


def claims(rows: Sequence[Found]) -> Figure:
    """A row per claim, narrow bounds first: a marker per problem for the difference of both sides, a stroke for its bound."""
    decided = sorted((row for row in rows if row["answer"] in ("agrees", "refutes")), key=lambda row: row["widest relative bound"])
    true = [row for row in decided if row["found"] == "true"]
    other = sorted((row for row in decided if row["found"] != "true"), key=lambda row: row["found"])
    silent = [row for row in rows if row not in decided]
    figure, ((left, right),) = blank(15, 0.24 * max(len(true), len(other) + len(silent)) + 1.9, 1, 2)
    for ax, shown in ((left, true), (right, other)):
        for place, row in enumerate(shown):
            _claim(ax, place, row["judged"])
        log_from(ax, "x", LOWEST, highest((d for row in decided for d in _column(row["judged"], "relative difference")), 0), 3)
        ax.set_xlabel("relative to the scale of the inputs")
    _reasons(right, len(other), silent)
    signs = {claim.id: SIGNS[claim.statement.relation] for claim in load_claims()}
    names_true, names_other, names_silent = ([f"{row['claim']}  {signs[row['claim']]}" for row in shown] for shown in (true, other, silent))
    labels = [f"{name}  {row['found']}" for name, row in zip(names_other, other, strict=True)]
    labels += [f"{name}  not decided" for name in names_silent]
    for ax, names in ((left, names_true), (right, labels)):
        ax.set_yticks(range(len(names)), names, fontsize=8)
        ax.set_ylim(max(len(true), len(labels)) - 0.4, -0.6)
    left.set_title(f"{len(true)} claims found true")
    right.set_title(f"{len(other)} found conditional or false, {len(silent)} not decided")
    sizes = [(entry["d"], entry["n"]) for row in decided for entry in row["judged"]]
    title = "claims up to d = {:,}, n = {:,}, each with what it says of its two sides: ".format(*max(sizes))
    title += "their difference on every problem, and its certified bound\n"
    title += "left of its bound, a difference may be rounding alone: = and ≤ hold, ≠ fails; "
    title += "right of it, the sides differ for certain: ≠ holds, = and ≤ fail"
    headed(figure, _claims_legend(), 4, title)
    return figure


def _claim(ax: Axes, place: int, judged: Sequence[Found]) -> None:
    bounds = at_least(_column(judged, "relative bound"), LOWEST)
    ax.scatter(bounds, [place] * len(bounds), marker="|", s=70, color=BLACK, linewidths=0.9, zorder=2)
    for holds, (fill, edge, marker, _) in LOOKS.items():
        values = at_least(_column([entry for entry in judged if entry["holds"] is holds], "relative difference"), LOWEST)
        ax.scatter(values, [place] * len(values), s=20, marker=marker, color=fill, edgecolors=edge, linewidths=0.9, zorder=3)


def _claims_legend() -> list[Line2D]:
    looks = [*((fill, edge, marker, f"difference, {label}") for fill, edge, marker, label in LOOKS.values()), (BLACK, BLACK, "|", "bound")]
    return [Line2D([], [], linestyle="none", marker=m, markerfacecolor=f, markeredgecolor=e, label=label) for f, e, m, label in looks]


def _reasons(ax: Axes, start: int, rows: Sequence[Found]) -> None:
    """Why a claim was not decided, in place of its markers."""
    ax.axhspan(start - 0.5, start + len(rows) - 0.5, color="0.95", zorder=0)
    for place, row in enumerate(rows, start):
        reason = textwrap.fill(row["note"].removeprefix("compared at no size: "), 112)
        ax.text(10.0**LOWEST, place, reason, fontsize=7, va="center", linespacing=0.95)


def path(rows: Sequence[Found]) -> Figure:
    """The difference between the predicted and the simulated path, and its bound, over alpha; two lines per number of steps."""
    figure, ((ax,),) = blank(10.5, 5.6, 1, 1)
    counts = sorted(set(_column(rows, "steps")))
    for (color, marker, dash), steps in zip(SERIES[: len(counts)], counts, strict=True):
        along = sorted((row for row in rows if row["steps"] == steps), key=lambda row: row["alpha"])
        for kind, fill in (("bound", "white"), ("difference", color)):
            values = at_least(_column(along, f"relative {kind}"), LOWEST)
            look = {"color": color, "marker": marker, "markerfacecolor": fill, "markersize": 6, "linestyle": dash, "linewidth": 1.3}
            ax.plot(_column(along, "alpha"), values, label=f"{kind}, {steps} step{'s' * (steps > 1)}", **look)
    ax.axhline(EPSILON, color=GRAY, linewidth=1.2, label="float64 spacing at 1")
    log_from(ax, "y", LOWEST, highest(_column(rows, "relative bound"), -9), 1)
    ax.set_xscale("log", base=4)
    alphas = sorted(set(_column(rows, "alpha")))
    ax.set_xticks(alphas, [str(Fraction(alpha)) for alpha in alphas])
    ax.minorticks_off()
    ax.set(xlabel=r"$\alpha$", ylabel="relative to the scale of the inputs")
    held = sum(row["holds"] is True for row in rows)
    size = f"d = {rows[0]['d']:,}, n = {rows[0]['n']:,}"
    title = f"the regularizer's path at {size}: {held} of {len(rows)} simulations agree with the prediction"
    figure.legend(loc="outside upper center", ncols=len(counts) + 1, frameon=False, fontsize=9, title=title)
    return figure


def _column(rows: Sequence[Found], name: str) -> list[Any]:
    return [row[name] for row in rows]
