"""A map's numbers as CSV: one line per point, six significant digits, the same bytes however the points were computed."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from verify.maps.map import Row


def as_csv(rows: Sequence[Row], about: str) -> str:
    """A comment line that says what this is, the column names, and the rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    text.write(f"# {about}\n")
    writer.writerow(rows[0])
    writer.writerows([f"{value:.6g}" for value in row.values()] for row in rows)
    return text.getvalue()


def read_csv(path: Path) -> list[dict[str, float]]:
    """The rows of :func:`as_csv`."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(lines)]
