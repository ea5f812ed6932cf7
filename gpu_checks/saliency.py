"""Which parameters matter to a set of data: the size of the gradient of the mean loss there (Fan et al. 2024, arXiv:2310.12508)."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.func import grad, vmap

from gpu_checks.models import Params
from gpu_checks.models.model import INPUTS_OF_GRADIENTS, block
from gpu_checks.task import Task


def saliency(task: Task, start: Params, rows: Tensor) -> Params:
    """|gradient of L(w; samples at ``rows``)| at every member's own w, stacked like ``start``.

    The loss is a mean over samples, so its gradient is that of the blocks that are put through the models at a time, by their sizes.
    """

    def loss(params: Params, x: Tensor, y: Tensor) -> Tensor:
        return len(x) / len(rows) * task.loss(task.model.logits(params, x), y)

    gradient = vmap(grad(loss), in_dims=(0, None, None))
    total = {name: torch.zeros_like(p) for name, p in start.items()}
    for part in rows.split(block(start, task.x, INPUTS_OF_GRADIENTS)):
        for name, g in gradient(start, task.x[part], task.labels[part]).items():
            total[name] += g
    return {name: g.abs() for name, g in total.items()}


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
