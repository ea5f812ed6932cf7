"""Slips in statements are made by rule and noticed; a claim that would not notice is distinguished from a slip that changes nothing."""

import inspect
from dataclasses import replace
from pathlib import Path

import pytest

from theory.losses import energy, unlearning_loss
from theory.models import beyond_remaining, golden
from theory.problem import Problem
from verify.checks import mutants
from verify.checks.cached_sides import with_cached_sides
from verify.checks.items import Checked
from verify.checks.mutants import instances, outcome_of
from verify.checks.perturb import Mutant, mutants_of, syntax, values
from verify.checks.perturb.mutant import targets
from verify.checks.report import as_markdown, by_claim, summary
from verify.checks.result import CheckResult
from verify.claim import Relation, Statement, Truth, loss, pure, weights
from verify.rungs.workbench import Workbench
from verify.validation.registry import load_claims

CLAIMS = {claim.id: claim for claim in load_claims()}
BENCH = Workbench(examples=10)
POOL = instances(CLAIMS["O2"], BENCH)[:40]


def source_of(claim_id):
    return Path(inspect.getfile(CLAIMS[claim_id].statement.right))


def rules(claim_id):
    return {m.rule for m in mutants_of(CLAIMS[claim_id], source_of(claim_id))}


def test_every_kind_of_slip_is_made():
    made = set().union(*(rules(i) for i in ("O2", "O4", "O6", "O13", "S5", "O3", "S6")))
    assert made >= {
        "sign",
        "coefficient 2",
        "coefficient 1/2",
        "projector for its complement",
        "P for P_r",
        "D_t for D_r",
        "D_r for D_t",
        "block lap dropped",
        "1/n_r for 1/n_f",
        "1/n_f for 1/n_r",
        "transposed",
        "X_f for X_r",
        "term dropped",
        ">= for <=",
        "= for !=",
    }


@pytest.mark.parametrize("claim_id", ["O2", "O3", "O7", "S5", "N6"])
def test_no_slip_in_a_sound_claim_survives(claim_id):
    source = source_of(claim_id) if claim_id != "N6" else None
    result = mutants.run(CLAIMS[claim_id], BENCH, source)
    assert result.passed, result.note
    assert result.detail["killed"] >= 5


def test_a_slip_that_changes_nothing_is_not_called_noticed():
    claim = CLAIMS["O2"]
    same = replace(claim, statement=replace(claim.statement, right=lambda p: claim.statement.right(p)))
    outcome = outcome_of(claim, Mutant("no change", "right", same), POOL)
    assert not outcome.killed_by
    assert outcome.equivalent == f"equal on {len(POOL)} problems"


def test_a_rule_that_changes_nothing_fails_the_run(monkeypatch):
    nothing = {"nothing": lambda p, value: value}
    monkeypatch.setattr(mutants, "mutants_of", lambda claim, source: values.mutants(claim))
    for table in ("EVERYWHERE", "ON_LOSSES", "ON_OPERATORS"):
        monkeypatch.setattr(values, table, nothing)
    result = mutants.run(CLAIMS["O4"], BENCH)
    assert not result.passed
    assert "no slip in this claim is ever noticed" in result.note


def test_a_comparison_that_sees_only_norms_lets_the_sign_slip():
    norms_only = Statement((weights("(I - P_r) w_*"),), lambda p: _norm(p), lambda p: beyond_remaining(p, p.teacher).sq_norm())
    blind = replace(norms_only, left=lambda p: p.system.scalar(0), relation=Relation.AT_MOST)
    result = mutants.run(replace(CLAIMS["O2"], statement=blind, controls=()), BENCH)
    assert not result.passed
    assert "not noticed: coefficient 2 (right, (I - P_r) w_*)" in result.note


def _norm(p: Problem):
    return beyond_remaining(p, p.teacher).sq_norm()


def test_a_false_claim_that_nothing_ties_to_its_formula_fails():
    result = mutants.run(replace(CLAIMS["S7"], also=()), BENCH)
    assert not result.passed
    assert "not noticed: coefficient 2 (right, w(Adam))" in result.note


def _loss_of_golden(p: Problem):
    return unlearning_loss(p, golden(p))


def test_a_wrong_right_side_is_no_excuse():
    wrong = Statement(
        (loss("UL(w_g)"),), lambda p: unlearning_loss(p, golden(p)), lambda p: 2 * energy(p.x_f, beyond_remaining(p, p.teacher))
    )
    halved = next(m for m in values.mutants(replace(CLAIMS["O2"], statement=wrong, controls=())) if m.rule == "coefficient 1/2")
    outcome = outcome_of(replace(CLAIMS["O2"], statement=wrong, controls=()), halved, POOL)
    assert outcome.survived


def test_a_slip_that_only_shared_data_could_show_is_left_out_where_they_are_not_read():
    assert all(f["rule"] != "2 lambda for lambda" for f in mutants.run(CLAIMS["O2"], BENCH, source_of("O2")).detail["outcomes"])


def test_a_slip_under_an_assumption_says_which():
    outcomes = mutants.run(CLAIMS["O7"], BENCH, source_of("O7")).detail["outcomes"]
    assert any(f["equivalent"].startswith("says the same wherever it is assumed that y = X^T w_*") for f in outcomes)


def test_an_operator_is_transposed_and_a_label_is_not():
    square, label = Statement((pure("Q"),), lambda p: 0, lambda p: 0), Statement((loss("y"),), lambda p: 0, lambda p: 0)
    assert "transposed" in {m.rule for m in values.mutants(replace(CLAIMS["O2"], statement=square))}
    assert "transposed" not in {m.rule for m in values.mutants(replace(CLAIMS["O2"], statement=label))}


def test_a_side_that_two_statements_share_is_perturbed_in_both():
    claim = CLAIMS["O9"]
    assert [t.name for t in targets(claim)] == ["right"]
    changed = next(values.mutants(claim)).claim
    assert changed.also[0].right is changed.statement.right
    assert claim.truth is Truth.FALSE


def test_results_travel_and_are_written_down():
    result = mutants.run(CLAIMS["N6"], BENCH)
    assert CheckResult.from_dict(result.as_dict()) == replace(result, seconds=0.0)
    assert by_claim([result], "N6")["mutants"]["passed"]
    assert summary([result])[0].startswith("mutants of the statements: ")
    assert "| N6 |" in as_markdown([result])
    assert Checked().results == []


def test_a_side_is_worked_out_once_per_problem_and_again_on_another():
    asked = []
    claim = CLAIMS["O2"]
    counted = replace(claim, statement=replace(claim.statement, left=lambda p: (asked.append(p), claim.statement.left(p))[1]))
    kept = with_cached_sides(counted)
    first, second = POOL[:2]
    assert kept.statement.left(first) == kept.statement.left(first) == counted.statement.left(first)
    kept.statement.left(second)
    assert asked == [first, first, second]


def test_a_shared_side_stays_shared_when_remembered():
    claim = with_cached_sides(CLAIMS["O9"])
    assert claim.also[0].right is claim.statement.right


def test_a_slip_keeps_the_sides_that_it_cannot_reach_and_no_other():
    """In O8 `exact_gap`, a left side, calls `right`: a slip in `right` must reach it; the condition's sides it does not reach."""
    claim = with_cached_sides(CLAIMS["O8"])
    mutants = [m for m in syntax.mutants(claim, source_of("O8")) if m.place.startswith("right:")]
    assert mutants
    for m in mutants:
        assert m.claim.statement.left is claim.statement.left
        assert m.claim.condition.left is claim.condition.left
        assert m.claim.statement.right is not claim.statement.right
        assert m.claim.also[0].left is not claim.also[0].left
