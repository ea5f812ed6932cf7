"""``python -m verify proofs state CLAIM`` prints the proposition; ``check`` compiles proofs; ``certify`` records what was proved."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from verify.claim import Claim
from verify.files import write_whole
from verify.proofs import certificate, coq
from verify.proofs.cases import Refused
from verify.proofs.statement import proposition
from verify.validation.registry import ClaimFileError, claim_in, load_claims

SKELETON = """(** {short} *)
From mathcomp Require Import all_ssreflect all_algebra.
From goldengap Require Import {library}.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.TTheory.
Local Open Scope ring_scope.
From statements Require Import {name}.

Theorem proof : statement.
Proof.
Qed.
"""


def register(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``proofs`` to the command line."""
    parser = subcommands.add_parser("proofs", help="claims as propositions of Coq: print one, compile proofs, certify them")
    commands = parser.add_subparsers(required=True, metavar="state|check|certify", dest="command")
    state = commands.add_parser("state", help="print the proposition that a claim is")
    state.add_argument("claims", nargs=1, metavar="CLAIM", help="an id, or a claim file of your own")
    state.add_argument("--skeleton", type=Path, metavar="FILE", help="write a file to begin a proof in")
    for name, told in (("check", "compile statement and proof"), ("certify", "compile, and write the certificate")):
        commands.add_parser(name, help=told).add_argument(
            "claims", nargs="*", metavar="CLAIM", help="ids; all that have a proof unless given"
        )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run one of the three; exit status 1 where a claim is refused or not proved, 2 where there is no Coq.

    Raises ``ClaimFileError`` where there is no such claim.
    """
    claims = list(_named(arguments.claims))
    if arguments.command == "state":
        return _state(claims[0], arguments.skeleton)
    if coq.versions() is None:
        sys.stderr.write("error: Coq with MathComp is not installed (Debian: apt-get install coq libcoq-mathcomp-algebra)\n")
        return 2
    return max([_prove(claim, write=arguments.command == "certify") for claim in claims], default=0)


def _named(names: Sequence[str]) -> Iterable[Claim]:
    ours = {claim.id: claim for claim in load_claims()}
    if not names:
        return (claim for claim in ours.values() if certificate.proof_file(claim) is not None)
    return [ours[name] if name in ours else claim_in(_existing(Path(name))) for name in names]


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise ClaimFileError(f"`CLAIM` must be the id of a claim or a claim file; received {path}")
    return path


def _state(claim: Claim, skeleton: Path | None) -> int:
    try:
        text = proposition(claim).text
    except Refused as reason:
        sys.stderr.write(f"{claim.id} cannot be written as a proposition: {reason}\n")
        return 1
    sys.stdout.write(text)
    if skeleton is not None:
        if skeleton.exists():
            sys.stderr.write(f"error: `--skeleton` must be new: {skeleton} exists, and nothing is overwritten\n")
            return 2
        fill = {"short": claim.short.replace("*)", "* )"), "library": " ".join(coq.ORDER), "name": coq.module_of(claim.id)}
        write_whole(skeleton, SKELETON.format(**fill))
    return 0


def _prove(claim: Claim, *, write: bool) -> int:
    began, proof, found = time.perf_counter(), certificate.proof_file(claim), coq.versions()
    if proof is None or found is None:
        sys.stdout.write(f"{claim.id}: no proof\n")
        return 1
    try:
        stated, text = proposition(claim), proof.read_text(encoding="utf-8")
        word = coq.forbidden(text)
        axioms = (f"`{word}`",) if word else coq.check(stated, text)
    except (Refused, coq.NotProved) as reason:
        sys.stdout.write(f"{claim.id}: {reason}\n")
        return 1
    if axioms:
        sys.stdout.write(f"{claim.id}: rests on {' '.join(axioms)}\n")
        return 1
    if write and certificate.is_ours(proof):
        certificate.write(claim, certificate.certificate_of(claim, stated, proof, found, axioms))
    sys.stdout.write(f"{claim.id}: proved ({time.perf_counter() - began:.1f} s)\n")
    return 0
