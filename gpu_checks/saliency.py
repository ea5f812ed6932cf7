"""Which parameters matter to a set of data: the size of the gradient of the mean loss there (Fan et al. 2024, arXiv:2310.12508)."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.func import grad, vmap

from gpu_checks.models import Params
from gpu_checks.task import Task


def saliency(task: Task, start: Params, rows: Tensor) -> Params:
    """|gradient of L(w; samples at ``rows``)| at every member's own w, stacked like ``start``."""
    x, y = task.x[rows], task.labels[rows]

    def loss(params: Params) -> Tensor:
        return task.loss(task.model.logits(params, x), y)

    return {name: g.abs() for name, g in vmap(grad(loss))(start).items()}


def highest(scores: Params, fraction: Tensor) -> Params:
    """1 for the ``fraction`` (M,) of each member's parameters with the highest scores, 0 for the others; all layers ranked together.

    The boundary is a rank, not a value, so that a member gets its share even where scores tie; ties go to the earlier parameter.
    """
    flat = torch.cat([s.flatten(1) for s in scores.values()], dim=1)
    order = flat.argsort(dim=1, descending=True, stable=True)
    kept = (fraction[:, None] * flat.shape[1]).round()
    ranks = torch.arange(flat.shape[1], device=flat.device).expand_as(order)
    chosen = torch.zeros_like(flat).scatter(1, order, (ranks < kept).to(flat.dtype))
    parts = chosen.split([s[0].numel() for s in scores.values()], dim=1)
    return {name: part.reshape(s.shape) for part, (name, s) in zip(parts, scores.items(), strict=True)}
