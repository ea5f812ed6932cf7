"""Speed: models trained as one batch against models trained in a loop, in the same run on the same device.

The loop is plain PyTorch, module, optimizer and all, as one would train a single model; the ensemble is what the studies use. Both
train the same architecture on the same data with the same recipe; rounds alternate, and the ratio is of the shortest, as other work
on the machine only ever adds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn

from gpu_checks.data import digits
from gpu_checks.ensemble import Recipe, fit, per_epoch, shuffled
from gpu_checks.losses import cross_entropy
from gpu_checks.models import mlp
from gpu_checks.runtime import device_of, environment, reproducible, timed
from gpu_checks.studies.settings import THREADS, Settings

BATCHES = (32, 64)
"""Larger batches leave less to gain: one product of the loop then fills a core by itself."""

ASKED = {"cpu": 4, "cuda": 20}
"""How many times the models a second the ensemble must train, by device, at the batch size ``ASKED_AT``."""

ASKED_AT = "batch 32"


@dataclass(frozen=True)
class Config:
    """``members`` models in the ensemble; the loop trains ``looped`` of them, and its time is per model anyway."""

    members: int = 64
    looped: int = 8
    hidden: int = 128
    rounds: int = 5
    epochs: int = 2
    batches: tuple[int, ...] = BATCHES


SIZES = {"full": Config(), "small": Config(looped=4, rounds=3, epochs=1, batches=(32,))}


def run(config: Config, settings: Settings, size: str) -> dict[str, Any]:
    """Seconds per model either way and their ratio, by batch size, the environment, and the ``seconds`` of the whole run."""
    device = device_of(settings.device)

    def races() -> dict[str, Any]:
        return {f"batch {batch}": race(config, Recipe(config.epochs, batch, 0.1), device) for batch in config.batches}

    with reproducible(THREADS):
        found, seconds = timed(races, device)
        described = environment(device)
    return {
        "format": "goldengap-measurement-1",
        "study": "speed",
        "size": size,
        "environment": described,
        "seconds": round(seconds, 3),
        "config": asdict(config),
        "found": found,
    }


def race(config: Config, recipe: Recipe, device: torch.device) -> dict[str, Any]:
    """One recipe, both ways, in alternation after one run that warms up."""
    data = digits().to(device, torch.float32)
    x, labels, rows = data.train.x, data.labels(), torch.arange(len(data.train.y), device=device)
    model = mlp(64, config.hidden, 10)

    def ensemble() -> object:
        return fit(model, cross_entropy, x, labels, rows, range(config.members), recipe)

    def loop() -> object:
        return [train_alone(config.hidden, recipe, x, data.train.y, seed) for seed in range(config.looped)]

    timed(ensemble, device)
    timed(loop, device)
    return summary([(timed(ensemble, device)[1] / config.members, timed(loop, device)[1] / config.looped) for _ in range(config.rounds)])


def summary(pairs: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """Least seconds per model, (ensemble, loop), and how many times more models a second the ensemble trains."""
    together, alone = (min(column) for column in zip(*pairs, strict=True))
    return {
        "seconds per model, ensemble": together,
        "seconds per model, loop": alone,
        "throughput, ensemble over loop": alone / together,
        "rounds": [list(pair) for pair in pairs],
    }


def train_alone(hidden: int, recipe: Recipe, x: Tensor, y: Tensor, seed: int) -> nn.Module:
    """One model, the usual way."""
    network = nn.Sequential(nn.Flatten(), nn.Linear(64, hidden), nn.ReLU(), nn.Linear(hidden, 10)).to(x.device)
    optimizer = torch.optim.SGD(network.parameters(), lr=recipe.rate, momentum=recipe.momentum, weight_decay=recipe.decay)
    steps = recipe.epochs * per_epoch(len(y), recipe.batch)
    for index in shuffled(len(y), [seed], "order", recipe.batch, steps, x.device):
        optimizer.zero_grad()
        nn.functional.cross_entropy(network(x[index[0]]), y[index[0]]).backward()
        optimizer.step()
    return network
