"""The protocol: everything decided before a run, printed with its result.

It was made on draw 0 of models and data, where it was revised three times after results had been seen. What is committed is one run of
it on draw 1: other divisions of the data, other made images, other models.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gpu_checks.metrics import METRICS

MARGINS = {metric.name: metric.margin for metric in METRICS.values()}
"""How far from the golden models' own distance counts as equal, by metric: shares as fractions, UL, KL and KLoM in nats, relearning
as a share of golden's steps. Stated in advance; a margin is a judgement, so it is printed with every result."""

SMALL: dict[str, Any] = {
    **{"training_seeds": 6, "unlearning_seeds": 1, "tuning_seeds": 1, "finalists": 2, "final_seeds": 2},
    **{"budget": 20, "resamples": 999},
}
"""What a small study, which is no evidence, does with less."""

LEAST = {"training_seeds": 2, "unlearning_seeds": 1, "tuning_seeds": 1, "finalists": 1, "final_seeds": 2, "references": 4}
"""Numbers below which there is nothing to compute."""

UTILITY = tuple(metric.name for metric in METRICS.values() if metric.keeps)
"""Metrics of what is kept; all others look at D_f."""


@dataclass(frozen=True)
class Protocol:
    """How a comparison is made.

    Args:
        training_seeds, unlearning_seeds: pretrained models and, from each, runs of a method. The unit of replication is the training
            seed; the runs from one pretrained model are averaged first.
        tuning_seeds: other pretrained models, on which every setting is tried with validation data; never tested.
        finalists, final_seeds: the best of these settings are tried again, on yet other pretrained models, and one of them is chosen by
            that alone: the best of many numbers is best by luck in part.
        references: golden models that define the gold standard. Golden models as numerous as a method's runs, from other seeds, are
            compared with them like any method: their distance is the noise floor.
        budget: settings that each method may try; ``rates`` are among them, up to one at which fine-tuning breaks down.
        criterion: the distance that chooses between settings.
        level: of all tests, after Holm's correction within a family; intervals have confidence 1 - level.
        resamples: of the BCa bootstrap.
        draw: which division of the data and which models; see above.
        margins: see MARGINS.
    """

    training_seeds: int = 20
    unlearning_seeds: int = 3
    tuning_seeds: int = 4
    finalists: int = 5
    final_seeds: int = 10
    references: int = 64
    budget: int = 40
    rates: tuple[float, ...] = (0.01, 0.05, 0.2, 1.0)
    criterion: str = "average gap"
    level: float = 0.05
    resamples: int = 9999
    draw: int = 1
    margins: dict[str, float] = field(default_factory=lambda: dict(MARGINS))

    def __post_init__(self) -> None:
        for name, least in LEAST.items():
            if getattr(self, name) < least:
                raise ValueError(f"`{name}` must be at least {least}; received {getattr(self, name)}")
        if not 0 < self.level < 1:
            raise ValueError(f"`level` must be between 0 and 1; received {self.level}")
