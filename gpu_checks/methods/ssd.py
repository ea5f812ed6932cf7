"""SSD, selective synaptic dampening (Foster et al. 2024, arXiv:2308.07707): shrink what matters more to D_f than to all data.

Importance is the diagonal of the empirical Fisher information, as the public code (if-loops/selective-synaptic-dampening) has it: the
mean over batches of the squared gradient of the batch's mean loss.

Deviations from public code: batches are taken in the order of the samples, so that no seed decides anything; both importances use
batches of the same size.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.func import grad, vmap

from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.task import Task


def run(task: Task, start: Params, seeds: Sequence[int], *, selection: Tensor, dampening: Tensor) -> Params:  # noqa: ARG001 - nothing is drawn
    """w_i <- min(1, lambda F_D,i / F_f,i) w_i where F_f,i > alpha F_D,i; alpha is ``selection``, lambda is ``dampening``."""
    of_f = importance(task, start, task.forgetting)
    of_all = importance(task, start, torch.cat([task.remaining, task.forgetting]))

    def dampened(name: str, p: Tensor) -> Tensor:
        alpha, weight = (option.reshape(-1, *[1] * (p.ndim - 1)) for option in (selection, dampening))
        factor = (weight * of_all[name] / of_f[name]).clamp(max=1)  # 0 / 0 is never selected
        return torch.where(of_f[name] > alpha * of_all[name], factor * p, p)

    return {name: dampened(name, p) for name, p in start.items()}


def importance(task: Task, start: Params, rows: Tensor) -> Params:
    """Mean over batches of the samples at ``rows`` of the squared gradient of their mean loss, stacked like ``start``."""

    def loss(params: Params, x: Tensor, y: Tensor) -> Tensor:
        return task.loss(task.model.logits(params, x), y)

    gradient = vmap(grad(loss), in_dims=(0, None, None))
    batches = rows.split(task.tuning.batch)
    total = {name: torch.zeros_like(p) for name, p in start.items()}
    for batch in batches:
        for name, g in gradient(start, task.x[batch], task.labels[batch]).items():
            total[name] += g**2 / len(batches)
    return total


STRENGTHS = tuple(float(s) for s in np.geomspace(100, 0.1, 40))
METHOD = Method("ssd", run, {"selection": 10.0, "dampening": 1.0}, "selection", STRENGTHS)
