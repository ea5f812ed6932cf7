"""Photos: CIFAR-10, CIFAR-100 or SVHN, from the official archives in a folder that the user names; one class or random samples forgotten.

ResNet-18 at its usual width. The full protocol is cut where images are larger than digits: fewer golden models and tuning seeds, and
models are measured on at most ``asked`` samples each of D_r and D_f. Nothing is downloaded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from gpu_checks.data import CIFAR10, CIFAR100, Dataset, Part, cifar, svhn
from gpu_checks.data.svhn import TEST, TRAIN
from gpu_checks.ensemble import Recipe
from gpu_checks.forgetting import class_wise, random_samples
from gpu_checks.models import Model, convnet, resnet18
from gpu_checks.runtime import device_of
from gpu_checks.seeds import subset
from gpu_checks.statistics.protocol import SMALL, Protocol
from gpu_checks.store import Store
from gpu_checks.studies.comparison import Case, dtype_of
from gpu_checks.studies.contender import Contender, essential
from gpu_checks.studies.settings import Settings

SETS: dict[str, tuple[str, Callable[[Path], Dataset]]] = {
    "cifar10": (CIFAR10.archive, partial(cifar, layout=CIFAR10)),
    "cifar100": (CIFAR100.archive, partial(cifar, layout=CIFAR100)),
    "svhn": (f"{TRAIN[0]} and {TEST[0]}", svhn),
}
"""The data sets: which files the folder must hold, and what reads them."""

SIDE, CHANNELS = 32, 3


def built(architecture: str, classes: int, channels: int) -> Model:
    """The ``architecture``, "ResNet-18" or "convnet", with ``channels`` in its first layer."""
    if architecture == "ResNet-18":
        return resnet18(CHANNELS, classes, channels)
    if architecture == "convnet":
        return convnet(CHANNELS, SIDE, classes, channels)
    raise ValueError(f"`architecture` must be ResNet-18 or convnet; received {architecture!r}")


TRAINING = Recipe(epochs=20, batch=128, rate=0.05)
TUNING = Recipe(epochs=1, batch=128, rate=0.02)


@dataclass(frozen=True)
class Config:
    """One run of the study on ``data``. ``samples`` limits the training samples; ``width`` models at most are trained at once."""

    data: str = "cifar10"
    kinds: tuple[str, ...] = ("class-wise", "random")
    label: int = 3
    share: float = 0.1
    architecture: str = "ResNet-18"
    channels: int = 64
    samples: int | None = None
    asked: int | None = 1000
    relearned: int = 200
    training: Recipe = TRAINING
    tuning: Recipe = TUNING
    contenders: tuple[Contender, ...] = field(default_factory=essential)
    protocol: Protocol = field(
        default_factory=lambda: Protocol(training_seeds=10, tuning_seeds=1, finalists=4, final_seeds=4, references=16)
    )
    width: int = 16
    dtype: str = "float32"


SIZES = {
    "full": Config(),
    "small": Config(
        architecture="convnet",
        channels=8,
        samples=1000,
        training=Recipe(epochs=10, batch=64, rate=0.05),
        tuning=Recipe(epochs=1, batch=64, rate=0.02),
        protocol=Protocol(**SMALL, references=8, rates=(0.05, 0.2)),
    ),
}


def cases(config: Config) -> tuple[str, ...]:
    """Names of the cases, one a way to forget."""
    return tuple(f"{config.data} {kind}" for kind in config.kinds)


def case(config: Config, index: int, settings: Settings, store: Store) -> Case:  # noqa: ARG001 - nothing to store here
    """One way to forget; raises ``ValueError`` for a data set or a folder that cannot be read."""
    device = device_of(settings.device)
    data = limited(loaded(config.data, settings.archives), config.samples).to(device, dtype_of(config.dtype))
    split = (
        class_wise(data, config.label) if config.kinds[index] == "class-wise" else random_samples(data, config.share, config.protocol.draw)
    )
    model = built(config.architecture, data.classes, config.channels)
    name = cases(config)[index]
    return Case(name, data, split, model, config.training, config.tuning, config.width, config.asked, config.relearned)


def loaded(name: str, folder: Path | None) -> Dataset:
    """The data set ``name`` from its official files in ``folder``; raises ``ValueError`` that names the option to mend."""
    if name not in SETS:
        raise ValueError(f"`--data` must be one of {', '.join(SETS)}; received {name!r}")
    files, load = SETS[name]
    if folder is None:
        raise ValueError(f"`--archives` must name a folder with the official {files} of {name}; received none")
    try:
        return load(folder)
    except ValueError as error:
        raise ValueError(f"`--archives` must name a folder with the official {files} of {name}; received {folder}: {error}") from error


def limited(data: Dataset, samples: int | None) -> Dataset:
    """The data with at most so many training samples, drawn by a seed; all of them for None."""
    if samples is None or samples >= len(data.train.y):
        return data
    rows = subset(len(data.train.y), samples, "limited", data.name)
    return replace(data, train=Part(data.train.x[rows], data.train.y[rows]))
