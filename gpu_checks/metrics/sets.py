"""Distances that need a set of models, KLoM and U-LiRA, for runs that come several from each pretrained model."""

from __future__ import annotations

import numpy as np

from gpu_checks.metrics.klom import ceiling, klom
from gpu_checks.metrics.outputs import Answers
from gpu_checks.metrics.ulira import ulira
from gpu_checks.statistics.paired import jackknife_values


def set_distances(own: Answers, golden: Answers, groups: np.ndarray) -> dict[str, list[float | None]]:
    """One number per training seed whose mean is the value of the whole set, see :func:`jackknife_values`.

    ``groups`` (M,) is the pretrained model of each run, the same number of runs from each. A set for KLoM holds one run from each
    pretrained model, as its floor depends on how many of a set differ; the value is the mean over such sets. For U-LiRA it is
    |accuracy - 1/2| of the set: an attack that is wrong more often than not tells the models apart as well. None where a model is not
    finite.
    """
    sets = _sets(groups)
    if not np.isfinite(own.logits).all():
        return {"KLoM": [None] * len(sets), "U-LiRA": [None] * len(sets)}

    def klom_of(seeds: np.ndarray) -> float:
        return float(np.mean([klom(own[rows], golden).mean() for rows in sets[seeds].T]))

    def ulira_of(seeds: np.ndarray) -> float:
        rows = np.flatnonzero(np.isin(groups, seeds))
        return abs(ulira(own[rows], golden, groups[rows]) - 0.5)

    return {name: jackknife_values(of, len(sets)).tolist() for name, of in (("KLoM", klom_of), ("U-LiRA", ulira_of))}


def set_ceilings(own: Answers, golden: Answers, groups: np.ndarray) -> dict[str, float | None]:
    """The largest distances that :func:`set_distances` could report of the whole set, KLoM's over the bins that it has.

    KLoM's is in nats and the mean over samples and sets, before any floor is subtracted. None where a model is not finite.
    """
    if not np.isfinite(own.logits).all():
        return {"KLoM": None, "U-LiRA": None}
    return {"KLoM": float(np.mean([ceiling(own[rows], golden).mean() for rows in _sets(groups).T])), "U-LiRA": 0.5}


def _sets(groups: np.ndarray) -> np.ndarray:
    """Rows of the models, (pretrained models, runs of each): a column is a set with one run from each."""
    return np.argsort(groups, kind="stable").reshape(len(np.unique(groups)), -1)
