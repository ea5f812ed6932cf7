"""What figures read of a sweep."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gpu_checks.statistics import paired
from gpu_checks.studies.figures.style import Found


def mean_and_error(values: Sequence[float | None]) -> tuple[float, float]:
    """Mean and standard error over tuning models; infinite where one diverged."""
    return (np.inf, 0.0) if None in values else paired.mean_and_error(np.array(values, dtype=float))


def golden_value(case: Found, metric: str) -> float:
    """What ``metric`` is for golden: of a value, golden's own; of a distance, that of golden models among each other."""
    values = case["golden values"]
    return float(values[metric] if metric in values else case["table"]["golden"][metric])
