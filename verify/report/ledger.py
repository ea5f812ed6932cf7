"""The ledger: everything a run found, as JSON for machines and Markdown for people.

JSON layout, version 2 (as types: :mod:`verify.report.ledger_layout`; as a schema: ``docs/ledger.schema.json``):

    format      "goldengap-ledger-2"
    created     UTC time, ISO 8601
    seed        seed of the designs and of the search
    versions    python, platform, and every library that takes part in a verdict
    claims      a list; per claim: id, digest (of statement and assumptions, see Claim.digest), source, statement, latex, assumes
                (name: statement), registered, found, verdict, evidence, floor, complete (whether all of its rungs ran), passed,
                problems, believe (what remains to be believed: two lines, and a third for a proof, see verify.report.trusted_base),
                and rungs: per rung claim, rung,
                answer, found, tally (drawn, met, held_with, failed_with, held_without, failed_without, undecided, broken, real;
                "with" and "without" say whether the claim's condition held), compared, evidence, votes (the halves "if", "only if"
                that it could have refuted and saw standing), witnesses (half, "further fact" or "pinned": an exact, replayable
                problem), complaints, worst_error_over_allowance (null: infinite), note, detail (what this kind of evidence
                adds; for enclosure: widest, the largest width that passed for 0 relative to the inputs' scale, bits, instances,
                facts_undecided, and float64_error: per real data set and quantity of the left side an interval that holds float64
                result minus true value; for identity: log2_failure of the worst stratum, strata_compared, strata_met,
                sizes; for proof: statement, the SHA-256 of the proposition, coq and mathcomp, the versions, and axioms), seconds
                and checks: per check (ablation, converse, mutants) passed, note, detail, seconds; of mutants, detail.by_rung says per
                rung how many slips it killed of those it was asked about (thorough runs; else as committed in checks/KILLS.md)
    abstract    a list; per sentence: id, text, rests_on, found, why
    studies     a list; per recorded study: study, sentence, truth, summary, and found: sentence -> case -> metric -> verdict
    questions   a list; per question of the reviewers: question, and claims: per claim that answers it id, statement, found, verdict
    seal        SHA-256 of all of the above, written out with sorted keys and no spaces

The seal shows that a ledger was edited, by hand or by accident; it is no signature, and whoever means to deceive can seal anew.
Against that stands the run: ``pytest verify --against FILE``.
"""

from __future__ import annotations

import hashlib
import json
import math
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from verify.checks.report import by_claim
from verify.checks.result import CheckResult
from verify.claim import Truth
from verify.claim.logic import Found
from verify.report import questions
from verify.report.abstract import SENTENCES, explain, follow
from verify.report.ledger_layout import FORMAT, LedgerError, check_layout
from verify.report.recorded import recorded_studies
from verify.report.trusted_base import believe
from verify.verdict import Verdict, verdict_text

LIBRARIES = ("numpy", "scipy", "mpmath", "python-flint", "hypothesis", "scikit-learn", "pytest")


def as_ledger(verdicts: Sequence[Verdict], seed: int, checks: Sequence[CheckResult] = ()) -> dict[str, Any]:
    """The whole ledger as plain data, sealed. Raises ``LedgerError`` where it would not be what :mod:`.ledger_layout` says."""
    found = found_by(verdicts)
    content = {
        "format": FORMAT,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "seed": seed,
        "versions": {"python": platform.python_version(), "platform": platform.platform()} | {name: _version(name) for name in LIBRARIES},
        "claims": [_claim_entry(v) | {"checks": by_claim(checks, v.claim.id)} for v in verdicts],
        "abstract": [
            {"id": s.id, "text": s.text, "rests_on": list(s.rests_on), "found": follow(s, found).value, "why": explain(s, found)}
            for s in SENTENCES
        ],
        "studies": [asdict(study) | {"truth": study.truth.value} for study in recorded_studies()],
        "questions": questions.entries(verdicts),
    }
    content = _finite(content)
    sealed: dict[str, Any] = content | {"seal": seal(content)}
    check_layout(sealed)
    return sealed


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "not installed"


def _finite(value: Any) -> Any:
    """``value`` as it will be read back: no infinity (null instead), no tuple, and keys as text."""
    if isinstance(value, Mapping):
        return {str(k): _finite(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(v) for v in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def seal(content: Mapping[str, Any]) -> str:
    """The digest of everything but the seal itself."""
    sealed = {key: value for key, value in content.items() if key != "seal"}
    return hashlib.sha256(json.dumps(sealed, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def found_by(verdicts: Sequence[Verdict]) -> dict[str, Truth]:
    """What was found of each claim, by id, in the words in which claims are registered."""
    return {v.claim.id: AS_REGISTERED.get(v.found, Truth.UNKNOWN) for v in verdicts}


AS_REGISTERED = {
    Found.HOLDS: Truth.TRUE,
    Found.CONDITIONAL: Truth.CONDITIONAL,
    Found.REFUTED: Truth.FALSE,
    Found.SUFFICIENT: Truth.FALSE,
    Found.NECESSARY: Truth.FALSE,
}


def _claim_entry(v: Verdict) -> dict[str, Any]:
    return {
        "id": v.claim.id,
        "digest": v.claim.digest,
        "source": v.claim.source,
        "statement": v.claim.short,
        "latex": v.claim.latex,
        "assumes": {a.name: a.statement for a in v.claim.assumes},
        "registered": v.claim.truth.value,
        "found": v.found.value,
        "verdict": verdict_text(v),
        "evidence": v.evidence.name.lower(),
        "floor": v.claim.floor.name.lower(),
        "complete": v.complete,
        "passed": v.passed,
        "problems": list(v.problems),
        "believe": list(believe(v)),
        "rungs": [r.as_dict() for r in v.results],
    }


def read_ledger(path: Path) -> dict[str, Any]:
    """The ledger in ``path``. Raises ``LedgerError`` that says what is wrong with it, the broken seal of an edited one included."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LedgerError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, or nested without end
        raise LedgerError(f"{path}: is not JSON: {error}") from error
    try:
        _check(content)
    except LedgerError as error:
        raise LedgerError(f"{path}: {error}") from None
    ledger: dict[str, Any] = content
    return ledger


def _check(content: Any) -> None:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        received = content.get("format") if isinstance(content, dict) else type(content).__name__
        raise LedgerError(f"`format` must be {FORMAT!r}; received {received!r}")
    if isinstance(content.get("seal"), str) and seal(content) != content["seal"]:
        raise LedgerError(
            "the seal does not match: this file was changed after the run that wrote it, so nothing in it counts; "
            "write it anew with `pytest verify --ledger FILE`"
        )
    check_layout(content)
    ids = [entry["id"] for entry in content["claims"]]
    if doubled := sorted({i for i in ids if ids.count(i) > 1}):
        raise LedgerError(f"claim ids must be unique; used more than once: {doubled}")


def as_markdown(verdicts: Sequence[Verdict]) -> str:
    """The claims, the abstract's sentences, the reviewers' questions, and what remains to be believed of each claim."""
    head = [
        "| id | source | statement | verdict | instances (real) | worst error / allowance | digest |",
        "|---|---|---|---|---|---|---|",
    ]
    found = found_by(verdicts)
    tail = ["", "| sentence | in our words | verdict | because |", "|---|---|---|---|"]
    tail += [f"| {s.id} | {s.text} | {follow(s, found).value} | {explain(s, found)} |" for s in SENTENCES]
    trust = ["", "What you must still believe, claim by claim:", ""]
    trust += [f"- {v.claim.id} `{v.claim.digest}`\n" + "\n".join(f"  - {line}" for line in believe(v)) for v in verdicts]
    return "\n".join(head + [_row(v) for v in verdicts] + tail + questions.as_markdown(verdicts) + trust) + "\n"


def _row(v: Verdict) -> str:
    counts = f"{v.instances} ({v.real})"
    statement = v.claim.short.replace("|", "\\|")
    return f"| {v.claim.id} | {v.claim.source} | {statement} | {verdict_text(v)} | {counts} | {v.worst:.1e} | `{v.claim.digest}` |"
