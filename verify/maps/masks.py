"""Map ``masks``: how far options A and B miss the golden unlearning loss, over the overlap fraction and n_r / d.

The relative gap is (E UL(M) - E UL(w_g)) / E UL(w_g): negative where the mask forgets less than the golden model, positive where it
forgets more, and not a number where the golden model does not forget at all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from verify.maps.map import Map, Row, column
from verify.maps.models import N_F, D, design, expected, grid, simulated
from verify.maps.style import MODELS, figure, legend, line, nearest, points, surface, thinned, tidy

SLICES = (0.25, 0.75)
"""n_r / d of the curves below the surfaces."""

MASKS = ("option_a", "option_b")

LOWEST = {"option_a": -1.0, "option_b": -0.2}
"""Where the shading of each mask begins; it ends at 0, the golden model."""


def measure(setting: Row, rng: np.random.Generator) -> Row:
    """Per mask: the relative gap from the theory, and the simulated one with its standard error."""
    s = design(setting["overlap"], setting["n_r_over_d"])
    theory, seen = expected(s, rng), simulated(s, rng)
    whole = theory["golden"] or float("nan")
    row: dict[str, float] = {f"{name}_theory": theory[name] / whole - 1 for name in MASKS}
    for name in MASKS:
        # where nothing is forgotten, what is simulated is rounding
        row |= relative_gap(name, seen[name], seen["golden"]) if theory["golden"] else dict.fromkeys((name, f"{name}_error"), whole)
    return row


def relative_gap(name: str, values: np.ndarray, golden: np.ndarray) -> dict[str, float]:
    """The ratio of two means over the same draws, less 1, as ``name``; its standard error by the delta method as ``name_error``."""
    ratio = values.mean() / golden.mean()
    error = (values - ratio * golden).std(ddof=1) / golden.mean() / np.sqrt(len(values))
    return {name: float(ratio - 1), f"{name}_error": float(error)}


def draw(rows: Sequence[Row]) -> Figure:
    """Above, the theory's surfaces; below, slices with the simulation on them."""
    made, axes = figure(10, 7.6, 2, 2)
    for panel, name in zip(axes[0], MASKS, strict=True):
        x, y, z = surface(rows, "overlap", "n_r_over_d", f"{name}_theory")
        panel.set_facecolor("0.75")
        shade = panel.pcolormesh(
            x, y, np.ma.masked_invalid(z), cmap="cividis", vmin=LOWEST[name], vmax=0, shading="nearest", rasterized=True
        )
        lines = panel.contour(x, y, z, levels=np.linspace(LOWEST[name], 0, 6)[:-1], colors="white", linewidths=0.8, linestyles="solid")
        panel.clabel(lines, fontsize=7, fmt="%.2g")
        made.colorbar(shade, ax=panel, label="relative gap in UL; 0: golden")
        panel.set(title=MODELS[name].label, xlabel=r"overlap fraction $d_{lap} / d$", ylabel=r"$n_r / d$")
    for panel, ratio in zip(axes[1], SLICES, strict=True):
        part = nearest(rows, "n_r_over_d", ratio)
        few = thinned(part)
        for name in MASKS:
            line(panel, column(part, "overlap"), column(part, f"{name}_theory"), MODELS[name])
            points(panel, column(few, "overlap"), column(few, name), column(few, f"{name}_error"), MODELS[name])
        panel.axhline(0, color="black", linewidth=0.8)
        panel.annotate("golden", (0.02, 0), xytext=(0, 3), textcoords="offset points", fontsize=8)
        panel.set(title=f"$n_r / d$ = {part[0]['n_r_over_d']:.2g}", xlabel=r"overlap fraction $d_{lap} / d$", ylabel=r"$UL / UL(w_g) - 1$")
        tidy(panel)
    legend(made, [MODELS[name] for name in MASKS], 2)
    about = f"How far the masks miss the golden model, $d$ = {D}, $n_f$ = {N_F}, Gaussian features."
    made.suptitle(f"{about}\nLines: theory. Points: simulation, 2 s.e. Gray corner: the golden model forgets nothing.")
    return made


MAP = Map("masks", "relative gap in UL of options A and B over overlap fraction and n_r / d", grid, measure, draw)
