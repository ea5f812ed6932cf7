"""A file to begin a proof in, with what the tactic for projectors can do of it by itself."""

from __future__ import annotations

from verify.claim import Claim
from verify.proofs import coq
from verify.proofs.statement import Proposition

SKELETON = """(** {short} *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import {library}.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import {name}.

Theorem proof : statement.
Proof.
{proof}Qed.
"""

TACTIC = "by projector_algebra.\n"
SECONDS = 60.0
"""The longest that the tactic may take."""


def skeleton(claim: Claim, proof: str = "") -> str:
    """The file, with ``proof`` between ``Proof.`` and ``Qed.``."""
    return SKELETON.format(short=claim.short.replace("*)", "* )"), library=" ".join(coq.ORDER), name=coq.module_of(claim.id), proof=proof)


def begun(stated: Proposition) -> tuple[str, str]:
    """The file to begin in, proved by the tactic where that closes the claim; and a line that says whether it does."""
    claim = stated.claim
    if coq.versions() is None:
        return skeleton(claim), "Coq is not installed, so the tactic was not tried"
    try:
        axioms = coq.check(stated, skeleton(claim, TACTIC), SECONDS)
    except coq.NotProved as reason:
        return skeleton(claim), f"`projector_algebra` does not close it: {reason}"
    if axioms:
        return skeleton(claim), f"`projector_algebra` rests on {' '.join(axioms)}"
    return skeleton(claim, TACTIC), "`projector_algebra` proves it, as the file stands"
