"""Fashion-MNIST (Xiao et al. 2017): 70,000 images of 28 x 28, from the four idx files that Debian's ``dataset-fashion-mnist`` installs.

The files are read from a folder that the user names, or from where the package puts them. Digests are of the uncompressed content: a
package may compress it again.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

INSTALLED = Path("/usr/share/datasets/fashion-mnist")
"""Where the Debian package puts the files."""

SHA256 = {
    "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
}
"""Digests of the four files, uncompressed."""

SIDE, CLASSES = 28, 10
MOST = 2**26
"""Bytes of a file at most, uncompressed; the largest real one has 47 MB."""


@dataclass(frozen=True, eq=False)
class Images:
    """Images (N, 28, 28) and class numbers (N,), both unsigned bytes, as they are in the files; for training and for test."""

    train_x: np.ndarray = field(repr=False)
    train_y: np.ndarray = field(repr=False)
    test_x: np.ndarray = field(repr=False)
    test_y: np.ndarray = field(repr=False)


def fashion_mnist(folder: Path | None = None, digests: dict[str, str] | None = None) -> Images:
    """The official training and test images.

    Args:
        folder: the folder with the four files, named ``*-ubyte.gz`` or ``*-ubyte``; where the Debian package puts them unless given.
        digests: SHA-256 of each file's uncompressed content; the published data's unless given.

    Raises ``ValueError`` for a missing file, another digest, or any other content.
    """
    known = SHA256 if digests is None else digests
    parts = [_idx(_content(INSTALLED if folder is None else folder, name, digest), name) for name, digest in known.items()]
    for images, labels, part in ((parts[0], parts[1], "train"), (parts[2], parts[3], "t10k")):
        if images.shape[1:] != (SIDE, SIDE) or labels.shape != images.shape[:1] or not len(labels) or labels.max() >= CLASSES:
            raise ValueError(
                f"{part} files must hold images (n, {SIDE}, {SIDE}) and n labels below {CLASSES}; "
                f"received shapes {images.shape} and {labels.shape}"
            )
    return Images(*parts)


def balanced(labels: np.ndarray, each: int, seed: int) -> np.ndarray:
    """Indices of ``each`` samples of every class that occurs, drawn by ``seed`` and in order."""
    rng = np.random.default_rng(seed)
    rows = []
    for label in np.unique(labels):
        own = np.flatnonzero(labels == label)
        if not 0 < each <= len(own):
            raise ValueError(f"`each` must be from 1 to {len(own)}, the samples of class {label}; received {each}")
        rows.append(rng.choice(own, each, replace=False))
    return np.sort(np.concatenate(rows))


def _content(folder: Path, name: str, digest: str) -> bytes:
    """The uncompressed content of one file, if its digest is as published."""
    path = next((path for path in (folder / f"{name}.gz", folder / name) if path.is_file()), None)
    if path is None:
        raise ValueError(
            f"`folder` must hold {name}.gz of Fashion-MNIST (Debian: apt install dataset-fashion-mnist); received {folder}, which does not"
        )
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            content = file.read(MOST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{path} must be a gzip file; {error}") from error
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        raise ValueError(f"{path} must have, uncompressed, the published SHA-256 digest {digest}; received {found}")
    return content


def _idx(content: bytes, name: str) -> np.ndarray:
    """The array of unsigned bytes in an idx file: two zero bytes, 8 for unsigned bytes, the number of axes, big-endian sizes, the data."""
    axes = content[3] if len(content) >= 4 and content[:3] == b"\0\0\x08" else 0
    start = 4 + 4 * axes
    shape = tuple(int.from_bytes(content[i : i + 4], "big") for i in range(4, start, 4))
    if axes not in (1, 3) or len(content) != start + int(np.prod(shape, dtype=np.int64)):
        raise ValueError(f"{name} must be an idx file of unsigned bytes; received {len(content)} bytes of another layout")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)
