"""What a reader of files hands over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Table:
    """The arrays ``features``, ``targets`` and ``forget``, the names of the features where there are any, and notes on the reading."""

    arrays: dict[str, np.ndarray]
    names: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()
