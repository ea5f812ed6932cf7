"""Small rules of what a claim is, how it is judged, concluded about and refused, one test each, without a suite."""

from dataclasses import replace
from fractions import Fraction
from itertools import islice, repeat
from types import SimpleNamespace

import pytest

from theory.arithmetic import FLOAT64, RATIONAL
from theory.designs.suite import on_grid
from theory.losses import unlearning_loss
from theory.models import golden, pretrained
from verify.assumptions import anything
from verify.claim import Assumption, Claim, Evidence, Relation, Statement, Truth, Unit, labels, loss, weights
from verify.claim.compare import Scales, closed_form_allowance, compare, descent_allowance, same, size_of
from verify.claim.judge import fails_exactly, judge_by, judge_exactly
from verify.claim.logic import Found, Half, Tally
from verify.claim.result import Answer, RungResult, report
from verify.claim.sides import SideError
from verify.counterexample import problem_of
from verify.session.planted import PLANTED_ON_AVERAGE
from verify.validation.averages import check_average
from verify.validation.facts import contradiction, unmet_facts
from verify.validation.handed_in import MOST, handed_in
from verify.validation.independence import faults
from verify.validation.self_comparison import check_self_comparison, is_the_statement, same_quantities, same_question
from verify.validation.units import check_units
from verify.verdict.conclude import Verdict, conclude

P = problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0])
PROBLEMS = [design.problem for design in islice(on_grid(0), 60)]
NEVER = Assumption("never", "what never holds", lambda p: False)
GOLDEN_IS_PRETRAINED = Statement((weights("w"),), golden, pretrained)


def fact(left, right, relation=Relation.EQUAL, **more):
    """A statement about two numbers."""
    return Statement((loss("x"),), lambda p: p.system.scalar(left), lambda p: p.system.scalar(right), relation, **more)


TRUE = fact(1, 1)


def claim(statement=TRUE, assumes=(anything,), **more):
    return Claim(id="mine", source="me", short="s", latex="l", assumes=assumes, statement=statement, **more)


# what one rung says


def test_a_rung_votes_on_no_half_that_it_could_not_refute():
    found = report(claim(), "exact", Tally(met=5, held_with=5), Evidence.EXACT, sees=())
    assert (found.votes, found.answer) == (frozenset(), Answer.SILENT)


def test_a_witness_against_a_further_fact_alone_refutes_on_its_rung():
    tally = Tally(met=5, held_with=5, broken=1)
    assert report(claim(), "exact", tally, Evidence.EXACT, witnesses={"further fact": {"x_r": []}}).found is Found.REFUTED


def test_every_further_fact_can_break_a_claim():
    for also in ((fact(1, 2), fact(1, 1)), (fact(1, 1), fact(1, 2))):
        found = judge_exactly(claim(also=also), P)
        assert (found.holds, found.broken, found.as_claimed) == (True, True, False)


def test_where_a_condition_cannot_be_told_the_statement_decides_nothing():
    by = SimpleNamespace(condition=lambda statement: None, compare=lambda statement, expected: SimpleNamespace(holds=True, quantity="x"))
    assert judge_by(claim(condition=fact(1, 1)), by).holds is None


def test_what_fails_speaks_against_one_half():
    assert judge_exactly(claim(fact(1, 2)), P).fails == {Half.IF}
    assert judge_exactly(claim(fact(1, 1), condition=fact(1, 2)), P).fails == {Half.ONLY_IF}
    assert judge_exactly(claim(fact(1, 2), condition=fact(1, 2)), P).fails == frozenset()


def test_a_claim_fails_only_where_it_speaks():
    assert fails_exactly(claim(fact(1, 2)), P)
    assert not fails_exactly(claim(fact(1, 2), assumes=(NEVER,)), P)


def test_relations_are_what_they_say():
    holds = [[compare(fact(1, b, relation), P, Fraction(0), None).holds for b in (0, 1, 2)] for relation in Relation]
    table = {"=": [False, True, False], "!=": [True, False, True], "<=": [False, True, True]}
    assert holds == [table[relation.value] for relation in Relation]


def test_the_allowance_of_closed_forms_grows_with_the_square_of_the_condition_number():
    scales = Scales(P).at_least(100.0)
    assert closed_form_allowance(FLOAT64.epsilon, scales.at_least(1000.0)) == 100 * closed_form_allowance(FLOAT64.epsilon, scales)


def test_exact_arithmetic_has_no_allowance():
    assert same(P.y_r, P.y_r * 1, P)
    assert not same(P.y_r, P.y_r * RATIONAL.scalar(1 + Fraction(1, 10**30)), P)


def test_labels_that_agree_are_neither_larger_nor_smaller():
    p = P.to(FLOAT64)
    assert [same(p.y_r * a, p.y_r * b, p) for a, b in ((1.0, 1.0), (1.0, 2.0), (2.0, 1.0))] == [True, False, False]


def test_an_allowance_of_a_hundredth_decides_nothing():
    assert compare(fact(1, 1), P.to(FLOAT64), Fraction(1, 100), Scales(P)).holds is None


def test_every_step_of_a_simulation_adds_to_the_allowance():
    assert descent_allowance(FLOAT64.epsilon, Scales(P), 200, 0.0) == 2 * descent_allowance(FLOAT64.epsilon, Scales(P), 100, 0.0)


def test_a_loss_is_a_mean_over_the_smaller_side_at_worst():
    assert size_of(Unit.LOSS, 1.0, 2.0, SimpleNamespace(n_r=1, n_f=4)) == 4.0


def test_every_quantity_can_fail():
    for right in ((1, 2), (2, 1)):
        found = compare(Statement((loss("a"), loss("b")), lambda p: (1, 1), lambda p, right=right: right), P, Fraction(0), None)
        assert (found.holds, found.quantity) == (False, "a" if right[0] == 2 else "b")


# the verdict


def test_points_of_prime_fields_are_no_instances():
    at_points = RungResult("mine", "identity", Answer.AGREES, tally=Tally(held_with=5), evidence=Evidence.IDENTITY)
    exactly = RungResult("mine", "exact", Answer.AGREES, tally=Tally(held_with=3), evidence=Evidence.EXACT)
    searched = replace(at_points, evidence=Evidence.SEARCHED)
    assert [Verdict(claim(), (r, exactly), Found.HOLDS, Evidence.EXACT).instances for r in (at_points, searched)] == [3, 3]


def test_a_rung_that_could_not_run_is_a_problem_where_a_truth_is_registered():
    gone = RungResult("mine", "exact", Answer.UNAVAILABLE, note="no library")
    assert "exact: unavailable: no library" in conclude(claim(truth=Truth.TRUE), [gone], ["exact"]).problems


# what is refused before a run


def test_a_thing_compared_with_itself_is_refused():
    same = claim(Statement((weights("w"),), golden, lambda p: golden(p) + p.zero))
    with pytest.raises(SideError, match="compares w with itself"):
        check_self_comparison(same, PROBLEMS, PROBLEMS)
    check_self_comparison(claim(GOLDEN_IS_PRETRAINED), PROBLEMS, PROBLEMS)


def test_few_problems_do_not_make_two_sides_one():
    same = Statement((weights("w"),), golden, lambda p: golden(p) + p.zero)
    assert [same_quantities(same, PROBLEMS[:count]) for count in (2, 20)] == [[], ["w"]]


def test_an_assumption_or_condition_that_is_the_statement_is_seen():
    equal = Assumption("equal", "w_g = w_o", lambda p: golden(p) == pretrained(p))
    assert is_the_statement(equal, GOLDEN_IS_PRETRAINED, PROBLEMS)
    assert same_question(Statement((weights("w"),), pretrained, golden), GOLDEN_IS_PRETRAINED, PROBLEMS)
    assert not same_question(fact(1, 2), GOLDEN_IS_PRETRAINED, PROBLEMS)


def test_one_function_for_both_sides_is_a_fault():
    assert "`statement` has one function for both sides" in faults(claim(Statement((weights("w"),), golden, golden)))[0]


def test_a_unit_is_held_against_how_a_quantity_grows():
    with pytest.raises(SideError, match="declares w in units of y; "):
        check_units("statement", Statement((labels("w"),), golden, pretrained), PROBLEMS)
    at_zero = Statement((loss("UL(0)"),), lambda p: unlearning_loss(p, p.zero), lambda p: unlearning_loss(p, p.zero) * 1)
    check_units("statement", at_zero, PROBLEMS)


def without_a_value(p):
    return max(p.system.scalar(0), p.system.sqrt(p.system.scalar(-1)))  # over the complex numbers without an order


def test_a_fact_that_is_never_looked_at_is_named():
    told = unmet_facts(claim(also=(fact(1, 1, when=NEVER), Statement((loss("y"),), without_a_value, without_a_value))), PROBLEMS)
    assert len(told) == 2
    assert "held on none of 60 problems" in told[0] and "have no value on any of 60" in told[1]


def test_assumptions_that_exclude_each_other_are_named():
    even, odd = (Assumption(name, name, lambda p, rest=rest: p.d % 2 == rest) for rest, name in enumerate(("even", "odd")))
    assert "even and odd never hold together" in contradiction(claim(assumes=(even, odd)), PROBLEMS)
    least = Assumption("least", "any d", lambda p: p.d > 0)
    assert contradiction(claim(assumes=(even, least, NEVER)), PROBLEMS) == ""


def test_problems_that_are_handed_in_are_some_over_the_rationals_and_not_too_many():
    with pytest.raises(SideError, match="it yielded none"):
        handed_in(claim(designs=lambda: []))
    with pytest.raises(SideError, match="must give problems over Q; received a problem over float64"):
        handed_in(claim(designs=lambda: [P.to(FLOAT64)]))
    assert len(handed_in(claim(designs=lambda: repeat(P)))) == MOST


def test_an_average_is_a_function_of_a_design_that_meets_its_assumptions():
    check_average(PLANTED_ON_AVERAGE)
    answers = iter(range(100))
    moving = replace(PLANTED_ON_AVERAGE.statement, right=lambda s: next(answers))
    with pytest.raises(SideError, match="it gave two answers"):
        check_average(replace(PLANTED_ON_AVERAGE, statement=moving))
    with pytest.raises(SideError, match=r"does not meet \['never'\]"):
        check_average(replace(PLANTED_ON_AVERAGE, assumes=(NEVER,)))
