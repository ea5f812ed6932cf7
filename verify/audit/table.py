"""What a reader of files hands over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count, takewhile

import numpy as np

from verify.audit.bad_input import BadInputError

LISTED = 5
"""Names listed in one message."""


@dataclass(frozen=True)
class Table:
    """The arrays ``features``, ``targets`` and ``forget``, the names of the features where there are any, and notes on the reading.

    ``extra`` holds further arrays of the file by name: labels and tuning flags.
    """

    arrays: dict[str, np.ndarray]
    names: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()
    extra: dict[str, np.ndarray] = field(default_factory=dict)

    def without(self, name: str, option: str) -> tuple[np.ndarray, Table]:
        """The column (n,), columns NAME_0, NAME_1, ... (n, k), or array of that name, and the table in which it is no feature.

        Raises ``BadInputError`` where there is none; ``option`` says who asks.
        """
        if name in self.extra:
            return self.extra[name], self
        names = self.names or ()
        where = {other: i for i, other in enumerate(names)}
        listed = [name] if name in where else list(takewhile(where.__contains__, (f"{name}_{i}" for i in count())))
        if not listed:
            known = ", ".join(map(repr, (*self.extra, *names)[:LISTED])) or "none"
            raise BadInputError(
                f"{option}; received {name!r}, and the names in the data are {known}{', ...' if len(names) > LISTED else ''}"
            )
        at = [where[part] for part in listed]
        features = self.arrays["features"]  # there, because its columns have names
        values = features[:, at] if len(at) > 1 else features[:, at[0]]
        rest = replace(
            self,
            arrays={**self.arrays, "features": np.delete(features, at, axis=1)},
            names=tuple(np.delete(np.array(names, dtype=object), at)),
        )
        return values, rest
