"""Arrays from numpy, torch, pandas and scipy as plain numpy arrays, with a message for what cannot be one."""

from __future__ import annotations

from typing import Any

import numpy as np

from verify.audit.bad_input import BadInputError
from verify.audit.memory import check_memory


def as_array(name: str, value: Any) -> np.ndarray:
    """``value`` as a numpy array; nothing is rounded here."""
    if isinstance(value, np.ma.MaskedArray):
        raise BadInputError(f"`{name}` must be a plain array, or masked entries would count as data; received a masked array")
    if hasattr(value, "detach") and hasattr(value, "cpu"):  # torch, without importing it
        try:
            return np.asarray(value.detach().cpu().numpy())
        except TypeError as error:
            raise BadInputError(f"`{name}` must have a type that numpy knows; received {value.dtype}: write {name}.float()") from error
    if hasattr(value, "toarray"):  # scipy sparse
        if len(value.shape) == 2:
            check_memory(value.shape[0], value.shape[1], 1)
        return np.asarray(value.toarray())
    try:
        array = np.asarray(value.to_numpy() if hasattr(value, "to_numpy") else value)
    except ValueError as error:
        raise BadInputError(f"`{name}` must be an array with rows of equal length; received {type(value).__name__}: {error}") from error
    if array.dtype.kind == "O":
        raise BadInputError(f"`{name}` must hold numbers only; received text, gaps or objects{_culprits(value)}")
    return array


def names_of(features: Any) -> tuple[str, ...] | None:
    """The column names of a pandas table."""
    columns = getattr(features, "columns", None)
    return None if columns is None else tuple(map(str, columns))


def _culprits(value: Any) -> str:
    """The columns of a pandas table that are no numbers."""
    kinds = getattr(value, "dtypes", None)
    if kinds is None or not hasattr(kinds, "items"):
        return ""
    wrong = [str(name) for name, kind in kinds.items() if getattr(kind, "kind", "O") not in "biuf"]
    return f" in column {', '.join(map(repr, wrong[:5]))}" if wrong else ""
