"""What becomes of a proof when the claim says something else: every slip that the rules of ``verify.checks.perturb`` make in a claim.

A slip that is another proposition must break the proof, unless it is true as well. Nobody has to believe which: a slip whose
proposition is still proved is true, and it is an error if the check ``mutants`` knows a problem on which it fails.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from verify.checks.cached_sides import with_cached_sides
from verify.checks.mutants import Problems, outcome_of
from verify.checks.perturb import Mutant, mutants_of
from verify.claim import Claim
from verify.proofs import certificate, coq
from verify.proofs.cases import Refused
from verify.proofs.statement import proposition
from verify.rungs.workbench import Workbench

SECONDS = 40.0
"""The longest that the proof may take for a slip."""

SAME, REFUSED, BROKEN, PROVED, LATE = "same text", "no proposition", "broken", "proved", "out of time"
COLUMNS = (SAME, REFUSED, BROKEN, PROVED, LATE)

HEAD = f"""| claim | slips | {" | ".join(COLUMNS)} | still proved, and why they are true |
|---|---|{"---|" * len(COLUMNS)}---|
"""


@dataclass
class Row:
    """What came out for one claim."""

    claim: Claim
    counts: Counter[str] = field(default_factory=Counter)
    proved: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = "; ".join(f"{what} ({n})" if n > 1 else what for what, n in Counter(self.proved + self.wrong).items())
        numbers = " | ".join(str(self.counts[name]) for name in COLUMNS)
        return f"| {self.claim.id} | {self.counts.total()} | {numbers} | {told.replace('|', chr(92) + '|')} |"


def run(claims: Sequence[Claim], out: TextIO) -> int:
    """Write the table of ``claims``, row by row. Exit status 1 where a slip is proved that fails somewhere."""
    out.write(HEAD)
    bench, failed = Workbench(), False
    for claim in claims:
        found = row(claim, bench)
        out.write(f"{found}\n")
        out.flush()
        failed = failed or bool(found.wrong)
    return int(failed)


def row(claim: Claim, bench: Workbench) -> Row:
    """Every slip of ``claim`` against its proof."""
    proof = certificate.proof_file(claim)
    if proof is None:
        raise ValueError(f"`claim` must have a proof; received {claim.id}")
    text, out = proof.read_text(encoding="utf-8"), Row(claim)
    for mutant, came in _tried(claim, text):
        out.counts[came] += 1
        if came == PROVED:
            why, fails = _why_true(claim, mutant, bench)
            (out.wrong if fails else out.proved).append(f"{mutant.rule} ({mutant.place}): {why}")
    return out


def _tried(claim: Claim, proof: str) -> Iterator[tuple[Mutant, str]]:
    honest, known = proposition(claim).text, dict[str, str]()
    for mutant in mutants_of(claim, Path(inspect.getfile(claim.statement.left))):
        try:
            stated = proposition(mutant.claim)
        except Refused:
            yield mutant, REFUSED
            continue
        except Exception:
            yield mutant, REFUSED
            continue
        if stated.text == honest:
            yield mutant, SAME
            continue
        if stated.text not in known:  # two rules may make the same slip
            try:
                known[stated.text] = PROVED if coq.check(stated, proof, SECONDS) == () else BROKEN
            except coq.NotProved as reason:
                known[stated.text] = LATE if "not done after" in str(reason) else BROKEN
        yield mutant, known[stated.text]


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
