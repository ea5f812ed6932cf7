"""Which of the settings that were tried goes on: the finalists of a sweep, and the one of them that is tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gpu_checks.methods.method import Method
from gpu_checks.statistics.paired import mean_and_error

Row = Mapping[str, Any]
"""A setting that was tried, with values and distances by metric, one a seed."""


def leading(rows: Sequence[Row], method: Method, criterion: str, count: int) -> list[Row]:
    """The ``count`` settings with the least mean distance plus one standard error, in the order in which they were tried."""
    found = _judged(rows, method, criterion)
    return [rows[i] for i in sorted(sorted(found, key=lambda i: sum(found[i]))[:count])]


def choose(rows: Sequence[Row], method: Method, criterion: str) -> int:
    """Index of the setting that intervenes least among those as good as the best.

    The best has the least mean distance plus one standard error; as good is whose mean is not above that sum and whose own sum is not
    above it by more than another standard error of the best. This is the rule of one standard error (Breiman et al. 1984), held
    against settings that are good on average but vary a lot. Weakest strength first, then the lowest rate.
    """

    def intervention(i: int) -> tuple[int, float]:
        setting = rows[i]["setting"]
        return method.strengths.index(setting[method.strength]) if method.strength else 0, setting.get("rate", 0.0)

    return min(tied(rows, method, criterion), key=intervention)


def tied(rows: Sequence[Row], method: Method, criterion: str) -> list[int]:
    """Indices of the settings that are as good as the best, by the rule of :func:`choose`."""
    found = _judged(rows, method, criterion)
    best = min(found, key=lambda i: sum(found[i]))
    most = sum(found[best])
    return [i for i, (mean, error) in found.items() if mean <= most and mean + error <= most + found[best][1]]


def _judged(rows: Sequence[Row], method: Method, criterion: str) -> dict[int, tuple[float, float]]:
    """Mean distance and its standard error of every setting that may be chosen.

    None that diverged anywhere, nor strength 0: it is a point of the curve, FT by another name, which has a budget of its own (in
    ICE-FT, no D_r at all).
    """
    distances = {
        i: np.array(row["distances"][criterion], dtype=float)
        for i, row in enumerate(rows)
        if None not in row["distances"][criterion] and (method.strength is None or row["setting"][method.strength] != 0)
    }
    if not distances:
        raise ValueError(f"`rows` must have a setting that did not diverge; received {len(rows)} that all did")
    return {i: mean_and_error(d) for i, d in distances.items()}
