"""CIFAR-10 and CIFAR-100 from the official "python version" archives (Krizhevsky 2009), in a folder that the user names."""

from __future__ import annotations

import io
import tarfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from gpu_checks.data.archives import MOST, restricted_load, verified
from gpu_checks.data.dataset import Dataset, Part, divided

PIXELS = 3 * 32 * 32


@dataclass(frozen=True)
class Layout:
    """What an archive is called, how it is verified, and where in it the samples are."""

    name: str
    archive: str
    md5: str
    train: tuple[str, ...]
    test: str
    label: bytes
    classes: int


CIFAR10 = Layout(
    "cifar10",
    "cifar-10-python.tar.gz",
    "c58f30108f718f92721af3b95e74349a",
    tuple(f"cifar-10-batches-py/data_batch_{i}" for i in range(1, 6)),
    "cifar-10-batches-py/test_batch",
    b"labels",
    10,
)
CIFAR100 = Layout(
    "cifar100",
    "cifar-100-python.tar.gz",
    "eb9058c3a382ffc7106e4002c42a8d85",
    ("cifar-100-python/train",),
    "cifar-100-python/test",
    b"fine_labels",
    100,
)


def cifar(folder: Path, layout: Layout = CIFAR10, seed: int = 0) -> Dataset:
    """Pixels in [0, 1]; the official test set, and a tenth of the official training set for validation.

    Raises ``ValueError`` for a missing file, another digest, or any other content.
    """
    content = verified(folder, layout.archive, layout.md5)
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
            parts = {name: _samples(_member(archive, name), name, layout) for name in (*layout.train, layout.test)}
    except (tarfile.TarError, OSError, EOFError) as error:
        raise ValueError(f"{layout.archive} must be a gzipped tar archive; {error}") from error
    x, y = (np.concatenate([parts[name][i] for name in layout.train]) for i in (0, 1))
    train, validation = divided(x, y, seed, (0.9, 0.1))
    test_x, test_y = parts[layout.test]
    return Dataset(layout.name, layout.classes, train, validation, Part(torch.from_numpy(test_x), torch.from_numpy(test_y)))


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    """One regular file out of the archive, in memory; nothing is ever extracted to disk."""
    try:
        entry = archive.getmember(name)
    except KeyError:
        raise ValueError(f"the archive must hold {name}; it does not") from None
    if not entry.isfile() or entry.size > MOST:
        raise ValueError(f"{name} must be a regular file of at most {MOST} bytes; received type {entry.type!r}, {entry.size} bytes")
    stream = archive.extractfile(entry)
    if stream is None:
        raise ValueError(f"{name} must be readable; it is not")
    return stream.read()


def _samples(content: bytes, name: str, layout: Layout) -> tuple[np.ndarray, np.ndarray]:
    """Images (n, 3, 32, 32) in [0, 1] as float32 and labels (n,)."""
    batch = restricted_load(content, name)
    if not isinstance(batch, dict) or not isinstance(batch.get(b"data"), np.ndarray) or not isinstance(batch.get(layout.label), list):
        raise ValueError(f"{name} must be a dict with `data`, an array, and `{layout.label.decode()}`, a list; received another layout")
    data, labels = batch[b"data"], batch[layout.label]
    if data.dtype != np.uint8 or data.ndim != 2 or data.shape != (len(labels), PIXELS):
        raise ValueError(f"`data` in {name} must be unsigned bytes of shape ({len(labels)}, {PIXELS}); received {data.dtype} {data.shape}")
    if not labels or not all(isinstance(label, int) and 0 <= label < layout.classes for label in labels):
        raise ValueError(f"`{layout.label.decode()}` in {name} must be integers from 0 to {layout.classes - 1}; received others or none")
    return data.reshape(-1, 3, 32, 32).astype(np.float32) / 255, np.array(labels, dtype=np.int64)
