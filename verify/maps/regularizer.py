"""Map ``regularizer``: where the regularizer narrows the gap in unlearning loss and where it widens it, step by step.

Across: u = ||y' - y_f||^2 / n_f in units of UL(w_g), y' at that distance from y_f in a random direction. Up: alpha. What is shown is
|UL_k - UL(w_g)| / |UL(w_t) - UL(w_g)| - 1 after k steps from w_o on RL + alpha (1/n_f) ||X_f^T w - y'||^2: -1 where the gap is closed,
0 where it is that of fine-tuning, positive where it is wider (over-forgetting). In the limit it is |u / UL(w_g) - 1| - 1 for every
alpha (R1, R3): alpha decides only how soon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from theory.arithmetic import Matrix
from theory.designs.random import draw as drawn
from theory.losses import gap_in_loss, unlearning_loss
from theory.models import fine_tuned, golden, pretrained
from theory.problem import Problem, Regularization
from theory.random_design import RandomDesign
from theory.regularizer import ce, regularized_limit, stable_step, unlearning_loss_at
from verify.maps.map import Map, Row, mean_and_error
from verify.maps.style import MODELS, Series, figure, legend, nearest, points, surface, tidy

DESIGN = RandomDesign(5, 20, 5, n_r=12, n_f=4, teacher=(1,) * 30)
"""X has full column rank, so that the limit does not depend on alpha."""

DRAWN = 24
"""Problems per point. Theory and simulation are of the same ones: the path is exact for each of them."""

STEPS = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 3000, 10_000)
"""k of the closed-form path."""

TAKEN = (1, 3, 10, 30, 100)
"""k at which descent is simulated as well."""

SHOWN = (10, 100, 1000)
"""k of the surfaces; a last one shows the limit."""

PATHS = (0.5, 1.0, 3.0)
"""u / UL(w_g) of the paths below: too little, the golden loss, too much."""

ALPHAS = {0.01: "golden", 0.1: "option_a", 1.0: "option_b", 10.0: "projected"}
"""alpha of the paths, each in the style of one model."""


READING = """-1: the gap is closed
 0: as wide as fine-tuning leaves it
>0: wider, over-forgetting

Bold white line above: 0
Gray dots below: the limit for every $\\alpha$

$u = \\|y' - y_f\\|^2 / n_f$"""
"""The key in the empty panel."""


def settings(resolution: int) -> Sequence[Mapping[str, float]]:
    """u / UL(w_g) from 0 to 4 by alpha from 1e-3 to 1e2, evenly in the logarithm."""
    ratios, alphas = np.linspace(0, 4, resolution), np.logspace(-3, 2, resolution)
    return [{"u_over_golden": float(u), "alpha": float(alpha)} for u in ratios for alpha in alphas]


def measure(setting: Row, rng: np.random.Generator) -> Row:
    """The change of the gap at every step, from the path's closed form; as simulated; and in the limit."""
    p = mislabelled(drawn(DESIGN, rng, DRAWN), setting["u_over_golden"], setting["alpha"], rng)
    objective = ce(p)
    eta = stable_step(objective)
    row: dict[str, float] = {}
    for k in STEPS:
        row[f"path_{k}"] = float(change(p, unlearning_loss_at(p, eta, k)).mean())
    for k, w in enumerate(objective.descend(pretrained(p), eta, max(TAKEN))):
        if k in TAKEN:
            row |= mean_and_error(f"descent_{k}", change(p, unlearning_loss(p, w)))
    row["limit"] = float(change(p, unlearning_loss(p, regularized_limit(p))).mean())
    return row


def mislabelled(p: Problem, ratio: float, alpha: float, rng: np.random.Generator) -> Problem:
    """p with y' at ||y' - y_f||^2 / n_f = ratio UL(w_g) in every draw, in a uniformly random direction."""
    direction = Matrix(p.system, rng.standard_normal(p.y_f.data.shape))
    size = (ratio * p.n_f * unlearning_loss(p, golden(p)) / direction.sq_norm()) ** 0.5
    return replace(p, regularization=Regularization(p.y_f + direction * size, alpha, 1.0))


def change(p: Problem, loss: np.ndarray) -> np.ndarray:
    """|loss - UL(w_g)| / |UL(w_t) - UL(w_g)| - 1 in every draw."""
    found: np.ndarray = np.abs(loss - unlearning_loss(p, golden(p))) / gap_in_loss(p, fine_tuned(p)) - 1
    return found


def draw(rows: Sequence[Row]) -> Figure:
    """Above, the theory's surfaces after some steps and in the limit; below, paths with the simulated descent on them."""
    made, axes = figure(13, 7.4, 2, 4)
    for panel, k in zip(axes[0], (*SHOWN, None), strict=True):
        _surface(panel, rows, k)
    made.colorbar(axes[0, -1].collections[0], ax=list(axes[0]), label="change of the gap in UL", fraction=0.03, extend="max")
    for panel, ratio in zip(axes[1], PATHS, strict=False):
        _paths(panel, nearest(rows, "u_over_golden", ratio))
    axes[1, 0].set_ylabel("change of the gap in UL")
    axes[1, -1].set_axis_off()
    axes[1, -1].text(0, 0.95, READING, va="top", transform=axes[1, -1].transAxes)
    legend(made, [replace(MODELS[style], label=rf"$\alpha \approx$ {alpha:g}") for alpha, style in ALPHAS.items()], len(ALPHAS))
    made.suptitle(
        f"Change of the gap in unlearning loss by the regularizer, $d$ = {DESIGN.d}, $n_r$ = {DESIGN.n_r}, $n_f$ = {DESIGN.n_f}. "
        "Lines: theory. Points: gradient descent, 2 s.e."
    )
    return made


def _surface(panel: Axes, rows: Sequence[Row], k: int | None) -> None:
    x, y, z = surface(rows, "u_over_golden", "alpha", "limit" if k is None else f"path_{k}")
    panel.pcolormesh(x, y, z, cmap="cividis", vmin=-1, vmax=1, shading="nearest", rasterized=True)
    panel.contour(x, y, z, levels=[0], colors="white", linewidths=1.6)
    lines = panel.contour(x, y, z, levels=[-0.8, -0.6, -0.4, -0.2, 0.5, 1], colors="white", linewidths=0.7, linestyles="solid")
    if k is not None:
        panel.clabel(lines, fontsize=7, fmt="%.1f")
    title = "limit" if k is None else f"after {k} steps"
    panel.set(title=title, yscale="log", xlabel=r"$u\,/\,UL(w_g)$", ylabel=r"$\alpha$")


def _paths(panel: Axes, part: Sequence[Row]) -> None:
    for alpha, style in ALPHAS.items():
        row = min(part, key=lambda row, alpha=alpha: abs(np.log(row["alpha"] / alpha)))  # type: ignore[misc]  # a bound default
        series: Series = MODELS[style]
        path = np.array([row[f"path_{k}"] for k in STEPS])
        panel.plot(STEPS, path, color=series.color, linestyle=series.dash, linewidth=1.4)
        taken, error = (np.array([row[f"descent_{k}{suffix}"] for k in TAKEN]) for suffix in ("", "_error"))
        points(panel, np.array(TAKEN), taken, error, series)
    panel.axhline(part[0]["limit"], color="0.4", linestyle=":", linewidth=1)
    panel.set(title=f"$u / UL(w_g)$ = {part[0]['u_over_golden']:.2g}", xscale="log", xlabel="steps $k$")
    tidy(panel)


MAP = Map("regularizer", "change of the gap in UL by the regularizer over ||y' - y_f||^2 and alpha, step by step", settings, measure, draw)
