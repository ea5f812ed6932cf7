"""A small convolutional network: two 3x3 convolutions, each halved by max pooling, and a linear layer.

Pooling is not by ``max_pool2d``, whose gradient on a GPU adds in no fixed order. The rectifier comes after it, which is the same and less.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import relu

from gpu_checks.models.convolution import channels_last, convolved, halved
from gpu_checks.models.model import Model, Params, uniform


def convnet(channels: int, side: int, classes: int, width: int = 16) -> Model:
    """x (B, channels, side, side) -> logits (B, classes); ``side`` must be a multiple of 4."""
    if side % 4:
        raise ValueError(f"`side` must be a multiple of 4; received {side}")
    shapes = {"conv1": (width, channels, 3, 3), "conv2": (2 * width, width, 3, 3), "head": (classes, 2 * width * (side // 4) ** 2)}

    def init(generator: torch.Generator) -> Params:
        params: Params = {}
        for name, shape in shapes.items():
            fan_in = torch.Size(shape[1:]).numel()
            params[f"{name}.weight"] = uniform(shape, fan_in, generator)
            params[f"{name}.bias"] = uniform(shape[:1], fan_in, generator)
        return params

    def features(params: Params, x: Tensor) -> Tensor:
        x = channels_last(x)
        for name in ("conv1", "conv2"):
            x = relu(halved(convolved(x, params[f"{name}.weight"])) + params[f"{name}.bias"])
        return x.flatten(1)

    return Model(f"convnet {channels}x{side}x{side}-{classes}", init, features, ("head.weight", "head.bias"))
