"""Architectures: does what the regularizer does depend on the model, from softmax regression to ResNet-18?

Digits with class 3 forgotten, one recipe for all models; the ResNet-18 has an eighth of the usual channels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from gpu_checks.data import digits
from gpu_checks.ensemble import Recipe
from gpu_checks.forgetting import class_wise
from gpu_checks.models import Model, convnet, linear_probe, mlp, resnet18
from gpu_checks.runtime import device_of
from gpu_checks.statistics.protocol import SMALL, Protocol
from gpu_checks.store import Store
from gpu_checks.studies.comparison import Case, dtype_of
from gpu_checks.studies.contender import Contender, essential
from gpu_checks.studies.settings import Settings

BUILDERS: dict[str, Callable[[], Model]] = {
    "linear probe": lambda: linear_probe(64, 10),
    "MLP": lambda: mlp(64, 128, 10),
    "convnet": lambda: convnet(1, 8, 10, width=8),
    "ResNet-18": lambda: resnet18(1, 10, width=8),
}
"""The models, from the theory's own class up."""


TRAINING = Recipe(epochs=15, batch=64, rate=0.05)
TUNING = Recipe(epochs=3, batch=64, rate=0.02)


@dataclass(frozen=True)
class Config:
    """One run of the study. ``width`` models at most are trained at once."""

    models: tuple[str, ...] = tuple(BUILDERS)
    label: int = 3
    training: Recipe = TRAINING
    tuning: Recipe = TUNING
    contenders: tuple[Contender, ...] = field(default_factory=essential)
    protocol: Protocol = field(
        default_factory=lambda: Protocol(training_seeds=10, tuning_seeds=3, finalists=4, final_seeds=6, references=32)
    )
    width: int = 32
    dtype: str = "float32"


SIZES = {
    "full": Config(),
    "small": Config(
        models=("convnet", "ResNet-18"),
        training=Recipe(epochs=5, batch=64, rate=0.05),
        tuning=Recipe(epochs=1, batch=64, rate=0.02),
        contenders=essential(("random",)),
        protocol=Protocol(**SMALL, references=4, rates=(0.05, 0.2)),
    ),
}


def cases(config: Config) -> tuple[str, ...]:
    """Names of the cases, one a model."""
    return tuple(f"digits, {name}" for name in config.models)


def case(config: Config, index: int, settings: Settings, store: Store) -> Case:  # noqa: ARG001 - nothing to store here
    """Class-wise forgetting with one model."""
    data = digits(config.protocol.draw).to(device_of(settings.device), dtype_of(config.dtype))
    model = BUILDERS[config.models[index]]()
    name = cases(config)[index]
    return Case(name, data, class_wise(data, config.label), model, config.training, config.tuning, config.width)
