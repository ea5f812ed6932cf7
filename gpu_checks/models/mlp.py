"""A perceptron with ReLU layers."""

from __future__ import annotations

import itertools

import torch
from torch import Tensor
from torch.nn.functional import linear, relu

from gpu_checks.models.model import Model, Params, uniform


def mlp(*widths: int) -> Model:
    """``mlp(64, 128, 10)``: 64 inputs, one hidden layer of 128, 10 classes. Inputs of more axes are flattened."""
    if len(widths) < 3:
        raise ValueError(f"`widths` must name inputs, at least one hidden layer, and classes; received {widths}")
    last = len(widths) - 2

    def name(layer: int) -> str:
        return "head" if layer == last else f"hidden{layer}"

    def init(generator: torch.Generator) -> Params:
        params: Params = {}
        for layer, (inputs, outputs) in enumerate(itertools.pairwise(widths)):
            params[f"{name(layer)}.weight"] = uniform((outputs, inputs), inputs, generator)
            params[f"{name(layer)}.bias"] = uniform((outputs,), inputs, generator)
        return params

    def features(params: Params, x: Tensor) -> Tensor:
        h = x.flatten(1)
        for layer in range(last):
            h = relu(linear(h, params[f"{name(layer)}.weight"], params[f"{name(layer)}.bias"]))
        return h

    return Model("mlp " + "-".join(map(str, widths)), init, features, ("head.weight", "head.bias"))
