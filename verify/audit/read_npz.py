"""Reading .npz: shapes and types from the member headers first, pickles refused there."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

from verify.audit.bad_input import BadInputError
from verify.audit.memory import check_memory
from verify.audit.table import Table

KEYS = ("features", "targets", "forget")


def read_npz(path: Path, wanted: Sequence[str] = (), *, features: bool = True) -> Table:
    """The arrays ``features`` (unless they stay in the file), ``targets`` and ``forget``, and those ``wanted`` that the file has.

    Raises ``BadInputError``, or ``OSError`` when there is no such file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            shapes = {key: _shape(archive, key) for key in KEYS}
            _check_shapes(**shapes, whole=features)
            there = [key for key in wanted if f"{key}.npy" in archive.namelist() and _shape(archive, key) is not None]
            keys = KEYS if features else KEYS[1:]
            return Table({key: _array(archive, key) for key in keys}, extra={key: _array(archive, key) for key in there})
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadInputError(f"not a whole .npz archive (truncated, encrypted or of another format): {error}") from error


def _check_shapes(features: tuple[int, ...], targets: tuple[int, ...], forget: tuple[int, ...], *, whole: bool) -> None:
    """What must hold before anything is loaded; the rest is for ``Problem.from_samples`` to say."""
    if len(features) != 2:
        return
    n, d = features
    for name, shape in (("targets", targets), ("forget", forget)):
        if shape[:1] != (n,):
            raise BadInputError(f"`{name}` must have {n} rows, one per row of `features`; received shape {shape}")
    if whole and len(targets) <= 2 and len(forget) == 1:
        check_memory(n, d, targets[1] if len(targets) == 2 else 1)


def _shape(archive: zipfile.ZipFile, key: str) -> tuple[int, ...]:
    """The shape that the member's header declares; reads a few hundred bytes."""
    try:
        member = archive.open(f"{key}.npy")
    except KeyError as error:
        found = sorted(name.removesuffix(".npy") for name in archive.namelist())
        raise BadInputError(f"key `{key}` is missing; the file has {', '.join(found) or 'no arrays'}") from error
    with member:
        try:
            version = npy.read_magic(member)
            read_header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
            shape, _, dtype = read_header(member)
        except ValueError as error:
            raise BadInputError(f"`{key}` is not a numpy array: {error}") from error
    if dtype.hasobject:
        raise BadInputError(f"`{key}` holds pickled Python objects, which are never loaded; save it as an array of numbers")
    if any(length < 0 for length in shape):
        raise BadInputError(f"`{key}` declares the impossible shape {shape}")
    return shape


def _array(archive: zipfile.ZipFile, key: str) -> np.ndarray:
    with archive.open(f"{key}.npy") as member:
        try:
            return npy.read_array(member, allow_pickle=False)
        except ValueError as error:
            raise BadInputError(f"`{key}` ends before its declared shape is filled: {error}") from error
