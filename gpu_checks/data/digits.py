"""Handwritten digits, as scikit-learn bundles them: 1,797 images of 8x8, ten classes."""

from __future__ import annotations

from sklearn.datasets import load_digits

from gpu_checks.data.dataset import Dataset, divided


def digits(seed: int = 0) -> Dataset:
    """Pixels in [0, 1], one channel; 60% for training, 20% each for validation and test."""
    bunch = load_digits()
    return Dataset("digits", 10, *divided(bunch.images[:, None] / 16.0, bunch.target, seed))
