"""What changed between the ledger of an earlier run and this one. A status is lowered by checking again and in no other way.

Compared per claim: its digest, its verdict, the level of its evidence, the failure probability where there is one, and the number of
instances at that level; per rung: its answer. Of a run of some rungs only those rungs are compared. Weaker, changed and gone fail the
run; stronger and new are news.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from verify.claim import Evidence
from verify.claim.result import Answer, RungResult
from verify.rungs import rung_names
from verify.verdict import Verdict, verdict_text


class Kind(Enum):
    """How a claim stands to what the earlier ledger says of it."""

    STRONGER = "stronger"
    WEAKER = "weaker"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


FAILING = (Kind.WEAKER, Kind.CHANGED, Kind.GONE)


@dataclass(frozen=True)
class Change:
    """One difference, in words."""

    kind: Kind
    claim: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind.value:<8}  {self.claim}: {self.what}"

    @property
    def fails(self) -> bool:
        """Whether the run must not pass with it."""
        return self.kind in FAILING


def changes(before: Mapping[str, Any], verdicts: Sequence[Verdict], existing: Collection[str]) -> list[Change]:
    """Every difference between the ledger ``before`` and what a run found; ``existing`` are the ids of all claims that there are."""
    known = {entry["id"]: entry for entry in before["claims"]}
    found = [Change(Kind.GONE, i, f"was {e['verdict']}; there is no such claim any more") for i, e in known.items() if i not in existing]
    for v in verdicts:
        entry = known.get(v.claim.id)
        found += [Change(Kind.NEW, v.claim.id, verdict_text(v))] if entry is None else list(_compared(entry, v))
    return found


def _compared(entry: Mapping[str, Any], v: Verdict) -> Iterator[Change]:
    i = v.claim.id
    if entry["digest"] != v.claim.digest:
        yield Change(Kind.CHANGED, i, f"the statement is a new one: digest {entry['digest']} then, {v.claim.digest} now")
    yield from _rungs(entry, v)
    if not v.complete:
        return
    if entry["found"] != v.found.value:
        yield Change(Kind.CHANGED, i, f"{entry['found']} then, {v.found.value} now")
    elif entry["passed"] and not v.passed:
        yield Change(Kind.WEAKER, i, f"passed then; now {'; '.join(v.problems)}")
    else:
        yield from _strength(entry, v)


def _rungs(entry: Mapping[str, Any], v: Verdict) -> Iterator[Change]:
    """Rungs that answer otherwise, stopped answering, or are no longer asked."""
    then = {r["rung"]: r for r in entry["rungs"]}
    for rung in sorted(then.keys() - set(rung_names(v.claim))):
        yield Change(Kind.WEAKER, v.claim.id, f"rung {rung} said {then[rung]['answer']} and is no longer asked")
    for now in v.results:
        before = then.get(now.rung)
        if before is None:
            yield Change(Kind.STRONGER, v.claim.id, f"rung {now.rung} is asked too, and says {now.answer.value}")
        elif _said(before) != _said(now.as_dict()) and not _elsewhere(before, now):
            kind = Kind.WEAKER if now.answer in SAYS_NOTHING else Kind.CHANGED
            said = f"{before['answer']} ({before['found']}) then, {now.answer.value} ({now.found.value}) now"
            yield Change(kind, v.claim.id, f"rung {now.rung}: {said}{': ' if now.note else ''}{now.note}")


def _strength(entry: Mapping[str, Any], v: Verdict) -> Iterator[Change]:
    """One line where the level of evidence moved; else where its failure probability or the number of instances did."""
    level = Evidence[entry["evidence"].upper()]
    if any(r.answer is Answer.NOT_HERE for r in v.results):  # its certificate is fresh; compared is what was decided beside it
        level = max((Evidence[r["evidence"].upper()] for r in entry["rungs"] if _decided(r) and r["rung"] != "proof"), default=level)
    if level != v.evidence:
        kind = Kind.STRONGER if v.evidence > level else Kind.WEAKER
        yield Change(kind, v.claim.id, f"{_words(level)} then, {_words(v.evidence)} now")
        return
    before, now = _chance(entry["rungs"], level), _chance([r.as_dict() for r in v.results], level)
    if before != now:
        kind = Kind.STRONGER if now < before else Kind.WEAKER
        yield Change(kind, v.claim.id, f"wrong with probability at most 2^{before:.0f} then, 2^{now:.0f} now")
    many, few = _instances(entry["rungs"], level), _instances([r.as_dict() for r in v.results], level)
    if many != few and level >= Evidence.EXACT:  # below, the draws of a search or a rounding decide how many
        kind = Kind.STRONGER if few > many else Kind.WEAKER
        yield Change(kind, v.claim.id, f"{_words(level)} on {many} instances then, on {few} now")


SAYS_NOTHING = (Answer.UNDECIDED, Answer.UNAVAILABLE, Answer.SILENT)


def _elsewhere(before: Mapping[str, Any], now: RungResult) -> bool:
    """Whether one of two runs checked what the other could not, for want of a program, and the record of it is fresh."""
    return Answer.NOT_HERE.value in (before["answer"], now.answer.value) and now.answer not in SAYS_NOTHING


def _said(rung: Mapping[str, Any]) -> tuple[str, str]:
    return rung["answer"], rung["found"]


def _decided(rung: Mapping[str, Any]) -> bool:
    """Whether the rung agreed or refuted."""
    return rung["answer"] in (Answer.AGREES.value, Answer.REFUTES.value)


def _words(level: Evidence) -> str:
    return level.name.lower().replace("_", " ")


def _at(rungs: Sequence[Mapping[str, Any]], level: Evidence) -> list[Mapping[str, Any]]:
    return [r for r in rungs if r["evidence"] == level.name.lower()]


def _instances(rungs: Sequence[Mapping[str, Any]], level: Evidence) -> int:
    return max((r["compared"] for r in _at(rungs, level)), default=0)


def _chance(rungs: Sequence[Mapping[str, Any]], level: Evidence) -> float:
    """The base-2 logarithm of the failure probability of randomized evidence; 0 where none is stated."""
    stated = (r["detail"].get("log2_failure") for r in _at(rungs, level))
    return max((float(chance) for chance in stated if chance is not None), default=0.0)
