"""Distances that need a set of models, KLoM and U-LiRA, for runs that come several from each pretrained model."""

from __future__ import annotations

import numpy as np

from gpu_checks.metrics.klom import klom
from gpu_checks.metrics.outputs import Answers
from gpu_checks.metrics.ulira import ulira
from gpu_checks.statistics.paired import jackknife_values


def set_distances(own: Answers, golden: Answers, groups: np.ndarray) -> dict[str, list[float | None]]:
    """One number per training seed whose mean is the value of the whole set, see :func:`jackknife_values`.

    ``groups`` (M,) is the pretrained model of each run, the same number of runs from each. A set for KLoM holds one run from each
    pretrained model, as its floor depends on how many of a set differ; the value is the mean over such sets. None where a model is not
    finite.
    """
    count = len(np.unique(groups))
    if not np.isfinite(own.logits).all():
        return {"KLoM": [None] * count, "U-LiRA": [None] * count}
    sets = np.argsort(groups, kind="stable").reshape(count, -1)  # (training seeds, runs of each)

    def klom_of(seeds: np.ndarray) -> float:
        return float(np.mean([klom(own[rows], golden).mean() for rows in sets[seeds].T]))

    def ulira_of(seeds: np.ndarray) -> float:
        rows = np.flatnonzero(np.isin(groups, seeds))
        return ulira(own[rows], golden, groups[rows]) - 0.5

    return {name: jackknife_values(of, count).tolist() for name, of in (("KLoM", klom_of), ("U-LiRA", ulira_of))}
