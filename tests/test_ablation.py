"""Ablation finds what an assumption is for, says when it is for nothing, and contradicts what is pinned wrongly."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from theory.losses import unlearning_loss
from theory.models import golden
from theory.random_laws import below
from verify.assumptions import consistent, noiseless
from verify.checks import ablation, averages, check, checks_for, converse
from verify.checks.enumeration import LEVELS, Facets, lightest, small_problems
from verify.checks.on_problem import reads_tuning, uses
from verify.claim import Assumption, Control, Statement, loss
from verify.counterexample import from_data, problem_of
from verify.rungs.workbench import Workbench
from verify.validation.registry import load_claims

CLAIMS = {claim.id: claim for claim in load_claims()}
BENCH = Workbench(examples=10)
SMALL_D = Assumption("d < 9", "d < 9", lambda p: p.d < 9)
TWO_FEATURES = Assumption("d > 1", "d > 1", lambda p: p.d > 1)


def drops(result):
    return {d["assumption"] + (" weakened" if d["weakened_to"] else ""): d for d in result.detail["drops"]}


def test_the_smallest_counterexample_is_found_and_survives_being_written():
    found = drops(ablation.run(CLAIMS["O4"], BENCH))["noiseless"]
    p = from_data(found["counterexample"])
    assert (p.d, p.n, found["minimal"]) == (1, 2, True)
    assert not noiseless.holds(p)


def test_a_needless_assumption_is_reported_and_does_not_fail_the_run():
    result = ablation.run(replace(CLAIMS["O4"], assumes=(noiseless, TWO_FEATURES)), BENCH)
    assert result.passed
    assert "the assumption may be unnecessary" in drops(result)["d > 1"]["outcome"]
    assert drops(result)["d > 1"]["counterexample"] is None


def test_an_assumption_that_every_problem_meets_is_reported():
    result = ablation.run(replace(CLAIMS["O14"], assumes=(SMALL_D,)), BENCH)
    assert drops(result)["d < 9"]["outcome"].startswith("no counterexample found")
    assert drops(ablation.run(CLAIMS["O14"], BENCH))["anything"]["outcome"] == "every problem meets it: there is nothing to drop"


def test_an_implied_assumption_is_dropped_with_what_implies_it():
    result = ablation.run(replace(CLAIMS["O1"], assumes=(consistent, noiseless), controls=()), BENCH)
    found = drops(result)["consistent"]
    assert found["with_it"] == ("noiseless",)
    assert found["counterexample"] is not None


def test_a_weaker_assumption_that_suffices_is_reported():
    result = ablation.run(replace(CLAIMS["O1"], assumes=(noiseless,), controls=()), BENCH)
    assert "may be unnecessary" in drops(result)["noiseless weakened"]["outcome"]


def test_a_statement_without_its_schedule_is_undefined():
    found = drops(ablation.run(CLAIMS["S3"], BENCH))["scheduled"]
    assert found["outcome"].startswith("undefined on")
    assert "needs `schedule`" in found["why"]


def test_a_pinned_control_that_is_no_counterexample_fails():
    harmless = Control("noiseless", lambda: problem_of([[1], [0]], [[1], [0]], [1, 1], noise=[1, 1]))
    result = ablation.run(replace(CLAIMS["O14"], assumes=(noiseless,), controls=(harmless,)), BENCH)
    assert not result.passed
    assert "a control is pinned for 'noiseless', but dropping it does no harm" in result.note


def test_a_finding_that_does_not_survive_rereading_fails(monkeypatch):
    other = problem_of([[1], [0]], [[0], [1]], [1, 1])
    monkeypatch.setattr(ablation, "from_data", lambda data: other)
    result = ablation.run(CLAIMS["O4"], BENCH)
    assert not result.passed
    assert "did not survive re-verification" in result.note


@pytest.mark.parametrize("claim_id", ["O7", "O8", "O9", "O15"])
def test_false_and_conditional_claims_show_their_smallest_failure(claim_id):
    found = ablation.run(CLAIMS[claim_id], BENCH).detail["smallest_failure"]
    pinned = CLAIMS[claim_id].counterexample()
    assert found["reverified"]
    assert len(found["problem"]["x_r"]) <= pinned.d


def test_small_problems_come_in_order_and_are_remembered():
    facets = Facets(noisy=True, partial=True)
    first = [c.problem for _, c in zip(range(500), small_problems(facets), strict=False)]
    again = [c.problem for _, c in zip(range(500), small_problems(facets), strict=False)]
    assert all(a is b for a, b in zip(first, again, strict=True))
    sizes = [(p.d, p.n) for p in first]
    assert sizes == sorted(sizes)


def test_the_lightest_problems_have_every_shape():
    shapes = {(p.d, p.n_r, p.n_f) for p in lightest(Facets(), 5)}
    assert shapes == {(level.d, level.n_r, level.n_f) for level in LEVELS}


def test_what_a_claim_is_about_is_found_by_taking_it_away():
    assert uses(CLAIMS["S3"], "schedule", BENCH)
    assert not uses(CLAIMS["O2"], "schedule", BENCH)
    p = problem_of([[1], [0]], [[0], [1]], [1, 1])
    assert reads_tuning(CLAIMS["O4"], p)
    assert not reads_tuning(CLAIMS["O2"], p)


def test_both_directions_of_a_conditional_claim_are_tried():
    result = converse.run(CLAIMS["O3"], BENCH)
    assert result.passed
    assert result.detail["both_hold"] > 100
    assert result.detail["both_fail"] > 10


def test_a_condition_that_is_only_sufficient_fails_its_converse():
    claim = CLAIMS["O3"]
    too_strong = replace(claim.condition, left=lambda p: p.y_f * 0, right=lambda p: p.x_f.T @ p.x_r.project(p.teacher) - p.y_f)
    shifted = replace(too_strong, left=lambda p: p.y_f, right=lambda p: p.y_f - p.y_f)
    assert converse.run(replace(claim, condition=too_strong), BENCH).passed
    result = converse.run(replace(claim, condition=shifted), BENCH)
    assert not result.passed
    assert "'if' fails" in result.note


def test_a_condition_that_is_never_false_was_not_tried():
    always = Statement((loss("0"),), lambda p: 0, lambda p: 0)
    true = Statement((loss("UL"),), lambda p: unlearning_loss(p, golden(p)), lambda p: unlearning_loss(p, golden(p)))
    result = converse.run(replace(CLAIMS["O3"], condition=always, statement=true), BENCH)
    assert not result.passed
    assert "not tried" in result.note


def test_only_conditional_claims_have_a_converse():
    assert checks_for(CLAIMS["O3"]) == ["ablation", "converse", "mutants"]
    assert checks_for(CLAIMS["O4"]) == ["ablation", "mutants"]
    assert check("ablation", CLAIMS["O4"], BENCH).seconds > 0


@pytest.mark.parametrize("claim_id", ["N6d", "N6e"])
def test_a_law_of_a_single_draw_fails_for_signs(claim_id):
    """Two features, a sample a side: X_r and X_f are parallel or orthogonal: the gap is 0 or 1/2, UL(w_g) 0 or 1, each half the time."""
    found = averages.ablation(CLAIMS[claim_id]).detail["drops"][0]["counterexample"]
    assert [found["design"][key] for key in ("d_lap", "n_r", "n_f")] == [2, 1, 1]
    assert found["average"][:2] == ["1/2", "1/2"]
    assert found["claimed"][:2] == ["1/10", "1/4"]


def test_what_could_not_be_evaluated_is_not_counted_as_tried():
    claim = CLAIMS["N6d"]
    refuses = replace(claim, statement=replace(claim.statement, left=lambda p: p.plan))
    drop = averages.ablation(refuses).detail["drops"][0]
    assert drop["tries"] == 0
    assert drop["outcome"] == "the closed form cannot be held against a finite sum"


def test_an_exact_number_is_held_against_the_double_itself():
    tenth = 0.1
    exactly = Fraction(tenth)
    assert below(exactly, [tenth]) == (1,)
    assert below(exactly + Fraction(1, 10**30), [tenth]) == (0,)
    assert [list(v) for v in below(np.array([0.05, 0.1, 0.2]), [tenth])] == [[1, 1, 0]]
