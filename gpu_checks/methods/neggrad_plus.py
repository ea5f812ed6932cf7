"""NegGrad+: beta L(w; D_r) - (1 - beta) L(w; D_f) (Kurmanji et al. 2023, arXiv:2302.09880).

Deviations from public code (meghdadk/SCRUB, ``train_negrad``): none known; there, too, a step takes a batch of D_r and one of D_f.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.task import Phase, Task, tune


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor, ascent: Tensor) -> Params:
    """Descend (1 - ascent) L(w; D_r) - ascent L(w; D_f); ``ascent`` = 1 - beta in [0, 1)."""

    def objective(params: Params, x_r: Tensor, y_r: Tensor, x_f: Tensor, y_f: Tensor, up: Tensor) -> Tensor:
        kept = task.loss(task.model.logits(params, x_r), y_r)
        return (1 - up) * kept - up * task.loss(task.model.logits(params, x_f), y_f)

    phase = Phase(objective, remaining=task.y_r, forgetting=task.y_f, extra=(ascent,))
    return tune(task, start, seeds, phase, rate=rate)


STRENGTHS = (0.0, *(float(s) for s in np.geomspace(1e-3, 0.5, 9)))
METHOD = Method("neggrad_plus", run, {"rate": 0.02, "ascent": 0.05}, "ascent", STRENGTHS)
