"""Random label: train on D_r and on D_f with labels drawn anew each epoch (Golatkar et al. 2020; Graves et al. 2021).

Deviations from public code (OPTML-Group/Unlearn-Saliency, ``RL.py``):

- A drawn label is never the true one, as Graves et al. state; there it may be.
- A step takes a batch of D_r and one of D_f and weighs their losses as n_r to n_f; there a batch is drawn from both joined (CIFAR-100), or
  an epoch is a pass over D_f and one over D_r (CIFAR-10, SVHN), as SalUn does here.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor
from torch.nn.functional import one_hot

from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.task import Phase, Task, tune
from gpu_checks.wrong_labels import drawn_wrong


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor) -> Params:
    """Descend the mean loss over D_r and the relabelled D_f together, (n_r L(w; D_r) + n_f L(w; D_f, y')) / (n_r + n_f)."""
    truth, classes = task.y_f.argmax(dim=1), task.labels.shape[1]
    n_r, n_f = len(task.remaining), len(task.forgetting)

    def relabelled(epoch: int) -> Tensor:
        return one_hot(drawn_wrong(truth, classes, [("relabel", seed, epoch) for seed in seeds]), classes).to(task.x.dtype)

    def objective(params: Params, x_r: Tensor, y_r: Tensor, x_f: Tensor, target: Tensor) -> Tensor:
        kept = task.loss(task.model.logits(params, x_r), y_r)
        return (n_r * kept + n_f * task.loss(task.model.logits(params, x_f), target)) / (n_r + n_f)

    return tune(task, start, seeds, Phase(objective, remaining=task.y_r, forgetting=relabelled), rate=rate)


METHOD = Method("random_label", run, {"rate": 0.02})
