"""Every rung judges every slip by its own method; slips that change nothing are proved to do so where that is possible."""

import inspect
from dataclasses import replace
from pathlib import Path

import pytest

from theory.models import beyond_remaining, pretrained
from verify.checks import checks_for, kill_matrix, kills, mutants
from verify.checks.identity_test import PROVED, IdentityTest
from verify.checks.kill_matrix import SILENT, KillMatrix
from verify.checks.mutant_outcome import MutantOutcome
from verify.checks.perturb import Mutant, values
from verify.checks.perturb.views import seen_through
from verify.checks.result import CheckResult
from verify.claim import Statement, pure, weights
from verify.claim.judge import Judgement
from verify.rungs import ASKED, RUNGS, rung_names, search
from verify.rungs.identity.reads import Watched, matters
from verify.rungs.workbench import Workbench
from verify.validation.registry import load_claims

CLAIMS = {claim.id: claim for claim in load_claims()}
BENCH = Workbench(examples=10, thorough=True)
RESULT = CheckResult(
    "O4",
    "mutants",
    True,
    "",
    {
        "killed": 3,
        "equivalent": {"identity, failure < 2^-100; equal on 9 problems": 2, "equal on 9 problems": 1},
        "outcomes": [
            {"rule": "sign", "place": "a", "by_rung": {"exact": "killed", "descent": "alive"}},
            {"rule": "sign", "place": "b | c", "by_rung": {"exact": "killed", "descent": "killed"}},
            {"rule": "plus 1", "place": "a", "by_rung": {"exact": "killed", "descent": SILENT}},
        ],
    },
)


def with_right(claim, right):
    return Mutant("made", "right", replace(claim, statement=replace(claim.statement, right=right)))


def thorough(claim_id):
    claim = CLAIMS[claim_id]
    return mutants.run(claim, BENCH, Path(inspect.getfile(claim.statement.right)))


@pytest.mark.parametrize("claim_id", ["D2", "O7", "N6"])
def test_every_rung_of_a_claim_is_asked_and_kills(claim_id):
    result = thorough(claim_id)
    assert result.passed, result.note
    assert set(result.detail["by_rung"]) == set(rung_names(CLAIMS[claim_id])) & set(ASKED)
    assert all(0 < n["killed"] <= n["asked"] <= result.detail["killed"] for n in result.detail["by_rung"].values())


@pytest.mark.parametrize(("says", "outcome"), [(False, "alive"), (None, SILENT), (True, "killed")])
def test_a_rung_is_taken_at_its_word(monkeypatch, says, outcome):
    told = None if says is None else Judgement(True, not says, None)
    descent = replace(RUNGS["descent"], notices=lambda claim, bench, instance: [lambda slip: told])
    monkeypatch.setattr(kill_matrix, "RUNGS", {**RUNGS, "descent": descent})
    slip = next(m for m in values.mutants(CLAIMS["D2"]) if m.rule == "plus 1")
    row = KillMatrix(CLAIMS["D2"], BENCH).row(slip.claim, MutantOutcome("plus 1", "right", "exact", evaluated=1))
    assert row["descent"] == outcome
    assert row["enclosure"] == "killed"


def test_the_claim_itself_is_killed_by_no_rung():
    for claim_id in ("O2", "O7", "O8"):
        row = KillMatrix(CLAIMS[claim_id], BENCH).row(CLAIMS[claim_id], MutantOutcome("none", "right"))
        assert set(row.values()) == {"alive"}, (claim_id, row)


def test_a_slip_that_cannot_be_evaluated_is_not_said_to_live():
    nonsense = with_right(CLAIMS["D2"], lambda p: p.x_r @ p.x_f @ p.x_r).claim
    row = KillMatrix(CLAIMS["D2"], BENCH).row(nonsense, MutantOutcome("made", "right", "exact"))
    assert {outcome for rung, outcome in row.items() if rung != "exact"} == {SILENT}


def test_the_search_draws_what_the_claim_speaks_of_and_the_same_each_time():
    first, second = (search.drawn(CLAIMS["D2"], 0, 6) for _ in range(2))
    assert 0 < len(first) <= 6
    assert all(CLAIMS["D2"].applies_to(p) for p in first)
    assert [p.x_r.tolist() for p in first] == [p.x_r.tolist() for p in second]


def test_another_problem_made_of_a_watched_one_may_have_asked_for_anything():
    watched = Watched(search.drawn(CLAIMS["O4"], 0, 1)[0], {"x_r"})
    assert matters(watched.asked) == (False, False)
    assert seen_through("D_r for D_t", watched).n_t == watched.problem.n_r
    assert matters(watched.asked) == (True, True)


def test_a_slip_that_is_none_is_proved_to_be_none_and_another_is_not():
    """(I - P_r)^2 = I - P_r; w_* for w_o is the same on noiseless data of full rank only."""
    said = Statement((weights("(I - P_r) w_*"),), pretrained, lambda p: beyond_remaining(p, p.teacher))
    claim = replace(CLAIMS["O10"], statement=said)
    same = with_right(claim, lambda p: beyond_remaining(p, beyond_remaining(p, p.teacher)))
    other = with_right(claim, lambda p: beyond_remaining(p, pretrained(p)))
    strata = IdentityTest(claim, 0)
    assert strata.of(same) is True
    assert strata.of(other) is False


def test_ranks_and_orders_are_not_said_to_be_identities():
    ranks = replace(CLAIMS["O10"], statement=replace(CLAIMS["O10"].statement, quantities=(pure("rank"),), right=lambda p: p.x_r.rank))
    assert IdentityTest(ranks, 0).of(with_right(ranks, lambda p: p.x_r.T.rank)) is None
    larger = replace(ranks, statement=replace(ranks.statement, right=lambda p: max(p.teacher.sq_norm(), p.system.scalar(0))))
    assert IdentityTest(larger, 0).of(with_right(larger, lambda p: p.teacher.sq_norm())) is None


def test_what_was_seen_becomes_proved_or_a_survivor():
    claim = CLAIMS["O10"]
    seen = MutantOutcome("made", "right", equivalent="equal on 3 problems", evaluated=3)
    table = KillMatrix(claim, BENCH)
    assert table.completed(with_right(claim, lambda p: claim.statement.right(p)), seen).equivalent == f"{PROVED}; equal on 3 problems"
    told = table.completed(with_right(claim, lambda p: tuple(-v for v in claim.statement.right(p))), seen)
    assert told.killed_by == "enclosure"
    assert told.by_rung["exact"] == "alive"
    assert told.by_rung["identity"] == "killed"


def test_a_slip_that_random_points_show_and_no_rung_notices_survives(monkeypatch):
    monkeypatch.setattr(KillMatrix, "_outcome", lambda self, rung, slip, outcome: "alive")
    monkeypatch.setattr(kill_matrix, "at_points", lambda slip, shape, labels, seed: Judgement(True, True, None))
    claim = CLAIMS["O10"]
    seen = MutantOutcome("made", "right", equivalent="equal on 3 problems", evaluated=3)
    slip = with_right(claim, lambda p: tuple(-v for v in claim.statement.right(p)))
    assert KillMatrix(claim, BENCH).completed(slip, seen).survived


def test_the_table_is_read_back_as_written(tmp_path):
    table = tmp_path / "KILLS.md"
    table.write_text(kills.as_markdown([RESULT], {"O4": "0123456789ab"}))
    assert kills.committed(table) == {"O4 0123456789ab": {"exact": {"killed": 3, "asked": 3}, "descent": {"killed": 1, "asked": 2}}}
    assert "| O4 | `0123456789ab` | 3 | 3 (2) | 3/3 | - | - | 1/2 | - | - | - | - |" in table.read_text()
    assert kills.alone(RESULT.detail["outcomes"]) == [("exact", "sign", "a")]
    assert "| O4 | exact | sign (a) |" in table.read_text()


def test_a_table_that_is_not_there_is_an_error_that_names_it(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"the table of a thorough run must exist, for verdicts rest on it; .*none does not"):
        kills.committed(tmp_path / "none")


def test_a_table_is_not_written_where_a_claim_that_has_a_row_was_not_asked(tmp_path):
    table = tmp_path / "KILLS.md"
    digests = {"O4": "0123456789ab", "O5": "ba9876543210"}
    whole = kills.merged(table, [RESULT, replace(RESULT, claim="O5")], digests)
    assert whole == kills.as_markdown([RESULT, replace(RESULT, claim="O5")], digests)
    with pytest.raises(ValueError, match=r"ask these too: O5$"):
        kills.merged(table, [RESULT], digests)
    table.write_text(whole)
    assert kills.merged(table, [RESULT], digests) == whole, "the row of O5 is kept, it is still about that claim"
    with pytest.raises(ValueError, match=r"ask these too: O5$"):
        kills.merged(table, [RESULT], digests | {"O5": "another"})
    with pytest.raises(ValueError, match=r"ask these too: O5$"):
        kills.merged(table, [RESULT, replace(RESULT, claim="O5", check="sharpness")], digests | {"O5": "another"})
    table.write_text(whole.replace("| enclosure |", "| balls |"))
    with pytest.raises(ValueError, match=r"ask these too: O5$"):
        kills.merged(table, [RESULT], digests)
    assert "| O4 |" in kills.merged(table, [RESULT], {"O4": "0123456789ab"})


def test_an_edited_claim_has_no_committed_counts():
    assert kills.of_committed(CLAIMS["O2"])["exact"]["killed"] > 0
    assert kills.of_committed(replace(CLAIMS["O2"], latex="another")) == {}


def test_the_committed_table_is_about_these_claims():
    assert set(kills.committed()) == {f"{c.id} {c.digest}" for c in CLAIMS.values() if "mutants" in checks_for(c)}
