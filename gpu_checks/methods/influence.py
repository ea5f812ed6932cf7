"""Influence unlearning: one step that leaving D_f out would make to first order (Koh and Liang 2017; Izzo et al. 2021, arXiv:2002.10077).

The Hessian is replaced by a damped empirical Fisher matrix, as in WoodFisher (Singh and Alistarh 2020, arXiv:2004.14340) and in Jia et
al. 2023 (arXiv:2304.04934), whose public code (OPTML-Group/Unlearn-Sparse, ``Wfisher.py``) the scale of every term follows.

Deviations from public code:

- The inverse is exact (Woodbury). There, one vector takes the place of F^-1 g for every sample, and is not renewed: what it applies is
  no inverse of F once there are three samples.
- F is made of at most 256 samples of D_r, drawn by the seed, and divided by their number; there of the first 1,000, divided by 1,000.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.func import grad, vmap

from gpu_checks.ensemble import joined, members
from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.seeds import subset
from gpu_checks.task import Task

SAMPLES = 256


def run(task: Task, start: Params, seeds: Sequence[int], *, scale: Tensor) -> Params:
    """w <- w_o + scale F^-1 v, member by member, as the gradients of all samples are held at once."""
    return joined([_moved(task, members(start, [m]), seed, scale[m]) for m, seed in enumerate(seeds)])


def _moved(task: Task, start: Params, seed: int, scale: Tensor) -> Params:
    """One member.

    v = (n_f / n) (gradient of L(w_o; D_f) - gradient of L(w_o; D_r)),  F = I + (1/m) sum over m samples of D_r of g g^T.
    """
    n_r, n_f = len(task.remaining), len(task.forgetting)
    v = n_f / (n_r + n_f) * (_gradients(task, start, task.forgetting).mean(dim=0) - _gradients(task, start, task.remaining).mean(dim=0))
    g = _gradients(task, start, task.remaining[subset(n_r, SAMPLES, "fisher", seed).to(task.x.device)])
    gram = g @ g.mT
    gram.diagonal().add_(len(g))
    step = scale * (v - g.mT @ torch.linalg.solve(gram, g @ v))
    parts = step.split([p.numel() for p in start.values()])
    return {name: p + part.reshape(p.shape) for part, (name, p) in zip(parts, start.items(), strict=True)}


def _gradients(task: Task, start: Params, rows: Tensor) -> Tensor:
    """The gradient of the loss of each sample at ``rows``, (n, parameters), for one member."""
    one = {name: p[0] for name, p in start.items()}

    def loss(params: Params, x: Tensor, y: Tensor) -> Tensor:
        return task.loss(task.model.logits(params, x[None]), y[None])

    found = vmap(grad(loss), in_dims=(None, 0, 0))(one, task.x[rows], task.labels[rows])
    return torch.cat([g.flatten(1) for g in found.values()], dim=1)


STRENGTHS = (0.0, *(float(s) for s in np.geomspace(1, 1e4, 39)))
METHOD = Method("influence", run, {"scale": 10.0}, "scale", STRENGTHS)
