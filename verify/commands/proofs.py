"""``python -m verify proofs state CLAIM`` prints the proposition; ``check`` compiles proofs; ``certify`` records what was proved."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from verify.claim import Claim
from verify.files import write_whole
from verify.proofs import certificate, coq
from verify.proofs.cases import Refused
from verify.proofs.checking import check_again, check_all
from verify.proofs.skeleton import begun
from verify.proofs.statement import proposition
from verify.validation.registry import ClaimFileError, claim_in, load_claims


def register(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``proofs`` to the command line."""
    parser = subcommands.add_parser("proofs", help="claims as propositions of Coq: print one, compile proofs, certify them")
    commands = parser.add_subparsers(required=True, metavar="state|check|certify|slips", dest="command")
    state = commands.add_parser("state", help="print the proposition that a claim is")
    state.add_argument("claims", nargs=1, metavar="CLAIM", help="an id, or a claim file of your own")
    state.add_argument("--skeleton", type=Path, metavar="FILE", help="write a file to begin a proof in")
    for name, told in (
        ("check", "compile statement and proof"),
        ("certify", "compile, and write the certificate"),
        ("slips", "what becomes of the proof when the claim says something else"),
    ):
        command = commands.add_parser(name, help=told)
        command.add_argument("claims", nargs="*", metavar="CLAIM", help="ids; all that have a proof unless given")
        if name == "check":
            command.add_argument("--coqchk", action="store_true", help="let coqchk check the compiled files once more")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run one of the four; exit status 1 where a claim is refused or not proved, 2 where there is no Coq.

    Raises ``ClaimFileError`` where there is no such claim.
    """
    claims = list(_named(arguments.claims))
    if arguments.command == "state":
        return _state(claims[0], arguments.skeleton)
    if coq.versions() is None:
        sys.stderr.write("error: Coq with MathComp is not installed (Debian: apt-get install coq libcoq-mathcomp-algebra)\n")
        return 2
    if arguments.command == "slips":
        from verify.checks import proof_slips as slips  # every rung: other commands need none

        todo = claims if arguments.claims else [claim for claim in claims if not slips.is_fresh(claim, slips.rows().get(claim.id))]
        return slips.run(todo, [claim.id for claim in load_claims()])
    found = []
    for one in check_all(claims, write=arguments.command == "certify"):
        sys.stdout.write(f"{one}\n")
        sys.stdout.flush()
        found.append(one)
    again = check_again(found) if getattr(arguments, "coqchk", False) else None
    if again is not None:
        sys.stdout.write(f"{again.told}\n")
        found.append(again)
    return 0 if all(one.proved for one in found) else 1


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
        stated = proposition(claim)
    except Refused as reason:
        sys.stderr.write(f"{claim.id} cannot be written as a proposition: {reason}\n")
        return 1
    sys.stdout.write(stated.text)
    if skeleton is not None:
        if skeleton.exists():
            sys.stderr.write(f"error: `--skeleton` must be new: {skeleton} exists, and nothing is overwritten\n")
            return 2
        text, said = begun(stated)
        write_whole(skeleton, text)
        sys.stderr.write(f"{skeleton}: {said}\n")
    return 0
