"""Paired comparisons over training seeds: intervals, tests, corrections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

ROUNDING = 1e-12
"""Differences of distances up to this are rounding, relative to the larger of 1 and the distances."""


@dataclass(frozen=True)
class Interval:
    """A mean with its BCa bootstrap interval."""

    mean: float
    low: float
    high: float


def mean_and_error(sample: np.ndarray) -> tuple[float, float]:
    """Mean of ``sample`` (n,) and its standard error, 0 where n = 1."""
    return float(sample.mean()), float(sample.std(ddof=1) / np.sqrt(len(sample))) if len(sample) > 1 else 0.0


def bca(sample: np.ndarray, confidence: float, resamples: int, seed: int) -> Interval:
    """Mean of ``sample`` (n,) and its bias-corrected, accelerated interval (Efron 1987); a constant sample has no width."""
    mean = float(np.mean(sample))
    if _constant(sample):
        return Interval(mean, mean, mean)
    found = stats.bootstrap(
        (sample,), np.mean, confidence_level=confidence, n_resamples=resamples, method="BCa", rng=np.random.default_rng(seed)
    ).confidence_interval
    return Interval(mean, float(found.low), float(found.high))


def greater(difference: np.ndarray) -> float:
    """p-value of "the mean difference is not above 0": one-sided paired t-test over training seeds (n,)."""
    if _constant(difference):
        return 0.0 if np.mean(difference) > ROUNDING else 1.0
    return float(stats.ttest_1samp(difference, 0.0, alternative="greater").pvalue)


def two_sided_of_all(differences: Sequence[np.ndarray]) -> float:
    """p-value of "the mean differences are neither all above 0 nor all below 0", against either side.

    Of one difference it is the two-sided paired t-test. Of several, the largest p-value on a side tests that side (Berger 1982).
    """
    above, below = (max(greater(sign * d) for d in differences) for sign in (1, -1))
    return min(1.0, 2 * min(above, below))


def equivalent(difference: np.ndarray, margin: float) -> float:
    """p-value of "the mean difference is at least ``margin`` away from 0": two one-sided tests (Schuirmann 1987)."""
    if margin <= 0:
        raise ValueError(f"`margin` must be positive; received {margin}")
    return max(greater(difference + margin), greater(margin - difference))


def holm(p: Sequence[float]) -> list[float]:
    """Adjusted p-values that bound the chance of any false rejection (Holm 1979): (m - rank) p, made monotone, at most 1."""
    order = np.argsort(p, kind="stable")
    m = len(order)
    raised = np.maximum.accumulate([min(1.0, (m - i) * p[k]) for i, k in enumerate(order)])
    adjusted = np.empty(m)
    adjusted[order] = raised
    return [float(x) for x in adjusted]


def jackknife_values(statistic: Callable[[np.ndarray], float], groups: int) -> np.ndarray:
    """A statistic of whole sets of models as one number per group of models, (groups,), that can be paired and tested over groups.

    ``statistic`` maps the kept groups' numbers to a value. The numbers have the mean T, its value for all groups, and the jackknife's
    standard error: T + (n - 1) (mean of all T_-j - T_-i), T_-i without group i (Tukey 1958). His correction of the bias is left out:
    it presumes a bias of order 1 / n, which divergences between histograms do not have; comparing like with like removes theirs.
    """
    everything = np.arange(groups)
    without = np.array([statistic(np.delete(everything, i)) for i in range(groups)])
    found: np.ndarray = statistic(everything) + (groups - 1) * (without.mean() - without)
    return found


def _constant(sample: np.ndarray) -> bool:
    """Whether the spread is rounding alone, where a t statistic or a resample says nothing."""
    spread = np.ptp(sample)
    return bool(spread <= ROUNDING * max(1.0, float(np.abs(sample).max())))
