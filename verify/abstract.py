"""The abstract's sentences: their verdicts follow by rule from the claims they rest on, never by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from verify.claim import Truth


@dataclass(frozen=True)
class Sentence:
    """One assertion of the abstract of arXiv:2410.03833v1, in our words, and the claims that decide it."""

    id: str
    text: str
    rests_on: tuple[str, ...]


SENTENCES = (
    Sentence("A1", "Fine-tuning reaches zero loss on the remaining data and still does not forget.", ("D1", "O1")),
    Sentence("A2", "The golden model, trained without the forgetting data, does forget them.", ("D2", "O2", "O3")),
    Sentence(
        "A3", "The pretrained model retains information on the forgetting data that fine-tuning cannot touch.", ("D1", "D3", "O1", "O4")
    ),
    Sentence("A4", "Removing that influence from the pretrained model lets fine-tuning match the golden model.", ("D4", "O7", "O8")),
)


def follow(sentence: Sentence, found: Mapping[str, Truth]) -> Truth:
    """The sentence's truth from its claims': false if one is false, unknown if one is, conditional if one is, else true."""
    values = {found.get(claim, Truth.UNKNOWN) for claim in sentence.rests_on}
    for decisive in (Truth.FALSE, Truth.UNKNOWN, Truth.CONDITIONAL):
        if decisive in values:
            return decisive
    return Truth.TRUE


def explain(sentence: Sentence, found: Mapping[str, Truth]) -> str:
    """The claims behind a sentence, grouped by what was found of them."""
    groups: dict[Truth, list[str]] = {}
    for claim in sentence.rests_on:
        groups.setdefault(found.get(claim, Truth.UNKNOWN), []).append(claim)
    words = {Truth.TRUE: "holds", Truth.FALSE: "refuted", Truth.CONDITIONAL: "conditional", Truth.UNKNOWN: "not decided"}
    return "; ".join(f"{words[value]}: {', '.join(claims)}" for value, claims in groups.items())
