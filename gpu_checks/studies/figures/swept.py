"""What figures read of a sweep, and what method a name is of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gpu_checks.studies.figures.style import Found

SLOW = " slow"
"""Ends the name of a method whose rate was chosen among those up to the rate of training."""


def plain(name: str) -> str:
    """The name without what says that it is slow."""
    return name.removesuffix(SLOW)


def mean_and_error(values: Sequence[float | None]) -> tuple[float, float]:
    """Mean and standard error over tuning models; infinite where one diverged."""
    finite = [v for v in values if v is not None]
    if len(finite) < len(values):
        return np.inf, 0.0
    return float(np.mean(finite)), float(np.std(finite, ddof=1) / np.sqrt(len(finite))) if len(finite) > 1 else 0.0


def golden_value(case: Found, metric: str) -> float:
    """What ``metric`` is for golden: of a value, golden's own; of a distance, that of golden models among each other."""
    values = case["golden values"]
    return float(values[metric] if metric in values else case["table"]["golden"][metric])
