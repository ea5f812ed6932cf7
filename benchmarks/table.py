"""What a pytest-benchmark JSON says: ratios group by group, and a roofline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Row:
    """One timed row; ``seconds`` is the shortest time, for the whole work."""

    group: str
    name: str
    seconds: float
    info: Mapping[str, Any]

    @property
    def ours(self) -> bool:
        """Whether the others of its group are held against it."""
        return bool(self.info.get("ours"))


def rows(found: Mapping[str, Any]) -> list[Row]:
    """The rows of a JSON that carry what :mod:`benchmarks.race` writes, in groups."""
    rows = []
    for entry in found["benchmarks"]:
        info = entry["extra_info"]
        if "row" in info:
            rows.append(Row(entry["group"], info["row"], float(info["seconds"]), info))
    return sorted(rows, key=lambda row: (row.group, not row.ours))


def machine(found: Mapping[str, Any], measured: Sequence[Row]) -> str:
    """The machine in words, without its name: processor, threads, versions, and its ceilings as measured."""
    import numpy
    import scipy
    from threadpoolctl import threadpool_info

    info = found["machine_info"]
    threads = ", ".join(f"{count} thread(s)" for count in sorted({row.info["threads"] for row in measured if "threads" in row.info}))
    blas = {f"{pool['internal_api']} {pool['version']}, {threads}".strip(", ") for pool in threadpool_info() if pool["user_api"] == "blas"}
    words = [
        str(info.get("cpu", {}).get("brand_raw", info.get("machine", "unknown"))),
        *sorted(blas),
        f"Python {info['python_version']}, numpy {numpy.__version__}, scipy {scipy.__version__}",
    ]
    if measured:
        dgemm, copy = (max(float(row.info[name]) for row in measured) / 1e9 for name in ("dgemm", "copy"))
        words.append(f"dgemm {dgemm:.1f} Gflop/s, copy {copy:.1f} GB/s, measured in the same run")
    return "; ".join(words)


def table(found: Mapping[str, Any]) -> str:
    """A Markdown table: how many times as long each row takes as ours, beside its error and its share of the ceilings."""
    measured = rows(found)
    lines = [machine(found, measured), ""]
    lines += ["| work | row | ms | times ours | bar | error | share of dgemm |", "|---|---|--:|--:|--:|--:|--:|"]
    for group, members in groupby(measured, key=lambda row: row.group):
        several = list(members)
        reference = next((row.seconds for row in several if row.ours), None)
        bar = next((row.info["bar"] for row in several if row.ours), None)
        for row in several:
            ratio = "" if reference is None else f"{row.seconds / reference:.3g}"
            held_to = f"{bar:g}" if row.ours and bar else ""
            share = f"{row.info['share of dgemm']:.0%}" if row.info["flops"] else ""
            lines.append(f"| {group} | {row.name} | {1e3 * row.seconds:.4g} | {ratio} | {held_to} | {row.info['error']:.1e} | {share} |")
    return "\n".join(lines) + "\n"


def roofline(found: Mapping[str, Any], path: Path) -> None:
    """Operations a second against operations a byte, under the two ceilings; rows that know both, to ``path`` (.png, .svg)."""
    from matplotlib.figure import Figure

    known = [row for row in rows(found) if row.info["flops"] and row.info["bytes"]]
    if not known:
        raise ValueError(f"`found` must have a row with flops and bytes to draw {path}; received none")
    dgemm, copy = (max(float(row.info[name]) for row in known) for name in ("dgemm", "copy"))
    figure = Figure(figsize=(7, 5), layout="constrained")
    axes = figure.subplots()
    intensity = [row.info["flops"] / row.info["bytes"] for row in known]
    edges = [min(*intensity, dgemm / copy) / 4, dgemm / copy, max(*intensity, dgemm / copy) * 4]
    axes.loglog(edges, [min(dgemm, copy * x) / 1e9 for x in edges], color="black", label="ceilings: copy, dgemm")
    for row, x in zip(known, intensity, strict=True):
        axes.loglog(x, row.info["flops"] / row.seconds / 1e9, "o", label=f"{row.group}")
    axes.set_xlabel("operations a byte")
    axes.set_ylabel("Gflop/s")
    axes.legend(fontsize="small")
    figure.savefig(path)
