"""One small trained task that most tests share: digits, class 3 forgotten, 16 golden models as reference and 16 more as controls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import torch

from gpu_checks.data import Dataset, Part, digits
from gpu_checks.ensemble import Recipe
from gpu_checks.forgetting import class_wise
from gpu_checks.losses import cross_entropy
from gpu_checks.metrics.outputs import Outputs, outputs_of
from gpu_checks.models import Params, mlp
from gpu_checks.runtime import reproducible
from gpu_checks.task import Task, train_golden, train_pretrained


@pytest.fixture(autouse=True)
def deterministic() -> Iterator[None]:
    with reproducible(threads=1):
        yield


@dataclass(frozen=True, eq=False)
class Trained:
    data: Dataset
    task: Task
    held_out: Part
    pretrained: Params
    golden: Params
    controls: Params

    def outputs(self, params: Params) -> Outputs:
        return outputs_of(self.task, params, self.held_out)


@pytest.fixture(scope="session")
def trained() -> Trained:
    with reproducible(threads=1):
        data = digits().to(torch.device("cpu"), torch.float32)
        split = class_wise(data, 3)
        recipes = Recipe(15, 64, 0.1), Recipe(2, 64, 0.05)
        task = Task(mlp(64, 32, 10), cross_entropy, data.train.x, data.labels(), split.remaining, split.forgetting, *recipes)
        golden, controls = train_golden(task, range(16)), train_golden(task, range(100, 116))
        return Trained(data, task, split.held_out(data.validation), train_pretrained(task, range(16)), golden, controls)
