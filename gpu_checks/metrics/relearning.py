"""Relearning time: how fast D_f is learned again (Golatkar et al. 2020; Tarun et al. 2023). Too fast means it was not forgotten."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.func import grad_and_value, vmap

from gpu_checks.models import Params
from gpu_checks.models.model import INPUTS_OF_GRADIENTS
from gpu_checks.task import Task


def relearning_steps(task: Task, params: Params, level: float, *, rate: float, most: int) -> Tensor:
    """Steps of full-batch gradient descent on L(w; D_f), true labels, until it is at most ``level``; ``most`` where it never is. (M,).

    A real number: where the loss passes ``level`` between two steps, it is taken to be linear from one to the next, as it is to first
    order in ``rate`` along the straight line that a step is. Its logarithm would be, were the descent an exponential decay, but it may
    be of a loss that is 0. 0 where the loss is at most ``level`` from the start. The models are copied, not changed: relearning is a
    question, not a treatment.
    """
    x, y = task.x_f, task.y_f

    def loss(w: Params) -> Tensor:
        return task.loss(task.model.logits(w, x), y)

    w = {name: p.clone() for name, p in params.items()}
    steps = x.new_full((len(next(iter(w.values()))),), most)
    step_and_loss = vmap(grad_and_value(loss), chunk_size=max(1, INPUTS_OF_GRADIENTS // x.numel()))
    left, before = torch.arange(len(steps), device=x.device), torch.full_like(steps, torch.inf)
    for step in range(most + 1):
        gradient, value = step_and_loss(w)
        reached = value <= level
        if bool(reached.any()):
            beyond = (level - value[reached]) / (before[reached] - value[reached])  # share of the last step, 0 at the start
            steps[left[reached]] = step - beyond
            left, value = left[~reached], value[~reached]
            w, gradient = ({name: p[~reached] for name, p in part.items()} for part in (w, gradient))
        if not len(left):
            break
        before = value
        w = {name: p - rate * gradient[name] for name, p in w.items()}
    return steps
