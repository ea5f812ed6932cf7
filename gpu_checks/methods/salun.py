"""SalUn: random labels, but only the parameters that matter most to D_f may move (Fan et al. 2024, arXiv:2310.12508).

The mask is forget-based: it is chosen by the gradient on D_f, whether or not D_r needs the same parameters. As in the public code
(OPTML-Group/Unlearn-Saliency, ``RL.py``) for small data, an epoch is a pass over D_f, then one over D_r, and the label that a sample
of D_f has in an epoch is drawn from all classes, the true one among them.

Deviations from public code: parameters outside the mask keep their values exactly; in its first version weight decay moved them.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.saliency import highest, saliency
from gpu_checks.seeds import generator
from gpu_checks.task import Phase, Task, tune


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor, movable: Tensor) -> Params:
    """Move the ``movable`` fraction of the parameters, those with the largest |gradient of L(w_o; D_f)|."""
    n_f, classes = task.y_f.shape

    def relabelled(epoch: int) -> Tensor:
        drawn = [torch.randint(classes, (n_f,), generator=generator("any label", seed, epoch)) for seed in seeds]
        return one_hot(torch.stack(drawn), classes).to(task.x.device, task.x.dtype)

    def objective(params: Params, x: Tensor, y: Tensor) -> Tensor:
        return task.loss(task.model.logits(params, x), y)

    phases = Phase(objective, forgetting=relabelled), Phase(objective, remaining=task.y_r)
    mask = highest(saliency(task, start, task.forgetting), movable)
    return tune(task, start, seeds, *phases, rate=rate, mask=mask)


STRENGTHS = tuple(i / 10 for i in range(1, 11))
METHOD = Method("salun", run, {"rate": 0.02, "movable": 0.5}, "movable", STRENGTHS)
