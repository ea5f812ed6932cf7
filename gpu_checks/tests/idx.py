"""Small files in the layout of Fashion-MNIST, with their own digests."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import numpy as np

from gpu_checks.data.fashion import SHA256


def idx(array: np.ndarray) -> bytes:
    return b"\0\0\x08" + bytes([array.ndim]) + b"".join(size.to_bytes(4, "big") for size in array.shape) + array.tobytes()


def images(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Noise around a pattern of each class, every class in turn."""
    patterns, rng = np.random.default_rng(99).integers(0, 200, (10, 28, 28)), np.random.default_rng(seed)
    labels = np.arange(count) % 10
    return (patterns[labels] + rng.integers(0, 56, (count, 28, 28))).astype(np.uint8), labels.astype(np.uint8)


def written(folder: Path, train: int, test: int) -> tuple[dict[str, str], tuple[np.ndarray, ...]]:
    """The four files, compressed: their digests, and what is in them."""
    arrays = (*images(train, 0), *images(test, 1))
    digests = {}
    for name, array in zip(SHA256, arrays, strict=True):
        (folder / f"{name}.gz").write_bytes(gzip.compress(idx(array)))
        digests[name] = hashlib.sha256(idx(array)).hexdigest()
    return digests, arrays
