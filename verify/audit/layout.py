"""Tables and paragraphs that fit the terminal, with colour where there is one."""

from __future__ import annotations

import os
import shutil
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TextIO

NARROWEST = 80
"""Columns that every table fits into; a wider terminal is used, a narrower one wraps."""


@dataclass(frozen=True)
class Style:
    """How wide a line may be, and whether ANSI colours are understood."""

    width: int = NARROWEST
    colour: bool = False

    def heading(self, text: str) -> str:
        """In bold."""
        return self._painted(text, "1")

    def good(self, text: str) -> str:
        """In green."""
        return self._painted(text, "32")

    def warning(self, text: str) -> str:
        """In yellow."""
        return self._painted(text, "33")

    def _painted(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text

    def wrapped(self, text: str, indent: str = "") -> str:
        """One paragraph, lines after the first indented."""
        return textwrap.fill(text, self.width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def style_of(stream: TextIO) -> Style:
    """Colour only on a terminal where NO_COLOR is unset; the terminal's width, 80 columns where there is none."""
    terminal = stream.isatty()
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((NARROWEST, 24)).columns if terminal or "COLUMNS" in os.environ else NARROWEST
    return Style(max(NARROWEST, width), colour)


def table(rows: Sequence[Sequence[str]], gap: int = 2, width: int | None = None) -> list[str]:
    """Columns of equal width, the first row underlined; with ``width``, the last column goes on in lines below where it is too long."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    before = sum(widths[:-1]) + gap * (len(widths) - 1)
    if width is not None:
        widths[-1] = max(12, min(widths[-1], width - before))
    between, lines = " " * gap, list[str]()
    for row in rows:
        *cells, last = row
        parts = textwrap.wrap(last, widths[-1], break_long_words=False) or [""]
        lines.append(between.join([*(c.ljust(w) for c, w in zip(cells, widths, strict=False)), parts[0]]).rstrip())
        lines += [" " * before + part for part in parts[1:]]
        if row is rows[0]:
            lines.append(between.join("-" * w for w in widths))
    return lines
