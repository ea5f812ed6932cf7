"""A user's data as a problem: checked, never unpickled.

What is legal: all-zero samples, dead features, duplicate samples, constant targets, n > d. What is refused, with one line that
names it: everything else that would make a number below meaningless.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from theory.problem import Problem
from verify.audit.bad_input import BadInputError
from verify.audit.notes import notes_on
from verify.audit.rounding import LARGEST
from verify.audit.sources import read_table
from verify.audit.table import Table


@dataclass(frozen=True)
class Samples:
    """A validated problem, and what a reader should know about its data."""

    problem: Problem
    notes: tuple[str, ...]


def read_samples(path: Path) -> Samples:
    """The problem in ``path``. Raises ``BadInputError`` with one line that says what is wrong."""
    with blaming(str(path)):
        return samples_of(read_table(path))


def samples_of(table: Table, *, intercept: bool = False) -> Samples:
    """The problem in a table, with notes; an ``intercept`` that was asked for is the last feature, and gets none."""
    _check_sizes(table.arrays)
    try:
        problem = Problem.from_samples(**table.arrays)
    except (ValueError, TypeError) as error:
        raise BadInputError(str(error)) from error
    looked_at = {**table.arrays, "features": table.arrays["features"][:, :-1]} if intercept else table.arrays
    return Samples(problem, (*table.notes, *notes_on(**looked_at, names=table.names)))


@contextmanager
def blaming(source: str) -> Iterator[None]:
    """Errors about what was read from ``source`` as one line that names it."""
    try:
        yield
    except OSError as error:
        raise BadInputError(f"{source}: cannot be read: {error.strerror or error}") from error
    except MemoryError as error:
        raise BadInputError(f"{source}: does not fit into memory") from error
    except (ValueError, TypeError) as error:
        said = str(error)
        raise BadInputError(said if said.startswith(source) else f"{source}: {said}") from error


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
