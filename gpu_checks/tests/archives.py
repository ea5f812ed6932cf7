"""Small archives in the published formats, with their own digests."""

from __future__ import annotations

import hashlib
import io
import pickle
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.io import savemat

from gpu_checks.data.cifar import Layout

RNG = np.random.default_rng(0)


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def batch(count: int, label: bytes, classes: int, **changes: Any) -> dict[bytes, Any]:
    labels = [int(i) % classes for i in range(count)]
    found = {b"batch_label": b"small", label: labels, b"data": RNG.integers(0, 256, (count, 3072), dtype=np.uint8)}
    return {**found, b"filenames": [b"a.png"] * count, **{k.encode(): v for k, v in changes.items()}}


def archive(folder: Path, layout: Layout, members: dict[str, bytes]) -> Layout:
    """An archive in the published format, and the layout with its digest."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    (folder / layout.archive).write_bytes(buffer.getvalue())
    return replace(layout, md5=md5(buffer.getvalue()))


def cifar_archive(folder: Path, layout: Layout, count: int) -> tuple[Layout, dict[str, dict[bytes, Any]]]:
    """The layout of an archive with ``count`` samples in each of its parts, and what they are."""
    batches = {name: batch(count, layout.label, layout.classes) for name in (*layout.train, layout.test)}
    return archive(folder, layout, {name: pickle.dumps(b, protocol=2) for name, b in batches.items()}), batches


def svhn_file(folder: Path, name: str, count: int) -> tuple[str, np.ndarray, np.ndarray]:
    """A .mat file of ``count`` samples: its digest, images and labels."""
    x, y = RNG.integers(0, 256, (32, 32, 3, count), dtype=np.uint8), np.arange(count)[:, None] % 10 + 1
    savemat(folder / name, {"X": x, "y": y})
    return md5((folder / name).read_bytes()), x, y
