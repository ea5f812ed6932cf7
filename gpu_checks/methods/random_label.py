"""Random label: train on D_r and on D_f with labels drawn anew each epoch (Golatkar et al. 2020; Graves et al. 2021)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from torch import Tensor
from torch.nn.functional import one_hot

from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.task import Task, tune
from gpu_checks.wrong_labels import drawn_wrong


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor) -> Params:
    """Descend the mean loss over D_r and the relabelled D_f together."""
    return tune(task, start, seeds, relabelled_objective(task), rate=rate, targets=relabelled(task, seeds))


def relabelled(task: Task, seeds: Sequence[int]) -> Callable[[int], Tensor]:
    """epoch -> one-hot wrong labels (M, n_f, C), other ones every epoch."""
    truth, classes = task.y_f.argmax(dim=1), task.labels.shape[1]

    def targets(epoch: int) -> Tensor:
        return one_hot(drawn_wrong(truth, classes, [("relabel", seed, epoch) for seed in seeds]), classes).to(task.x.dtype)

    return targets


def relabelled_objective(task: Task) -> Callable[..., Tensor]:
    """(n_r L(w; D_r) + n_f L(w; D_f, y')) / (n_r + n_f): one training set, as public implementations join the two."""
    n_r, n_f = len(task.remaining), len(task.forgetting)

    def objective(params: Params, x_r: Tensor, y_r: Tensor, x_f: Tensor, target: Tensor) -> Tensor:
        kept = task.loss(task.model.logits(params, x_r), y_r)
        return (n_r * kept + n_f * task.loss(task.model.logits(params, x_f), target)) / (n_r + n_f)

    return objective


METHOD = Method("random_label", run, {"rate": 0.02})
