"""Sentences follow from claims by a table: every line of it, and that no claim left out or added turns one verdict into another."""

from dataclasses import replace
from itertools import product

import pytest

from theory.losses import gap_in_loss
from theory.models import fine_tuned
from theory.regularizer import mislabelling, regularized
from verify.claim import Relation, Truth
from verify.report.abstract import LONGEST, SENTENCES, Said, Sentence, explain, follow
from verify.validation.registry import load_claims

CLAIMS = {claim.id: claim for claim in load_claims()}
REGISTERED = {claim.id: claim.truth for claim in CLAIMS.values()}
THEORY = [s for s in SENTENCES if not s.measured]
T, F, C, U = Truth.TRUE, Truth.FALSE, Truth.CONDITIONAL, Truth.UNKNOWN
ROLES = ("asserts", "refutes", "bounds", "parts", "thin", "generic")


@pytest.mark.parametrize(
    ("roles", "found", "expected"),
    [
        ({"asserts": "a"}, {"a": T}, Said.TRUE),
        ({"asserts": "ab"}, {"a": T, "b": T}, Said.TRUE),
        ({"asserts": "a"}, {}, Said.UNKNOWN),
        ({"asserts": "ab"}, {"a": T, "b": U}, Said.UNKNOWN),
        ({"asserts": "a", "parts": "b"}, {"a": T, "b": U}, Said.UNKNOWN),
        ({"asserts": "a", "refutes": "b"}, {"a": T, "b": F}, Said.UNKNOWN),
        ({"asserts": "a", "bounds": "b"}, {"a": T, "b": C}, Said.UNKNOWN),
        ({"asserts": "a", "generic": "b"}, {"a": T, "b": T}, Said.UNKNOWN),
        ({"bounds": "a"}, {"a": T}, Said.TRUE),
        ({"bounds": "a", "thin": "b"}, {"a": C, "b": T}, Said.EXCEPT_THIN),
        ({"refutes": "a", "thin": "b"}, {"a": F, "b": T}, Said.EXCEPT_THIN),
        ({"thin": "b"}, {"b": T}, Said.EXCEPT_THIN),
        ({"bounds": "a", "thin": "b"}, {"a": C, "b": F}, Said.UNKNOWN),
        ({"bounds": "a", "thin": "b", "generic": "c"}, {"a": C, "b": T, "c": T}, Said.UNKNOWN),
        ({"bounds": "a", "generic": "b"}, {"a": C, "b": T}, Said.CONDITION),
        ({"bounds": "a", "generic": "a"}, {"a": C}, Said.CONDITION),
        ({"bounds": "a", "generic": "b"}, {"a": C, "b": F}, Said.UNKNOWN),
        ({"bounds": "a"}, {"a": C}, Said.UNKNOWN),
        ({"refutes": "a", "parts": "b", "generic": "c"}, {"a": F, "b": T, "c": T}, Said.CONDITION),
        ({"parts": "b", "generic": "c"}, {"b": T, "c": T}, Said.CONDITION),
        ({"refutes": "a", "generic": "c"}, {"a": F, "c": T}, Said.UNKNOWN),
        ({"refutes": "a", "parts": "b"}, {"a": F, "b": T}, Said.UNKNOWN),
        ({"refutes": "a"}, {"a": F}, Said.FALSE),
        ({"asserts": "a"}, {"a": F}, Said.FALSE),
        ({"parts": "a"}, {"a": T}, Said.UNKNOWN),
        ({}, {}, Said.UNKNOWN),
    ],
)
def test_every_line_of_the_table(roles, found, expected):
    assert follow(Sentence("X", "text", **{name: tuple(claims) for name, claims in roles.items()}), found) is expected


def test_points_may_be_told_from_outside():
    sentence = Sentence("X", "text", bounds=("a",))
    assert follow(sentence, {"a": C}, points={"a": "thin"}) is Said.EXCEPT_THIN
    assert follow(sentence, {"a": C}, points={"a": "generic"}) is Said.CONDITION
    assert follow(sentence, {"a": C}, points={"b": "thin"}) is Said.UNKNOWN


def test_the_verdicts_on_the_abstract():
    said = {s.id: follow(s, REGISTERED) for s in THEORY}
    expected = {"A1": Said.TRUE, "A2": Said.EXCEPT_THIN, "A3": Said.TRUE, "A4": Said.CONDITION, "A5": Said.CONDITION}
    assert said == expected == {s.id: s.expected for s in THEORY}


@pytest.mark.parametrize(("sentence", "role"), list(product(THEORY, ROLES)), ids=lambda x: getattr(x, "id", x))
def test_a_claim_left_out_of_a_sentence_never_gives_another_verdict(sentence, role):
    for claim in getattr(sentence, role):
        less = replace(sentence, **{r: tuple(c for c in getattr(sentence, r) if c != claim) for r in ROLES})
        assert follow(less, REGISTERED) in (follow(sentence, REGISTERED), Said.UNKNOWN)


@pytest.mark.parametrize("left_out", CLAIMS)
def test_a_claim_left_out_of_the_run_leaves_sentences_that_do_not_name_it_alone(left_out):
    found = {claim: truth for claim, truth in REGISTERED.items() if claim != left_out}
    for sentence in THEORY:
        assert follow(sentence, found) is (Said.UNKNOWN if left_out in sentence.rests_on else sentence.expected)
        assert follow(sentence, REGISTERED | {left_out: U, "a claim of nobody": F}) is follow(sentence, found)


@pytest.mark.parametrize("sentence", [s for s in THEORY if s.expected is not Said.TRUE], ids=lambda s: s.id)
def test_a_universal_form_beside_the_claim_that_bounds_it_changes_nothing(sentence):
    for role in ("refutes", "asserts"):
        more = replace(sentence, **{role: (*getattr(sentence, role), "universal form", "another of them")})
        assert follow(more, REGISTERED | {"universal form": F, "another of them": F}) is sentence.expected


def test_sentences_name_claims_that_exist_in_the_part_that_they_play():
    for s in THEORY:
        assert set(s.rests_on) <= set(CLAIMS)
        assert all(REGISTERED[claim] is T for claim in (*s.asserts, *s.parts, *s.thin))
        assert all(REGISTERED[claim] is F for claim in s.refutes)
        assert all(REGISTERED[claim] is C for claim in s.bounds)


def test_performance_rests_on_losses():
    removal = next(s for s in SENTENCES if s.id == "A4")
    assert "O7" not in removal.rests_on
    assert all(q.unit.name == "LOSS" for claim in ("O9", "O19a") for q in CLAIMS[claim].statement.quantities)


def test_claims_at_generic_points_say_that_two_things_differ():
    for claim_id in ("O19", "O19a"):
        assert CLAIMS[claim_id].statement.relation is Relation.DIFFERENT


def test_the_regularizers_condition_fails_on_an_open_set():
    """At R3's counterexample u is well above 2 UL(w_g) and the gap is wider by a margin: so it is at every problem near by."""
    p = CLAIMS["R3"].counterexample()
    assert mislabelling(p) > 2
    assert gap_in_loss(p, regularized(p)) > gap_in_loss(p, fine_tuned(p)) + 1


def test_every_clause_is_one_short_line():
    for sentence in SENTENCES:
        for found in (REGISTERED, {}):
            clause = explain(sentence, found)
            assert 0 < len(clause) <= LONGEST
            assert "\n" not in clause
    assert explain(THEORY[0], REGISTERED) == THEORY[0].clause
    assert explain(THEORY[0], {"O1": T}) == "holds: O1; not decided: D1"


def test_a_clause_names_what_it_rests_on():
    for sentence in THEORY:
        assert any(f"({claim})" in sentence.clause for claim in sentence.rests_on), sentence.id
