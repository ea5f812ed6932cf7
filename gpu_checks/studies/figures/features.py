"""Figures of the deep features: every model's loss predicted and measured, and what fine-tuning forgets over compute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from gpu_checks.studies.figures.style import BLACK, BLUE, GRAY, GREEN, ORANGE, RED, SERIES, SKY, Found, blank

NAMES = {
    "pretrained": "pretrained",
    "fine_tuned": "fine-tuned",
    "option_a, tuned": "option A, fine-tuned",
    "ridge": "ridge on all data",
    "regularized, zero, 0.1": "regularized, y' = 0",
    "ridge golden": "ridge on D_r",
    "option_b, tuned": "option B, fine-tuned",
    "projected": "projection",
    "exact step": "exact step",
    "regularized, golden, 0.1": "regularized, y' golden",
    "golden": "golden",
    "regularized, runner-up, 0.1": "regularized, y' runner-up",
}
"""The models that are drawn, and what they are called."""

COLORS = (BLUE, ORANGE, GREEN, RED, SKY)
SHAPES = ("o", "s", "^", "D", "v")
SHOWN = ("UL", "UA")
"""What is drawn over compute."""


def figures(result: Found) -> dict[str, Figure]:
    """``models`` and ``compute``."""
    return {"models": models(result["found"]), "compute": compute(result["found"]["cases"])}


def models(found: Found) -> Figure:
    """UL and the distance from golden in weights: a row per model, predicted as circles, measured as small shapes, one per case."""
    cases = found["cases"]
    figure, axes = blank(9.2, 4.6, 1, 2, sharey=True)
    names = [name for name in NAMES if all(name in case["models"] for case in cases.values())]
    for ax, key, label in zip(axes[0], ("UL", "distance"), ("unlearning loss", "distance from golden, ||w - w_g||"), strict=True):
        for i, case in enumerate(cases.values()):
            places = [row + 0.13 * (i - (len(cases) - 1) / 2) for row in range(len(names))]
            predicted, measured = ([case["models"][name][kind][key] for name in names] for kind in ("predicted", "measured"))
            ax.scatter(predicted, places, s=42, facecolors="none", edgecolors=BLACK, linewidths=0.9, clip_on=False)
            ax.scatter(measured, places, s=10, color=COLORS[i % 5], marker=SHAPES[i % 5], clip_on=False, zorder=3)
        ax.set_xlabel(label)
        ax.set_xlim(left=0)
    axes[0][0].set_yticks(range(len(names)), [NAMES[name] for name in names])
    axes[0][0].set_ylim(len(names) - 0.5, -0.5)
    handles = [_mark(BLACK, "o", "predicted", hollow=True)]
    handles += [_mark(COLORS[i % 5], SHAPES[i % 5], f"measured, {_said(name)}") for i, name in enumerate(cases)]
    title = f"a probe on real deep features, n = {found['data']['n']}, d = {found['data']['d']}: predicted by the theory, and measured"
    figure.legend(handles=handles, loc="outside upper center", ncols=3, frameon=False, title=title)
    return figure


def compute(cases: Mapping[str, Found]) -> Figure:
    """UL and UA over the share of a retraining, in the first case: squared loss in the first column, cross-entropy in the second."""
    name, case = next(iter(cases.items()))
    losses = ("squared", "cross-entropy")
    figure, axes = blank(8.6, 5.2, 2, 2, sharex=True)
    for column, loss in zip(axes.T, losses, strict=True):
        ways = [way for way in case["tuned"] if way.startswith(loss)]
        for ax, key in zip(column, SHOWN, strict=True):
            _curves(ax, case["tuned"], ways, key)
            ax.set_ylabel(key if key == "UA" else f"UL, {'squared' if loss == 'squared' else 'nats'}")
        column[0].set_title(f"fine-tuning with {loss}" + (" loss" if loss == "squared" else ""), fontsize=10)
        column[1].set_xlabel("compute, as a share of a retraining")
    looks = zip(SERIES, _kinds(case["tuned"]), strict=False)
    handles = [Line2D([], [], color=c, marker=m, linestyle=d, label=kind) for (c, m, d), kind in looks]
    handles.append(Line2D([], [], color=GRAY, linewidth=1.0, label="flat: golden, trained alike"))
    figure.legend(handles=handles, loc="outside upper center", ncols=5, frameon=False, title=f"{_said(name)}: the probe over compute")
    return figure


def _curves(ax: Axes, tuned: Found, ways: Sequence[str], key: str) -> None:
    kinds = _kinds(tuned)
    for way in ways:
        color, marker, dash = SERIES[kinds.index(way.split(", ", 1)[1]) % len(SERIES)]
        rows = tuned[way]["rows"]
        ax.plot([r["share"] for r in rows], [r[key] for r in rows], color=color, marker=marker, linestyle=dash, markersize=4, linewidth=1.3)
        ax.axhline(tuned[way]["golden"][key], color=color, linestyle=dash, linewidth=1.0, alpha=0.5)
    ax.axvline(1, color="0.8", linewidth=1)
    ax.set_ylim(bottom=0)


def _kinds(tuned: Found) -> list[str]:
    """Optimizers and decays, whatever the loss."""
    return list(dict.fromkeys(way.split(", ", 1)[1] for way in tuned))


def _mark(color: str, marker: str, label: str, hollow: bool = False) -> Line2D:
    return Line2D(
        [], [], color=color, marker=marker, linestyle="none", markersize=6, label=label, markerfacecolor="none" if hollow else color
    )


def _said(name: str) -> str:
    kind, which = name.split(" ")
    return f"class {which} forgotten" if kind == "class" else f"random samples, division {which}"
