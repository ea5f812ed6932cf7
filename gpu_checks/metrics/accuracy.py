"""Accuracies and the loss on D_f, one number a model.

UA, RA and TA as in Jia et al. 2023 (arXiv:2304.04934) and Fan et al. 2024 (arXiv:2310.12508), as fractions, not percent.
"""

from __future__ import annotations

import numpy as np

from gpu_checks.metrics.outputs import Answers, Outputs


def accuracy(a: Answers) -> np.ndarray:
    """Fraction of samples whose largest logit is the true class's, (M,)."""
    found: np.ndarray = (a.logits.argmax(axis=-1) == a.y).mean(axis=-1)
    return found


def unlearning_accuracy(out: Outputs) -> np.ndarray:
    """UA = 1 - accuracy on D_f. No ideal of its own: the golden model's value is."""
    return 1 - accuracy(out.forgetting)


def remaining_accuracy(out: Outputs) -> np.ndarray:
    """RA = accuracy on D_r."""
    return accuracy(out.remaining)


def test_accuracy(out: Outputs) -> np.ndarray:
    """TA = accuracy on held-out samples of the classes that D_r has."""
    return accuracy(out.held_out)


def unlearning_loss(out: Outputs) -> np.ndarray:
    """UL = mean cross-entropy on D_f with the true labels: the abstract's "unlearning loss"."""
    found: np.ndarray = -out.forgetting.log_confidence.mean(axis=-1)
    return found


def squared_unlearning_loss(out: Outputs) -> np.ndarray:
    """UL of models trained on the squared loss, as in the theory: mean over D_f of sum_c (logit_c - y_c)^2, y one-hot, (M,)."""
    logits = out.forgetting.logits
    found: np.ndarray = ((logits - np.eye(logits.shape[-1])[out.forgetting.y]) ** 2).sum(axis=-1).mean(axis=-1)
    return found
