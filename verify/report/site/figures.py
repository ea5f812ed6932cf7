"""The figures of the recorded studies, small enough for a page."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable
from pathlib import Path

from PIL import Image

from verify.report.recorded import entries

RESULTS = Path(__file__).parents[3] / "gpu_checks" / "results"
"""In a clone; an installed copy has no figures, and its page has the tables alone."""

WIDTH = 1000
"""Pixels; the originals have some 2,500."""

COLOURS = 48
"""The figures are lines and bars in few colours, and a palette keeps them small."""


def figures(folder: Path = RESULTS) -> dict[str, bytes]:
    """The PNG figures in ``folder`` by file name, each at most ``WIDTH`` pixels wide."""
    return {path.name: small(path) for path in sorted(folder.glob("*.png"))}


def small(path: Path) -> bytes:
    """One figure as a PNG of few colours."""
    out = io.BytesIO()
    with Image.open(path) as image:
        picture = image.convert("RGB")
        if picture.width > WIDTH:
            picture = picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.BOX)
        picture.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(out, format="PNG")
    return out.getvalue()


def of_study(file: str, names: Iterable[str]) -> list[str]:
    """The figures that belong to the result ``file``, such as digits-full-cpu.json."""
    return [name for name in names if name.startswith(file.removesuffix(".json") + "-")]


def others(names: Collection[str]) -> dict[str, list[str]]:
    """The figures of measurements on which no sentence rests, by measurement."""
    studies = [study["file"] for study in entries()]
    found: dict[str, list[str]] = {}
    for name in names:
        if not any(name in of_study(file, names) for file in studies):
            found.setdefault(name.partition("-full-")[0], []).append(name)
    return found
