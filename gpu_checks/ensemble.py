"""Many models at once: M models stacked along a leading axis and trained as one batch, each with its own seed, batches and rates.

``torch.func.vmap`` over ``torch.func.grad`` turns M small matrix products into one batched product. Member m of the result is,
to rounding, what training m alone gives: nothing is shared between members but the code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.func import grad, vmap

from gpu_checks.losses import Loss
from gpu_checks.models import Model, Params
from gpu_checks.seeds import generator

KEPT = 31 * 2**20
"""Bytes of a block that is allocated once and freed. glibc then keeps freed memory, up to twice as much, where it would give it back after
every step and fetch it anew, page by page. A block of more than 32 MiB does not change that."""

Objective = Callable[..., Tensor]
"""(one member's parameters, its share of every batch tensor) -> the scalar to descend."""

Step = tuple[Objective, tuple[Tensor, ...]]
"""What to descend, and the tensors with leading axis M that it is handed."""

Watch = Callable[[int, Params], None]
"""Told, after each step, of the steps that are done and of the stacked parameters, which it must leave as they are."""


@dataclass(frozen=True)
class Recipe:
    """Stochastic gradient descent with momentum and weight decay, as ``torch.optim.SGD`` defines them."""

    epochs: int
    batch: int
    rate: float
    momentum: float = 0.9
    decay: float = 5e-4


def initial(model: Model, seeds: Sequence[int], dtype: torch.dtype, device: torch.device) -> Params:
    """The starts of M models, stacked: member m from seed m alone."""
    drawn = [model.init(generator("init", seed)) for seed in seeds]
    return {name: torch.stack([one[name] for one in drawn]).to(device, dtype) for name in drawn[0]}


def members(params: Params, index: Sequence[int] | Tensor) -> Params:
    """The stacked models at ``index``, in its order and with its repetitions."""
    return {name: p[torch.as_tensor(index, device=p.device)] for name, p in params.items()}


def joined(parts: Sequence[Params]) -> Params:
    """Stacks of models as one stack."""
    return {name: torch.cat([part[name] for part in parts]) for name in parts[0]}


def distinct(params: Params) -> bool:
    """Whether no two stacked models are equal; equal ones mean that "different" seeds were not."""
    flat = torch.cat([p.flatten(1) for p in params.values()], dim=1)
    return len(flat.unique(dim=0)) == len(flat)


def shuffled(count: int, seeds: Sequence[int], purpose: str, batch: int, steps: int, device: torch.device) -> Iterator[Tensor]:
    """``steps`` times indices (M, batch) into 0..count-1: per member a fresh permutation each epoch, the incomplete last batch dropped.

    A member's stream depends on its own seed and ``purpose`` alone. With fewer than ``batch`` samples every batch is all of them.
    """
    streams = [generator(purpose, seed) for seed in seeds]
    size = min(batch, count)
    per_epoch = count // size
    for step in range(steps):
        at = step % per_epoch
        if at == 0:
            order = torch.stack([torch.randperm(count, generator=stream) for stream in streams]).to(device)
        yield order[:, at * size : (at + 1) * size]


def rows_of(tensor: Tensor, index: Tensor) -> Tensor:
    """``tensor[index]``, the rows at an index of any shape; several times as fast on a CPU."""
    return tensor.index_select(0, index.flatten()).unflatten(0, index.shape)


def per_epoch(count: int, batch: int) -> int:
    """Steps in one epoch of :func:`shuffled`."""
    return count // min(batch, count)


def descend(
    start: Params,
    steps: Iterable[Step],
    rate: Tensor,
    recipe: Recipe,
    mask: Params | None = None,
    watch: Watch | None = None,
) -> Params:
    """Run one step of stochastic gradient descent per item of ``steps`` on every member; ``start`` is left as it is.

    v <- momentum v + (gradient + decay w);  w <- w - rate v, member by member.

    Args:
        start: stacked parameters, leading axis M.
        steps: see :data:`Step`; the objective may change from one to the next, the momentum goes on.
        rate: learning rates (M,).
        recipe: momentum and weight decay.
        mask: 0 where a parameter must stay as it is, 1 elsewhere; stacked like ``start``.
        watch: see :data:`Watch`.
    """
    torch.empty(KEPT, dtype=torch.uint8)
    w = {name: p.clone() for name, p in start.items()}
    velocity = {name: torch.zeros_like(p) for name, p in w.items()}
    gradients: dict[Objective, Callable[..., Params]] = {}
    down = {name: -rate.to(p.dtype).reshape(-1, *[1] * (p.ndim - 1)) for name, p in w.items()}
    if mask is not None:
        down = {name: d * mask[name] for name, d in down.items()}
    with torch.no_grad():
        for done, (objective, batch) in enumerate(steps, 1):
            if objective not in gradients:
                gradients[objective] = vmap(grad(objective))
            found = gradients[objective](w, *batch)
            for name, p in w.items():
                velocity[name].mul_(recipe.momentum).add_(found[name].add_(p, alpha=recipe.decay))
                p.addcmul_(velocity[name], down[name])
            if watch is not None:
                watch(done, w)
    return w


def fit(model: Model, loss: Loss, x: Tensor, labels: Tensor, rows: Tensor, seeds: Sequence[int], recipe: Recipe) -> Params:
    """Train one model per seed from its own start.

    Args:
        x: inputs (N, ...), shared by all members.
        labels: distributions (N, C).
        rows: which samples to train on, (n,) for all members or (M, n) for each its own.
        seeds: one per member; it decides the start and the order of the samples.

    Returns stacked parameters of x's dtype and device.
    """
    start = initial(model, seeds, x.dtype, x.device)
    own = rows.expand(len(seeds), -1)
    steps = recipe.epochs * per_epoch(own.shape[1], recipe.batch)

    def objective(params: Params, inputs: Tensor, target: Tensor) -> Tensor:
        return loss(model.logits(params, inputs), target)

    def every() -> Iterator[Step]:
        for index in shuffled(own.shape[1], seeds, "order", recipe.batch, steps, x.device):
            chosen = own.gather(1, index)
            yield objective, (rows_of(x, chosen), rows_of(labels, chosen))

    return descend(start, every(), x.new_full((len(seeds),), recipe.rate), recipe)
