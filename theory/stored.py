"""Features that stay in their file, read some samples at a time: nothing is mapped, so that memory holds one block and no more."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy

from theory.problem import LARGEST_INTEGER

Array = np.ndarray

MODELS = 20
"""Models, about, whose predictions for a block are held at once."""

BLOCK = 2**25
"""Bytes of features in float64 that are read at a time, 32 MB."""


@dataclass(frozen=True)
class Stored:
    """``shape`` = (n, d) real numbers of type ``dtype`` in a file, sample after sample from byte ``offset`` on."""

    path: Path
    offset: int
    dtype: np.dtype[Any]
    shape: tuple[int, int]

    @classmethod
    def npy(cls, path: Path) -> Stored:
        """An .npy. Raises ``ValueError`` where it is no matrix of real numbers stored row by row."""
        with path.open("rb") as file:
            return cls._after_header(path, file, 0)

    @classmethod
    def member(cls, path: Path, name: str) -> Stored:
        """The array ``name`` of an .npz. Raises ``ValueError`` as :meth:`npy` does, where it is compressed too, ``KeyError`` without it."""
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            info = archive.getinfo(f"{name}.npy")
            if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
                raise ValueError(f"`{name}` must be stored without compression to be read in blocks: np.savez does so")
            file.seek(info.header_offset + 26)  # the local header, 30 bytes: its last four are the lengths of name and extra field
            lengths = file.read(4)
            file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
            return cls._after_header(path, file, info.file_size)

    @classmethod
    def _after_header(cls, path: Path, file: IO[bytes], size: int) -> Stored:
        """The matrix whose header begins here, in a member of ``size`` bytes; up to the end of the file where that is 0."""
        start = file.tell()
        header = npy.read_array_header_1_0 if npy.read_magic(file) == (1, 0) else npy.read_array_header_2_0
        shape, by_columns, dtype = header(file)
        if len(shape) != 2 or 0 in shape:
            raise ValueError(f"`features` must be a matrix; received shape {shape}")
        if dtype.kind not in "biuf" or dtype.itemsize > 8:
            raise ValueError(f"`features` must be real numbers up to double precision; received {dtype}")
        if by_columns and 1 not in shape:
            raise ValueError("`features` must be stored row by row (C order) to be read in blocks; received Fortran order")
        offset = file.tell()
        end = start + size if size else path.stat().st_size
        if offset + shape[0] * shape[1] * dtype.itemsize > end:
            raise ValueError(f"`features` ends before its declared shape {shape} is filled")
        return cls(path, offset, dtype, (int(shape[0]), int(shape[1])))

    def rows(self, start: int, stop: int) -> Array:
        """Samples ``start`` to ``stop`` - 1 in float64. Raises ``ValueError`` for what is not finite or not exact there."""
        d = self.shape[1]
        at = self.offset + start * d * self.dtype.itemsize
        found = np.fromfile(self.path, self.dtype, (stop - start) * d, offset=at).reshape(-1, d)
        if self.dtype.kind in "iu" and found.size and max(int(found.max()), -int(found.min())) > LARGEST_INTEGER:
            raise ValueError(f"`features` must hold integers up to 2^53, which double precision keeps apart; rows from {start} have more")
        exact: Array = found.astype(np.float64, copy=False)
        finite = np.isfinite(exact).all(axis=1)
        if not finite.all():
            raise ValueError(f"`features` must be finite; received NaN or infinity, first in row {start + int(finite.argmin())}")
        return exact


@dataclass(frozen=True)
class Block:
    """Samples from number ``at`` on: features (m, d), targets (m, k), and which are to be forgotten (m,)."""

    at: int
    x: Array
    y: Array
    forgotten: Array

    def side(self, forgotten: int) -> tuple[Array, Array]:
        """Features and targets of the remaining samples, or of those to forget."""
        chosen = self.forgotten == forgotten
        return self.x[chosen], self.y[chosen]


def rows_of(d: int, k: int, at_once: int = BLOCK) -> int:
    """Samples of d features with k outputs in a block of ``at_once`` bytes."""
    return max(1, at_once // (8 * max(d, MODELS * k)))


@dataclass(frozen=True, eq=False)
class Samples:
    """Features in a file with targets (n, k) and ``forget`` (n,), True for the samples to forget; with ``intercept`` a last feature is 1.

    Raises ``ValueError`` for targets and flags that do not fit or are not finite.
    """

    features: Stored
    targets: Array
    forget: Array
    intercept: bool = False
    at_once: int = BLOCK

    def __post_init__(self) -> None:
        n = self.features.shape[0]
        if self.forget.dtype != np.bool_ or self.forget.shape != (n,) or self.targets.ndim != 2 or len(self.targets) != n:
            received = f"{self.targets.shape} and {self.forget.dtype} {self.forget.shape}"
            raise ValueError(f"`targets` and `forget` must have a row and a boolean for each of {n} samples; received {received}")
        if self.forget.all() or not self.forget.any():
            raise ValueError("`forget` must leave at least one sample on each side")
        if not np.isfinite(self.targets).all():
            raise ValueError("`targets` must be finite; received NaN or infinity")

    @property
    def n(self) -> int:
        """Samples."""
        return self.features.shape[0]

    @property
    def d(self) -> int:
        """Features, the intercept included."""
        return self.features.shape[1] + self.intercept

    @property
    def rows(self) -> int:
        """Samples of a block: what some twenty models predict for them weighs no more than their features."""
        return rows_of(self.d, self.targets.shape[1], self.at_once)

    @property
    def count(self) -> int:
        """Blocks."""
        return -(-self.n // self.rows)

    def block(self, i: int) -> Block:
        """The block number ``i``; see :meth:`Stored.rows` for errors."""
        start, stop = i * self.rows, min((i + 1) * self.rows, self.n)
        x = self.features.rows(start, stop)
        if self.intercept:
            x = np.concatenate([x, np.ones((len(x), 1))], axis=1)
        return Block(start, x, self.targets[start:stop], self.forget[start:stop])
