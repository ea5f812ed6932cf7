"""The rules from counts to verdicts, and that each of them can turn a run red."""

import json
from dataclasses import replace

import pytest

from verify.claim import Claim, Control, Evidence, Relation, Truth
from verify.claim.logic import Found, Half, Tally, halves_of
from verify.claim.result import Answer, RungResult, report, sees_in_balls
from verify.report.trusted_base import believe
from verify.rungs import RUNGS, declined, rung_names
from verify.validation.registry import load_claims, order
from verify.verdict import conclude, verdict_text

CLAIMS = {claim.id: claim for claim in load_claims()}


SEED_OF = {Half.IF: {"held_with": 300}, Half.ONLY_IF: {"failed_without": 300}}
VARIED = {"varied": 300, "facts": {}}
WITNESS = {"x_r": []}


def result(claim, rung, *, evidence=Evidence.EXACT, witnesses=None, complaints=(), votes=None, detail=None, **more):
    """A result as the rung would report it: 300 problems for each half that it votes on."""
    votes = halves_of(claim) if votes is None else votes
    tally = Tally(drawn=300, met=300, **{k: v for half in votes for k, v in SEED_OF[half].items()})
    facts = {", ".join(q.name for q in fact.quantities): 9 for fact in claim.also}
    detail = {**VARIED, "facts": facts} | (detail or {})
    made = report(claim, rung, tally, evidence, sees=votes, witnesses=witnesses, complaints=complaints, detail=detail)
    return replace(made, **more)


def full(claim, **changes):
    """Every rung of ``claim`` agreeing, the one at random points with the strength that it has."""
    strong = {"identity": {"evidence": Evidence.IDENTITY, "detail": {"log2_failure": -101.5, "shapes": 9}}}
    if claim.condition is not None:
        strong = {"identity": {"evidence": Evidence.SEARCHED}}
    return [result(claim, rung, **(strong.get(rung, {}) | changes.get(rung, {}))) for rung in rung_names(claim)]


def test_agreement_on_every_rung_passes():
    verdict = conclude(CLAIMS["O1"], full(CLAIMS["O1"]))
    assert verdict.problems == ()
    assert verdict.complete
    assert verdict_text(verdict) == "identity, 9 strata, failure < 2^-101"


def test_without_random_points_a_verdict_is_as_strong_as_its_instances():
    claim = replace(CLAIMS["O1"], floor=Evidence.EXACT, without={"identity": "to see what is left"})
    assert verdict_text(conclude(claim, full(claim))) == "holds on 300"


@pytest.mark.parametrize("answer", [Answer.UNDECIDED, Answer.UNAVAILABLE])
def test_silence_is_not_agreement(answer):
    silent = {"search": {"answer": answer, "found": Found.UNDECIDED, "votes": frozenset(), "note": "timed out"}}
    verdict = conclude(CLAIMS["O1"], full(CLAIMS["O1"], **silent))
    assert verdict.problems == (f"search: {answer.value}: timed out",)


PROOF = {"evidence": Evidence.PROVED, "tally": Tally(), "detail": {}}


def test_a_proof_says_proved():
    verdict = conclude(CLAIMS["O1"], full(CLAIMS["O1"], proof=PROOF))
    assert verdict.passed
    assert verdict_text(verdict) == "proved"


def test_a_proof_that_is_not_checked_here_is_no_agreement_and_no_problem():
    elsewhere = {
        "found": Found.UNDECIDED,
        "answer": Answer.NOT_HERE,
        "votes": frozenset(),
        "note": "proved with Coq 8.16.1, not checked here",
    }
    verdict = conclude(CLAIMS["O1"], full(CLAIMS["O1"], proof=PROOF | elsewhere))
    assert verdict.passed
    assert verdict.evidence is Evidence.IDENTITY
    assert verdict_text(verdict) == "identity, 9 strata, failure < 2^-101; proved with Coq 8.16.1, not checked here"
    alone = [r for r in verdict.results if r.rung == "proof"]
    assert conclude(CLAIMS["O1"], alone, asked=["proof"]).found is Found.UNDECIDED


def test_a_refutation_that_is_proved_says_so_and_still_needs_its_witness():
    claim = CLAIMS["O7"]
    proof = PROOF | {"found": Found.REFUTED, "answer": Answer.REFUTES, "votes": frozenset()}
    verdict = conclude(claim, full(claim, exact={"witnesses": {"if": WITNESS}}, proof=proof))
    assert verdict_text(verdict) == "refuted (proved, exact witness)"
    assert conclude(claim, full(claim, proof=proof)).found is not Found.REFUTED


def test_a_stale_certificate_fails_the_run():
    stale = PROOF | {"found": Found.UNDECIDED, "answer": Answer.UNDECIDED, "votes": frozenset(), "note": "stale: the digest"}
    verdict = conclude(CLAIMS["O1"], full(CLAIMS["O1"], proof=stale))
    assert verdict.problems == ("proof: undecided: stale: the digest",)


def test_what_is_believed_of_a_proof_is_named():
    detail = {"statement": "ab12", "coq": "8.16.1", "mathcomp": "1.15.0", "axioms": []}
    *_, proof = believe(conclude(CLAIMS["O1"], full(CLAIMS["O1"], proof=PROOF | {"detail": detail})))
    assert all(word in proof for word in ("ab12", "kernel of Coq 8.16.1", "MathComp 1.15.0", "Setting.v"))
    assert "not checked here" not in proof
    elsewhere = {"answer": Answer.NOT_HERE, "votes": frozenset(), "detail": detail}
    assert "not checked here" in believe(conclude(CLAIMS["O1"], full(CLAIMS["O1"], proof=PROOF | elsewhere)))[-1]


def test_a_rung_that_cannot_refute_is_silent_and_that_is_no_problem():
    silent = {"search": {"votes": frozenset()}}
    verdict = conclude(CLAIMS["O1"], full(CLAIMS["O1"], **silent))
    assert next(r for r in verdict.results if r.rung == "search").answer is Answer.SILENT
    assert verdict.passed


@pytest.mark.parametrize("rung", ["exact", "search", "descent"])
def test_one_witness_refutes_whatever_all_other_rungs_saw(rung):
    claim = replace(CLAIMS["O1"], truth=Truth.UNKNOWN, floor=Evidence.NONE)
    verdict = conclude(claim, full(claim, **{rung: {"witnesses": {"if": WITNESS}}}))
    assert (verdict.found, verdict.problems) == (Found.REFUTED, ())
    assert verdict_text(verdict) == "refuted (exact witness)"


def test_a_witness_against_a_claim_registered_true_fails_the_run():
    verdict = conclude(CLAIMS["O1"], full(CLAIMS["O1"], search={"witnesses": {"if": WITNESS}}))
    assert verdict.problems == ("registered true, found refuted",)


def test_samples_on_which_a_false_claim_stood_do_not_contradict_its_witness():
    claim = replace(CLAIMS["O7"])
    verdict = conclude(claim, full(claim, exact={"witnesses": {"if": WITNESS}}))
    assert (verdict.found, verdict.problems) == (Found.REFUTED, ())


def test_a_claim_registered_false_without_a_witness_fails_the_run():
    assert "registered false, found holds" in conclude(CLAIMS["O7"], full(CLAIMS["O7"])).problems


@pytest.mark.parametrize(
    ("witnesses", "found"),
    [
        ({"only if": WITNESS}, Found.SUFFICIENT),
        ({"if": WITNESS}, Found.NECESSARY),
        ({"if": WITNESS, "only if": WITNESS}, Found.REFUTED),
        ({"pinned": WITNESS}, Found.CONDITIONAL),
    ],
)
def test_which_half_of_exactly_when_fails_is_named(witnesses, found):
    claim = replace(CLAIMS["O3"], truth=Truth.UNKNOWN, floor=Evidence.NONE)
    verdict = conclude(claim, full(claim, search={"witnesses": witnesses}))
    assert (verdict.found, verdict.problems) == (found, ())
    registered = conclude(CLAIMS["O3"], full(CLAIMS["O3"], search={"witnesses": witnesses}))
    assert registered.passed is (found is Found.CONDITIONAL)


def test_conditional_needs_a_vote_for_each_half():
    one_half = {rung: {"votes": {Half.IF}} for rung in rung_names(CLAIMS["O3"])}
    verdict = conclude(CLAIMS["O3"], full(CLAIMS["O3"], **one_half))
    assert verdict.found is Found.UNDECIDED
    other = one_half | {"search": {"votes": {Half.ONLY_IF}}}
    assert conclude(CLAIMS["O3"], full(CLAIMS["O3"], **other)).found is Found.CONDITIONAL


def test_a_witness_against_a_further_fact_refutes_what_is_said_with_it():
    broken = {"exact": {"witnesses": {"further fact": WITNESS}}}
    verdict = conclude(CLAIMS["O1"], full(CLAIMS["O1"], **broken))
    assert verdict.found is Found.REFUTED
    assert "a further fact of the claim is refuted" in verdict.problems
    false = {"exact": {"witnesses": {"further fact": WITNESS, "if": WITNESS}}}
    assert "a further fact of the claim is refuted" in conclude(CLAIMS["O7"], full(CLAIMS["O7"], **false)).problems


def test_a_further_fact_that_was_decided_nowhere_is_a_problem():
    claim = next(c for c in CLAIMS.values() if c.also and c.average is None)
    nowhere = {rung: {"detail": {"facts": {}}} for rung in rung_names(claim)}
    verdict = conclude(claim, full(claim, **nowhere))
    assert any("was decided on no problem: nothing was checked" in p for p in verdict.problems)


def test_too_few_varied_instances_are_undecided():
    few = {rung: {"detail": {"varied": 25}} for rung in rung_names(CLAIMS["O1"])}
    verdict = conclude(CLAIMS["O1"], full(CLAIMS["O1"], **few))
    assert verdict.found is Found.UNDECIDED
    assert any("varied exact instances over all rungs, 200 are required" in p for p in verdict.problems)


def test_a_complaint_leaves_a_claim_undecided_and_does_not_stand_against_a_witness():
    claim = replace(CLAIMS["O1"], truth=Truth.UNKNOWN, floor=Evidence.NONE)
    complaint = {"descent": {"complaints": ["the simulation departs"]}}
    verdict = conclude(claim, full(claim, **complaint))
    assert verdict.found is Found.UNDECIDED
    assert "descent: the simulation departs" in verdict.problems
    assert conclude(claim, full(claim, **complaint, exact={"witnesses": {"if": WITNESS}})).problems == ()


def test_a_failing_count_without_a_witness_is_a_complaint_and_no_refutation():
    found = report(CLAIMS["O1"], "exact", Tally(met=3, held_with=2, failed_with=1), Evidence.EXACT)
    assert (found.answer, found.votes) == (Answer.UNDECIDED, frozenset())
    assert found.complaints == ("fails (if), but no exact witness stands behind it",)


def test_a_rung_that_is_owed_and_has_no_result_is_a_problem_by_name():
    claim = CLAIMS["O1"]
    some = [r for r in full(claim) if r.rung not in ("exact", "search")]
    assert "no result of exact, search: skipped, stopped or lost" in conclude(claim, some).problems
    assert conclude(claim, some, [r.rung for r in some]).problems == ()


def test_a_selection_has_no_floor_and_a_full_run_has():
    claim = CLAIMS["O1"]
    weak = full(claim, **{rung: {"evidence": Evidence.NUMERICAL} for rung in rung_names(claim)})
    assert conclude(claim, weak).problems == ("evidence numerical is below the floor identity",)
    assert conclude(claim, weak[:1], ["exact"]).problems == ()


def test_a_true_statement_registered_false_fails():
    claim = replace(CLAIMS["O1"], truth=Truth.FALSE, counterexample=CLAIMS["O7"].counterexample)
    assert "registered false, found holds" in conclude(claim, full(claim)).problems


def test_an_unknown_truth_accepts_what_is_found():
    claim = replace(CLAIMS["O1"], truth=Truth.UNKNOWN)
    assert conclude(claim, full(claim)).passed


def test_balls_vote_on_what_they_can_refute():
    assert sees_in_balls(CLAIMS["O1"]) == {Half.IF}
    assert sees_in_balls(CLAIMS["O8"]) == {Half.IF}
    assert sees_in_balls(CLAIMS["O3"]) == {Half.ONLY_IF}
    assert sees_in_balls(CLAIMS["R3"]) <= {Half.IF, Half.ONLY_IF}
    never = replace(CLAIMS["O1"], statement=replace(CLAIMS["O1"].statement, relation=Relation.DIFFERENT))
    assert sees_in_balls(never) == frozenset()


def test_results_survive_transport():
    original = result(CLAIMS["O3"], "exact", worst=0.5, note="n", witnesses={"only if": {"a": 1}}, seconds=1.25)
    assert RungResult.from_dict(json.loads(json.dumps(original.as_dict()))) == original


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"assumes": ()}, "`assumes` of claim O7 must name at least one assumption"),
        ({"truth": Truth.CONDITIONAL}, "`condition` of claim O7 must be given because it is conditional"),
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
    assert "identity" in rung_names(CLAIMS["O1"])
    assert "identity" in rung_names(CLAIMS["O7"])
    assert "inequality" in declined(CLAIMS["O15"])["identity"]
    averages = {claim.id: rung_names(claim) for claim in load_claims() if claim.average}
    assert averages["N6"] == ("cubature", "expectation")


def test_no_claim_loses_a_rung_without_a_reason():
    for claim in load_claims():
        left_out = declined(claim)
        assert set(rung_names(claim)) | set(left_out) == set(RUNGS)
        assert all(len(reason) > 10 for reason in left_out.values())
        assert set(claim.without) <= set(RUNGS)


def test_an_opt_out_without_a_reason_is_refused():
    with pytest.raises(ValueError, match="`without` of claim O1 must give a reason for each rung"):
        replace(CLAIMS["O1"], without={"identity": " "})
