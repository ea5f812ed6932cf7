"""Losses of logits against labels given as distributions: a class is a one-hot row, a soft label any other row.

All are means over the samples of a batch: logits (B, C), target (B, C) -> a scalar.
"""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor
from torch.nn.functional import log_softmax

Loss = Callable[[Tensor, Tensor], Tensor]

SMOOTHING = 0.1
"""What :func:`kl_from_model` mixes into a target of the uniform distribution; without it, one-hot targets make it infinite."""


def cross_entropy(logits: Tensor, target: Tensor) -> Tensor:
    """-sum_c q_c log p_c.

    Its gradient in the logits, p - q, is that of KL(q || p) too: they differ by the entropy of q, which no parameter changes.
    """
    return -(target * log_softmax(logits, dim=-1)).sum(dim=-1).mean()


def squared(logits: Tensor, target: Tensor) -> Tensor:
    """sum_c (logit_c - q_c)^2, the loss of the theory: summed over outputs, averaged over samples."""
    return ((logits - target) ** 2).sum(dim=-1).mean()


def kl_from_model(logits: Tensor, target: Tensor) -> Tensor:
    """KL(p || q') = sum_c p_c (log p_c - log q'_c) with q' = (1 - s) q + s / C, s = SMOOTHING: the model's divergence from q'."""
    log_p = log_softmax(logits, dim=-1)
    log_q = ((1 - SMOOTHING) * target + SMOOTHING / target.shape[-1]).log()
    return (log_p.exp() * (log_p - log_q)).sum(dim=-1).mean()
