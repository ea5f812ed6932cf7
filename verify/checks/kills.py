"""The matrix of a thorough run as a committed table: per claim and rung how many slips were killed of those asked, and who was alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from verify.checks.result import CheckResult
from verify.claim import Claim
from verify.rungs import ASKED

TABLE = Path(__file__).with_name("KILLS.md")

TITLES = ("claim", "digest", "killed", "same")
"""The columns before those of the rungs."""

HEAD = """# Who notices which slip in a statement

Written by `pytest verify --thorough -k mutants --kills verify/checks/KILLS.md`. A cell says how many slips the rung killed of those that
it was asked about, on its small budget (`verify/checks/kill_matrix.py`); a dash: the claim does not run that rung. `same` counts the slips
that change nothing, and of them those whose difference from the claim is identically 0 at random points of prime fields, failure < 2^-100.
"""


def counts(outcomes: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Per rung, the slips ``killed`` and those ``asked`` about: killed or alive."""
    counted = Counter((rung, said) for f in outcomes for rung, said in f["by_rung"].items())
    rungs = dict.fromkeys(rung for f in outcomes for rung in f["by_rung"])
    return {r: {"killed": counted[r, "killed"], "asked": counted[r, "killed"] + counted[r, "alive"]} for r in rungs}


def alone(outcomes: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """(rung, rule, place) of every slip that one rung kills and every other that was asked lets pass, where another was asked."""
    out = []
    for f in outcomes:
        killers = [rung for rung, said in f["by_rung"].items() if said == "killed"]
        if len(killers) == 1 and "alive" in f["by_rung"].values():
            out.append((killers[0], f["rule"], f["place"]))
    return out


def as_markdown(results: Sequence[CheckResult], digests: Mapping[str, str], kept: Kept | None = None) -> str:
    """The table and the list of slips that one rung alone kills, in the order of ``digests``; ``kept`` are rows of claims not asked."""
    titles = (*TITLES, *ASKED)
    found = {r.claim: r for r in results if r.check == "mutants"}
    kept = kept or Kept({}, {})
    lines = [HEAD, f"| {' | '.join(titles)} |", "|---" * len(titles) + "|"]
    lines += [_row(found[i], digest) if i in found else kept.rows[i] for i, digest in digests.items() if i in found or i in kept.rows]
    lines += ["", "Slips that one rung alone kills, and another that was asked lets pass:", "", "| claim | rung | slips |", "|---|---|---|"]
    for i in digests:
        lines += _alone(found[i]) if i in found else kept.alone.get(i, [])
    return "\n".join(lines) + "\n"


def _alone(r: CheckResult) -> list[str]:
    by_rung: dict[str, list[str]] = {}
    for rung, rule, place in alone(r.detail["outcomes"]):
        by_rung.setdefault(rung, []).append(f"{rule} ({place})")
    return [f"| {r.claim} | {rung} | {_cell('; '.join(slips))} |" for rung, slips in by_rung.items()]


@dataclass(frozen=True)
class Kept:
    """Lines of a table that stands: per claim its row, and the slips that one rung alone kills."""

    rows: dict[str, str]
    alone: dict[str, list[str]]


def merged(path: Path, results: Sequence[CheckResult], digests: Mapping[str, str]) -> str:
    """The table in ``path`` with the rows of the claims that were asked made anew.

    Raises ``ValueError`` where a row that would be kept is of another statement or other columns, or a claim has no row at all.
    """
    kept = _lines_of(path, digests)
    missing = digests.keys() - {r.claim for r in results if r.check == "mutants"} - kept.rows.keys()
    if missing:
        names = ", ".join(i for i in digests if i in missing)
        raise ValueError(f"claims that were not asked must have a row that is still about them; ask these too: {names}")
    return as_markdown(results, digests, kept)


def _lines_of(path: Path, digests: Mapping[str, str]) -> Kept:
    """The lines of ``path`` that are about claims as they are now; none where it has other columns."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    if f"| {' | '.join((*TITLES, *ASKED))} |" not in lines:
        return Kept({}, {})
    rows = {i: line for i, digest in digests.items() for line in lines if line.startswith(f"| {i} | `{digest}` |")}
    return Kept(rows, {i: [line for line in lines if line.startswith(f"| {i} | ") and line != rows[i]] for i in rows})


def _row(r: CheckResult, digest: str) -> str:
    by_rung = counts(r.detail["outcomes"])
    cells = [f"{by_rung[rung]['killed']}/{by_rung[rung]['asked']}" if rung in by_rung else "-" for rung in ASKED]
    same = sum(r.detail["equivalent"].values())
    proved = sum(n for reason, n in r.detail["equivalent"].items() if reason.startswith("identity"))
    return f"| {r.claim} | `{digest}` | {r.detail['killed']} | {same} ({proved}) | {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


@cache
def committed(table: Path = TABLE) -> dict[str, dict[str, dict[str, int]]]:
    """Per claim ``id digest`` the counts per rung of the committed thorough run.

    Raises ``FileNotFoundError`` where there is no table, for verdicts rest on it.
    """
    if not table.exists():
        raise FileNotFoundError(f"the table of a thorough run must exist, for verdicts rest on it; {table} does not")
    out, rungs = {}, list[str]()
    for line in table.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if cells[:4] == list(TITLES):
            rungs = cells[4:]
        if len(cells) != 4 + len(rungs) or not cells[1].startswith("`"):
            continue
        pairs = {rung: cell.split("/") for rung, cell in zip(rungs, cells[4:], strict=True) if cell != "-"}
        out[f"{cells[0]} {cells[1].strip('`')}"] = {r: {"killed": int(k), "asked": int(n)} for r, (k, n) in pairs.items()}
    return out


def of_committed(claim: Claim) -> dict[str, dict[str, int]]:
    """The committed counts for ``claim`` as it is now; empty where it has been edited since."""
    return committed().get(f"{claim.id} {claim.digest}", {})
