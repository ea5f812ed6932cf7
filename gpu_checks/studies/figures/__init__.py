"""Figures of every study: ``draw`` picks them by the study's name."""

from __future__ import annotations

from matplotlib.figure import Figure

from gpu_checks.studies.figures import bridge, comparison, compute, features, scale, speed
from gpu_checks.studies.figures.style import Found, png

FIGURES = {
    "bridge": bridge.figures,
    "speed": speed.figures,
    "scale": scale.figures,
    "features": features.figures,
    "compute": compute.figures,
}
"""By study; all others are comparisons."""


def figures(result: Found) -> dict[str, Figure]:
    """Figures by name."""
    return FIGURES.get(result["study"], comparison.figures)(result)


def draw(result: Found) -> dict[str, bytes]:
    """PNGs by name."""
    return {name: png(figure) for name, figure in figures(result).items()}
