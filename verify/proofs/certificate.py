"""The committed record that a claim was proved: of which statement, from which sources, with which versions.

A certificate is void as soon as anything it speaks of has changed; that is seen on every machine, with Coq or without.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from verify.claim import Claim
from verify.counterexample import write_json
from verify.proofs.coq import LIBRARY, ORDER, Versions, module_of
from verify.proofs.statement import Proposition

HERE = Path(__file__).parent
FORMAT = "goldengap-proof-1"
"""Names the layout of a certificate."""


def proof_file(claim: Claim) -> Path | None:
    """The proof of ``claim``: one of ours, or NAME.v beside a claim file of one's own; None where there is none."""
    ours = HERE / "claims" / f"{module_of(claim.id)}.v"
    if ours.exists():
        return ours
    code = getattr(claim.statement.left, "__code__", None)
    beside = Path(code.co_filename).with_suffix(".v") if code is not None else None
    return beside if beside is not None and beside.exists() else None


def is_ours(path: Path) -> bool:
    """Whether a proof belongs to the package, and so must have a certificate."""
    return path.parent == HERE / "claims"


def certificate_file(claim: Claim) -> Path:
    """Where the certificate of ``claim`` lies."""
    return HERE / "certificates" / f"{module_of(claim.id)}.json"


def sha256(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def sources(proof: Path) -> dict[str, str]:
    """The SHA-256 of the proof and of every file of the library."""
    files = {f"library/{name}.v": LIBRARY / f"{name}.v" for name in ORDER} | {f"claims/{proof.name}": proof}
    return {name: sha256(path.read_text(encoding="utf-8")) for name, path in files.items()}


def certificate_of(claim: Claim, proposition: Proposition, proof: Path, found: Versions, axioms: tuple[str, ...]) -> dict[str, Any]:
    """A certificate, as plain data."""
    return {
        "format": FORMAT,
        "claim": claim.id,
        "digest": claim.digest,
        "statement": sha256(proposition.text),
        "sources": sources(proof),
        "coq": found.coq,
        "mathcomp": found.mathcomp,
        "axioms": list(axioms),
    }


def write(claim: Claim, data: dict[str, Any]) -> None:
    """Write a certificate, whole or not at all."""
    write_json(certificate_file(claim), data)


def read(claim: Claim) -> dict[str, Any] | None:
    """The committed certificate of ``claim``; None where there is none or it cannot be read."""
    path = certificate_file(claim)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) and data.get("format") == FORMAT else None


def stale(claim: Claim, proposition: Proposition, proof: Path, data: dict[str, Any]) -> str:
    """What has changed since the certificate was written, in words; '' where nothing has."""
    now = {"claim": claim.id, "digest": claim.digest, "statement": sha256(proposition.text), "axioms": []}
    changed = [f"the {name}" if name != "axioms" else "it rests on axioms" for name, value in now.items() if data.get(name) != value]
    recorded, here = data.get("sources"), sources(proof)
    recorded = recorded if isinstance(recorded, dict) else {}
    changed += [name for name in sorted({*recorded, *here}) if recorded.get(name) != here.get(name)]
    return ", ".join(changed)
