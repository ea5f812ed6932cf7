"""MIA efficacy: the share of D_f that a membership attack takes for samples the model was not trained on.

The attack of Fan et al. 2024 (arXiv:2310.12508), who took it from Jia et al. 2023 and Song and Mittal 2021: a support vector machine
(RBF kernel, C = 3) learns to tell members (D_r) from non-members (held-out) by one score a sample, and is then asked about D_f.
Mended here: members and non-members are equally many and drawn by a seed, not the first of each in file order; the modified entropy
uses the label, which in public code it does not; no sample of D_f is among those the attack learns from; and the share is the mean
over several attacks, as a single one may turn on which members it drew.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from sklearn.svm import SVC

from gpu_checks.metrics.outputs import Answers, Outputs
from gpu_checks.seeds import seed_of

LARGEST = 200
"""Members, and non-members, that the attack learns from at most; an SVM's cost grows faster than their number."""

ATTACKS = 3
"""Attacks on each model, each with its own members and non-members."""


def confidence(a: Answers) -> np.ndarray:
    """p_y, (M, n)."""
    found: np.ndarray = np.exp(a.log_confidence)
    return found


def entropy(a: Answers) -> np.ndarray:
    """-sum_c p_c log p_c, (M, n); it does not know the label."""
    found: np.ndarray = -(a.p * a.log_p).sum(axis=-1)
    return found


def modified_entropy(a: Answers) -> np.ndarray:
    """-(1 - p_y) log p_y - sum_{c != y} p_c log(1 - p_c), (M, n) (Song and Mittal 2021, arXiv:2003.10595, eq. 6).

    0 for a confident right answer, large for a confident wrong one. log(1 - p) is floored at that of the smallest double.
    """
    p, y = a.p, a.y[None, :, None]
    floored = np.log(np.maximum(1 - p, np.finfo(np.float64).tiny))
    others = -p * floored
    np.put_along_axis(others, np.broadcast_to(y, (*p.shape[:2], 1)), 0.0, axis=-1)
    found: np.ndarray = -(1 - confidence(a)) * a.log_confidence + others.sum(axis=-1)
    return found


def mia_efficacy(out: Outputs, seeds: list[int], score: Callable[[Answers], np.ndarray] = confidence) -> np.ndarray:
    """TN / n_f: the fraction of D_f judged "not a member", (M,); NaN for a model that is not finite.

    ``seeds`` (M) decide which members and non-members each model's attack learns from.
    """
    members, outsiders, asked = (score(part) for part in (out.remaining, out.held_out, out.forgetting))
    finite = out.finite
    judged = [_attack(m, o, a, s) if ok else np.nan for m, o, a, s, ok in zip(members, outsiders, asked, seeds, finite, strict=True)]
    return np.array(judged)


def _attack(members: np.ndarray, outsiders: np.ndarray, asked: np.ndarray, seed: int) -> float:
    """Fit on equally many members and non-members, then the share of ``asked`` judged non-member; the mean over the attacks."""
    rng = np.random.default_rng(seed_of("attack", seed))
    size = min(len(members), len(outsiders), LARGEST)
    shares = []
    for _ in range(ATTACKS):
        chosen = [rng.choice(part, size, replace=False) for part in (members, outsiders)]
        machine = SVC(C=3, gamma="auto", kernel="rbf").fit(np.concatenate(chosen)[:, None], np.repeat([1, 0], size))
        shares.append((machine.predict(asked[:, None]) == 0).mean())
    return float(np.mean(shares))
