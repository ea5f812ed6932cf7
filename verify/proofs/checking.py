"""Compiles the proofs of many claims, on every core, and says of each what came out."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from verify.claim import Claim
from verify.proofs import certificate, coq
from verify.proofs.cases import Refused
from verify.proofs.statement import Proposition, proposition


@dataclass(frozen=True)
class Checked:
    """What came out for one claim: proved or not, in words."""

    claim: Claim
    proved: bool
    told: str

    def __str__(self) -> str:
        return f"{self.claim.id}: {self.told}"


def check_all(claims: Sequence[Claim], *, write: bool) -> Iterator[Checked]:
    """Compile statement and proof of each claim, as many at a time as there are cores; ``write`` certificates of those proved."""
    coq.library()
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        yield from pool.map(lambda job: _checked(*job, write=write), [(claim, _stated(claim)) for claim in claims])


def _stated(claim: Claim) -> Proposition | str:
    """The proposition, or why there is none. Terms are made in one thread."""
    try:
        return proposition(claim)
    except Refused as reason:
        return str(reason)


def _checked(claim: Claim, stated: Proposition | str, *, write: bool) -> Checked:
    began, proof, found = time.perf_counter(), certificate.proof_file(claim), coq.versions()
    if proof is None or found is None:
        return Checked(claim, False, "no proof")
    if isinstance(stated, str):
        return Checked(claim, False, stated)
    text = proof.read_text(encoding="utf-8")
    word = coq.forbidden(text)
    try:
        axioms = (f"`{word}`",) if word else coq.check(stated, text)
    except coq.NotProved as reason:
        return Checked(claim, False, str(reason))
    if axioms:
        return Checked(claim, False, f"rests on {' '.join(axioms)}")
    if write and certificate.is_ours(proof):
        certificate.write(claim, certificate.certificate_of(claim, stated, proof, found, axioms))
    return Checked(claim, True, f"proved ({time.perf_counter() - began:.1f} s)")


def check_again(checked: Sequence[Checked]) -> Checked | None:
    """``coqchk`` over what was proved; None where nothing was."""
    proved = [one.claim for one in checked if one.proved]
    if not proved:
        return None
    began = time.perf_counter()
    try:
        axioms = coq.check_again([claim.id for claim in proved])
    except coq.NotProved as reason:
        return Checked(proved[0], False, str(reason))
    said = f"rests on {' '.join(axioms)}" if axioms else f"checked again with coqchk, no axiom ({time.perf_counter() - began:.1f} s)"
    return Checked(proved[0], not axioms, said)
