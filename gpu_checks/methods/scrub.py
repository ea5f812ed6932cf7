"""SCRUB: away from the pretrained teacher on D_f, towards it on D_r, in turn (Kurmanji et al. 2023, arXiv:2302.09880).

An epoch is a pass over D_f that ascends KL(teacher || student), in the first epochs alone, and a pass over D_r that descends
CE + alpha KL(teacher || student). Both divergences are at temperature T = 4, times T^2. The public code (meghdadk/SCRUB) does this.

Deviations from public code:

- The max step has a weight, ``ascent``, 1 there; it is tuned where there the number of epochs with a max step is.
- A batch of D_f is as large as one of D_r, the learning rate does not fall by tens, and weights are not averaged over epochs.
- The teacher answers once for each sample: nothing is augmented here, so its answers do not change.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from torch import Tensor
from torch.nn.functional import log_softmax

from gpu_checks.losses import cross_entropy
from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.task import Phase, Task, tune

TEMPERATURE = 4.0
MAXIMIZING = 0.6
"""The share of the epochs that have a max step, 3 of 5 as in its small experiments, at least one."""


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor, ascent: Tensor, alpha: Tensor) -> Params:
    """Ascend ascent KL on D_f, descend L(w; D_r) + alpha KL on D_r."""

    def away(params: Params, x_f: Tensor, teacher: Tensor, weight: Tensor, _: Tensor) -> Tensor:
        return -weight * distilled(task.model.logits(params, x_f), teacher)

    def towards(params: Params, x_r: Tensor, y_r: Tensor, teacher: Tensor, _: Tensor, weight: Tensor) -> Tensor:
        logits = task.model.logits(params, x_r)
        return task.loss(logits, y_r) + weight * distilled(logits, teacher)

    answers = task.model.all_logits(start, task.x)
    on_r, on_f, extra = answers[:, task.remaining], answers[:, task.forgetting], (ascent, alpha)
    most = max(1, round(MAXIMIZING * task.tuning.epochs))
    phases = Phase(away, forgetting=on_f, extra=extra, until=most), Phase(towards, remaining=(task.y_r, on_r), extra=extra)
    return tune(task, start, seeds, *phases, rate=rate)


def distilled(logits: Tensor, teacher: Tensor) -> Tensor:
    """T^2 mean KL(softmax(teacher / T) || softmax(logits / T)) of logits (B, C)."""
    log_q = log_softmax(teacher / TEMPERATURE, dim=-1)
    difference = cross_entropy(logits / TEMPERATURE, log_q.exp()) + (log_q.exp() * log_q).sum(dim=-1).mean()
    return TEMPERATURE**2 * difference


STRENGTHS = (0.0, *(float(s) for s in np.geomspace(1e-3, 1, 9)))
METHOD = Method("scrub", run, {"rate": 0.02, "ascent": 1.0, "alpha": 0.5}, "ascent", STRENGTHS)
