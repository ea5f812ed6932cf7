"""ICE-FT: alpha on the first term, alpha L(w; D_r) + L(w; D_f with y').

Without weight decay, ICE(alpha, rate) and CE(1 / alpha, alpha rate) have the same iterates: one family, two names.

Deviations from public code: none is known to be public.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.task import Phase, Task, tune
from gpu_checks.wrong_labels import wrong_labels


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor, alpha: Tensor, wrong: str) -> Params:
    """Descend alpha L(w; D_r) + L(w; D_f, y')."""
    targets = wrong_labels(wrong, task, start, seeds)

    def objective(params: Params, x_r: Tensor, y_r: Tensor, x_f: Tensor, target: Tensor, weight: Tensor) -> Tensor:
        kept = task.loss(task.model.logits(params, x_r), y_r)
        return weight * kept + task.loss(task.model.logits(params, x_f), target)

    phase = Phase(objective, remaining=task.y_r, forgetting=targets, extra=(alpha,))
    return tune(task, start, seeds, phase, rate=rate)


ALPHAS = (*(float(a) for a in np.geomspace(100, 1e-2, 9)), 0.0)
"""From mostly D_r to D_f alone; nine values, two a decade, and 0."""

METHOD = Method("ice_ft", run, {"rate": 0.02, "alpha": 1.0, "wrong": "random"}, "alpha", ALPHAS, pace=lambda alpha: 1 / max(alpha, 1.0))
