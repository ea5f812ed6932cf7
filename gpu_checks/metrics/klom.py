"""KLoM: KL divergence of margins (Georgiev et al. 2024, arXiv:2410.23232), with its null floor.

For each sample, the margins log p_y - log(1 - p_y) of many golden and of many unlearned models are two histograms over common bins;
KLoM is KL(golden || unlearned), here averaged over samples. From finitely many models it is positive even between golden models:
that floor depends on the numbers of bins and of models that differ, so it is measured with the same numbers and subtracted. Several
runs from one pretrained model may hardly differ; a set holds one run from each.
"""

from __future__ import annotations

import numpy as np

from gpu_checks.metrics.outputs import Answers

BINS = 20
LIMIT = 100.0
"""Margins beyond this are clipped, as in the source."""
FLOOR = 1e-5
"""Probability added to every bin before normalizing, as in the source, so that an empty bin costs a finite amount."""
LARGEST = float(np.log((1 + FLOOR) / FLOOR))
"""KLoM of models whose margins share no bin."""


def klom(unlearned: Answers, golden: Answers) -> np.ndarray:
    """KL(golden || unlearned) per sample, (n,). Both must have answered the same samples."""
    if not np.array_equal(unlearned.y, golden.y):
        raise ValueError("`unlearned` and `golden` must have answered the same samples; received others")
    u, g = (np.clip(a.margin, -LIMIT, LIMIT) for a in (unlearned, golden))
    low, high = np.minimum(u.min(0), g.min(0)), np.maximum(u.max(0), g.max(0))
    q, p = (shares(part, low, high) for part in (u, g))
    return (p * (np.log(p) - np.log(q))).sum(axis=-1)


def shares(margins: np.ndarray, low: np.ndarray, high: np.ndarray, bins: int = BINS) -> np.ndarray:
    """Histograms (n, bins) of margins (M, n) between low and high (n,), floored and normalized; the top bin holds its right end."""
    width = np.where(high > low, high - low, 1.0)
    place = np.minimum((bins * (margins - low) / width).astype(int), bins - 1)
    counts = (place[:, :, None] == np.arange(bins)).sum(axis=0)
    floored = counts / len(margins) + FLOOR
    return floored / floored.sum(axis=-1, keepdims=True)
