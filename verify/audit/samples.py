"""Reading a user's file: .npz or .csv, checked before anything large is loaded, never unpickled.

What is legal: all-zero samples, dead features, duplicate samples, constant targets, n > d. What is refused, with one line that
names it: everything else that would make a number below meaningless.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from theory.problem import Problem
from verify.audit.bad_input import BadInputError
from verify.audit.notes import notes_on
from verify.audit.read_csv import read_csv
from verify.audit.read_npz import read_npz
from verify.audit.rounding import LARGEST

READERS = {".npz": read_npz, ".csv": read_csv}


@dataclass(frozen=True)
class Samples:
    """A validated problem, and what a reader should know about its data."""

    problem: Problem
    notes: tuple[str, ...]


def read_samples(path: Path) -> Samples:
    """The problem in ``path``. Raises ``BadInputError`` with one line that says what is wrong."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise BadInputError(f"{path}: the file must end in .npz or .csv; received {path.suffix or 'no suffix'!r}")
    try:
        table = reader(path)
        _check_sizes(table.arrays)
        problem = Problem.from_samples(**table.arrays)
        notes = (*table.notes, *notes_on(**table.arrays, names=table.names))
    except OSError as error:
        raise BadInputError(f"{path}: cannot be read: {error.strerror or error}") from error
    except MemoryError as error:
        raise BadInputError(f"{path}: does not fit into memory") from error
    except (ValueError, TypeError) as error:
        raise BadInputError(f"{path}: {error}") from error
    return Samples(problem, notes)


def _check_sizes(arrays: Mapping[str, np.ndarray]) -> None:
    for name in ("features", "targets"):
        array = arrays[name]
        if array.shape[:1] == (0,):
            raise BadInputError(f"`{name}` must have at least one sample on each side; received shape {array.shape}")
        if array.ndim == 2 and array.shape[1] == 0:
            raise BadInputError(f"`{name}` must have at least one column; received shape {array.shape}")
        if array.size == 0 or array.dtype.kind not in "biuf":
            continue  # from_samples names what is wrong
        largest = max(abs(float(array.max())), abs(float(array.min())))  # no array of absolute values; NaN comes through
        allowed_zero = name == "targets" and largest == 0
        if np.isfinite(largest) and not (1 / LARGEST <= largest <= LARGEST or allowed_zero):
            bounds = f"between {1 / LARGEST:g} and {LARGEST:g}"
            raise BadInputError(f"`{name}` must have its largest magnitude {bounds}, so that squares are numbers; received {largest:g}")
