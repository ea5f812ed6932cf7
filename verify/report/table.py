"""The closing table of a run: one line per claim, then the abstract's sentences."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import zip_longest

from verify.report.abstract import SENTENCES, explain, follow
from verify.report.ledger import found_by
from verify.verdict import Verdict, left_out, verdict_text

HEADER = ("", "id", "verdict", "statement", "compared (real)", "error/allowed", "left out", "source")
LIMITS = (1, 24, 72, 62, 15, 13, 40, 34)
"""Widest cells; the mark of a verdict that did not pass comes first, where nothing cuts it off."""


def lines(verdicts: Sequence[Verdict], *, abstract: bool = True, width: int | None = None) -> list[str]:
    """Fixed-width lines: a mark, id, verdict, statement in short, problems compared (on real data), worst error over its allowance.

    Then what a rung had to leave out, and the source. A mark "!" says that the verdict did not pass. On a terminal of a ``width`` that
    this does not fit, id, verdict and statement alone, whole and wrapped; all else is in the ledger.
    """
    rows = [HEADER] + [_cells(v) for v in verdicts]
    widths = [min(limit, max(len(row[i]) for row in rows)) for i, limit in enumerate(LIMITS)]
    out = ["  ".join(_fit(cell, room) for cell, room in zip(row, widths, strict=True)).rstrip() for row in rows]
    if narrow := width is not None and max(map(len, out)) > width:
        out = _wrapped([row[:4] for row in rows], width or 0)
    if not abstract:
        return out
    found = found_by(verdicts)
    out += ["", "abstract of arXiv:2410.03833v1, by rule from the claims above:"]
    for s in SENTENCES:
        line = f"{s.id}  {follow(s, found).value:<12} {s.text}  [{explain(s, found)}]"
        out += textwrap.wrap(line, width or 0, subsequent_indent="    ", break_on_hyphens=False) if narrow else [line]
    return out


def _wrapped(rows: Sequence[tuple[str, ...]], width: int) -> list[str]:
    """Mark, id, verdict and statement in ``width`` columns, 40 at least; the last two share what the others leave."""
    names = min(16, max(len(row[1]) for row in rows))
    left = max(40, width) - names - 6
    verdicts = min(max(len(row[2]) for row in rows), left * 2 // 5)
    widths = (1, names, verdicts, left - verdicts - 1)
    out = []
    for row in rows:
        cells = [textwrap.wrap(cell, room, break_on_hyphens=False) or [""] for cell, room in zip(row, widths, strict=True)]
        parts = zip_longest(*cells, fillvalue="")
        out += ["  ".join(part.ljust(room) for part, room in zip(line, widths, strict=True)).rstrip() for line in parts]
    return out


def _cells(v: Verdict) -> tuple[str, ...]:
    partial = "" if v.complete else " (some rungs only)"
    compared = f"{v.instances} ({v.real})"
    omitted = "; ".join(left_out(v))
    return (
        "" if v.passed else "!",
        v.claim.id,
        verdict_text(v) + partial,
        v.claim.short,
        compared,
        f"{v.worst:.1e}",
        omitted,
        v.claim.source,
    )


def _fit(cell: str, width: int) -> str:
    return cell.ljust(width) if len(cell) <= width else cell[: width - 1] + "…"
