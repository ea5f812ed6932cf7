"""The questions: every one is answered by verdicts of this run, and by nothing else."""

from verify.claim.logic import Tally
from verify.claim.result import report
from verify.report.ledger import as_ledger, as_markdown
from verify.report.questions import ABSENT, QUESTIONS, entries
from verify.rungs import rung_names
from verify.validation.registry import load_claims
from verify.verdict import conclude

CLAIMS = {claim.id: claim for claim in load_claims()}


def verdict(claim_id, refuted=False):
    claim = CLAIMS[claim_id]
    witnesses = {"if": {}} if refuted else {}
    facts = {", ".join(q.name for q in fact.quantities): 9 for fact in claim.also}
    failed = 0 if claim.condition is None else 300  # without a condition there is no problem that fails it
    tally, detail = Tally(met=300 + failed, held_with=300, failed_without=failed), {"varied": 300, "facts": facts}
    return conclude(claim, [report(claim, r, tally, claim.floor, witnesses=witnesses, detail=detail) for r in rung_names(claim)])


def test_every_question_names_claims():
    assert len(QUESTIONS) == 12
    assert len({q.text for q in QUESTIONS}) == 12
    assert all(q.claims for q in QUESTIONS)


def test_answers_are_the_verdicts_of_the_run():
    unique = next(q for q in entries([verdict("S1")]) if "unique" in q["question"])
    assert [(c["id"], c["found"]) for c in unique["claims"]] == [("S1", "holds"), ("S2", "unknown")]
    assert unique["claims"][0]["statement"] == CLAIMS["S1"].short
    assert unique["claims"][1]["verdict"] == ABSENT


def test_a_verdict_that_changes_changes_the_answer():
    answers = [entries([verdict("N6b", refuted)])[-1]["claims"][1]["verdict"] for refuted in (False, True)]
    assert answers[0] == "average holds on 300 comparisons"
    assert answers[1] == "refuted (exact witness)"


def test_both_ledgers_have_the_section():
    verdicts = [verdict("S1")]
    assert as_ledger(verdicts, 0)["questions"] == entries(verdicts)
    text = as_markdown(verdicts)
    assert "## Questions" in text
    assert "| Is the argmin unique, and does training find it? | public reviews | S1 |" in text
    assert text.count("\n|") >= sum(len(q.claims) for q in QUESTIONS)
