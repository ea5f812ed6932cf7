"""FT: train on with D_r alone (arXiv:2410.03833v1, abstract; Warnecke et al. 2023).

Deviations from public code: the learning rate is constant, for all methods alike; there it often falls.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.task import Phase, Task, tune


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor) -> Params:
    """Descend L(w; D_r)."""

    def objective(params: Params, x_r: Tensor, y_r: Tensor) -> Tensor:
        return task.loss(task.model.logits(params, x_r), y_r)

    return tune(task, start, seeds, Phase(objective, remaining=task.y_r), rate=rate)


METHOD = Method("ft", run, {"rate": 0.02})
