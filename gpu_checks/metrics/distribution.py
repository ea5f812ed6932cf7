"""Distance of a model's predictions on D_f from the mean golden model's, p_g(c | x) = mean over golden models of p(c | x)."""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp

from gpu_checks.metrics.outputs import Answers, Outputs


def log_mean(golden: Answers) -> np.ndarray:
    """log p_g, (n, C)."""
    found: np.ndarray = logsumexp(golden.log_p, axis=0) - np.log(len(golden.logits))
    return found


def total_variation(a: Answers, golden: Answers) -> np.ndarray:
    """Mean over samples of (1/2) sum_c |p_c - p_g,c|, (M,); between 0 and 1."""
    found: np.ndarray = 0.5 * np.abs(a.p - np.exp(log_mean(golden))).sum(axis=-1).mean(axis=-1)
    return found


def divergence(a: Answers, golden: Answers) -> np.ndarray:
    """Mean over samples of KL(p_g || p) = sum_c p_g,c (log p_g,c - log p_c), (M,).

    The golden model is the truth and comes first: a model that excludes what the golden model predicts is punished without bound.
    Public code often has the arguments the other way round, as ``kl_div(log_q, p)`` invites.
    """
    log_g = log_mean(golden)
    found: np.ndarray = (np.exp(log_g) * (log_g - a.log_p)).sum(axis=-1).mean(axis=-1)
    return found


def total_variation_on_forgetting(out: Outputs, golden: Outputs) -> np.ndarray:
    """:func:`total_variation` on D_f."""
    return total_variation(out.forgetting, golden.forgetting)


def divergence_on_forgetting(out: Outputs, golden: Outputs) -> np.ndarray:
    """:func:`divergence` on D_f."""
    return divergence(out.forgetting, golden.forgetting)
