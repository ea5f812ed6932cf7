"""Which column of a table is what, by its name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from verify.audit.bad_input import BadInputError

UNNAMED = re.compile(r"(Unnamed: \d+)?")
"""A column without a name, or with the one that pandas gives it: what `DataFrame.to_csv` writes of the index."""


@dataclass(frozen=True)
class Columns:
    """Positions in a line: which are features, targets, and the forget flag; ``left_out``, where there is one, is none of them."""

    names: tuple[str, ...]
    features: tuple[int, ...]
    targets: tuple[int, ...]
    forget: int
    left_out: int | None = None

    @classmethod
    def of(cls, header: Sequence[str]) -> Columns:
        """Sort the names: `forget`; `target`, or `target_0` to `target_<k-1>`; every other column is a feature."""
        names = tuple(name.strip() for name in header)
        nameless = [i for i, name in enumerate(names) if UNNAMED.fullmatch(name)]
        if len(nameless) > 1:
            raise BadInputError(f"every column must have a name; columns {', '.join(str(i + 1) for i in nameless[:5])} have none")
        doubled = sorted(name for name, count in Counter(names).items() if count > 1)
        if doubled:
            raise BadInputError(f"column names must be unique; used more than once: {', '.join(map(repr, doubled[:5]))}")
        where = {name: i for i, name in enumerate(names)}
        if "forget" not in where:
            raise BadInputError(f"column `forget` is missing; the header has {len(names)} columns, the first {names[0]!r}")
        outputs = {name for name in names if re.fullmatch(r"target(_\d+)?", name)}
        expected = ["target"] if "target" in outputs else [f"target_{i}" for i in range(len(outputs))]
        if not outputs or outputs != set(expected):
            received = ", ".join(sorted(outputs)) or "none"
            raise BadInputError(
                f"column `target`, or columns `target_0`, `target_1`, ... without a hole, must be there; received {received}"
            )
        others = {"forget", *outputs, *(names[i] for i in nameless)}
        features = tuple(i for i, name in enumerate(names) if name not in others)
        return cls(names, features, tuple(where[name] for name in expected), where["forget"], nameless[0] if nameless else None)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out."""
        if self.left_out is None:
            return ()
        return (f"column {self.left_out + 1} has no name and is left out, as an index; give it a name to use it as a feature",)
