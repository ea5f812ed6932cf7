"""Wrong labels y' for the forgetting data, as distributions (M, n_f, C): one set per member."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from gpu_checks.models import Params
from gpu_checks.seeds import generator
from gpu_checks.task import Task

KINDS = ("fixed", "random", "runner-up", "uniform")
"""The next class; one of the others, drawn once per sample; the pretrained model's best guess but the truth; all classes alike."""

SOFTENED = "softened"
"""The mean of runner-up and uniform: neither one-hot nor the same for all samples. Not among the kinds that methods are compared with."""


def wrong_labels(kind: str, task: Task, start: Params, seeds: Sequence[int]) -> Tensor:
    """y' of the given kind.

    ``start`` (stacked, M) is the model whose runner-up counts; ``seeds`` (M) decide what is drawn.
    """
    if kind not in (*KINDS, SOFTENED):
        raise ValueError(f"`wrong` must be one of {', '.join((*KINDS, SOFTENED))}; received {kind!r}")
    if kind == SOFTENED:
        return (wrong_labels("runner-up", task, start, seeds) + wrong_labels("uniform", task, start, seeds)) / 2
    truth = task.y_f.argmax(dim=1)
    classes = task.labels.shape[1]
    if kind == "uniform":
        return torch.full_like(task.y_f, 1 / classes).expand(len(seeds), -1, -1)
    if kind == "runner-up":
        logits = task.model.all_logits(start, task.x_f)
        chosen = logits.masked_fill(task.y_f.bool(), -torch.inf).argmax(dim=-1)
    elif kind == "fixed":
        chosen = ((truth + 1) % classes).expand(len(seeds), -1)
    else:
        chosen = drawn_wrong(truth, classes, [("wrong", seed) for seed in seeds])
    return one_hot(chosen, classes).to(task.x.dtype)


def drawn_wrong(truth: Tensor, classes: int, streams: Sequence[tuple[object, ...]]) -> Tensor:
    """(M, n_f): a class other than the true one, uniformly, one stream of randomness per member."""
    shifts = [torch.randint(1, classes, truth.shape, generator=generator(*stream)) for stream in streams]
    return (truth + torch.stack(shifts).to(truth.device)) % classes
