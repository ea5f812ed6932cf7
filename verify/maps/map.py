"""What a map is: settings that do not depend on each other, what is measured at one of them, and how all of it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

Row = Mapping[str, float]
"""One line of the table: a setting, and what was measured there. A model's simulated mean ``x`` has a standard error ``x_error``."""


@dataclass(frozen=True)
class Map:
    """One map.

    Attributes:
        name: what ``python -m verify map`` calls it.
        short: what it shows, in one line.
        settings: resolution -> the settings, in the order of the table.
        measure: (setting, generator) -> the numbers at that setting.
        draw: rows -> the figure.
    """

    name: str
    short: str
    settings: Callable[[int], Sequence[Row]]
    measure: Callable[[Row, np.random.Generator], Row]
    draw: Callable[[Sequence[Row]], Figure]

    def point(self, resolution: int, seed: int, index: int) -> dict[str, float]:
        """Row number ``index``: its own generator, seeded by the map's name, the seed and the index, so that order is irrelevant."""
        setting = self.settings(resolution)[index]
        rng = np.random.default_rng([*self.name.encode(), seed, index])
        return {**setting, **self.measure(setting, rng)}


def mean_and_error(name: str, values: np.ndarray) -> dict[str, float]:
    """The mean over draws as ``name`` and its standard error as ``name_error``."""
    return {name: float(values.mean()), f"{name}_error": float(values.std(ddof=1) / np.sqrt(len(values)))}


def column(rows: Sequence[Row], name: str) -> np.ndarray:
    """One column of the table."""
    return np.array([row[name] for row in rows])
