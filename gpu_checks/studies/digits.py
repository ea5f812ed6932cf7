"""Digits: does the regularizer bring fine-tuning closer to the golden model, metric by metric?

An MLP on scikit-learn's digits; one class, random samples, or the most influential samples are forgotten. Every method is tuned with
the same budget on validation data and tested once; CE-FT, KL-FT and ICE-FT with each of four wrong labels.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import torch

from gpu_checks.data import digits
from gpu_checks.ensemble import Recipe
from gpu_checks.forgetting import Split, class_wise, high_influence, random_samples
from gpu_checks.losses import cross_entropy
from gpu_checks.models import mlp
from gpu_checks.runtime import device_of
from gpu_checks.statistics.protocol import SMALL, Protocol
from gpu_checks.store import Store
from gpu_checks.studies.comparison import Case, dtype_of
from gpu_checks.studies.contender import Contender, every
from gpu_checks.studies.settings import Settings

TRAINING = Recipe(epochs=30, batch=64, rate=0.1)
TUNING = Recipe(epochs=5, batch=64, rate=0.02)


@dataclass(frozen=True)
class Config:
    """One run of the study. ``width`` models at most are trained at once; ``share`` of the samples is forgotten where no class is."""

    kinds: tuple[str, ...] = ("class-wise", "random", "high-influence")
    label: int = 3
    share: float = 0.1
    hidden: int = 128
    training: Recipe = TRAINING
    tuning: Recipe = TUNING
    influence_models: int = 64
    contenders: tuple[Contender, ...] = field(default_factory=every)
    protocol: Protocol = field(default_factory=lambda: Protocol(rates=(0.02, 0.1, 0.3, 1.0)))
    width: int = 128
    dtype: str = "float32"


SIZES = {
    "full": Config(),
    "small": Config(
        hidden=64,
        training=Recipe(epochs=20, batch=64, rate=0.1),
        tuning=Recipe(epochs=3, batch=64, rate=0.02),
        influence_models=32,
        protocol=Protocol(**SMALL, references=24, rates=(0.05, 0.5)),
    ),
}


def cases(config: Config) -> tuple[str, ...]:
    """Names of the cases, which are measured one by one and concluded together."""
    return tuple(f"digits {kind}" for kind in config.kinds)


def pieces(config: Config) -> int:
    """Pieces beside those that every comparison has: which samples are the most influential."""
    return config.kinds.count("high-influence")


def case(config: Config, index: int, settings: Settings, store: Store) -> Case:
    """One way to forget."""
    device = device_of(settings.device)
    data = digits(config.protocol.draw).to(device, dtype_of(config.dtype))
    model = mlp(64, config.hidden, 10)
    kind = config.kinds[index]
    if kind == "class-wise":
        split = class_wise(data, config.label)
    elif kind == "random":
        split = random_samples(data, config.share, config.protocol.draw)
    else:

        def chosen() -> dict[str, torch.Tensor]:
            found = high_influence(data, config.share, model, cross_entropy, config.training, config.protocol.draw, config.influence_models)
            return {"remaining": found.remaining, "forgetting": found.forgetting}

        split = Split(kind, **store.params(f"digits {kind}/split", chosen, device))
    return Case(f"digits {kind}", data, split, model, config.training, config.tuning, config.width)
