"""Reading one array: .npy (memory-mapped), a scipy sparse .npz, or a torch tensor."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np

from verify.audit.bad_input import BadInputError
from verify.audit.memory import check_memory

SPARSE = {"data", "format", "shape"}
"""Members of what ``scipy.sparse.save_npz`` writes."""


def read_array(path: Path) -> np.ndarray:
    """The array in a file. Raises ``BadInputError`` that names the file, or ``OSError`` when there is none."""
    if path.suffix == ".npy":
        return _npy(path)
    if path.suffix == ".npz":
        return _sparse(path)
    if path.suffix in (".pt", ".pth"):
        from verify.audit.read_tensors import loaded

        tensor = loaded(path)
        if not hasattr(tensor, "detach"):
            raise BadInputError(f"{path}: the file must hold one tensor; received {type(tensor).__name__}")
        return np.asarray(tensor.detach().cpu().numpy())
    raise BadInputError(
        f"{path}: a file of one array must end in .npy, .npz (scipy sparse) or .pt; received {path.suffix or 'no suffix'!r}"
    )


def _npy(path: Path) -> np.ndarray:
    try:
        found: np.ndarray = np.load(path, mmap_mode="r", allow_pickle=False)
        return found
    except ValueError as error:
        if "bject" in str(error):  # numpy: "Object arrays cannot be loaded", "Python objects in dtype"
            raise BadInputError(f"{path}: holds pickled Python objects, which are never loaded; save it as an array of numbers") from error
        try:
            found = np.load(path, allow_pickle=False)  # what cannot be mapped, such as an array without entries
        except (ValueError, EOFError):
            raise BadInputError(f"{path}: not a whole .npy file: {error}") from error
        return found
    except EOFError as error:
        raise BadInputError(f"{path}: not a whole .npy file: {error}") from error


def _sparse(path: Path) -> np.ndarray:
    try:
        with zipfile.ZipFile(path) as archive:
            members = {name.removesuffix(".npy") for name in archive.namelist()}
        if not members >= SPARSE:
            raise BadInputError(
                f"{path}: must be a matrix saved by scipy.sparse.save_npz; received members {', '.join(sorted(members)[:5])}"
            )
        from scipy import sparse

        with np.load(path, allow_pickle=False) as file:
            shape = tuple(int(length) for length in file["shape"])
        if len(shape) == 2:
            check_memory(*shape, 1)
        return np.asarray(sparse.load_npz(path).toarray())
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError) as error:
        if isinstance(error, BadInputError):
            raise
        raise BadInputError(f"{path}: not a whole sparse matrix: {error}") from error
