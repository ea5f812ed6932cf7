"""The closing table of a run: one line per claim, then the abstract's sentences."""

from __future__ import annotations

from collections.abc import Sequence

from verify.abstract import SENTENCES, explain, follow
from verify.ledger import found_by
from verify.verdict import Verdict


def lines(verdicts: Sequence[Verdict], *, abstract: bool = True) -> list[str]:
    """Fixed-width lines: id, source, statement in short, verdict, instances (on real data), worst error over its allowance."""
    header = ("id", "source", "statement", "verdict", "compared (real)", "error/allowed")
    rows = [header] + [_cells(v) for v in verdicts]
    limits = (24, 34, 62, 44, 15, 13)
    widths = [min(limit, max(len(row[i]) for row in rows)) for i, limit in enumerate(limits)]
    out = ["  ".join(_fit(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    if not abstract:
        return out
    found = found_by(verdicts)
    out += ["", "abstract of arXiv:2410.03833v1, by rule from the claims above:"]
    out += [f"{s.id}  {follow(s, found).value:<12} {s.text}  [{explain(s, found)}]" for s in SENTENCES]
    return out


def _cells(v: Verdict) -> tuple[str, ...]:
    mark = "" if v.passed else " (!)"
    partial = "" if v.complete else " (some rungs only)"
    return (v.claim.id, v.claim.source, v.claim.short, v.text + partial + mark, f"{v.instances} ({v.real})", f"{v.worst:.1e}")


def _fit(cell: str, width: int) -> str:
    return cell.ljust(width) if len(cell) <= width else cell[: width - 1] + "…"
