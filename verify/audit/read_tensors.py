"""Reading .safetensors and torch .pt: arrays by name, without running what a pickle says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from verify.audit.arrays import as_array
from verify.audit.bad_input import BadInputError
from verify.audit.table import Table

KEYS = ("features", "targets", "forget")


def read_tensors(path: Path, wanted: Sequence[str] = ()) -> Table:
    """The arrays ``features``, ``targets`` and ``forget`` of a file, and those ``wanted`` that it has."""
    found = loaded(path)
    if not isinstance(found, Mapping):
        raise BadInputError(f"the file must hold tensors by name; received {type(found).__name__}")
    for key in KEYS:
        if key not in found:
            raise BadInputError(f"key `{key}` is missing; the file has {', '.join(map(str, sorted(found)[:8])) or 'no arrays'}")
    arrays = {key: as_array(key, found[key]) for key in KEYS}
    if arrays["forget"].dtype == np.uint8 and (arrays["forget"] <= 1).all():
        arrays["forget"] = arrays["forget"].astype(bool)
    return Table(arrays, extra={name: as_array(name, found[name]) for name in wanted if name in found})


def loaded(path: Path) -> Any:
    """What the file holds. Raises ``BadInputError`` where the library is missing or the file is not of its kind."""
    if not path.exists():
        raise FileNotFoundError(2, "No such file or directory")
    return _safetensors(path) if path.suffix.lower() == ".safetensors" else _torch(path)


def _safetensors(path: Path) -> Any:
    try:
        from safetensors.numpy import load_file  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        raise BadInputError(
            "reading .safetensors needs the library safetensors: pip install safetensors; or save the arrays as .npz"
        ) from error
    try:
        return load_file(path)
    except Exception as error:  # the library has its own class for a damaged file
        raise BadInputError(f"not a whole .safetensors file: {error}") from error


def _torch(path: Path) -> Any:
    try:
        import torch
    except ImportError as error:
        raise BadInputError("reading .pt needs torch: pip install torch; or save the arrays as .npz") from error
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises many kinds; whichever, nothing was run
        text = "it holds more than tensors, which is never loaded" if "weights_only" in str(error) else str(error).split("\n")[0][:120]
        raise BadInputError(f"not a torch file of tensors: {text}") from error
