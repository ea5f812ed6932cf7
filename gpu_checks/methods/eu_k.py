"""EU-k, exact unlearning of the last k layers: they start anew and are trained on D_r (Goel et al. 2022, arXiv:2201.06640).

Deviations from public code (shash42/Evaluating-Inexact-Unlearning): the epochs and the recipe are those of all methods, not those of
training, and the last model is taken, not the best on validation data. Norms of these layers start anew as well; there they do not.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from gpu_checks.ensemble import initial
from gpu_checks.methods import cf_k
from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.seeds import seed_of
from gpu_checks.task import Task


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor, layers: Tensor) -> Params:
    """CF-k from a start in which the last ``layers`` layers are drawn anew."""
    fresh = initial(task.model, [seed_of("anew", seed) for seed in seeds], task.x.dtype, task.x.device)
    mask = cf_k.last(start, layers)
    mixed = {name: torch.where(mask[name].bool(), fresh[name], p) for name, p in start.items()}
    return cf_k.run(task, mixed, seeds, rate=rate, layers=layers)


METHOD = Method("eu_k", run, {"rate": 0.02, "layers": 1.0})
