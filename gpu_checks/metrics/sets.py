"""Distances that need a set of models, KLoM and U-LiRA, for runs that come several from each pretrained model.

Both are one number per pretrained model whose mean is the value of the whole set, see :func:`jackknife_values`. ``groups`` (M,) is the
pretrained model of each run, the same number of runs from each.
"""

from __future__ import annotations

import numpy as np

from gpu_checks.metrics.klom import ceiling, klom
from gpu_checks.metrics.outputs import Answers
from gpu_checks.metrics.ulira import ulira
from gpu_checks.statistics.paired import jackknife_values


def klom_per_seed(own: Answers, golden: Answers, groups: np.ndarray) -> np.ndarray:
    """KLoM in nats, (S,). A set holds one run from each pretrained model, as its floor depends on how many of a set differ; the value is
    the mean over such sets."""
    sets = _sets(groups)
    return jackknife_values(lambda kept: float(np.mean([klom(own[rows], golden).mean() for rows in sets[kept].T])), len(sets))


def klom_ceiling(own: Answers, golden: Answers, groups: np.ndarray) -> float:
    """The largest KLoM over the bins that the sets have, in nats, mean over samples and sets, before any floor is subtracted."""
    return float(np.mean([ceiling(own[rows], golden).mean() for rows in _sets(groups).T]))


def ulira_per_seed(own: Answers, golden: Answers, groups: np.ndarray) -> np.ndarray:
    """|accuracy - 1/2| of U-LiRA, (S,): an attack that is wrong more often than not tells the models apart as well."""

    def of(kept: np.ndarray) -> float:
        rows = np.flatnonzero(np.isin(groups, kept))
        return abs(ulira(own[rows], golden, groups[rows]) - 0.5)

    return jackknife_values(of, len(np.unique(groups)))


def ulira_ceiling(own: Answers, golden: Answers, groups: np.ndarray) -> float:  # noqa: ARG001 - whatever the models are
    """1/2."""
    return 0.5


def _sets(groups: np.ndarray) -> np.ndarray:
    """Rows of the models, (pretrained models, runs of each): a column is a set with one run from each."""
    return np.argsort(groups, kind="stable").reshape(len(np.unique(groups)), -1)
