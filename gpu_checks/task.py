"""One unlearning task: the data, what to forget, the model and how it is trained. What a method is given, and all it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import torch
from torch import Tensor

from gpu_checks.ensemble import Recipe, Step, Watch, descend, fit, per_epoch, rows_of, shuffled
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
    def y_r(self) -> Tensor:
        """Labels of D_r, (n_r, C)."""
        return self.labels[self.remaining]

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
        """Steps of ``tuning.epochs`` epochs over D_r: those of a method with one phase that sees D_r."""
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


Labels: TypeAlias = Tensor | Callable[[int], Tensor]
"""Labels (n, C) of all members or (M, n, C) of each its own, or epoch -> such labels."""


@dataclass(frozen=True, eq=False)
class Phase:
    """One pass of an epoch over D_r, over D_f, or over both in step.

    Args:
        objective: (parameters, inputs and labels of D_r, inputs and labels of D_f, schedule, *extra) -> scalar, for one member, without
            what this phase does not have.
        remaining: the labels that D_r has, or a tuple of several; None where the phase does not see D_r.
        forgetting: the labels that D_f has, likewise. With both, a step takes a batch of each.
        schedule: epoch -> a number that is handed to the objective.
        extra: tensors (M, ...) that are handed to the objective at every step, such as options.
        until: the number of epochs that have this phase, from the first on; all for None.
    """

    objective: Callable[..., Tensor]
    remaining: Labels | tuple[Labels, ...] | None = None
    forgetting: Labels | tuple[Labels, ...] | None = None
    schedule: Callable[[int], float] | None = None
    extra: tuple[Tensor, ...] = ()
    until: int | None = None

    def __post_init__(self) -> None:
        if self.remaining is None and self.forgetting is None:
            raise ValueError("`remaining` or `forgetting` must be labels; received neither")


def tune(task: Task, start: Params, seeds: Sequence[int], *phases: Phase, rate: Tensor, mask: Params | None = None) -> Params:
    """Train on from ``start``: ``task.tuning.epochs`` times every phase in turn, with one momentum for all.

    An epoch of a phase is one pass over D_r where it sees D_r, over D_f otherwise. A member's batches depend on its own seed alone.

    Args:
        rate: learning rates (M,).
        mask: as in :func:`gpu_checks.ensemble.descend`.
    """
    return descend(start, _interleaved(task, seeds, phases), rate, task.tuning, mask, task.watch)


def _interleaved(task: Task, seeds: Sequence[int], phases: Sequence[Phase]) -> Iterator[Step]:
    """The steps of all epochs. A phase goes on with its own order of the samples from one epoch to the next."""
    orders = [_orders(task, seeds, phase, number) for number, phase in enumerate(phases)]
    for epoch in range(task.tuning.epochs):
        for phase, order in zip(phases, orders, strict=True):
            if phase.until is None or epoch < phase.until:
                yield from _epoch(task, phase, order, epoch, len(seeds))


def _orders(task: Task, seeds: Sequence[int], phase: Phase, number: int) -> list[Iterator[Tensor]]:
    """Batches of indices into what the phase sees: D_r, D_f or both. The first phase and later ones have other orders."""
    batch, steps = task.tuning.batch, task.tuning.epochs * _length(task, phase)
    seen = [(task.remaining, phase.remaining, "kept"), (task.forgetting, phase.forgetting, "forgotten")]
    names = [(len(rows), f"{name} {number}" if number else name) for rows, labels, name in seen if labels is not None]
    return [shuffled(count, seeds, name, batch, steps, task.x.device) for count, name in names]


def _epoch(task: Task, phase: Phase, orders: Sequence[Iterator[Tensor]], epoch: int, count: int) -> Iterator[Step]:
    """The steps of one phase in one epoch, for ``count`` members."""
    parts = [(task.remaining, phase.remaining), (task.forgetting, phase.forgetting)]
    seen = [(rows, _now(labels, epoch)) for rows, labels in parts if labels is not None]
    member = torch.arange(count, device=task.x.device)[:, None]
    scheduled = () if phase.schedule is None else (task.x.new_full((count,), phase.schedule(epoch)),)
    for _ in range(_length(task, phase)):
        batch: list[Tensor] = []
        for (rows, labels), order in zip(seen, orders, strict=True):
            index = next(order)
            batch += [rows_of(task.x, rows[index]), *(y[member, index] if y.ndim == 3 else rows_of(y, index) for y in labels)]
        yield phase.objective, (*batch, *scheduled, *phase.extra)


def _now(labels: Labels | tuple[Labels, ...], epoch: int) -> list[Tensor]:
    """The labels of an epoch."""
    every = labels if isinstance(labels, tuple) else (labels,)
    return [given(epoch) if callable(given) else given for given in every]


def _length(task: Task, phase: Phase) -> int:
    """Steps of the phase in one epoch."""
    return per_epoch(len(task.forgetting if phase.remaining is None else task.remaining), task.tuning.batch)
