"""The blocks of the pages that results and lists decide: ``python -m gpu_checks.studies.pages`` writes them anew.

A block stands between ``<!-- name -->`` and ``<!-- /name -->``. All else in the pages is written by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from gpu_checks.studies import STUDIES, said
from gpu_checks.studies.record import RESULTS, evidence
from gpu_checks.studies.result import read
from gpu_checks.studies.summary import effects, margins, rates, studies, verdicts
from verify.files import write_whole

HERE = Path(__file__).parents[1]


def compute(folder: Path = RESULTS) -> dict[str, dict[str, Any]]:
    """The full results over compute, by data set, digits first."""
    named = {data: folder / f"compute-{data}-full-cpu.json" for data in STUDIES["compute"].data}
    return {data: read(path) for data, path in named.items() if path.exists()}


def older(folder: Path = RESULTS) -> dict[str, dict[str, Any]]:
    """The full comparisons of methods at settings that were chosen by one criterion, by study."""
    names = ("architectures", "digits", "made")
    return {name: read(folder / f"{name}-full-cpu.json") for name in names if (folder / f"{name}-full-cpu.json").exists()}


def listed(folder: Path = RESULTS) -> str:
    """Markdown: every result, whether verdicts rest on it, and the commit of its code."""
    counted, rows = evidence(folder), []
    for path in sorted(folder.glob("*-full-*.json")):
        result = read(path)
        commit = f"`{result['commit'][:12]}`" if result["commit"] else "in no commit" if result["code"] else "not recorded"
        rows.append([path.name, "evidence" if path.name in counted else "to be read", commit])
    return said.table(["result", "counts as", "commit of its code"], rows)


def blocks(folder: Path = RESULTS) -> Mapping[Path, Mapping[str, Callable[[], str]]]:
    """Page -> block -> what makes it."""
    found = compute(folder)
    fronts = {
        f"{data} {metric}": partial(said.front, result, metric) for data, result in found.items() for metric in result["config"]["metrics"]
    }
    return {
        HERE / "README.md": {
            "studies": studies,
            "margins": margins,
            "findings": lambda: said.findings(list(found.values())),
            "found": lambda: "".join(said.over_compute(result) for result in found.values()),
        },
        HERE / "RESULTS.md": {
            **fronts,
            **{f"{data} A5": partial(said.answers, result) for data, result in found.items()},
            "results": lambda: listed(folder),
            "ties": lambda: said.ties(older(folder)),
            "rates": lambda: rates(folder),
            "verdicts": lambda: verdicts(folder),
            "effects": lambda: effects(folder),
        },
        HERE.parent / "README.md": {"networks": lambda: said.findings([found["digits"]])},
    }


def renewed(text: str, made: Mapping[str, Callable[[], str]], page: str) -> str:
    """The text with every block made anew. Raises ``ValueError`` where a block is missing."""
    for name, make in made.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        if text.count(begin) != 1 or end not in text:
            raise ValueError(f"{page} must have one block {begin.strip()} ... {end}; it does not")
        before, rest = text.split(begin)
        text = before + begin + make() + end + rest.split(end, 1)[1]
    return text


if __name__ == "__main__":
    for path, made in blocks().items():
        write_whole(path, renewed(path.read_text(encoding="utf-8"), made, path.name))
        sys.stdout.write(f"wrote {path}\n")
