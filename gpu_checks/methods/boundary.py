"""Boundary shrinking: move D_f across the nearest boundary (Chen et al. 2023, arXiv:2303.11570).

Each sample of D_f gets the label that the pretrained model gives it after one step of the fast gradient sign method, and the model is
trained on D_f with these labels.

Deviations from public code (OPTML-Group/Unlearn-Saliency, ``boundary_sh.py``, after the authors'):

- The label is the likeliest of the others after the step, the paper's "nearest but incorrect" one; there it stays the true one where
  the step does not reach another class.
- The moved input is neither clipped to [0, 1] nor rounded to 1/255: inputs here need not be images.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.func import grad, vmap
from torch.nn.functional import one_hot

from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.task import Phase, Task, tune


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor, bound: Tensor) -> Params:
    """Descend L(w; D_f, nearest other label)."""
    targets = nearest(task, start, bound)

    def objective(params: Params, x_f: Tensor, y: Tensor) -> Tensor:
        return task.loss(task.model.logits(params, x_f), y)

    return tune(task, start, seeds, Phase(objective, forgetting=targets), rate=rate)


def nearest(task: Task, start: Params, bound: Tensor) -> Tensor:
    """The likeliest other class of x + bound sign(gradient of the loss in x), one-hot, (M, n_f, C)."""

    def found(params: Params, bound: Tensor) -> Tensor:
        def loss(x: Tensor) -> Tensor:
            return task.loss(task.model.logits(params, x), task.y_f)

        return task.model.logits(params, task.x_f + bound * grad(loss)(task.x_f).sign())

    with torch.no_grad():
        others = vmap(found, chunk_size=16)(start, bound).masked_fill(task.y_f.bool(), -torch.inf)
    return one_hot(others.argmax(dim=-1), task.labels.shape[1]).to(task.x.dtype)


METHOD = Method("boundary", run, {"rate": 0.002, "bound": 0.1}, pace=lambda _: 0.1)
