"""Scores that combine the gaps of several metrics to the golden model."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

GAPS = ("UA", "RA", "TA", "MIA")
"""What the average gap is over (Fan et al. 2024, arXiv:2310.12508, Table 1)."""


def average_gap(values: Mapping[str, np.ndarray], golden: Mapping[str, float]) -> np.ndarray:
    """Mean over UA, RA, TA and MIA of |value - golden|, (M,); ideal 0."""
    found: np.ndarray = np.mean([np.abs(values[name] - golden[name]) for name in GAPS], axis=0)
    return found


def tug_of_war(values: Mapping[str, np.ndarray], golden: Mapping[str, float]) -> np.ndarray:
    """Product over UA, RA and TA of 1 - |value - golden|, (M,); ideal 1 (Zhao et al. 2024, arXiv:2406.01257)."""
    found: np.ndarray = np.prod([1 - np.abs(values[name] - golden[name]) for name in ("UA", "RA", "TA")], axis=0)
    return found
