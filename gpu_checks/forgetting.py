"""What to forget: one class, random samples, or the samples that matter most."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gpu_checks.data import Dataset, Part
from gpu_checks.ensemble import Recipe, fit
from gpu_checks.losses import Loss
from gpu_checks.models import Model
from gpu_checks.seeds import generator, seed_of


@dataclass(frozen=True, eq=False)
class Split:
    """The training set divided into D_r and D_f.

    Args:
        kind: class-wise, random or high-influence.
        remaining, forgetting: indices into the training set.
        dropped: the class that is forgotten altogether, if there is one; the golden model has never seen it, so held-out samples
            of it are left out of the utility (TA) and of the attack's non-members.
    """

    kind: str
    remaining: Tensor
    forgetting: Tensor
    dropped: int | None = None

    def held_out(self, part: Part) -> Part:
        """The held-out samples on which the golden model can be right."""
        return part if self.dropped is None else part.where(part.y != self.dropped)


def class_wise(data: Dataset, label: int) -> Split:
    """Forget every training sample of one class."""
    mask = data.train.y == label
    if not mask.any() or mask.all():
        raise ValueError(f"`label` must be one of several classes that occur; received {label}")
    return Split("class-wise", _where(~mask), _where(mask), label)


def random_samples(data: Dataset, share: float, seed: int) -> Split:
    """Forget a share of the training samples, drawn without regard to class."""
    n = len(data.train.y)
    order = torch.randperm(n, generator=generator("forget", seed)).to(data.train.y.device)
    return _split("random", order, round(share * n))


def high_influence(data: Dataset, share: float, model: Model, loss: Loss, recipe: Recipe, seed: int, models: int = 64) -> Split:
    """Forget the share of the training samples with the highest memorization (Feldman and Zhang 2020, arXiv:2008.03703)."""
    scores = memorization(data, model, loss, recipe, seed, models)
    return _split("high-influence", scores.argsort(descending=True, stable=True), round(share * len(scores)))


def memorization(data: Dataset, model: Model, loss: Loss, recipe: Recipe, seed: int, models: int) -> Tensor:
    """mem(i) = P(model right on i | i in training set) - P(model right on i | i not in it), (N,).

    Estimated as its authors do, from ``models`` models, each trained on its own random 70% of the samples.
    """
    n = len(data.train.y)
    size = round(0.7 * n)
    stream = generator("subsets", seed)
    rows = torch.stack([torch.randperm(n, generator=stream)[:size] for _ in range(models)]).to(data.train.y.device)
    inside = torch.zeros((models, n), dtype=torch.bool, device=rows.device).scatter(1, rows, value=True)
    trained = fit(model, loss, data.train.x, data.labels(), rows, [seed_of("memorization", seed, m) for m in range(models)], recipe)
    right = model.all_logits(trained, data.train.x).argmax(dim=-1) == data.train.y
    # A sample that every model saw, or none, has no estimate; its score is then the lower one, so that it is not chosen by accident.
    seen, unseen = inside.sum(0).clamp(min=1), (~inside).sum(0).clamp(min=1)
    return (right & inside).sum(0) / seen - (right & ~inside).sum(0) / unseen


def _split(kind: str, order: Tensor, count: int) -> Split:
    if not 0 < count < len(order):
        raise ValueError(f"`share` must leave samples on both sides; received {count} of {len(order)} to forget")
    return Split(kind, order[count:].sort().values, order[:count].sort().values)


def _where(mask: Tensor) -> Tensor:
    return mask.nonzero().flatten()
