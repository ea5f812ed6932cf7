"""MIA efficacy: the share of D_f that a membership attack takes for samples the model was not trained on.

The attack of Fan et al. 2024 (arXiv:2310.12508), who took it from Jia et al. 2023 and Song and Mittal 2021: a support vector machine
(RBF kernel, gamma = 1, C = 3) learns to tell members (D_r) from non-members (held-out) by one score a sample, the confidence in the true
class, and is then asked about D_f. It is cross-fitted: the held-out samples are divided, each attack learns from all parts but one, and
the share is the mean over the attacks, so that no single division decides.

Deviations from public code (OPTML-Group/Unlearn-Sparse, ``SVC_MIA.py``):

- Members and non-members are equally many and drawn by a seed, not the first of each in file order; several attacks, not one.
- The modified entropy uses the label, which there it does not. No sample of D_f is among those the attack learns from.
- The machine is the same, its solver is not: the optimum is found to rounding (see ``machine``), not to libsvm's tolerance of 1e-3.
"""

from __future__ import annotations

import numpy as np

from gpu_checks.metrics.machine import non_members
from gpu_checks.metrics.outputs import Answers, Outputs
from gpu_checks.seeds import seed_of

LARGEST = 200
"""Members, and non-members, that an attack learns from at most."""

PARTS = 3
"""Parts of the held-out samples, and attacks on each model."""


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


def mia_efficacy(out: Outputs, seeds: list[int]) -> np.ndarray:
    """TN / n_f: the fraction of D_f judged "not a member", (M,); NaN for a model that is not finite.

    ``seeds`` (M) decide which members and non-members each model's attacks learn from. Raises ``ValueError`` for fewer than two
    held-out samples or members.
    """
    members, outsiders, asked = (confidence(part) for part in (out.remaining, out.held_out, out.forgetting))
    if min(members.shape[1], outsiders.shape[1]) < 2:
        raise ValueError(f"`out` must hold at least 2 members and 2 held-out samples; received {members.shape[1]}, {outsiders.shape[1]}")
    found = np.full(len(asked), np.nan)
    finite = np.flatnonzero(out.finite)
    drawn = [attacks(members.shape[1], outsiders.shape[1], seeds[m]) for m in finite]
    for block in np.array_split(np.arange(len(finite)), max(1, len(finite) // 64)):
        learned = [(members[finite[i], rows], outsiders[finite[i], columns]) for i in block for rows, columns in drawn[i]]
        if learned:
            own, other = (np.stack(part) for part in zip(*learned, strict=True))
            judged = non_members(own, other, np.repeat(asked[finite[block]], PARTS, axis=0))
            found[finite[block]] = judged.mean(axis=1).reshape(-1, PARTS).mean(axis=1)
    return found


def attacks(members: int, outsiders: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """What each attack learns from: indices of members, and as many of held-out samples, those of all parts but one.

    The held-out samples are divided into ``PARTS`` by the seed, in equal parts but for a remainder that no attack sees.
    """
    rng = np.random.default_rng(seed_of("attack", seed))
    parts = min(PARTS, outsiders)
    order = rng.permutation(outsiders)[: outsiders // parts * parts].reshape(parts, -1)
    size = min(members, order.size - order.shape[1], LARGEST)
    found = []
    for left_out in range(PARTS):
        rest = np.delete(order, left_out % parts, axis=0).ravel()
        found.append((rng.choice(members, size, replace=False), rng.choice(rest, size, replace=False)))
    return found
