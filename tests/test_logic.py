"""The truth table of :mod:`verify.claim.logic`, cell by cell, and that the table in its docstring is the one that is computed."""

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from verify import verdict
from verify.claim import Truth, logic
from verify.claim.logic import AGAINST, Found, Half, Tally, agrees, found_from, halves_of
from verify.validation.registry import load_claims

CLAIMS = {claim.id: claim for claim in load_claims()}
IF, ONLY_IF, FACT = Half.IF, Half.ONLY_IF, Half.FACT


def subsets(*halves):
    return [frozenset(h for h, kept in zip(halves, bits, strict=True) if kept) for bits in product((False, True), repeat=len(halves))]


PLAIN = {
    (frozenset(), frozenset()): Found.UNDECIDED,
    (frozenset(), frozenset({IF})): Found.HOLDS,
    (frozenset({IF}), frozenset()): Found.REFUTED,
    (frozenset({IF}), frozenset({IF})): Found.REFUTED,
}
BOTH = frozenset({IF, ONLY_IF})
CONDITIONAL = {
    **{(BOTH, votes): Found.REFUTED for votes in subsets(IF, ONLY_IF)},
    **{(frozenset({ONLY_IF}), votes): Found.SUFFICIENT for votes in subsets(IF, ONLY_IF)},
    **{(frozenset({IF}), votes): Found.NECESSARY for votes in subsets(IF, ONLY_IF)},
    (frozenset(), BOTH): Found.CONDITIONAL,
    (frozenset(), frozenset({IF})): Found.UNDECIDED,
    (frozenset(), frozenset({ONLY_IF})): Found.UNDECIDED,
    (frozenset(), frozenset()): Found.UNDECIDED,
}


@pytest.mark.parametrize(("against", "votes", "found"), [(a, v, f) for (a, v), f in PLAIN.items()])
def test_a_claim_without_condition(against, votes, found):
    assert found_from(False, against, votes) is found


@pytest.mark.parametrize(("against", "votes", "found"), [(a, v, f) for (a, v), f in CONDITIONAL.items()])
def test_a_claim_with_a_condition(against, votes, found):
    assert found_from(True, against, votes) is found


def test_every_cell_is_tested():
    assert len(PLAIN) == 2 * 2
    assert len(CONDITIONAL) == 4 * 4


PAGE = Path(verdict.__file__).with_name("VERDICTS.md").read_text(encoding="utf-8")


def rows_of(text, between):
    """(with condition, against if, against only if, for if, for only if, found); None stands for "any" and for "-"."""
    meaning = {"yes": True, "no": False, "any": None, "-": None}
    for line in text.splitlines():
        cells = [cell for cell in re.split(between, line.strip()) if cell]
        if len(cells) == 6 and cells[0] in ("with condition", "without condition"):
            yield (cells[0] == "with condition", *(meaning[c] for c in cells[1:5]), cells[5])


@pytest.mark.parametrize(("text", "between"), [(logic.__doc__, r"\s{2,}"), (PAGE, r"\s*\|\s*")])
def test_the_table_in_the_documentation_is_complete_and_is_the_one_computed(text, between):
    rows = list(rows_of(text, between))
    assert len(rows) == 9
    for conditional in (False, True):
        for bits in product((False, True), repeat=4):
            if not conditional and (bits[1] or bits[3]):
                continue  # nothing can be said about "only if" without a condition
            fits = [
                row for row in rows if row[0] is conditional and all(cell in (None, bit) for cell, bit in zip(row[1:5], bits, strict=True))
            ]
            against = {half for half, bit in zip((IF, ONLY_IF), bits[:2], strict=True) if bit}
            votes = {half for half, bit in zip((IF, ONLY_IF), bits[2:], strict=True) if bit}
            assert {row[5] for row in fits} == {found_from(conditional, against, votes).value}, (conditional, bits)


REGISTERED = {
    (Truth.TRUE, False): {Found.HOLDS},
    (Truth.FALSE, False): {Found.REFUTED},
    (Truth.FALSE, True): set(AGAINST),
    (Truth.CONDITIONAL, True): {Found.CONDITIONAL},
    (Truth.UNKNOWN, False): set(Found),
    (Truth.UNKNOWN, True): set(Found),
}


@pytest.mark.parametrize(("truth", "conditional"), REGISTERED)
@pytest.mark.parametrize("found", Found)
def test_what_is_registered_agrees_with_what_is_found(truth, conditional, found):
    base = CLAIMS["O3"] if conditional else CLAIMS["O7"]
    claim = replace(base, truth=truth, counterexample=base.counterexample)
    assert agrees(claim, found) is (found in REGISTERED[truth, conditional])


def test_a_claim_asserts_one_half_or_two():
    assert halves_of(CLAIMS["O1"]) == {IF}
    assert halves_of(CLAIMS["O3"]) == BOTH


@pytest.mark.parametrize(
    ("counts", "conditional", "failing", "standing"),
    [
        ({}, False, set(), set()),
        ({"undecided": 9, "met": 9}, False, set(), set()),
        ({"held_with": 5}, False, set(), {IF}),
        ({"held_with": 5, "failed_with": 1}, False, {IF}, {IF}),
        ({"held_without": 5}, False, set(), set()),
        ({"held_with": 5}, True, set(), {IF}),
        ({"failed_without": 5}, True, set(), {ONLY_IF}),
        ({"held_with": 5, "failed_without": 1}, True, set(), BOTH),
        ({"held_with": 5, "failed_without": 1, "held_without": 1}, True, {ONLY_IF}, BOTH),
        ({"held_with": 5, "held_without": 1}, True, {ONLY_IF}, {IF}),
        ({"held_with": 5, "failed_with": 1, "failed_without": 5}, True, {IF}, BOTH),
        ({"held_with": 5, "broken": 1}, False, {FACT}, {IF}),
    ],
)
def test_what_counts_say(counts, conditional, failing, standing):
    tally = Tally(**counts)
    assert tally.failing(conditional) == failing
    assert tally.standing(conditional) == standing


def test_tallies_record_each_case_apart():
    tally = Tally()
    for condition, holds in ((True, True), (True, False), (False, True), (False, False), (True, None)):
        tally.record(condition, holds)
    tally.record(True, True, broken=True)
    assert (tally.held_with, tally.failed_with, tally.held_without, tally.failed_without, tally.undecided) == (2, 1, 1, 1, 1)
    assert (tally.met, tally.compared, tally.broken) == (6, 5, 1)
