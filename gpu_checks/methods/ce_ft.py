"""CE-FT: L(w; D_r) + alpha L(w; D_f with wrong labels y'), the paper's discriminative regularizer (arXiv:2410.03833v1, abstract).

Deviations from public code: none is known to be public; what is built here is the formula of the abstract.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from gpu_checks.methods.method import ALPHAS, Method
from gpu_checks.models import Params
from gpu_checks.task import Phase, Task, tune
from gpu_checks.wrong_labels import wrong_labels


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor, alpha: Tensor, wrong: str) -> Params:
    """Descend L(w; D_r) + alpha L(w; D_f, y'); alpha = 0 is FT, step by step. The loss is the task's own, cross-entropy or squared."""
    targets = wrong_labels(wrong, task, start, seeds)

    def objective(params: Params, x_r: Tensor, y_r: Tensor, x_f: Tensor, target: Tensor, weight: Tensor) -> Tensor:
        kept = task.loss(task.model.logits(params, x_r), y_r)
        return kept + weight * task.loss(task.model.logits(params, x_f), target)

    phase = Phase(objective, remaining=task.y_r, forgetting=targets, extra=(alpha,))
    return tune(task, start, seeds, phase, rate=rate)


METHOD = Method("ce_ft", run, {"rate": 0.02, "alpha": 0.1, "wrong": "random"}, "alpha", ALPHAS)
