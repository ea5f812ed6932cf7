"""``pytest verify --claims PATH``: a reviewer's own claims in place of ours. pytest glue alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from verify.checks.result import CheckResult
from verify.claim import Claim
from verify.claim.logic import Half
from verify.claim.result import Answer
from verify.counterexample.text import explain
from verify.rungs import rung_names
from verify.validation.registry import ClaimFileError, claim_in, files_in, own_claims
from verify.verdict import Verdict, verdict_text


@dataclass(frozen=True, eq=False)
class OwnClaims:
    """Collects the files at ``path`` where one of the folders ``stands_for`` would be collected: ``verify``, or what was not typed.

    ``collector`` makes a claim file's node of its path; it is handed in because it lives beside the items of our own claims.
    """

    path: Path
    collector: type[pytest.File]
    stands_for: frozenset[Path]

    def pytest_collect_directory(self, path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Such a folder holds the reviewer's files, and nothing else does."""
        return OwnFolder.from_parent(parent, path=path, own=self) if path in self.stands_for else None


class OwnFolder(pytest.Directory):
    """Stands for a folder; its children are the files named by ``--claims``."""

    def __init__(self, *, own: OwnClaims, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]  # handed on as received
        self.own = own

    def collect(self) -> Iterator[pytest.Collector]:
        """One file a claim; what is wrong with the path or the ids is one collection error."""
        try:
            files = files_in(self.own.path)
            if not any(_fails(f) for f in files):
                own_claims(self.own.path)
        except ClaimFileError as error:
            raise self.CollectError(str(error)) from None
        for file in files:
            yield self.own.collector.from_parent(self, path=file, name=str(file), nodeid=f"{self.nodeid or 'claims'}::{file}")


def _fails(file: Path) -> bool:
    """Whether the file holds no claim: then its own collection says so."""
    try:
        claim_in(file)
    except ClaimFileError:
        return True
    return False


def loaded(path: Path) -> Mapping[str, Claim]:
    """The claims at ``path`` that could be loaded, by id."""
    try:
        return {claim.id: claim for claim in map(claim_in, (f for f in files_in(path) if not _fails(f)))}
    except ClaimFileError:
        return {}


def account_of(verdicts: Sequence[Verdict], checks: Sequence[CheckResult] = ()) -> list[str]:
    """What each rung and each check said of each claim, and the smallest witness of each kind, replayed."""
    out: list[str] = []
    for v in verdicts:
        out += ["", f"{v.claim.id}: {v.claim.short}", f"  found: {verdict_text(v)}"]
        in_order = (r for rung in rung_names(v.claim) for r in v.results if r.rung == rung)
        out += [f"  {r.rung:<15} {r.answer.value:<12} {_said(r.note, r.tally.compared)}" for r in in_order]
        out += [f"  {c.check:<15} {'passes' if c.passed else 'finds':<12} {c.note}" for c in checks if c.claim == v.claim.id]
        silent = [r.rung for r in v.results if r.answer in (Answer.UNDECIDED, Answer.UNAVAILABLE)]
        out += [f"  not decisive, and not counted: {', '.join(silent)}"] if silent else []
        for half in (*(half.value for half in Half), "pinned"):
            files = [r.witnesses[half] for r in v.results if half in r.witnesses and "x_r" in r.witnesses[half]]
            if files:
                smallest = min(files, key=lambda data: (len(data["x_r"]), len(data["x_r"][0]) + len(data["x_f"][0]), len(json.dumps(data))))
                out += [f"  {AGAINST_HALF.get(half, half)}", *(f"  {line}" for line in explain(json.dumps(smallest))[1])]
    return out


AGAINST_HALF = {
    "if": "a problem that meets the assumptions (and the condition, where there is one) and on which the statement fails",
    "only if": "a problem that meets the assumptions and the statement, but not the condition",
    "further fact": "a problem on which a further fact of the claim fails",
    "pinned": "the pinned problem on which the statement fails where the condition does",
}
"""What each kind of witness shows."""


def _said(note: str, compared: int) -> str:
    return f"{compared} compared" + (f"; {note}" if note else "")
