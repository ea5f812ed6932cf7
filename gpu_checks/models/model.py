"""What a model is: two pure functions of its parameters, so that many models can be stacked and trained as one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.func import vmap

INPUTS = 2**25
"""Numbers of input, over samples and models, that are put through models at a time at most, so that a device holds the features."""

INPUTS_OF_GRADIENTS = 2**23
"""The same where a gradient is taken: then the features of all layers are held at once."""

Params = dict[str, Tensor]
"""Parameters by name. Of one model, or of M models stacked: then every tensor has a leading axis of length M."""


@dataclass(frozen=True)
class Model:
    """A classifier as functions.

    Args:
        name: as tables print it.
        init: generator -> parameters of one model, drawn on the CPU in float64 and then cast.
        features: (parameters, x) -> penultimate features (B, h) of a batch x (B, ...).
        head: names of the last layer's weight (C, h) and, where there is one, bias (C,).
    """

    name: str
    init: Callable[[torch.Generator], Params]
    features: Callable[[Params, Tensor], Tensor]
    head: tuple[str, ...]

    def logits(self, params: Params, x: Tensor) -> Tensor:
        """(B, C) for one model's parameters and a batch x (B, ...)."""
        weight, *bias = (params[name] for name in self.head)
        return torch.nn.functional.linear(self.features(params, x), weight, *bias)

    def all_logits(self, stacked: Params, x: Tensor) -> Tensor:
        """(M, n, C): every stacked model on the same samples (n, ...), a block of them at a time."""
        return _in_blocks(self.logits, stacked, x)

    def all_features(self, stacked: Params, x: Tensor) -> Tensor:
        """(M, n, h): every stacked model's penultimate features on the same samples (n, ...), a block of them at a time."""
        return _in_blocks(self.features, stacked, x)


def block(stacked: Params, x: Tensor, most: int) -> int:
    """How many of the samples (n, ...) to put through all stacked models at a time: at most ``most`` numbers of input, 1 to 1024."""
    count = len(next(iter(stacked.values())))
    return max(1, min(1024, most // (count * int(x[0].numel()))))


def _in_blocks(function: Callable[[Params, Tensor], Tensor], stacked: Params, x: Tensor) -> Tensor:
    """(M, n, ...): (parameters of one model, samples) -> (samples, ...) for every stacked model on all samples."""
    every = vmap(function, in_dims=(0, None))
    with torch.no_grad():
        return torch.cat([every(stacked, part) for part in x.split(block(stacked, x, INPUTS))], dim=1)


def uniform(shape: tuple[int, ...], fan_in: int, generator: torch.Generator) -> Tensor:
    """Uniform on (-1/sqrt(fan_in), 1/sqrt(fan_in)): torch.nn.Linear's and Conv2d's own start, drawn in float64."""
    return (2 * torch.rand(shape, generator=generator, dtype=torch.float64) - 1) / fan_in**0.5


def he_normal(shape: tuple[int, ...], fan_in: int, generator: torch.Generator) -> Tensor:
    """Gaussian with variance 2 / fan_in (He et al. 2015), drawn in float64."""
    return torch.randn(shape, generator=generator, dtype=torch.float64) * (2 / fan_in) ** 0.5


def size_of(params: Params) -> int:
    """Number of parameters of one model."""
    return sum(p.numel() for p in params.values())
