"""All metrics of a set of models at once: values as they are, and distances from the golden models, which are what is compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gpu_checks.metrics import METRICS, Metric, Of
from gpu_checks.metrics.accuracy import unlearning_loss
from gpu_checks.metrics.outputs import Answers, Outputs

VALUES = tuple(metric.name for metric in METRICS.values() if metric.of is Of.VALUE)
"""Numbers that a model has by itself; its distance is |value - mean over the reference golden models|."""


@dataclass(frozen=True, eq=False)
class Reference:
    """The golden models that others are measured against, and their mean values."""

    outputs: Outputs
    means: Mapping[str, float]

    @classmethod
    def of(
        cls,
        golden: Outputs,
        seeds: Sequence[int],
        loss: Callable[[Outputs], np.ndarray] = unlearning_loss,
        names: Sequence[str] = tuple(METRICS),
    ) -> Reference:
        """From at least two golden models; ``loss`` and ``names`` as in :func:`values`."""
        found = values(golden, seeds, loss, names)
        return cls(golden, {name: float(row.mean()) for name, row in found.items()})


def values(
    out: Outputs,
    seeds: Sequence[int],
    loss: Callable[[Outputs], np.ndarray] = unlearning_loss,
    names: Sequence[str] = tuple(METRICS),
) -> dict[str, np.ndarray]:
    """The values among ``names``, each (M,); NaN for a model that is not finite. ``loss`` is what UL is, the one models are trained on."""
    with np.errstate(invalid="ignore", over="ignore"):
        found = {name: loss(out) if name == "UL" else METRICS[name].compute(out, seeds) for name in VALUES if name in names}
    return {name: np.where(out.finite, value, np.nan) for name, value in found.items()}


OF_MODELS = (Of.VALUE, Of.SCORE, Of.DISTANCE)
"""Kinds of metrics that every single model has."""


def distance(metric: Metric, out: Outputs, own: Mapping[str, np.ndarray], golden: Reference) -> np.ndarray:
    """Distance from the golden models by a metric that single models have, (M,). Raises ``ValueError`` for one of another kind."""
    found: np.ndarray
    if metric.of is Of.VALUE:
        found = np.abs(own[metric.name] - golden.means[metric.name])
    elif metric.of is Of.SCORE:
        found = metric.compute(own, golden.means)
    elif metric.of is Of.DISTANCE:
        found = metric.compute(out, golden.outputs)
    else:
        raise ValueError(f"`metric` must be of values, distances or scores; {metric.name} is {metric.of.value}")
    return found


def distances(
    out: Outputs, own: Mapping[str, np.ndarray], golden: Reference, names: Sequence[str] = tuple(METRICS)
) -> dict[str, np.ndarray]:
    """Distance from the golden models by every metric of ``names`` that single models have, each (M,), 0 at best.

    ``own`` holds the models' values. NaN for a model that is not finite.
    """
    of_models = (METRICS[name] for name in names if METRICS[name].of in OF_MODELS)
    with np.errstate(invalid="ignore", over="ignore"):
        found = {metric.name: distance(metric, out, own, golden) for metric in of_models}
    return {name: np.where(out.finite, value, np.nan) for name, value in found.items()}


def set_distances(own: Answers, golden: Answers, groups: np.ndarray) -> dict[str, list[float | None]]:
    """Distances of a set by every metric of sets, one number per pretrained model; None where a model is not finite."""
    if not np.isfinite(own.logits).all():
        return {metric.name: [None] * len(np.unique(groups)) for metric in METRICS.values() if metric.of is Of.SET}
    return {metric.name: metric.compute(own, golden, groups).tolist() for metric in METRICS.values() if metric.of is Of.SET}


def set_ceilings(own: Answers, golden: Answers, groups: np.ndarray) -> dict[str, float | None]:
    """The largest distances that :func:`set_distances` could report of the whole set; None where a model is not finite."""
    finite = bool(np.isfinite(own.logits).all())
    return {metric.name: metric.ceiling(own, golden, groups) if finite else None for metric in METRICS.values() if metric.ceiling}
