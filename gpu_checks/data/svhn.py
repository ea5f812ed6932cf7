"""Street View House Numbers, cropped digits (Netzer et al. 2011), from the official .mat files in a folder that the user names."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import torch
from scipy.io import loadmat

from gpu_checks.data.archives import verified
from gpu_checks.data.dataset import Dataset, Part, divided

TRAIN = ("train_32x32.mat", "e26dedcc434d2e4c54c9b2d4a06d8373")
TEST = ("test_32x32.mat", "eb5a983be6a315427106f1b164d9cef3")


def svhn(folder: Path, train: tuple[str, str] = TRAIN, test: tuple[str, str] = TEST, seed: int = 0) -> Dataset:
    """Pixels in [0, 1]; the official test set, and a tenth of the official training set for validation.

    ``train`` and ``test`` are file names with their MD5 digests. The files call the digit 0 class 10; here it is class 0.
    Raises ``ValueError`` for a missing file, another digest, or any other content.
    """
    x, y = _samples(folder, *train)
    fitted, validation = divided(x, y, seed, (0.9, 0.1))
    test_x, test_y = _samples(folder, *test)
    return Dataset("svhn", 10, fitted, validation, Part(torch.from_numpy(test_x), torch.from_numpy(test_y)))


def _samples(folder: Path, name: str, md5: str) -> tuple[np.ndarray, np.ndarray]:
    """Images (n, 3, 32, 32) in [0, 1] as float32 and labels (n,)."""
    content = verified(folder, name, md5)
    try:
        found = loadmat(io.BytesIO(content), variable_names=["X", "y"])
    except (ValueError, TypeError, OSError, NotImplementedError) as error:
        raise ValueError(f"{name} must be a MATLAB 5 file; {error}") from error
    x, y = found.get("X"), found.get("y")
    if x is None or y is None or x.dtype != np.uint8 or x.ndim != 4 or x.shape[:3] != (32, 32, 3) or y.shape != (x.shape[3], 1):
        raise ValueError(f"{name} must hold `X`, unsigned bytes (32, 32, 3, n), and `y` (n, 1); received another layout")
    if not ((y >= 1) & (y <= 10)).all():
        raise ValueError(f"`y` in {name} must be from 1 to 10; received {int(y.min())} to {int(y.max())}")
    return np.ascontiguousarray(x.transpose(3, 2, 0, 1)).astype(np.float32) / 255, y.ravel().astype(np.int64) % 10
