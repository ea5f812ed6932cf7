"""KL-FT: CE-FT with the second cross-entropy replaced by the divergence to the wrong-label distribution.

The direction matters. KL(q || p) differs from the cross-entropy by the entropy of q alone, so with it KL-FT would be CE-FT, iterate
by iterate, for every y'. What is built here is the other one, KL(p || q') with q' slightly smoothed (see gpu_checks.losses).

Deviations from public code: none is known to be public.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from gpu_checks.losses import kl_from_model
from gpu_checks.methods.method import ALPHAS, Method
from gpu_checks.models import Params
from gpu_checks.task import Phase, Task, tune
from gpu_checks.wrong_labels import wrong_labels


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor, alpha: Tensor, wrong: str) -> Params:
    """Descend L(w; D_r) + alpha mean KL(p(. | x; w) || q') over D_f."""
    targets = wrong_labels(wrong, task, start, seeds)

    def objective(params: Params, x_r: Tensor, y_r: Tensor, x_f: Tensor, target: Tensor, weight: Tensor) -> Tensor:
        kept = task.loss(task.model.logits(params, x_r), y_r)
        return kept + weight * kl_from_model(task.model.logits(params, x_f), target)

    phase = Phase(objective, remaining=task.y_r, forgetting=targets, extra=(alpha,))
    return tune(task, start, seeds, phase, rate=rate)


METHOD = Method("kl_ft", run, {"rate": 0.02, "alpha": 0.1, "wrong": "random"}, "alpha", ALPHAS)
