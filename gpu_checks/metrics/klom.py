"""KLoM: KL divergence of margins (Georgiev et al. 2024, arXiv:2410.23232), with its null floor.

For each sample, the margins log p_y - log(1 - p_y) of many golden and of many unlearned models are two histograms over common bins;
KLoM is KL(golden || unlearned), here averaged over samples. From finitely many models it is positive even between golden models:
that floor depends on the numbers of bins and of models that differ, so it is measured with the same numbers and subtracted. Several
runs from one pretrained model may hardly differ; a set holds one run from each.

There is a ceiling as well: models that share no bin with golden ones are told apart as well as these bins can, however far they are.
It depends on how many of the bins golden models fill.

Deviations from public code: there it is KL(unlearned || golden), and an empty bin counts as max(q, eps); here golden comes first, and
the floor is added to every bin before normalizing.
"""

from __future__ import annotations

import numpy as np

from gpu_checks.metrics.outputs import Answers

BINS = 20
LIMIT = 100.0
"""Margins beyond this are clipped, as in the source."""
FLOOR = 1e-5
"""Probability added to every bin before normalizing, as in the source, so that an empty bin costs a finite amount."""


def klom(unlearned: Answers, golden: Answers) -> np.ndarray:
    """KL(golden || unlearned) per sample, (n,). Raises ``ValueError`` unless both have answered the same samples."""
    q, p = histograms(unlearned, golden)
    return _divergence(p, q)


def ceiling(unlearned: Answers, golden: Answers) -> np.ndarray:
    """The largest KLoM there is over the bins of ``unlearned`` and ``golden``, per sample, (n,); raises as :func:`klom` does.

    KL(golden || .) is convex, so it is largest for models that are all in one bin, the one with the fewest golden models. Models that
    are in several bins, none of them golden's, miss it by less than 1e-3. Other bins have another ceiling, which no reference models
    alone decide: the farther the unlearned ones, the wider the bins and the fewer of them golden models fill.
    """
    _, p = histograms(unlearned, golden)
    return _divergence(p, _floored(p.argmin(axis=-1)[:, None] == np.arange(BINS)))


def histograms(unlearned: Answers, golden: Answers) -> tuple[np.ndarray, np.ndarray]:
    """Histograms (n, bins) of both sets' margins, clipped, over the bins that span both."""
    if not np.array_equal(unlearned.y, golden.y):
        raise ValueError("`unlearned` and `golden` must have answered the same samples; received others")
    u, g = (np.clip(a.margin, -LIMIT, LIMIT) for a in (unlearned, golden))
    low, high = np.minimum(u.min(0), g.min(0)), np.maximum(u.max(0), g.max(0))
    return shares(u, low, high), shares(g, low, high)


def shares(margins: np.ndarray, low: np.ndarray, high: np.ndarray, bins: int = BINS) -> np.ndarray:
    """Histograms (n, bins) of margins (M, n) between low and high (n,), floored and normalized; the top bin holds its right end."""
    width = np.where(high > low, high - low, 1.0)
    place = np.minimum((bins * (margins - low) / width).astype(int), bins - 1)
    counts = (place[:, :, None] == np.arange(bins)).sum(axis=0)
    return _floored(counts / len(margins))


def _floored(found: np.ndarray) -> np.ndarray:
    """Shares (n, bins) with the floor added, normalized."""
    floored = found + FLOOR
    result: np.ndarray = floored / floored.sum(axis=-1, keepdims=True)
    return result


def _divergence(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """KL(p || q) of histograms (n, bins), (n,)."""
    found: np.ndarray = (p * (np.log(p) - np.log(q))).sum(axis=-1)
    return found
