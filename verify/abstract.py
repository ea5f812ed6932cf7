"""The abstract's sentences: their verdicts follow by rule from the claims (and recorded studies) they rest on, never by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verify.claim import Truth
from verify.studies import RecordedStudy, recorded_studies, together


@dataclass(frozen=True)
class Sentence:
    """One assertion of the abstract of arXiv:2410.03833v1, in our words, and the claims that decide it."""

    id: str
    text: str
    rests_on: tuple[str, ...]
    measured: bool = False
    """Whether it speaks of experiments, so that without recorded studies nothing is decided."""


SENTENCES = (
    Sentence("A1", "Fine-tuning reaches zero loss on the remaining data and still does not forget.", ("D1", "O1")),
    Sentence("A2", "The golden model, trained without the forgetting data, does forget them.", ("D2", "O2", "O3")),
    Sentence(
        "A3", "The pretrained model retains information on the forgetting data that fine-tuning cannot touch.", ("D1", "D3", "O1", "O4")
    ),
    Sentence("A4", "Removing that influence from the pretrained model lets fine-tuning match the golden model.", ("D4", "O7", "O8")),
    Sentence("A5", "A regularizer narrows the gap in unlearning loss between fine-tuned and golden model.", ("R1", "R3", "R4")),
    Sentence("A6", "Experiments on synthetic and real data show both.", ("D1", "O1", "R3"), measured=True),
)


def follow(sentence: Sentence, found: Mapping[str, Truth], studies: Sequence[RecordedStudy] | None = None) -> Truth:
    """The sentence's truth from its claims': false if one is false, unknown if one is, conditional if one is, else true.

    Of a measured sentence the recorded studies (read from their folder unless given) count together like one claim more.
    """
    values = {found.get(claim, Truth.UNKNOWN) for claim in sentence.rests_on}
    if sentence.measured:
        values.add(together(study.truth for study in _about(sentence, studies)))
    for decisive in (Truth.FALSE, Truth.UNKNOWN, Truth.CONDITIONAL):
        if decisive in values:
            return decisive
    return Truth.TRUE


def explain(sentence: Sentence, found: Mapping[str, Truth], studies: Sequence[RecordedStudy] | None = None) -> str:
    """The claims behind a sentence, grouped by what was found of them, and what was measured."""
    groups: dict[Truth, list[str]] = {}
    for claim in sentence.rests_on:
        groups.setdefault(found.get(claim, Truth.UNKNOWN), []).append(claim)
    words = {Truth.TRUE: "holds", Truth.FALSE: "refuted", Truth.CONDITIONAL: "conditional", Truth.UNKNOWN: "not decided"}
    parts = [f"{words[value]}: {', '.join(claims)}" for value, claims in groups.items()]
    if sentence.measured:
        measured = [f"{study.study}: {study.truth.value} ({study.summary})" for study in _about(sentence, studies)]
        parts += measured or ["not yet measured"]
    return "; ".join(parts)


def _about(sentence: Sentence, studies: Sequence[RecordedStudy] | None) -> list[RecordedStudy]:
    known = recorded_studies() if studies is None else studies
    return [study for study in known if study.sentence == sentence.id]
