"""The abstract's sentences as small statements, each tied to claims by what they are to it; verdicts follow from what was found.

A sentence speaks of all problems of the theory's setting. Claims are to a sentence one of these:

    asserts    states it for its whole domain
    refutes    states it for its whole domain or for more, and is known to say too much
    bounds     states it together with a condition: exactly where it holds
    parts      states a part of it: that it holds somewhere
    thin       says that it holds at generic points: exceptions, if any, are a thin set
    generic    says that it fails at generic points outside its condition

The first three are its forms; how each was found decides, not the list that it stands in. The verdict is that of the first line that fits:

    forms                     parts       thin    generic   verdict
    one of the claims of any kind was not decided           undecided
    some true, some not       any         any     any       undecided
    all true, at least one    any         any     none      true
    not all true, or none     any         hold    none      true except on a thin set
    one conditional           any         none    hold      only under a condition, fails generically without
    all false, or none        one true    none    hold      only under a condition, fails generically without
    all false, at least one   none        none    none      false
    anything else                                           undecided

"Hold" means that each was found true or conditional, "none" that none is named. So one claim that is left out makes a verdict the same or
undecided, never another: that is tested for each. A universal form beside the claim that says exactly where it fails changes nothing, and
neither does a claim that no sentence names. Sentences on performance rest on losses (O9), not on weights (O7). What trained networks do
rests on recorded studies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from verify.claim import Truth
from verify.report.recorded import RecordedStudy, recorded_studies, together

LONGEST = 120
"""Characters of a clause, at most."""


class Said(Enum):
    """What is known of a sentence."""

    TRUE = "true"
    EXCEPT_THIN = "true except on a thin set"
    CONDITION = "only under a condition, fails generically without"
    DIFFERS = "true in some cases"
    FALSE = "false"
    UNKNOWN = "undecided"


@dataclass(frozen=True)
class Sentence:
    """One assertion of the abstract of arXiv:2410.03833v1, in our words.

    Attributes:
        id, text: its name, and what it says.
        asserts, refutes, bounds, parts, thin, generic: claims by what they are to it; see the module.
        clause: why the verdict is what it is, in one short clause, where it is ``expected``.
        expected: the verdict that the clause is about. Nothing is concluded from it.
        measured: whether it speaks of experiments, so that recorded studies decide it and no claim does.
    """

    id: str
    text: str
    asserts: tuple[str, ...] = ()
    refutes: tuple[str, ...] = ()
    bounds: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    thin: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()
    clause: str = ""
    expected: Said = Said.UNKNOWN
    measured: bool = False

    @property
    def forms(self) -> tuple[str, ...]:
        """The claims that state the sentence itself."""
        return (*self.asserts, *self.refutes, *self.bounds)

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Every claim that it is tied to, once."""
        return tuple(dict.fromkeys((*self.forms, *self.parts, *self.thin, *self.generic)))


SENTENCES = (
    Sentence(
        "A1",
        "Fine-tuning reaches zero loss on the remaining data and still does not forget.",
        asserts=("O1",),
        parts=("D1",),
        clause="for labels that some w fits and a loss that reaches 0 (O1); with cross-entropy it forgets in time (N19)",
        expected=Said.TRUE,
    ),
    Sentence(
        "A2",
        "The golden model, trained without the forgetting data, does forget them.",
        bounds=("O3",),
        parts=("D2", "O2"),
        thin=("O19",),
        clause="except where y_f = X_f^T P_r w_* (O3): for n <= d a thin set (O19)",
        expected=Said.EXCEPT_THIN,
    ),
    Sentence(
        "A3",
        "The pretrained model retains information on the forgetting data that fine-tuning cannot touch.",
        asserts=("O1", "O4"),
        parts=("D1", "D3"),
        clause="(P - P_r) w_*, for a loss that reaches 0 (O4); with cross-entropy its share in w fades (N19)",
        expected=Said.TRUE,
    ),
    Sentence(
        "A4",
        "Removing that influence from the pretrained model lets fine-tuning match the golden model.",
        refutes=("O9",),
        parts=("D4",),
        generic=("O19a",),
        clause="in loss: where range(X_r) has every lap direction, as at d_lap = 0 (O9); else generically not (O19a)",
        expected=Said.CONDITION,
    ),
    Sentence(
        "A5",
        "A regularizer narrows the gap in unlearning loss between fine-tuned and golden model.",
        bounds=("R3",),
        parts=("R1", "R4"),
        generic=("R3",),
        clause="squared loss, full column rank: exactly when 0 < ||y' - y_f||^2/n_f < 2 UL(w_g) (R3), open on both sides",
        expected=Said.CONDITION,
    ),
    Sentence("A6", "Experiments on synthetic and real data show both.", measured=True),
)


def follow(
    sentence: Sentence,
    found: Mapping[str, Truth],
    studies: Sequence[RecordedStudy] | None = None,
    points: Mapping[str, str] | None = None,
) -> Said:
    """What is known of ``sentence``, from what was ``found`` of claims, by the table of this module.

    ``points`` may say of a claim that its exceptions are "thin" or "generic"; it then counts as named for that. A measured sentence
    follows from the recorded studies about it alone (read from their folder unless given).
    """
    if sentence.measured:
        measured = together(study.truth for study in _about(sentence, studies))
        return {Truth.TRUE: Said.TRUE, Truth.FALSE: Said.FALSE, Truth.CONDITIONAL: Said.DIFFERS}.get(measured, Said.UNKNOWN)
    truths = {claim: found.get(claim, Truth.UNKNOWN) for claim in sentence.rests_on}
    forms = {truths[claim] for claim in sentence.forms}
    if not truths or Truth.UNKNOWN in truths.values() or (Truth.TRUE in forms and len(forms) > 1):
        return Said.UNKNOWN
    told = {kind: [claim for claim in truths if (points or {}).get(claim) == kind] for kind in ("thin", "generic")}
    thin, generic = (*sentence.thin, *told["thin"]), (*sentence.generic, *told["generic"])
    if any(truths[claim] is Truth.FALSE for claim in (*sentence.thin, *sentence.generic)) or (thin and generic):
        return Said.UNKNOWN
    holds_somewhere = Truth.CONDITIONAL in forms or any(truths[claim] is Truth.TRUE for claim in sentence.parts)
    return _verdict(forms, bool(thin), bool(generic), holds_somewhere)


def _verdict(forms: set[Truth], thin: bool, generic: bool, holds_somewhere: bool) -> Said:
    """The lines of the table, once every claim is decided; at most one of ``thin`` and ``generic`` is named, and holds."""
    if forms == {Truth.TRUE}:
        return Said.UNKNOWN if generic else Said.TRUE
    if thin:
        return Said.EXCEPT_THIN
    if generic:
        return Said.CONDITION if holds_somewhere else Said.UNKNOWN
    return Said.FALSE if forms == {Truth.FALSE} and not holds_somewhere else Said.UNKNOWN


def explain(
    sentence: Sentence,
    found: Mapping[str, Truth],
    studies: Sequence[RecordedStudy] | None = None,
    points: Mapping[str, str] | None = None,
) -> str:
    """One clause of at most ``LONGEST`` characters: why the verdict is what it is."""
    if sentence.measured:
        told = [f"{study.study}: {study.truth.value}" for study in _about(sentence, studies)]
        return _short("measured, by unlearning loss: " + "; ".join(told) if told else "not yet measured")
    verdict = follow(sentence, found, studies, points)
    if verdict is sentence.expected:
        return sentence.clause
    words = {Truth.TRUE: "holds", Truth.FALSE: "refuted", Truth.CONDITIONAL: "conditional", Truth.UNKNOWN: "not decided"}
    groups: dict[str, list[str]] = {}
    for claim in sentence.rests_on:
        groups.setdefault(words[found.get(claim, Truth.UNKNOWN)], []).append(claim)
    return _short("; ".join(f"{word}: {', '.join(claims)}" for word, claims in groups.items()))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _about(sentence: Sentence, studies: Sequence[RecordedStudy] | None) -> list[RecordedStudy]:
    known = recorded_studies() if studies is None else studies
    return [study for study in known if study.sentence == sentence.id]
