"""Map ``overlap``: the unlearning loss of every model over the overlap fraction and n_r / d."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from verify.maps.map import Map, Row, column, mean_and_error
from verify.maps.models import N_F, D, design, expected, grid, simulated
from verify.maps.style import MODELS, figure, legend, line, nearest, points, surface, thinned, tidy

SLICES = (0.25, 0.5, 0.75)
"""n_r / d of the curves below the surfaces."""

SURFACES = {"golden": "golden and projection (closed form)", "option_a": "option A (O5, averaged)", "option_b": "option B (O6, averaged)"}


def measure(setting: Row, rng: np.random.Generator) -> Row:
    """Per model: the theory's mean, the simulated one and its standard error."""
    s = design(setting["overlap"], setting["n_r_over_d"])
    theory = {f"{name}_theory": value for name, value in expected(s, rng).items()}
    seen = [mean_and_error(name, values) for name, values in simulated(s, rng).items()]
    return theory | {key: value for part in seen for key, value in part.items()}


def draw(rows: Sequence[Row]) -> Figure:
    """Above, the theory's surfaces; below, slices with the simulation on them."""
    made, axes = figure(11.5, 7.2, 2, 3)
    levels = np.linspace(0, 1, 11)
    for panel, (name, title) in zip(axes[0], SURFACES.items(), strict=True):
        x, y, z = surface(rows, "overlap", "n_r_over_d", f"{name}_theory")
        shade = panel.pcolormesh(x, y, z, cmap="cividis", vmin=0, vmax=1, shading="nearest", rasterized=True)
        lines = panel.contour(x, y, z, levels=levels, colors="white", linewidths=0.8)
        panel.clabel(lines, fontsize=7, fmt="%.1f")
        panel.set(title=title, xlabel=r"overlap fraction $d_{lap} / d$", ylabel=r"$n_r / d$")
    made.colorbar(shade, ax=list(axes[0]), label=r"$UL / \|w_*\|^2$", fraction=0.03)
    for panel, ratio in zip(axes[1], SLICES, strict=True):
        part = nearest(rows, "n_r_over_d", ratio)
        few = thinned(part)
        for name, series in MODELS.items():
            line(panel, column(part, "overlap"), column(part, f"{name}_theory"), series)
            points(panel, column(few, "overlap"), column(few, name), column(few, f"{name}_error"), series)
        panel.set(title=f"$n_r / d$ = {part[0]['n_r_over_d']:.2g}", xlabel=r"overlap fraction $d_{lap} / d$", ylabel=r"$UL / \|w_*\|^2$")
        panel.set_ylim(bottom=-0.03)
        tidy(panel)
    legend(made, MODELS.values(), 5)
    made.suptitle(
        f"Unlearning loss over the overlap, $d$ = {D}, $n_f$ = {N_F}, Gaussian features. Lines: theory. Points: simulation, 2 s.e."
    )
    return made


MAP = Map("overlap", "UL of every model over overlap fraction and n_r / d, relative to ||w_*||^2", grid, measure, draw)
