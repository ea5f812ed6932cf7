"""FT: train on with D_r alone (arXiv:2410.03833v1, abstract; Warnecke et al. 2023)."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.task import Task, tune


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor) -> Params:
    """Descend L(w; D_r)."""

    def objective(params: Params, x_r: Tensor, y_r: Tensor, x_f: Tensor, y_f: Tensor) -> Tensor:  # noqa: ARG001 - FT never sees D_f
        return task.loss(task.model.logits(params, x_r), y_r)

    labels = task.y_f.expand(len(seeds), -1, -1)
    return tune(task, start, seeds, objective, rate=rate, targets=lambda _: labels)


METHOD = Method("ft", run, {"rate": 0.02})
