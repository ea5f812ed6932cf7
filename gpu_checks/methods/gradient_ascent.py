"""Gradient ascent on D_f (Graves et al. 2021; Thudi et al. 2022, arXiv:2109.13398): epochs over D_f alone, as in public code.

Deviations from public code: none known.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.task import Phase, Task, tune


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor) -> Params:
    """Ascend L(w; D_f). Nothing bounds it: a rate too large diverges, and the models then hold infinities or NaN."""

    def objective(params: Params, x_f: Tensor, y_f: Tensor) -> Tensor:
        return -task.loss(task.model.logits(params, x_f), y_f)

    return tune(task, start, seeds, Phase(objective, forgetting=task.y_f), rate=rate)


METHOD = Method("gradient_ascent", run, {"rate": 0.002}, pace=lambda _: 0.1)
