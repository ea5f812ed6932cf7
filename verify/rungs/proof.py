"""Rung ``proof``: the claim as a proposition, for every dimension and every ordered field, proved in Coq.

The proposition is generated anew from the claim. Its certificate must speak of this proposition and of these sources: a stale one is
a fault on every machine. Where Coq is installed, statement and proof are compiled, and the kernel must confirm that the proof has the
statement as its type and rests on no axiom; where it is not, the answer is "not checked here", which is never agreement. A proof that
fails decides nothing: it refutes no claim. What is proved and what has to be believed: verify/proofs/TRUST.md.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from verify.claim import Claim, Evidence, Truth
from verify.claim.logic import AGAINST, Found, halves_of
from verify.claim.result import Answer, RungResult
from verify.proofs import certificate, coq
from verify.proofs.cases import Refused
from verify.proofs.statement import Proposition, proposition
from verify.rungs.workbench import Workbench


def applies(claim: Claim) -> str:
    """Why the rung does not apply: nobody has proved ``claim``. A certificate alone, of a proof that is gone, makes it apply."""
    return "" if certificate.proof_file(claim) is not None or certificate.certificate_file(claim).exists() else "there is no proof of it"


def run(claim: Claim, bench: Workbench) -> RungResult:  # noqa: ARG001 - a proof needs no instances
    """Evidence from the proof assistant."""
    proof = certificate.proof_file(claim)
    if proof is None:
        gone = certificate.certificate_file(claim).exists()
        note = "there is a certificate, but no proof" if gone else "no proof"
        return _result(claim, Answer.UNDECIDED if gone else Answer.UNAVAILABLE, note)
    try:
        stated = proposition(claim)
    except Refused as reason:
        return _result(claim, Answer.UNDECIDED, f"stale: the claim is no longer a proposition: {reason}")
    data = certificate.read(claim)
    if certificate.is_ours(proof):
        changed = "there is no certificate" if data is None else certificate.stale(claim, stated, proof, data)
        if changed:
            return _result(claim, Answer.UNDECIDED, f"stale: {changed}. Prove it again with `python -m verify proofs certify {claim.id}`")
    text = proof.read_text(encoding="utf-8")
    word = coq.forbidden(text)
    if word is not None:
        return _result(claim, Answer.UNDECIDED, f"the proof contains `{word}`", data)
    if coq.versions() is None:
        told = f"proved with Coq {data['coq']}, not checked here" if data else "Coq is not installed, so the proof is not checked here"
        return _result(claim, Answer.NOT_HERE, told, data)
    return _checked(claim, stated, text, data)


def _checked(claim: Claim, stated: Proposition, text: str, data: dict[str, Any] | None) -> RungResult:
    try:
        axioms = coq.check(stated, text)
    except coq.NotProved as reason:
        return _result(claim, Answer.UNDECIDED, f"not proved: {reason}", data)
    if axioms:
        return _result(claim, Answer.UNDECIDED, f"the proof rests on assumptions: {' '.join(axioms)[:200]}", data)
    if data is None:  # a proof beside a reviewer's claim file has no certificate
        data = {"statement": certificate.sha256(stated.text), "axioms": []} | asdict(coq.versions() or coq.Versions("unknown", "unknown"))
    found = proved(claim)
    return _result(claim, Answer.REFUTES if found in AGAINST else Answer.AGREES, "", data, found)


def proved(claim: Claim) -> Found:
    """What the proposition says of the claim: its negation where it is registered false, "exactly when" where it has a condition."""
    if claim.truth is Truth.FALSE:
        return Found.REFUTED
    return Found.CONDITIONAL if claim.condition is not None else Found.HOLDS


def distrust(plant: Claim, bench: Workbench) -> str:
    """Why no answer counts: proof and certificate of S1 were taken for those of ``plant``, a false claim. Empty if they were not."""
    borrowed = replace(plant, id="S1")
    proof, said = certificate.proof_file(borrowed), run(borrowed, bench)
    if proof is None or said.answer is not Answer.UNDECIDED or not said.note.startswith("stale"):
        return f"the certificate of another claim counted for a planted false one ({plant.short})"
    if coq.versions() is None:
        return ""
    try:
        coq.check(proposition(borrowed), proof.read_text(encoding="utf-8"))
    except coq.NotProved:
        return ""
    return f"a planted false claim was proved ({plant.short})"


def _result(claim: Claim, answer: Answer, note: str, data: dict[str, Any] | None = None, found: Found = Found.UNDECIDED) -> RungResult:
    detail: dict[str, Any] = {name: data[name] for name in ("statement", "coq", "mathcomp", "axioms") if name in data} if data else {}
    votes = halves_of(claim) if answer is Answer.AGREES else frozenset()
    return RungResult(claim.id, "proof", answer, found, evidence=Evidence.PROVED, votes=votes, note=note, detail=detail)
