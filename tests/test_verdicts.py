"""The rules from counts to verdicts, and that each of them can turn a run red."""

from dataclasses import replace

import pytest

from verify.claim import ON_PROBLEMS, Claim, Control, Evidence, Truth
from verify.registry import load_claims, order
from verify.verdict import Answer, RungResult, Tally, answer_of, conclude, truth_of

CLAIMS = {claim.id: claim for claim in load_claims()}


@pytest.mark.parametrize(
    ("counts", "conditional", "expected"),
    [
        ({}, False, Truth.UNKNOWN),
        ({"undecided": 9}, False, Truth.UNKNOWN),
        ({"held_with": 5}, False, Truth.TRUE),
        ({"held_with": 5, "failed_with": 1}, False, Truth.FALSE),
        ({"held_with": 5}, True, Truth.UNKNOWN),
        ({"held_with": 5, "failed_without": 1}, True, Truth.CONDITIONAL),
        ({"held_with": 5, "failed_without": 1, "held_without": 1}, True, Truth.UNKNOWN),
        ({"held_with": 5, "held_without": 1}, True, Truth.TRUE),
        ({"held_with": 5, "failed_with": 1, "failed_without": 5}, True, Truth.FALSE),
        ({"failed_without": 5}, True, Truth.UNKNOWN),
        ({"held_with": 5, "broken": 1}, False, Truth.UNKNOWN),
        ({"failed_with": 5, "broken": 1}, False, Truth.UNKNOWN),
    ],
)
def test_truth_follows_from_counts(counts, conditional, expected):
    assert truth_of(Tally(**counts), conditional) is expected


def test_tallies_record_each_case_apart():
    tally = Tally()
    for condition, holds in ((True, True), (True, False), (False, True), (False, False), (True, None)):
        tally.record(condition, holds)
    assert (tally.held_with, tally.failed_with, tally.held_without, tally.failed_without, tally.undecided) == (1, 1, 1, 1, 1)
    assert (tally.met, tally.compared) == (5, 4)


def result(rung, found=Truth.TRUE, evidence=Evidence.EXACT, answer=None, **more):
    return RungResult("O1", rung, answer or answer_of(found), found, Tally(held_with=300), evidence, **more)


AT_POINTS = {"evidence": Evidence.IDENTITY, "detail": {"log2_failure": -101.5, "shapes": 9}}


def full(claim, **changes):
    """Every rung of ``claim`` agreeing, the one at random points with the strength that it has."""
    results = {rung: replace(result(rung), **(AT_POINTS if rung == "identity" else {})) for rung in claim.rungs}
    return [replace(found, **changes.get(rung, {})) for rung, found in results.items()]


def test_agreement_on_every_rung_passes():
    verdict = conclude(CLAIMS["O1"], full(CLAIMS["O1"]))
    assert verdict.passed
    assert verdict.complete
    assert verdict.text == "identity, failure < 2^-101, 9 shapes"


def test_without_random_points_a_verdict_is_as_strong_as_its_instances():
    claim = replace(CLAIMS["O1"], floor=Evidence.EXACT, without={"identity": "to see what is left"})
    assert conclude(claim, full(claim)).text == "exact on 300 instances"


@pytest.mark.parametrize("answer", [Answer.UNDECIDED, Answer.UNAVAILABLE])
def test_silence_is_not_agreement(answer):
    silent = {"search": {"answer": answer, "found": Truth.UNKNOWN, "note": "timed out"}}
    verdict = conclude(CLAIMS["O1"], full(CLAIMS["O1"], **silent))
    assert verdict.problems == (f"search: {answer.value}: timed out",)


def test_contradicting_rungs_decide_nothing():
    verdict = conclude(CLAIMS["O1"], full(CLAIMS["O1"], descent={"found": Truth.FALSE, "answer": Answer.REFUTES}))
    assert verdict.found is Truth.UNKNOWN
    assert any("rungs contradict each other" in p for p in verdict.problems)
    assert "registered true, found unknown" in verdict.problems


def test_a_refutation_needs_an_exact_counterexample():
    claim = CLAIMS["O7"]
    refuting = {rung: {"found": Truth.FALSE, "answer": Answer.REFUTES, "evidence": Evidence.EXACT} for rung in claim.rungs}
    assert "refuted, but no exact counterexample stands behind it" in conclude(claim, full(claim, **refuting)).problems
    refuting["exact"]["counterexample"] = {"x_r": []}
    verdict = conclude(claim, full(claim, **refuting))
    assert verdict.passed
    assert verdict.text == "refuted (exact)"


def test_weaker_evidence_than_the_floor_fails():
    claim = CLAIMS["O1"]
    verdict = conclude(claim, full(claim, **{rung: {"evidence": Evidence.NUMERICAL} for rung in claim.rungs}))
    assert verdict.problems == ("evidence numerical is below the floor identity",)


def test_a_true_statement_registered_false_fails():
    claim = replace(CLAIMS["O1"], truth=Truth.FALSE, counterexample=CLAIMS["O7"].counterexample)
    assert "registered false, found true" in conclude(claim, full(claim)).problems


def test_an_unknown_truth_accepts_what_is_found():
    claim = replace(CLAIMS["O1"], truth=Truth.UNKNOWN)
    assert conclude(claim, full(claim)).passed


def test_results_survive_transport():
    original = result("exact", worst=0.5, note="n", counterexample={"a": 1}, seconds=1.25)
    assert RungResult.from_dict(original.as_dict()) == original


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"assumes": ()}, "`assumes` of claim O7 must name at least one assumption"),
        ({"truth": Truth.CONDITIONAL}, "`condition` of claim O7 must be given exactly when it is conditional"),
        ({"counterexample": None}, "`counterexample` of claim O7 must be pinned because it is false"),
        (
            {"controls": (Control("gravity", lambda: None),)},
            r"`controls` of claim O7 must drop its own assumptions; received \['gravity'\]",
        ),
    ],
)
def test_a_claim_that_cannot_be_checked_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        replace(CLAIMS["O7"], **change)


def test_at_least_the_twenty_six_claims_in_their_order():
    ids = [claim.id for claim in load_claims()]
    assert ids[:11] == [f"S{i}" for i in range(1, 8)] + [f"D{i}" for i in range(1, 5)]
    assert ids[11:26] == [f"O{i}" for i in range(1, 16)]
    assert sorted(ids, key=order) == ids
    assert all(isinstance(claim, Claim) and claim.latex and claim.source for claim in load_claims())


def test_which_rungs_apply_follows_from_the_claim():
    assert "identity" in CLAIMS["O1"].rungs
    assert "identity" in CLAIMS["O7"].rungs
    assert "inequality" in CLAIMS["O15"].declined["identity"]
    averages = {claim.id: claim.rungs for claim in load_claims() if claim.average}
    assert averages["N6"] == ("cubature", "expectation")
    assert averages["N6b"] == ("expectation",)


def test_no_claim_loses_a_rung_without_a_reason():
    for claim in load_claims():
        if claim.average is None:
            assert set(claim.rungs) | set(claim.declined) == set(ON_PROBLEMS)
            assert all(len(reason) > 10 for reason in claim.declined.values())


@pytest.mark.parametrize("without", [{"identity": " "}, {"idnetity": "a slip of the pen"}])
def test_an_opt_out_without_a_reason_or_of_no_rung_is_refused(without):
    with pytest.raises(ValueError, match="`without` of claim O1 must give a reason for each of"):
        replace(CLAIMS["O1"], without=without)
