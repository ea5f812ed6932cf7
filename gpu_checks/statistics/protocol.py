"""The protocol: everything decided before a run, printed with its result.

It was revised once, after a first run and its review: rates up to where training breaks down, the rule that chooses, sets of models.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MARGINS = {
    "UA": 0.02,
    "RA": 0.01,
    "TA": 0.02,
    "MIA": 0.05,
    "UL": 0.25,
    "average gap": 0.02,
    "tug-of-war": 0.03,
    "TV": 0.05,
    "KL": 0.10,
    "KLoM": 0.50,
    "U-LiRA": 0.05,
    "relearning": 0.10,
}
"""How far from the golden models' own distance counts as equal, by metric: shares as fractions, UL, KL and KLoM in nats, relearning
as a share of golden's steps. Stated in advance; a margin is a judgement, so it is printed beside every verdict."""


@dataclass(frozen=True)
class Protocol:
    """How a comparison is made.

    Args:
        training_seeds, unlearning_seeds: pretrained models and, from each, runs of a method. The unit of replication is the training
            seed; the runs from one pretrained model are averaged first.
        tuning_seeds: other pretrained models, on which options are chosen with validation data; never tested.
        references: golden models that define the gold standard. Golden models as numerous as a method's runs, from other seeds, are
            compared with them like any method: their distance is the noise floor.
        budget: settings that each method may try; ``rates`` are among them, up to one at which fine-tuning breaks down.
        criterion: the distance that chooses between settings.
        level: of all tests, after Holm's correction within a family; intervals have confidence 1 - level.
        resamples: of the BCa bootstrap.
        margins: see MARGINS.
    """

    training_seeds: int = 20
    unlearning_seeds: int = 3
    tuning_seeds: int = 6
    references: int = 64
    budget: int = 40
    rates: tuple[float, ...] = (0.01, 0.05, 0.2, 1.0)
    criterion: str = "average gap"
    level: float = 0.05
    resamples: int = 9999
    margins: dict[str, float] = field(default_factory=lambda: dict(MARGINS))

    def __post_init__(self) -> None:
        if self.training_seeds < 2 or self.unlearning_seeds < 1 or self.tuning_seeds < 1 or self.references < 4:
            raise ValueError(
                "`training_seeds`, `unlearning_seeds`, `tuning_seeds`, `references` must be at least 2, 1, 1, 4; received "
                f"{self.training_seeds}, {self.unlearning_seeds}, {self.tuning_seeds}, {self.references}"
            )
        if not 0 < self.level < 1:
            raise ValueError(f"`level` must be between 0 and 1; received {self.level}")
