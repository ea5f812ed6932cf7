"""Which reader a file gets, by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from verify.audit.bad_input import BadInputError
from verify.audit.read_array import read_array
from verify.audit.read_csv import read_csv
from verify.audit.read_npz import read_npz
from verify.audit.read_parquet import read_parquet
from verify.audit.read_tensors import read_tensors
from verify.audit.table import Table

Reader = Callable[[Path, Sequence[str]], Table]

READERS: dict[str, Reader] = {
    ".npz": read_npz,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".csv.gz": read_csv,
    ".tsv.gz": read_csv,
    ".parquet": read_parquet,
    ".safetensors": read_tensors,
    ".pt": read_tensors,
    ".pth": read_tensors,
}

PARTS = ("features", "targets", "forget")


def read_table(path: Path, wanted: Sequence[str] = ()) -> Table:
    """The table in a file, or in a folder of ``features``, ``targets`` and ``forget`` files; ``wanted`` names further arrays."""
    if path.is_dir():
        return read_parts({part: in_folder(path, part) for part in PARTS})
    name = path.name.lower()
    suffix = next((s for s in sorted(READERS, key=len, reverse=True) if name.endswith(s)), None)
    if suffix is None:
        received = path.suffix or "no suffix"
        hint = "; arrays of one file each go to --features, --targets and --forget" if received == ".npy" else ""
        raise BadInputError(f"{path}: the file must end in .npz or .csv, or in {', '.join(list(READERS)[2:])}; received {received!r}{hint}")
    return READERS[suffix](path, wanted)


def read_parts(paths: dict[str, Path]) -> Table:
    """The table of three files of one array each."""
    arrays = {part: read_array(path) for part, path in paths.items()}
    if "forget" in arrays and arrays["forget"].dtype.kind in "iu" and np.isin(arrays["forget"], (0, 1)).all():
        arrays["forget"] = arrays["forget"].astype(bool)
    return Table(arrays)


def in_folder(folder: Path, part: str) -> Path:
    """The one file of that name in a folder."""
    found = sorted(path for path in folder.iterdir() if path.stem == part and path.suffix in (".npy", ".npz", ".pt"))
    if len(found) != 1:
        received = ", ".join(path.name for path in found) or f"none among {len(list(folder.iterdir()))} files"
        raise BadInputError(f"{folder}: the folder must hold one file {part}.npy (or .npz, .pt); received {received}")
    return found[0]
