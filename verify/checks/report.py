"""What the checks found, for the ledger, for people, and for the end of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from verify.checks.result import CheckResult


def by_claim(results: Sequence[CheckResult], claim: str) -> dict[str, Any]:
    """The entry ``checks`` of one claim in the ledger: per check whether it passed, its note and its findings.

    What became of each single slip stays out: the counts say how many there were, and KILLS.md who noticed them.
    """
    out = {}
    for r in (r for r in results if r.claim == claim):
        entry = {k: v for k, v in r.as_dict().items() if k not in ("claim", "check")}
        out[r.check] = entry | {"detail": {k: v for k, v in r.detail.items() if k != "outcomes"}}
    return out


def summary(results: Sequence[CheckResult]) -> list[str]:
    """Lines for the end of a run: totals, then every assumption that may be unnecessary."""
    mutants = [r for r in results if r.check == "mutants"]
    ablations = [r for r in results if r.check == "ablation"]
    out = []
    if ablations:
        drops = [d for r in ablations for d in r.detail["drops"]]
        shown = sum(d["counterexample"] is not None for d in drops if "counterexample" in d)
        out.append(f"ablation: {len(drops)} assumptions dropped or weakened, {shown} with an exact counterexample")
        out += [f"  {r.claim} {line}" for r in ablations for line in r.note.split("; ") if "may be unnecessary" in line]
    if mutants:
        killed, survivors = (sum(r.detail[key] for r in mutants) for key in ("killed", "survivors"))
        same = sum(sum(r.detail["equivalent"].values()) for r in mutants)
        out.append(f"mutants of the statements: {killed} killed, {survivors} survived, {same} say nothing else")
    return out


def as_markdown(results: Sequence[CheckResult]) -> str:
    """Tables: what dropping each assumption does, both directions of conditional claims, and what became of the mutants."""
    lines = ["", "| claim | assumption | when it is dropped |", "|---|---|---|"]
    for r in (r for r in results if r.check == "ablation"):
        lines += [f"| {r.claim} | {_dropped(d)} | {_cell(d['outcome'])} |" for d in r.detail["drops"]]
    lines += ["", "| claim | if and only if |", "|---|---|"]
    lines += [f"| {r.claim} | {_cell(r.note)} |" for r in results if r.check == "converse"]
    lines += ["", "| claim | mutants killed | survived | equivalent, and why |", "|---|---|---|---|"]
    for r in (r for r in results if r.check == "mutants"):
        why = "; ".join(f"{count}: {reason.split(';')[0]}" for reason, count in r.detail["equivalent"].items())
        lines.append(f"| {r.claim} | {r.detail['killed']} | {r.detail['survivors']} | {_cell(why)} |")
    return "\n".join(lines) + "\n"


def _dropped(d: dict[str, Any]) -> str:
    together = f" (with {', '.join(d['with_it'])})" if d.get("with_it") else ""
    weakened = f" weakened to {d['weakened_to']}" if d.get("weakened_to") else ""
    return _cell(f"{d['assumption']}{together}{weakened}")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
