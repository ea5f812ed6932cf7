"""ResNet-18 for 32x32 images (He et al. 2016, in the form with a 3x3 stem and no first pooling).

Normalization is by groups (Wu and He 2018), not by batches: running averages are state that is no parameter, would tie the samples
of a batch together, and would let an evaluation change the model it measures.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import relu

from gpu_checks.models.convolution import channels_last, convolved
from gpu_checks.models.model import Model, Params, he_normal, uniform

GROUPS = 8


def resnet18(channels: int, classes: int, width: int = 64) -> Model:
    """x (B, channels, H, H) -> logits (B, classes). ``width`` 64 is ResNet-18; less of it, in multiples of 8, is for tests."""
    if width % GROUPS:
        raise ValueError(f"`width` must be a multiple of {GROUPS}; received {width}")
    blocks = [(stage, unit) for stage in range(4) for unit in range(2)]

    def init(generator: torch.Generator) -> Params:
        params: Params = {}

        def add(name: str, outputs: int, inputs: int, size: int) -> None:
            params[f"{name}.weight"] = he_normal((outputs, inputs, size, size), inputs * size * size, generator)
            params[f"{name}.scale"] = torch.ones(outputs, dtype=torch.float64)
            params[f"{name}.shift"] = torch.zeros(outputs, dtype=torch.float64)

        add("stem", width, channels, 3)
        for stage, unit in blocks:
            outputs = width << stage
            inputs = outputs if unit or not stage else outputs // 2
            add(f"block{stage}{unit}.a", outputs, inputs, 3)
            add(f"block{stage}{unit}.b", outputs, outputs, 3)
            if inputs != outputs:
                add(f"block{stage}{unit}.skip", outputs, inputs, 1)
        params["head.weight"] = uniform((classes, width << 3), width << 3, generator)
        params["head.bias"] = uniform((classes,), width << 3, generator)
        return params

    def features(params: Params, x: Tensor) -> Tensor:
        x = relu(_normalized(params, "stem", channels_last(x), 1))
        for stage, unit in blocks:
            name, stride = f"block{stage}{unit}", 2 if stage and not unit else 1
            inner = _normalized(params, f"{name}.b", relu(_normalized(params, f"{name}.a", x, stride)), 1)
            skip = _normalized(params, f"{name}.skip", x, stride) if f"{name}.skip.weight" in params else x
            x = relu(inner + skip)
        return x.mean(dim=(1, 2))

    return Model(f"resnet18 width {width}", init, features, ("head.weight", "head.bias"))


def _normalized(params: Params, name: str, x: Tensor, stride: int) -> Tensor:
    """Convolution without bias, then group normalization with its own scale and shift."""
    y = convolved(x, params[f"{name}.weight"], stride).unflatten(3, (GROUPS, -1))
    variance, mean = torch.var_mean(y, dim=(1, 2, 4), correction=0, keepdim=True)
    y = ((y - mean) * (variance + 1e-5).rsqrt()).flatten(3)
    return y * params[f"{name}.scale"] + params[f"{name}.shift"]
