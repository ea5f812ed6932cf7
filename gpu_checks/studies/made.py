"""Made images: how the overlap between classes decides whether the regularizer narrows the gap.

Class 0 of four is forgotten; the overlap runs from distinct features (0) to full overlap (1), which the data realize exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gpu_checks.data import made_images
from gpu_checks.ensemble import Recipe
from gpu_checks.forgetting import class_wise
from gpu_checks.models import mlp
from gpu_checks.runtime import device_of
from gpu_checks.statistics.protocol import SMALL, Protocol
from gpu_checks.store import Store
from gpu_checks.studies.comparison import Case, dtype_of
from gpu_checks.studies.contender import Contender, essential
from gpu_checks.studies.settings import Settings

TRAINING = Recipe(epochs=30, batch=48, rate=0.1)
TUNING = Recipe(epochs=8, batch=48, rate=0.02)


def contenders() -> tuple[Contender, ...]:
    """FT, the regularizer with every wrong label, and the methods that stand for the theory's remedies."""
    return (*essential(), *(Contender(name) for name in ("salun", "rbm", "projection")))


@dataclass(frozen=True)
class Config:
    """One run of the study; ``count`` images at every overlap, 60% of them for training."""

    overlaps: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0)
    count: int = 400
    label: int = 0
    hidden: int = 64
    training: Recipe = TRAINING
    tuning: Recipe = TUNING
    contenders: tuple[Contender, ...] = field(default_factory=contenders)
    protocol: Protocol = field(default_factory=lambda: Protocol(rates=(0.02, 0.1, 2.0, 20.0)))
    width: int = 128
    dtype: str = "float32"


SIZES = {
    "full": Config(),
    "small": Config(
        overlaps=(0.0, 0.5, 1.0),
        protocol=Protocol(**SMALL, references=24, rates=(0.05, 0.5)),
    ),
}


def cases(config: Config) -> tuple[str, ...]:
    """Names of the cases, one an overlap."""
    return tuple(f"made images, overlap {overlap:g}" for overlap in config.overlaps)


def case(config: Config, index: int, settings: Settings, store: Store) -> Case:  # noqa: ARG001 - nothing to store here
    """Class-wise forgetting at one overlap."""
    made = made_images(config.overlaps[index], config.count, seed=config.protocol.draw)
    data = made.to(device_of(settings.device), dtype_of(config.dtype))
    model = mlp(64, config.hidden, data.classes)
    return Case(data.name, data, class_wise(data, config.label), model, config.training, config.tuning, config.width)
