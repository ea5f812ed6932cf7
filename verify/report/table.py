"""The closing table of a run: one line per claim, then the abstract's sentences."""

from __future__ import annotations

from collections.abc import Sequence

from verify.report.abstract import SENTENCES, explain, follow
from verify.report.ledger import found_by
from verify.verdict import Verdict, left_out, verdict_text

HEADER = ("", "id", "verdict", "statement", "compared (real)", "error/allowed", "left out", "source")
LIMITS = (1, 24, 72, 62, 15, 13, 40, 34)
"""Widest cells; the mark of a verdict that did not pass comes first, where nothing cuts it off."""


def lines(verdicts: Sequence[Verdict], *, abstract: bool = True) -> list[str]:
    """Fixed-width lines: a mark, id, verdict, statement in short, problems compared (on real data), worst error over its allowance.

    Then what a rung had to leave out, and the source. A mark "!" says that the verdict did not pass.
    """
    rows = [HEADER] + [_cells(v) for v in verdicts]
    widths = [min(limit, max(len(row[i]) for row in rows)) for i, limit in enumerate(LIMITS)]
    out = ["  ".join(_fit(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    if not abstract:
        return out
    found = found_by(verdicts)
    out += ["", "abstract of arXiv:2410.03833v1, by rule from the claims above:"]
    out += [f"{s.id}  {follow(s, found).value:<12} {s.text}  [{explain(s, found)}]" for s in SENTENCES]
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
