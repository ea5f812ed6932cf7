"""Gradient ascent on D_f (Graves et al. 2021; Thudi et al. 2022)."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.task import Task, tune


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor) -> Params:
    """Ascend L(w; D_f). Nothing bounds it: a rate too large diverges, and the models then hold infinities or NaN."""

    def objective(params: Params, x_r: Tensor, y_r: Tensor, x_f: Tensor, y_f: Tensor) -> Tensor:  # noqa: ARG001 - it never sees D_r
        return -task.loss(task.model.logits(params, x_f), y_f)

    labels = task.y_f.expand(len(seeds), -1, -1)
    return tune(task, start, seeds, objective, rate=rate, targets=lambda _: labels)


METHOD = Method("gradient_ascent", run, {"rate": 0.002}, pace=lambda _: 0.01)
