"""The linear probe: the paper's own model class, W x without bias, started at zero so that descent finds the min-norm solution."""

from __future__ import annotations

import torch
from torch import Tensor

from gpu_checks.models.model import Model, Params


def linear_probe(inputs: int, classes: int) -> Model:
    """x (B, inputs) -> W x, W (classes, inputs). Inputs of more axes are flattened. Every seed starts at zero."""

    def init(generator: torch.Generator) -> Params:  # noqa: ARG001 - the start is zero for every seed
        return {"head.weight": torch.zeros((classes, inputs), dtype=torch.float64)}

    def features(params: Params, x: Tensor) -> Tensor:  # noqa: ARG001 - the features are the inputs
        return x.flatten(1)

    return Model(f"linear {inputs}-{classes}", init, features, ("head.weight",))
