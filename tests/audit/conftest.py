"""Small files to audit, and ways to spoil them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

WriteNpz = Callable[..., Path]


def good() -> dict[str, Any]:
    """Four samples, five features."""
    features = np.array([[1.0, 1, 0, 2, 0], [0, 1, 1, 0, 0], [2, 1, 0, 1, 0], [0, 0, 1, 3, 0]])
    return {"features": features, "targets": np.array([1.0, 2, 3, 4]), "forget": np.array([False, True, False, True])}


@pytest.fixture
def npz(tmp_path: Path) -> WriteNpz:
    """npz(features=..., drop=...) writes the good arrays with some replaced or dropped."""

    def write(drop: str = "", **changed: Any) -> Path:
        arrays = {key: value for key, value in (good() | changed).items() if key != drop}
        path = tmp_path / "data.npz"
        np.savez(path, **arrays)
        return path

    return write


@pytest.fixture
def csv(tmp_path: Path) -> Callable[[str], Path]:
    """csv(text) writes a .csv."""

    def write(text: str) -> Path:
        path = tmp_path / "data.csv"
        path.write_text(text)
        return path

    return write
