"""A study's result as files and as text: a summary that a person can page through, compressed rows, and the table that is printed."""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

RAW = ("cases", "found")
"""What of a result is rows."""

SHORT = {
    "verdicts": ("sentence", "case", "regime", "metric", "verdict", "by wrong label"),
    "findings": ("line", "metric", "share", "question", "verdict"),
    "front": ("line", "metric", "share", "of", "strength", "at", "mean", "low", "high", "tied"),
}
"""What a summary keeps of the rows of a table; the whole table is among the rows."""

LARGEST = 100_000
"""Bytes of a result in one file; a larger one is divided."""

WIDE = 160
"""Characters that a JSON value may take on one line."""


def encoded(result: Mapping[str, Any]) -> bytes:
    """JSON, UTF-8; what fits into a line is on one line. NaN is refused: what is not a number is null."""
    return ("".join(_lines(result, "")) + "\n").encode()


def files_of(result: Mapping[str, Any], stem: str) -> dict[str, bytes]:
    """File name -> content: ``stem``.json, and where it would be larger than LARGEST, its rows in a compressed file that it names.

    Rows are the numbers of single models, in ``cases`` or ``found``, and whole tables; the summary keeps all else, with the
    name and SHA-256 of their file.
    """
    whole = encoded(result)
    if len(whole) <= LARGEST:
        return {f"{stem}.json": whole}
    rows = {key: result[key] for key in (*RAW, *SHORT) if key in result}
    packed = lzma.compress(json.dumps(rows, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(), preset=9)
    named = {"file": f"{stem}.rows.json.xz", "sha256": hashlib.sha256(packed).hexdigest()}
    short = {key: value for key, value in result.items() if key not in RAW}
    for table, keys in SHORT.items():
        if table in result:
            short[table] = [{key: row[key] for key in keys if key in row} for row in result[table]]
    return {f"{stem}.json": encoded({**short, "rows": named}), named["file"]: packed}


def read(path: Path) -> dict[str, Any]:
    """A result whole, from its summary and its rows. Raises ``ValueError`` where the rows are not those that the summary names."""
    result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if "rows" not in result:
        return result
    named = result.pop("rows")
    packed = path.with_name(named["file"]).read_bytes()
    if hashlib.sha256(packed).hexdigest() != named["sha256"]:
        raise ValueError(f"`rows` of {path.name} must have the SHA-256 {named['sha256']}; received another file {named['file']}")
    return {**result, **json.loads(lzma.decompress(packed))}


def _lines(value: Any, indent: str) -> Iterator[str]:
    flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
    numbers = isinstance(value, list) and not any(isinstance(x, dict | list) for x in value)
    if len(flat) + len(indent) <= WIDE or numbers or not isinstance(value, dict | list):
        yield flat
        return
    open_, close = ("{", "}") if isinstance(value, dict) else ("[", "]")
    items = list(value.items()) if isinstance(value, dict) else [(None, v) for v in value]
    yield open_ + "\n"
    for i, (key, item) in enumerate(items):
        yield indent + " " + ("" if key is None else f"{json.dumps(key, ensure_ascii=False)}: ")
        yield from _lines(item, indent + " ")
        yield ",\n" if i + 1 < len(items) else "\n"
    yield indent + close


def as_text(result: Mapping[str, Any]) -> str:
    """The protocol, one table a case (mean distance from golden by method and metric), flags and verdicts."""
    lines = [f"{result['study']}, size {result['size']}, on {result['environment']['device']}"]
    lines.append(f"protocol: {json.dumps(result['config']['protocol'])}")
    for case in result["cases"]:
        lines += ["", *_table(case), *_flags(case), *_intervals(case, result["config"]["protocol"]["margins"])]
    lines += ["", "verdicts:"]
    lines += [
        f"  {v['sentence']} {v['case']:24s} {v['regime']:18s} {v['metric']:12s} {v['verdict']:12s} {v['reason']}"
        for v in result["verdicts"]
    ]
    return "\n".join(lines) + "\n"


def _table(case: Mapping[str, Any]) -> list[str]:
    metrics = list(case["table"]["golden"])
    head = f"{case['case']}: mean distance from golden models (n_r = {case['n_r']}, n_f = {case['n_f']})"
    rows = [f"{name:18s}" + "".join(f"{row[m]:12.4g}" for m in metrics) for name, row in case["table"].items()]
    return [head, f"{'method':18s}" + "".join(f"{m:>12s}" for m in metrics), *rows]


def _flags(case: Mapping[str, Any]) -> list[str]:
    flags = case["flags"]
    over = sorted({f"{row['method']} ({row['metric']})" for row in flags["over-forgetting"]})
    edge = [f"{row['method']} ({row['option']} {row['value']:.3g})" for row in flags["at the edge"]]
    return [
        *(f"saturated, decide nothing, {regime}: {', '.join(dead) or 'none'}" for regime, dead in flags["saturated"].items()),
        f"golden models farther from each other than the margin: {', '.join(flags['noisy']) or 'none'}",
        f"chosen at the edge of what was tried: {', '.join(edge) or 'none'}",
        f"over-forgetting: {', '.join(over) or 'none'}",
        f"runs that did not learn D_f again: {', '.join(f'{m} {n}' for m, n in flags['never relearned'].items()) or 'none'}",
        f"diverged: {', '.join(flags['diverged']) or 'none'}",
    ]


def _intervals(case: Mapping[str, Any], margins: Mapping[str, float]) -> Iterator[str]:
    """How much farther from golden than golden models are, with BCa intervals; the regularizer against FT, and equal to golden or not."""
    yield "distance above golden's [interval], (margin); FT's distance minus the regularizer's, for each FT that it is compared with"
    for name, row in case["excess"].items():
        yield from (f"  {name:24s} {metric:12s} {interval_text(found)} ({margins[metric]:g})" for metric, found in row.items())
    for c in case["comparisons"]:
        against = "; ".join(f"{ft} {interval_text(found)}" for ft, found in zip(c["against"], c["narrowed"], strict=True))
        own = f"{c['method']:24s} {c['metric']:12s} {interval_text(c['excess'])} ({margins[c['metric']]:g})"
        yield f"  {own}, equal: p = {c['p_equivalent']:.2g}; {against}; {c['outcome']}, p = {c['p_different']:.2g}"


def interval_text(found: Mapping[str, float], form: str = ".4g") -> str:
    """A mean with its interval, each number in the given form."""
    mean, low, high = (format(found[key], form) for key in ("mean", "low", "high"))
    return f"{mean} [{low}, {high}]"
