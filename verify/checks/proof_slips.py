"""What becomes of a proof when the claim says something else: every slip that the rules of ``verify.checks.perturb`` make in a claim.

A slip that is another proposition must break the proof, unless it is true as well. Nobody has to believe which: a slip whose
proposition is still proved is true, and it is an error if the check ``mutants`` knows a problem on which it fails.
"""

from __future__ import annotations

import inspect
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from verify.checks.cached_sides import with_cached_sides
from verify.checks.mutants import Problems, outcome_of
from verify.checks.perturb import Mutant, mutants_of
from verify.claim import Claim
from verify.files import write_whole
from verify.proofs import certificate, coq
from verify.proofs.statement import Proposition, proposition
from verify.proofs.toplevel import Toplevel
from verify.rungs.workbench import Workbench

TABLE = certificate.HERE / "SLIPS.md"

TIMES, MORE = 5.0, 5.0
"""A slip has ``TIMES`` as long as the claim itself, and ``MORE`` seconds."""

SAME, REFUSED, BROKEN, PROVED, LATE = "same text", "no proposition", "broken", "proved", "out of time"
COLUMNS = (SAME, REFUSED, BROKEN, PROVED, LATE)

HEAD = f"""| claim | of | slips | {" | ".join(COLUMNS)} | still proved, and why they are true |
|---|---|---|{"---|" * len(COLUMNS)}---|
"""


@dataclass
class Row:
    """What came out for one claim."""

    claim: Claim
    of: str
    counts: Counter[str] = field(default_factory=Counter)
    proved: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = "; ".join(f"{what} ({n})" if n > 1 else what for what, n in Counter(self.proved + self.wrong).items())
        numbers = " | ".join(str(self.counts[name]) for name in COLUMNS)
        return f"| {self.claim.id} | `{self.of}` | {self.counts.total()} | {numbers} | {told.replace('|', chr(92) + '|')} |"


def version(claim: Claim, proof: Path) -> str:
    """Which proposition and which proof a row speaks of."""
    return certificate.sha256(proposition(claim).text + proof.read_text(encoding="utf-8"))[:12]


def rows(table: Path = TABLE) -> dict[str, str]:
    """The rows of the table as they stand, by claim."""
    _, _, text = table.read_text(encoding="utf-8").partition(HEAD)
    return {line.split("|")[1].strip(): line for line in text.splitlines() if line.startswith("|")}


def is_fresh(claim: Claim, told: str | None) -> bool:
    """Whether the row ``told`` speaks of the claim's proposition and proof as they are."""
    proof = certificate.proof_file(claim)
    return told is not None and proof is not None and f"`{version(claim, proof)}`" in told


def run(claims: Sequence[Claim], order: Sequence[str], table: Path = TABLE) -> int:
    """Write a row for each of ``claims``, as they come, into ``table``, whose rows stand in ``order``.

    Exit status 1 where a slip is proved that fails somewhere.
    """
    bench, failed = Workbench(), False
    for claim in claims:
        found = row(claim, bench)
        known = {**rows(table), claim.id: str(found)}
        before, _, _ = table.read_text(encoding="utf-8").partition(HEAD)
        write_whole(table, before + HEAD + "".join(f"{known[name]}\n" for name in order if name in known))
        failed = failed or bool(found.wrong)
    return int(failed)


def row(claim: Claim, bench: Workbench) -> Row:
    """Every slip of ``claim`` against its proof."""
    proof = certificate.proof_file(claim)
    if proof is None:
        raise ValueError(f"`claim` must have a proof; received {claim.id}")
    text, out = proof.read_text(encoding="utf-8"), Row(claim, version(claim, proof))
    for mutant, came in _tried(claim, text):
        out.counts[came] += 1
        if came == PROVED:
            why, fails = _why_true(claim, mutant, bench)
            (out.wrong if fails else out.proved).append(f"{mutant.rule} ({mutant.place}): {why}")
    return out


def _tried(claim: Claim, proof: str) -> Iterator[tuple[Mutant, str]]:
    honest, known = proposition(claim).text, dict[str, str]()
    with Toplevel(proof) as top:
        began = time.perf_counter()
        top.tries(honest, coq.SECONDS)  # what does not prove the claim breaks at no slip
        seconds = TIMES * (time.perf_counter() - began) + MORE
        for mutant in mutants_of(claim, Path(inspect.getfile(claim.statement.left))):
            try:
                stated = proposition(mutant.claim)
            except Exception:  # a slip may raise anything
                yield mutant, REFUSED
                continue
            if stated.text == honest:
                yield mutant, SAME
                continue
            if stated.text not in known:  # two rules may make the same slip
                known[stated.text] = _came(top, stated, proof, seconds)
            yield mutant, known[stated.text]


def _came(top: Toplevel, stated: Proposition, proof: str, seconds: float) -> str:
    """What becomes of the proof; one that the quick try accepts is checked as any other proof is."""
    try:
        top.tries(stated.text, seconds)
        return BROKEN if coq.check(stated, proof) else PROVED
    except coq.NotProved as reason:
        return LATE if "not done after" in str(reason) else BROKEN


WEAKER = {
    "sharpness": "true and weaker: a bound that is attained no longer is",
    "a pinned control": "true, and it holds on the control as well",
    "the pinned counterexample": "false as well: the proof has a counterexample of its own",
}
"""What may notice a slip though it is true."""


def _why_true(claim: Claim, mutant: Mutant, bench: Workbench) -> tuple[str, bool]:
    """Why a slip that is still proved is true, in the words of the check ``mutants``; and whether that check knows better."""
    known = with_cached_sides(claim)
    outcome = outcome_of(known, mutant, Problems(known, bench).more)
    if outcome.killed_by:
        return WEAKER.get(outcome.killed_by, f"FAILS: {outcome.killed_by}"), outcome.killed_by not in WEAKER
    return outcome.equivalent or "implied by what is proved", False
