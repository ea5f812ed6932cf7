"""What stands on a page, as plain values that the templates show."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from latex2mathml.converter import convert
from markupsafe import Markup

from verify.claim import Claim
from verify.claim.source import full_name
from verify.report.trusted_base import functions_of
from verify.validation.registry import file_of, module_of

MARKS = {"holds": "+", "conditional": "±", "refuted": "−", "sufficient only": "−", "necessary only": "−"}
"""A sign beside each colour, so that no colour is needed to read a verdict."""


def formula(latex: str) -> Markup:
    """MathML of one formula, on a line of its own."""
    return Markup(convert(latex, display="block"))


@dataclass(frozen=True)
class Paragraph:
    """One piece of a docstring: running text, or lines that stand as they are."""

    text: str
    verbatim: bool


def paragraphs(docstring: str) -> Iterator[Paragraph]:
    """The pieces between blank lines; indented ones are verbatim."""
    for block in re.split(r"\n\s*\n", inspect.cleandoc(docstring)):
        lines = block.splitlines()
        verbatim = bool(lines) and all(line.startswith("  ") for line in lines)
        yield Paragraph(inspect.cleandoc("\n" + block) if verbatim else " ".join(line.strip() for line in lines), verbatim)


def proof_of(claim: Claim) -> list[Paragraph]:
    """The docstring of the claim's file: statement, proof, where it stops holding."""
    module = module_of(claim)
    return list(paragraphs(module.__doc__ or "")) if module is not None else []


def source_of(claim: Claim) -> str:
    """The claim's file; empty where it cannot be found."""
    path = file_of(claim)
    return path.read_text(encoding="utf-8") if path is not None else ""


def called(claims: Mapping[str, Claim]) -> list[FunctionType]:
    """Every function of ``theory`` that a side of a claim calls, by module and name."""
    found = {full_name(f): f for claim in claims.values() for f in functions_of(claim)}
    return [found[name] for name in sorted(found)]


def text_of(f: FunctionType) -> str:
    """The source of a function."""
    return inspect.getsource(f)


def matrix(rows: Sequence[Sequence[str]]) -> Markup:
    """MathML of a matrix of exact numbers."""
    if not rows or not rows[0]:
        return formula(r"\text{empty}")
    body = r" \\ ".join(" & ".join(_number(x) for x in row) for row in rows)
    return formula(rf"\begin{{pmatrix}} {body} \end{{pmatrix}}")


def _number(x: str) -> str:
    sign, digits = ("-", x[1:]) if x.startswith("-") else ("", x)
    top, _, below = digits.partition("/")
    return rf"{sign}\frac{{{top}}}{{{below}}}" if below else f"{sign}{top}"


def citation(entry: Mapping[str, Any], ledger: Mapping[str, Any]) -> str:
    """How to cite the verdict of a run on a claim."""
    return (
        f'goldengap, claim {entry["id"]} (digest {entry["digest"]}): "{entry["statement"]}". '
        f"Verdict of {ledger['created'][:10]}: {entry['verdict']}. Ledger {ledger['seal'][:16]}."
    )


def metrics(cases: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The metrics of all cases, in their order."""
    return list(dict.fromkeys(metric for verdicts in cases.values() for metric in verdicts))


LARGEST = 12
"""Rows and columns up to which a counterexample is shown in numbers; a larger one is in its file."""


def numbers(data: Mapping[str, Any]) -> list[tuple[str, Markup]]:
    """The matrices of a counterexample, each with its name; none where they are too large to read."""
    named = {"X_r": "x_r", "X_f": "x_f", "w_*": "w_star", "y_r": "y_r", "y_f": "y_f"}
    out = []
    for name, key in named.items():
        rows = data.get(key)
        if not isinstance(rows, list) or (key.startswith("y_") and data.get("w_star")):
            continue
        if len(rows) > LARGEST or any(len(row) > LARGEST for row in rows):
            return []
        out.append((name, matrix(rows)))
    return out


def witness_of(entry: Mapping[str, Any]) -> dict[str, Any] | None:
    """The smallest counterexample that a rung holds against the statement of a claim, or the pinned one."""
    found = [data for rung in entry["rungs"] for data in rung["witnesses"].values() if "x_r" in data]
    return min(found, key=lambda data: (len(data["x_r"]) * (len(data["y_r"]) + len(data["y_f"])), str(data["x_r"])), default=None)


def domain(detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a certificate at random points covers, in words."""
    if "strata_met" not in detail:
        return []
    sizes, out = detail.get("sizes", {}), []
    if sizes:
        out.append(("every shape", f"up to {sizes['every']} coordinates a block and {sizes['every']} samples a side"))
        out.append(
            (
                "larger shapes",
                f"{sizes['larger shapes']}, up to d = {sizes['features']}, {sizes['samples']} samples, {sizes['outputs']} outputs",
            )
        )
    out.append(("strata that meet the assumptions", f"{detail['strata_compared']} of {detail['strata_met']} compared"))
    if detail.get("log2_failure") is not None:
        out.append(("probability that a false identity passed, worst stratum", f"below 2^{detail['log2_failure']:.0f}"))
    if detail.get("log2_failure_any") is not None:
        out.append(("the same, over all strata together", f"below 2^{detail['log2_failure_any']:.0f}"))
    out.append(("degree bound", str(detail.get("degree", "-"))))
    if detail.get("left_out"):
        out.append(("left out", "; ".join(map(str, detail["left_out"]))))
    return out
