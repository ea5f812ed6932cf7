"""What models say about the samples that matter: all that the metrics see, so that no metric can touch a model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import log_softmax
from torch import Tensor

from gpu_checks.data import Part
from gpu_checks.models import Model, Params
from gpu_checks.task import Task


@dataclass(frozen=True, eq=False)
class Answers:
    """Logits (M, n, C) of M models on n samples and the true classes (n,), in float64 on the CPU."""

    logits: np.ndarray
    y: np.ndarray

    @property
    def log_p(self) -> np.ndarray:
        """Log-probabilities (M, n, C)."""
        found: np.ndarray = log_softmax(self.logits, axis=-1)
        return found

    @property
    def p(self) -> np.ndarray:
        """Probabilities (M, n, C)."""
        found: np.ndarray = np.exp(self.log_p)
        return found

    @property
    def log_confidence(self) -> np.ndarray:
        """Log-probability of the true class, (M, n)."""
        return np.take_along_axis(self.log_p, self.y[None, :, None], axis=-1)[..., 0]

    @property
    def margin(self) -> np.ndarray:
        """log p_y - log(1 - p_y) = logit_y - log sum_{c != y} exp logit_c, (M, n): without cancellation where p_y is near 1."""
        own = np.take_along_axis(self.logits, self.y[None, :, None], axis=-1)[..., 0]
        others = self.logits.copy()
        np.put_along_axis(others, np.broadcast_to(self.y[None, :, None], (*own.shape, 1)), -np.inf, axis=-1)
        found: np.ndarray = own - np.logaddexp.reduce(others, axis=-1)
        return found

    def __getitem__(self, members: slice | np.ndarray) -> Answers:
        """The answers of some of the models."""
        return Answers(self.logits[members], self.y)


@dataclass(frozen=True, eq=False)
class Outputs:
    """The answers of M models on D_f, on D_r, and on held-out samples of the classes that D_r has."""

    forgetting: Answers
    remaining: Answers
    held_out: Answers

    def __getitem__(self, members: slice | np.ndarray) -> Outputs:
        """The outputs of some of the models."""
        return Outputs(self.forgetting[members], self.remaining[members], self.held_out[members])

    @property
    def finite(self) -> np.ndarray:
        """Which models have only finite logits, (M,); ascent without bound ends in models that have not."""
        parts = (self.forgetting, self.remaining, self.held_out)
        found: np.ndarray = np.logical_and.reduce([np.isfinite(a.logits).all(axis=(1, 2)) for a in parts])
        return found


def outputs_of(task: Task, params: Params, held_out: Part) -> Outputs:
    """Every stacked model's answers."""

    def on(rows: Tensor) -> Answers:
        return answers(task.model, params, Part(task.x[rows], task.labels[rows].argmax(dim=1)))

    return Outputs(on(task.forgetting), on(task.remaining), answers(task.model, params, held_out))


def answers(model: Model, params: Params, part: Part) -> Answers:
    """Every stacked model's answers on the samples of ``part``."""
    return Answers(model.all_logits(params, part.x).double().cpu().numpy(), part.y.cpu().numpy())
