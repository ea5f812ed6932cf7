"""One unlearning task: the data, what to forget, the model and how it is trained. What a method is given, and all it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from gpu_checks.ensemble import Recipe, Watch, descend, fit, per_epoch, shuffled
from gpu_checks.losses import Loss
from gpu_checks.models import Model, Params
from gpu_checks.seeds import subset


@dataclass(frozen=True, eq=False)
class Task:
    """What to unlearn.

    Args:
        model, loss: what is trained, on what.
        x: training inputs (N, ...); their dtype and device are those of everything trained.
        labels: training labels as distributions (N, C).
        remaining, forgetting: the indices of D_r (n_r,) and D_f (n_f,).
        training: how the pretrained and the golden model are trained.
        tuning: how a method trains on from the pretrained model; its ``rate`` is a method's default.
        watch: who is told of every step of a method that trains on.
    """

    model: Model
    loss: Loss
    x: Tensor
    labels: Tensor
    remaining: Tensor
    forgetting: Tensor
    training: Recipe
    tuning: Recipe
    watch: Watch | None = None

    def __post_init__(self) -> None:
        both = torch.cat([self.remaining, self.forgetting])
        if len(both.unique()) != len(both) or not len(self.remaining) or not len(self.forgetting):
            raise ValueError("`remaining` and `forgetting` must be disjoint and not empty; received sizes "
                             f"{len(self.remaining)} and {len(self.forgetting)}, {len(both) - len(both.unique())} shared")  # fmt: skip

    @property
    def x_f(self) -> Tensor:
        """Inputs of D_f, (n_f, ...)."""
        return self.x[self.forgetting]

    @property
    def y_f(self) -> Tensor:
        """Labels of D_f, (n_f, C)."""
        return self.labels[self.forgetting]

    @property
    def steps(self) -> int:
        """Steps of a method: ``tuning.epochs`` epochs over D_r."""
        return self.tuning.epochs * per_epoch(len(self.remaining), self.tuning.batch)


def sampled(task: Task, most: int, name: str) -> Task:
    """The same task with at most ``most`` samples of D_r and as many of D_f, drawn once for each ``name``."""

    def drawn(rows: Tensor) -> Tensor:
        return rows[subset(len(rows), most, "sampled", name).to(rows.device)]

    if most < 1:
        raise ValueError(f"`most` must be at least 1; received {most}")
    return replace(task, remaining=drawn(task.remaining), forgetting=drawn(task.forgetting))


def train_pretrained(task: Task, seeds: Sequence[int]) -> Params:
    """w_o: one model per seed, trained on D_r and D_f."""
    rows = torch.cat([task.remaining, task.forgetting]).sort().values
    return fit(task.model, task.loss, task.x, task.labels, rows, seeds, task.training)


def train_golden(task: Task, seeds: Sequence[int]) -> Params:
    """w_g: one model per seed, trained from its own start on D_r alone."""
    return fit(task.model, task.loss, task.x, task.labels, task.remaining, seeds, task.training)


def tune(
    task: Task,
    start: Params,
    seeds: Sequence[int],
    objective: Callable[..., Tensor],
    *,
    rate: Tensor,
    targets: Callable[[int], Tensor],
    extra: tuple[Tensor, ...] = (),
    mask: Params | None = None,
) -> Params:
    """Train on from ``start`` with a batch of D_r and a batch of D_f a step.

    Args:
        objective: (parameters, x_r, y_r, x_f, target_f, *extra) -> scalar, for one member.
        rate: learning rates (M,).
        targets: epoch -> the labels (M, n_f, C) that D_f has during this epoch.
        extra: tensors (M, ...) handed to the objective at every step.
        mask: as in :func:`gpu_checks.ensemble.descend`.
    """
    x_f, own = task.x_f, torch.arange(len(seeds), device=task.x.device)[:, None]
    epoch = per_epoch(len(task.remaining), task.tuning.batch)

    def batches() -> Iterator[tuple[Tensor, ...]]:
        kept = shuffled(len(task.remaining), seeds, "kept", task.tuning.batch, task.steps, task.x.device)
        forgotten = shuffled(len(task.forgetting), seeds, "forgotten", task.tuning.batch, task.steps, task.x.device)
        for step, (index_r, index_f) in enumerate(zip(kept, forgotten, strict=True)):
            if step % epoch == 0:
                target = targets(step // epoch)
            rows = task.remaining[index_r]
            yield task.x[rows], task.labels[rows], x_f[index_f], target[own, index_f], *extra

    return descend(start, objective, batches(), rate, task.tuning, mask, task.watch)
