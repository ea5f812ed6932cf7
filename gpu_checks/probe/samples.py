"""What a probe is trained on, and what is said of its weights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from theory.problem import Problem

Weights = np.ndarray
"""Weights (d, k)."""


@dataclass(frozen=True, eq=False)
class Samples:
    """Features x (n, d), classes y (n,), which samples to forget (n,), and test samples.

    ``dropped`` is the class that is forgotten altogether, if there is one: test samples of it are left out of TA.
    """

    x: np.ndarray
    y: np.ndarray
    forget: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray
    classes: int
    dropped: int | None = None

    @cached_property
    def targets(self) -> np.ndarray:
        """One-hot labels (n, k)."""
        return np.eye(self.classes)[self.y]

    @cached_property
    def problem(self) -> Problem:
        """The same as the theory has it."""
        return Problem.from_samples(self.x, self.targets, self.forget)

    @property
    def remaining(self) -> tuple[np.ndarray, np.ndarray]:
        """X_r as rows (n_r, d), and y_r (n_r, k)."""
        return self.x[~self.forget], self.targets[~self.forget]

    @property
    def forgetting(self) -> tuple[np.ndarray, np.ndarray]:
        """X_f as rows (n_f, d), and y_f (n_f, k)."""
        return self.x[self.forget], self.targets[self.forget]

    @cached_property
    def held_out(self) -> tuple[np.ndarray, np.ndarray]:
        """Test samples of the classes that D_r has."""
        kept = self.test_y != (-1 if self.dropped is None else self.dropped)
        return self.test_x[kept], self.test_y[kept]


def accuracy(x: np.ndarray, y: np.ndarray, w: Weights) -> float:
    """Share of the samples whose largest output is the true class's."""
    return float(((x @ w).argmax(1) == y).mean())


def accuracies(s: Samples, w: Weights) -> dict[str, float]:
    """UA, the share of D_f that is wrong, RA and TA."""
    return {
        "UA": 1 - accuracy(s.x[s.forget], s.y[s.forget], w),
        "RA": accuracy(s.x[~s.forget], s.y[~s.forget], w),
        "TA": accuracy(*s.held_out, w),
    }


def squared(x: np.ndarray, y: np.ndarray, w: Weights) -> float:
    """The theory's loss: summed over outputs, mean over samples."""
    return float(((x @ w - y) ** 2).sum() / len(x))


def cross_entropy(x: np.ndarray, y: np.ndarray, w: Weights) -> float:
    """Mean cross-entropy, in nats, of one-hot labels y."""
    logits = x @ w
    logits = logits - logits.max(1, keepdims=True)
    return float((np.log(np.exp(logits).sum(1)) - (logits * y).sum(1)).mean())


def judged(s: Samples, w: Weights, golden: Weights) -> dict[str, float]:
    """UL, RL, the distance from the golden model in weights, and the accuracies."""
    losses = {"UL": squared(*s.forgetting, w), "RL": squared(*s.remaining, w)}
    return {**losses, "distance": float(np.linalg.norm(w - golden)), **accuracies(s, w)}
