"""l1-sparse fine-tuning: L(w; D_r) + gamma ||w||_1, gamma falling linearly to zero (Jia et al. 2023, arXiv:2304.04934).

Deviations from public code: none known; it, too, sums over all parameters, biases among them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.task import Phase, Task, tune


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor, gamma: Tensor) -> Params:
    """Descend L(w; D_r) + gamma (1 - e / E) ||w||_1 in epoch e of E."""

    def left(epoch: int) -> float:
        return 1 - epoch / task.tuning.epochs

    def objective(params: Params, x_r: Tensor, y_r: Tensor, left: Tensor, weight: Tensor) -> Tensor:
        size = torch.stack([p.abs().sum() for p in params.values()]).sum()
        return task.loss(task.model.logits(params, x_r), y_r) + weight * left * size

    return tune(task, start, seeds, Phase(objective, remaining=task.y_r, schedule=left, extra=(gamma,)), rate=rate)


STRENGTHS = (0.0, *(float(s) for s in np.geomspace(1e-5, 1e-1, 9)))
METHOD = Method("l1_sparse", run, {"rate": 0.02, "gamma": 1e-4}, "gamma", STRENGTHS)
