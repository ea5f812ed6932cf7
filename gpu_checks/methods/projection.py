"""Projection of the last layer onto the span of the remaining data's features: the theory's exact remedy, w_g = P_r w_o.

Exact for the linear probe. On a network it acts on the last layer alone, whose features D_f has shaped; and where D_r's features
span everything, as they do once n_r exceeds the width, it changes nothing. ``cutoff`` then drops weak directions as well.

Deviations from public code: none is known to be public.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.task import Task


def run(task: Task, start: Params, seeds: Sequence[int], *, cutoff: Tensor) -> Params:  # noqa: ARG001 - nothing is drawn
    """[W b] <- [W b] P_r, with P_r the projector onto the directions of H_r whose singular value exceeds ``cutoff`` of the largest.

    H_r (h + 1, n_r) holds D_r's penultimate features, and a row of ones where the head has a bias. ``cutoff`` 0 means the rounding
    level, max(h, n_r) times the machine epsilon.
    """
    weight, *bias = task.model.head
    h = task.model.all_features(start, task.x[task.remaining])
    head = start[weight]
    if bias:
        h = torch.cat([h, torch.ones_like(h[..., :1])], dim=-1)
        head = torch.cat([head, start[bias[0]][..., None]], dim=-1)
    _, sizes, directions = torch.linalg.svd(h, full_matrices=False)
    least = cutoff.clamp(min=max(h.shape[1:]) * torch.finfo(h.dtype).eps)
    kept = (sizes > least[:, None] * sizes[:, :1]).to(h.dtype)
    projected = (head @ directions.mT * kept[:, None, :]) @ directions
    result = {name: p.clone() for name, p in start.items()}
    result[weight] = projected[..., : start[weight].shape[-1]].contiguous()
    if bias:
        result[bias[0]] = projected[..., -1].contiguous()
    return result


STRENGTHS = (0.0, *(float(s) for s in np.geomspace(1e-4, 0.9, 39)))
METHOD = Method("projection", run, {"cutoff": 0.0}, "cutoff", STRENGTHS)
