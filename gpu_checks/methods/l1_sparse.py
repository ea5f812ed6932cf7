"""l1-sparse fine-tuning: L(w; D_r) + gamma ||w||_1, gamma falling linearly to zero (Jia et al. 2023, arXiv:2304.04934)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.task import Task, tune


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor, gamma: Tensor) -> Params:
    """Descend L(w; D_r) + gamma (1 - e / E) ||w||_1 in epoch e of E."""
    labels = task.y_f.expand(len(seeds), -1, -1)
    # The schedule travels where D_f's labels do, which this method does not use: one column more, the fraction left.

    def targets(epoch: int) -> Tensor:
        left = torch.full_like(labels[..., :1], 1 - epoch / task.tuning.epochs)
        return torch.cat([labels, left], dim=-1)

    def objective(params: Params, x_r: Tensor, y_r: Tensor, x_f: Tensor, target: Tensor, weight: Tensor) -> Tensor:  # noqa: ARG001
        size = sum((p.abs().sum() for p in params.values()), torch.zeros((), dtype=x_r.dtype, device=x_r.device))
        return task.loss(task.model.logits(params, x_r), y_r) + weight * target[0, -1] * size

    return tune(task, start, seeds, objective, rate=rate, targets=targets, extra=(gamma,))


STRENGTHS = (0.0, *(float(s) for s in np.geomspace(1e-5, 1e-1, 9)))
METHOD = Method("l1_sparse", run, {"rate": 0.02, "gamma": 1e-4}, "gamma", STRENGTHS)
