"""All metrics of a set of models at once: values as they are, and distances from the golden models, which are what is compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gpu_checks.metrics.accuracy import remaining_accuracy, test_accuracy, unlearning_accuracy, unlearning_loss
from gpu_checks.metrics.distribution import divergence, total_variation
from gpu_checks.metrics.membership import mia_efficacy
from gpu_checks.metrics.outputs import Outputs
from gpu_checks.metrics.scores import average_gap, tug_of_war

VALUES = ("UA", "RA", "TA", "MIA", "UL")
"""Numbers that a model has by itself; its distance is |value - mean over the reference golden models|."""


@dataclass(frozen=True, eq=False)
class Reference:
    """The golden models that others are measured against, and their mean values."""

    outputs: Outputs
    means: Mapping[str, float]

    @classmethod
    def of(cls, golden: Outputs, seeds: Sequence[int], loss: Callable[[Outputs], np.ndarray] = unlearning_loss) -> Reference:
        """From at least two golden models; ``loss`` as in :func:`values`."""
        found = values(golden, seeds, loss)
        return cls(golden, {name: float(found[name].mean()) for name in VALUES})


def values(out: Outputs, seeds: Sequence[int], loss: Callable[[Outputs], np.ndarray] = unlearning_loss) -> dict[str, np.ndarray]:
    """UA, RA, TA, MIA and UL, each (M,); NaN for a model that is not finite. ``loss`` is what UL is, the one models are trained on."""
    with np.errstate(invalid="ignore", over="ignore"):
        found = {
            "UA": unlearning_accuracy(out),
            "RA": remaining_accuracy(out),
            "TA": test_accuracy(out),
            "MIA": mia_efficacy(out, list(seeds)),
            "UL": loss(out),
        }
    return {name: np.where(out.finite, value, np.nan) for name, value in found.items()}


def distances(out: Outputs, own: Mapping[str, np.ndarray], golden: Reference) -> dict[str, np.ndarray]:
    """Distance from the golden models by every metric, each (M,), ideal 0: lower is closer. ``own`` holds the models' values."""
    found = {name: np.abs(own[name] - golden.means[name]) for name in VALUES}
    found["average gap"] = average_gap(own, golden.means)
    found["tug-of-war"] = 1 - tug_of_war(own, golden.means)
    with np.errstate(invalid="ignore", over="ignore"):
        found["TV"] = total_variation(out.forgetting, golden.outputs.forgetting)
        found["KL"] = divergence(out.forgetting, golden.outputs.forgetting)
    return {name: np.where(out.finite, value, np.nan) for name, value in found.items()}
