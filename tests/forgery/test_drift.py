"""What a run says of an earlier ledger: stronger and new are news; weaker, changed and gone fail it."""

import copy
import json
from dataclasses import replace

import pytest

from tests.forgery.conftest import ROOT, Copy, only
from verify.claim import Evidence
from verify.claim.logic import Found, Tally
from verify.claim.result import Answer, report
from verify.report.changes import Kind
from verify.report.changes import changes as changes_since
from verify.report.ledger import as_ledger, read_ledger, seal
from verify.rungs import rung_names
from verify.validation.registry import load_claims
from verify.verdict import conclude

CLAIM = replace(only(next(c for c in load_claims() if c.id == "O1"), "exact", "search"), floor=Evidence.EXACT)


FACTS = {", ".join(q.name for q in fact.quantities): 9 for fact in CLAIM.also}
DETAIL = {"varied": 300, "facts": FACTS}


def results(**changes):
    found = {rung: report(CLAIM, rung, Tally(met=300, held_with=300), Evidence.EXACT, detail=DETAIL) for rung in rung_names(CLAIM)}
    return [replace(r, **changes.get(rung, {})) for rung, r in found.items()]


BEFORE = as_ledger([conclude(CLAIM, results())], 0)


def differences(*, claim=CLAIM, before=BEFORE, only=None, existing=("O1",), **changes):
    found = [r for r in results(**changes) if r.rung in rung_names(claim) and only in (None, r.rung)]
    return [(d.kind, d.what) for d in changes_since(before, [conclude(claim, found)], existing)]


def test_the_same_run_shows_no_difference():
    assert differences() == []


BOTH = {rung: {"evidence": Evidence.IDENTITY, "detail": {**DETAIL, "log2_failure": -104.0, "shapes": 5}} for rung in rung_names(CLAIM)}


REFUTING = {"found": Found.REFUTED, "answer": Answer.REFUTES, "witnesses": {"if": {"x_r": []}}, "votes": frozenset()}


@pytest.mark.parametrize(
    ("changes", "kind", "what"),
    [
        (BOTH, Kind.STRONGER, "exact then, identity now"),
        (
            {r: {"evidence": Evidence.HIGH_PRECISION} for r in rung_names(CLAIM)},
            Kind.WEAKER,
            "passed then; now evidence high precision is below",
        ),
        ({r: {"tally": Tally(held_with=299)} for r in rung_names(CLAIM)}, Kind.WEAKER, "exact on 300 instances then, on 299 now"),
        ({"exact": {"tally": Tally(held_with=301)}}, Kind.STRONGER, "exact on 300 instances then, on 301 now"),
        (dict.fromkeys(rung_names(CLAIM), REFUTING), Kind.CHANGED, "holds then, refuted now"),
    ],
)
def test_each_kind_of_difference_is_named(changes, kind, what):
    assert any(k is kind and text.startswith(what) for k, text in differences(**changes))


def test_a_rung_that_no_longer_answers_is_weaker_with_its_reason():
    silent = {"answer": Answer.UNAVAILABLE, "found": Found.UNDECIDED, "votes": frozenset(), "note": "no answer within 3 s"}
    found = differences(search=silent)
    assert (Kind.WEAKER, "rung search: agrees (holds) then, unavailable (undecided) now: no answer within 3 s") in found


PROVED = replace(only(next(c for c in load_claims() if c.id == "O1"), "exact", "proof"), floor=Evidence.EXACT)
HERE = {"evidence": Evidence.PROVED, "tally": Tally(), "detail": {}}
ELSEWHERE = HERE | {"found": Found.UNDECIDED, "answer": Answer.NOT_HERE, "votes": frozenset()}
STALE = HERE | {"found": Found.UNDECIDED, "answer": Answer.UNDECIDED, "votes": frozenset(), "note": "stale: the proof"}


def proof_then_and_now(then, now):
    found = {rung: report(PROVED, rung, Tally(met=300, held_with=300), Evidence.EXACT, detail=DETAIL) for rung in rung_names(PROVED)}
    runs = [[replace(r, **(said if rung == "proof" else {})) for rung, r in found.items()] for said in (then, now)]
    before = as_ledger([conclude(PROVED, runs[0])], 0)
    return [(d.kind, d.fails) for d in changes_since(before, [conclude(PROVED, runs[1])], ("O1",))]


def test_a_proof_that_one_machine_cannot_check_is_no_difference_while_its_certificate_is_fresh():
    assert proof_then_and_now(HERE, ELSEWHERE) == []
    assert proof_then_and_now(ELSEWHERE, ELSEWHERE) == []
    assert all(kind is Kind.STRONGER for kind, _ in proof_then_and_now(ELSEWHERE, HERE))


def test_a_certificate_that_went_stale_is_weaker():
    assert (Kind.WEAKER, True) in proof_then_and_now(ELSEWHERE, STALE)
    assert (Kind.WEAKER, True) in proof_then_and_now(HERE, STALE)


def test_a_rung_that_is_dropped_is_weaker_and_one_that_is_added_is_stronger():
    assert differences(claim=only(CLAIM, "exact")) == [(Kind.WEAKER, "rung search said agrees and is no longer asked")]
    before = copy.deepcopy(BEFORE)
    before["claims"][0]["rungs"].pop()
    assert differences(before=before) == [(Kind.STRONGER, "rung search is asked too, and says agrees")]


def test_a_smaller_failure_probability_is_stronger_and_a_larger_one_weaker():
    before = as_ledger([conclude(CLAIM, results(**BOTH))], 0)
    better = {rung: {**BOTH[rung], "detail": {**DETAIL, "log2_failure": -120.0, "shapes": 5}} for rung in rung_names(CLAIM)}
    assert differences(before=before, **better) == [(Kind.STRONGER, "wrong with probability at most 2^-104 then, 2^-120 now")]
    after = as_ledger([conclude(CLAIM, results(**better))], 0)
    assert differences(before=after, **BOTH) == [(Kind.WEAKER, "wrong with probability at most 2^-120 then, 2^-104 now")]


def test_an_edited_statement_is_a_changed_claim():
    found = differences(claim=replace(CLAIM, latex="w_t = w_g"))
    assert found[0][0] is Kind.CHANGED
    assert found[0][1].startswith("the statement is a new one: digest")


def test_new_and_gone_claims_are_named():
    nothing = {**BEFORE, "claims": []}
    assert differences(before=nothing) == [(Kind.NEW, "holds on 300")]
    assert differences(existing=()) == [(Kind.GONE, "was holds on 300; there is no such claim any more")]


def test_of_a_partial_run_only_what_ran_is_compared():
    weaker = {"exact": {"evidence": Evidence.NUMERICAL}}
    assert differences(only="exact", **weaker) == []
    silent = {"exact": {"answer": Answer.UNDECIDED, "found": Found.UNDECIDED}}
    assert [k for k, _ in differences(only="exact", **silent)] == [Kind.WEAKER]


@pytest.mark.parametrize(
    ("workers", "status", "line"), [("0", 1, "changed   O2: the statement is a new one"), ("2", 0, "no difference; 1 of ")]
)
def test_a_partial_run_against_the_committed_ledger(forged: Copy, workers, status, line):
    if status:
        forged.edit("verify/claims/overlapping/golden_loss.py", r"RL(w_g) = 0,\quad UL", r"RL(w_g) = 0, UL")
    released = "verify/ledgers/0.1.0.json"
    ran = forged.run("-k", "O2 and search", "-n", workers, "--against", released)
    assert line in ran.output
    assert ran.status == status


def test_another_answer_than_before_fails_a_run_whose_rungs_all_agree(forged: Copy):
    content = read_ledger(ROOT / "verify" / "ledgers" / "0.1.0.json")
    entry = next(e for e in content["claims"] if e["id"] == "N6f")
    entry["rungs"][0]["answer"] = "refutes"
    content["seal"] = seal(content)
    (forged.root / "l.json").write_text(json.dumps(content))
    ran = forged.run("-k", "N6f", "--against", "l.json")
    assert f"changed   N6f: rung {entry['rungs'][0]['rung']}: refutes (holds) then, agrees (holds) now" in ran.output
    assert ran.status == 1
