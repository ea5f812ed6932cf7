"""The layout of a ledger, once: what is written and what is read are held against these types.

``docs/ledger.schema.json`` is the same as a JSON schema, written by ``python -m verify.report.ledger_layout``.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any, Literal

import msgspec

from verify.claim import Truth
from verify.claim.logic import Found
from verify.claim.result import Answer

FORMAT = "goldengap-ledger-2"

Grade = Literal["none", "numerical", "searched", "high_precision", "enclosed", "exact", "identity", "proved"]
"""The kinds of evidence, weakest first."""


class LedgerError(ValueError):
    """A file that is not a ledger, or was changed after a run wrote it."""


class Counts(msgspec.Struct):
    """How many instances a rung drew and met, and how the statement fared; "with" and "without" tell the claim's condition."""

    drawn: int
    met: int
    held_with: int
    failed_with: int
    held_without: int
    failed_without: int
    undecided: int
    broken: int
    real: int


class Rung(msgspec.Struct):
    """What one kind of evidence found of one claim.

    ``votes`` are the halves that it could have refuted and saw standing; ``witnesses`` are exact, replayable problems by half, "further
    fact" or "pinned"; ``detail`` is what this kind of evidence adds; null for ``worst_error_over_allowance`` is infinite.
    """

    claim: str
    rung: str
    answer: Answer
    found: Found
    tally: Counts
    compared: int
    evidence: Grade
    votes: list[str]
    witnesses: dict[str, dict[str, Any]]
    complaints: list[str]
    worst_error_over_allowance: float | None
    note: str
    detail: dict[str, Any]
    seconds: float


class Check(msgspec.Struct):
    """What one check beside the rungs found: ablation, converse or mutants."""

    passed: bool
    note: str
    detail: dict[str, Any]
    seconds: float


class Entry(msgspec.Struct):
    """One claim, its verdict, and all that the verdict rests on; ``believe`` says what remains to be believed."""

    id: str
    digest: str
    source: str
    statement: str
    latex: str
    assumes: dict[str, str]
    registered: Truth
    found: Found
    verdict: str
    evidence: Grade
    floor: Grade
    complete: bool
    passed: bool
    problems: list[str]
    believe: list[str]
    rungs: list[Rung]
    checks: dict[str, Check] = {}


class SentenceEntry(msgspec.Struct):
    """One sentence of the abstract, and what follows for it."""

    id: str
    text: str
    rests_on: list[str]
    found: str
    why: str


class Study(msgspec.Struct):
    """One recorded study; ``found``: sentence -> case -> metric -> verdict."""

    study: str
    sentence: str
    truth: Truth
    summary: str
    found: dict[str, dict[str, dict[str, str]]]


class Answering(msgspec.Struct):
    """A claim that answers a question."""

    id: str
    statement: str
    found: str
    verdict: str


class Question(msgspec.Struct):
    """A question of the reviewers."""

    question: str
    asked_by: str
    claims: list[Answering]


class Ledger(msgspec.Struct):
    """Everything that a run of ``pytest verify`` found. ``seal`` is the SHA-256 of the rest, with sorted keys and no spaces."""

    format: Literal["goldengap-ledger-2"]
    created: str
    seed: int
    versions: dict[str, str]
    claims: list[Entry]
    abstract: list[SentenceEntry]
    seal: str
    studies: list[Study] = []
    questions: list[Question] = []


def check_layout(content: Any) -> None:
    """Raise ``LedgerError`` with the place, the requirement and the value received where ``content`` is not a ledger."""
    try:
        msgspec.convert(content, Ledger)
    except msgspec.ValidationError as error:
        raise LedgerError(_told(str(error), content)) from None


EXPECTED = re.compile(r"Expected `(?P<kind>[^`]+)`, got `[^`]+`")
MISSING = re.compile(r"Object missing required field `(?P<field>[^`]+)`")


def _told(message: str, content: Any) -> str:
    """The library's message in the words of the other errors: `place` must be KIND; received VALUE."""
    said, _, path = message.partition(" - at ")
    place = path.strip("`").removeprefix("$").removeprefix(".")
    if missing := MISSING.fullmatch(said):
        return f"`{place or 'ledger'}.{missing['field']}` is missing"
    received = repr(_at(place, content))[:40]
    expected = EXPECTED.fullmatch(said)
    what = f": {said}" if expected is None else f" must be {NAMED.get(expected['kind'], expected['kind'])}"
    return f"`{place or 'ledger'}`{what}; received {received}"


NAMED = {"object": "an object", "array": "a list", "str": "text", "int": "a whole number", "float": "a number", "bool": "true or false"}


def _at(place: str, content: Any) -> Any:
    """The value at a path such as ``claims[2].found``; where a key is missing, the object that should hold it."""
    for step in re.findall(r"[^.\[\]]+|\[\.\.\.\]", place):
        if step == "[...]" or not isinstance(content, (dict, list)):
            return content
        content = content[int(step)] if isinstance(content, list) else content.get(step)
    return content


def schema() -> str:
    """The layout as a JSON schema, text."""
    told = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": FORMAT} | msgspec.json.schema(Ledger)
    return json.dumps(told, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema())
