"""The questions: every one is answered by verdicts of this run, and by nothing else."""

from verify.ledger import as_ledger, as_markdown
from verify.questions import ABSENT, QUESTIONS, entries
from verify.registry import load_claims
from verify.verdict import RungResult, Tally, Truth, answer_of, conclude

CLAIMS = {claim.id: claim for claim in load_claims()}


def verdict(claim_id, found):
    claim = CLAIMS[claim_id]
    return conclude(
        claim, [RungResult(claim_id, r, answer_of(found), found, Tally(held_with=300), claim.floor, counterexample={}) for r in claim.rungs]
    )


def test_every_question_names_claims():
    assert len(QUESTIONS) == 12
    assert len({q.text for q in QUESTIONS}) == 12
    assert all(q.claims for q in QUESTIONS)


def test_answers_are_the_verdicts_of_the_run():
    unique = next(q for q in entries([verdict("S1", Truth.TRUE)]) if "unique" in q["question"])
    assert [(c["id"], c["found"]) for c in unique["claims"]] == [("S1", "true"), ("S2", "unknown")]
    assert unique["claims"][0]["statement"] == CLAIMS["S1"].short
    assert unique["claims"][1]["verdict"] == ABSENT


def test_a_verdict_that_changes_changes_the_answer():
    answers = [entries([verdict("N6b", found)])[-1]["claims"][1]["verdict"] for found in (Truth.TRUE, Truth.UNKNOWN)]
    assert answers[0] == "numerical on 300 instances"
    assert answers[1] == "undecided"


def test_both_ledgers_have_the_section():
    verdicts = [verdict("S1", Truth.TRUE)]
    assert as_ledger(verdicts, 0)["questions"] == entries(verdicts)
    text = as_markdown(verdicts)
    assert "## Questions" in text
    assert "| Is the argmin unique, and does training find it? | public reviews | S1 |" in text
    assert text.count("\n|") >= sum(len(q.claims) for q in QUESTIONS)
