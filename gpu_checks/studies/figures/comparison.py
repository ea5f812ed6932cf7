"""Figures of a comparison: what alpha does at each rate, and what is traded against what."""

from __future__ import annotations

from matplotlib.figure import Figure

from gpu_checks.studies.figures.curves import curves
from gpu_checks.studies.figures.fronts import fronts
from gpu_checks.studies.figures.style import Found


def figures(result: Found) -> dict[str, Figure]:
    """``curves`` and ``fronts``."""
    return {"curves": curves(result), "fronts": fronts(result)}
