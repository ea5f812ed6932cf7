"""Figures of a comparison: what alpha does at each rate, what is traded against what, and every method's distance on test data."""

from __future__ import annotations

from matplotlib.figure import Figure

from gpu_checks.studies.figures.curves import curves
from gpu_checks.studies.figures.distances import distances
from gpu_checks.studies.figures.fronts import fronts
from gpu_checks.studies.figures.style import Found


def figures(result: Found) -> dict[str, Figure]:
    """``curves``, ``fronts`` and ``distances``."""
    return {"curves": curves(result), "fronts": fronts(result), "distances": distances(result)}
