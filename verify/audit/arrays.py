"""Arrays from numpy, torch, pandas and scipy as plain numpy arrays, with a message for what cannot be one."""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.problem import LARGEST_INTEGER
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
    if hasattr(value, "dtypes") and hasattr(value, "columns"):
        return _frame(name, value)
    try:
        array = np.asarray(value.to_numpy() if hasattr(value, "to_numpy") else value)
    except ValueError as error:
        raise BadInputError(f"`{name}` must be an array with rows of equal length; received {type(value).__name__}: {error}") from error
    if array.dtype.kind == "O":
        raise BadInputError(f"`{name}` must hold numbers only; received text, gaps or objects")
    return array


def names_of(features: Any) -> tuple[str, ...] | None:
    """The column names of a pandas table."""
    columns = getattr(features, "columns", None)
    return None if columns is None else tuple(map(str, columns))


def _frame(name: str, frame: Any) -> np.ndarray:
    """A pandas table, column by column: its own conversion would round integers beside decimals, and make objects of booleans."""
    columns = []
    for at, label in enumerate(frame.columns):
        column = np.asarray(frame.iloc[:, at].to_numpy())
        if column.dtype.kind not in "biuf":
            raise BadInputError(f"`{name}` must hold numbers only; received text, gaps or objects in column {str(label)!r}")
        columns.append(column)
    if len({column.dtype for column in columns}) > 1:
        for label, column in zip(frame.columns, columns, strict=True):
            if column.dtype.kind in "iu" and column.size and max(int(column.max()), -int(column.min())) > LARGEST_INTEGER:
                raise BadInputError(
                    f"`{name}` must hold integers up to 2^53, which double precision keeps apart; column {str(label)!r} has more"
                )
    return np.column_stack(columns) if columns else np.empty((len(frame), 0))
