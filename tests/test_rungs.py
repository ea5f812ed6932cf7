"""Every rung can refuse: vacuous claims, claims that are wrong, allowances that are too wide, controls that control nothing."""

import math
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis.internal.conjecture import providers

from theory.arithmetic import FLOAT64, RATIONAL, Matrix
from theory.designs import suite, thin
from theory.designs.variety import REPEATS
from theory.losses import gap_in_weights, unlearning_loss
from theory.models import fine_tuned, golden, option_a, pretrained
from theory.remembering import Remembering
from verify.claim import Assumption, Control, Evidence, Relation, Statement, Truth, judge, loss, weights
from verify.claim.compare import VACUOUS, Scales, closed_form_allowance, compare, descent_allowance, same
from verify.claim.logic import Found, Half
from verify.claim.result import Answer
from verify.counterexample import from_data, problem_of
from verify.counterexample.witness import certified
from verify.rungs import RUNGS, exact
from verify.rungs.search import same_draws
from verify.rungs.workbench import Instance, Workbench
from verify.validation.registry import load_claims
from verify.verdict import conclude

CLAIMS = {claim.id: claim for claim in load_claims()}
BENCH = Workbench(examples=60)
ON_PROBLEMS = [name for name in RUNGS if name not in ("cubature", "expectation", "proof")]
"""Rungs that judge one problem at a time; averages over random designs are tested in test_expectation.py."""
NEVER = Assumption("never", "what never holds", lambda p: False)
EXAMPLE = problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0])


def wrong(claim_id, **changes):
    """The claim with another statement, registered as true and without its pinned instances."""
    return replace(CLAIMS[claim_id], **{"controls": (), "also": (), **changes})


OFF_BY_A_FACTOR = Statement((loss("UL(w_g)"),), lambda p: unlearning_loss(p, golden(p)), lambda p: 2 * unlearning_loss(p, golden(p)))
GOLDEN_IS_PRETRAINED = Statement((weights("w_g"),), golden, pretrained)


@pytest.mark.parametrize("rung", ON_PROBLEMS)
@pytest.mark.parametrize("statement", [OFF_BY_A_FACTOR, GOLDEN_IS_PRETRAINED])
def test_a_wrong_statement_is_refuted_by_every_rung(rung, statement):
    found = RUNGS[rung](wrong("O2", statement=statement), BENCH)
    assert (found.answer, found.found) == (Answer.REFUTES, Found.REFUTED)
    assert found.note


@pytest.mark.parametrize("rung", ON_PROBLEMS)
def test_a_claim_whose_assumptions_never_hold_is_undecided(rung):
    found = RUNGS[rung](wrong("O2", assumes=(NEVER,)), BENCH)
    assert found.answer is Answer.UNDECIDED
    assert found.tally.compared == 0


def test_many_instances_of_one_kind_are_not_varied():
    alike = Assumption("alike", "one sample a side, three features", lambda p: (p.d, p.n_r, p.n_f, p.y_r.shape[1]) == (3, 1, 1, 1))
    found = exact.run(wrong("O14", assumes=(alike,)), BENCH)
    assert found.detail["varied"] <= REPEATS * found.detail["kinds"]
    assert found.detail["varied"] < found.tally.compared


def test_an_equality_that_never_met_real_data_is_not_exact_evidence():
    made_only = SimpleNamespace(instances_for=lambda claim: BENCH.synthetic, real=())
    found = exact.run(CLAIMS["O14"], made_only)
    assert found.answer is Answer.UNDECIDED
    assert found.note == "never compared on real data"


def test_a_pinned_counterexample_that_does_not_refute_is_reported():
    harmless = problem_of([[1], [0]], [[0], [1]], [1, 1])
    claim = replace(CLAIMS["O7"], counterexample=lambda: harmless)
    found = exact.run(claim, BENCH)
    assert found.complaints == ("the pinned counterexample does not refute the statement",)
    assert "exact: the pinned counterexample does not refute the statement" in conclude(claim, [found], ["exact"]).problems


@pytest.mark.parametrize(
    ("problem", "complaint"),
    [
        (problem_of([[1], [0]], [[0], [1]], [1, 1]), "violates [], not that assumption alone"),
        (problem_of([[1], [0]], [[1], [0]], [1, 1], noise=[1, 1]), "does not make the statement false"),
    ],
)
def test_a_control_must_drop_its_assumption_and_break_the_statement(problem, complaint):
    zero = Statement((loss("0"),), lambda p: 0 * unlearning_loss(p, golden(p)), lambda p: 0)
    claim = wrong("O2", statement=zero, controls=(Control("noiseless", lambda: problem),))
    found = exact.run(claim, BENCH)
    assert found.answer is Answer.UNDECIDED
    assert complaint in found.note


@pytest.mark.parametrize("rung", ["exact", "search"])
def test_a_condition_that_is_not_necessary_is_sufficient_only(rung):
    never_different = replace(CLAIMS["O3"].condition, right=CLAIMS["O3"].condition.left)
    found = RUNGS[rung](replace(CLAIMS["O3"], condition=never_different, truth=Truth.UNKNOWN, counterexample=None), BENCH)
    assert (found.answer, found.found) == (Answer.REFUTES, Found.SUFFICIENT)
    p = from_data(found.witnesses["only if"])
    assert judge.judge_exactly(CLAIMS["O3"], p).holds is True


@pytest.mark.parametrize("rung", ["exact", "search"])
def test_a_condition_that_is_not_sufficient_is_necessary_only(rung):
    always = Statement((loss("1"),), lambda p: RATIONAL.scalar(1), lambda p: RATIONAL.scalar(0), Relation.DIFFERENT)
    found = RUNGS[rung](replace(CLAIMS["O3"], condition=always, truth=Truth.UNKNOWN, counterexample=None), BENCH)
    assert (found.answer, found.found) == (Answer.REFUTES, Found.NECESSARY)
    assert judge.judge_exactly(CLAIMS["O3"], from_data(found.witnesses["if"])).holds is False


@pytest.mark.parametrize("rung", ON_PROBLEMS)
@pytest.mark.parametrize("claim_id", ["O2", "O7", "O3"])
def test_a_failing_further_fact_is_shown_by_a_witness_whatever_the_claims_truth(rung, claim_id):
    claim = replace(CLAIMS[claim_id], also=(OFF_BY_A_FACTOR,))
    found = RUNGS[rung](claim, BENCH)
    assert found.answer is Answer.REFUTES
    assert Half.FACT in found.against
    assert not conclude(claim, [found], [rung]).passed


def test_the_search_shrinks_to_a_minimal_counterexample_that_replays():
    found = RUNGS["search"](CLAIMS["O7"], BENCH)
    assert found.evidence is Evidence.EXACT
    p = from_data(found.counterexample)
    assert (p.d, p.n) <= (3, 3)
    assert judge.fails_exactly(CLAIMS["O7"], p)
    assert certified(CLAIMS["O7"], p) == found.counterexample == found.witnesses["if"]


def test_the_search_draws_no_numbers_from_the_code_that_happens_to_be_loaded():
    provider = providers.HypothesisProvider(None)
    with same_draws():
        assert len(provider._local_constants) == 0
    assert len(providers.HypothesisProvider(None)._local_constants) > 0


def test_the_search_is_the_same_for_the_same_seed():
    runs = [RUNGS["search"](CLAIMS["O15"], Workbench(seed=5, examples=60)) for _ in range(2)]
    assert runs[0] == runs[1]


def test_the_pinned_counterexample_of_o7_breaks_each_of_its_statements():
    """UL(w_g) = 1/4, UL(A_t) = 1/9, UL(B_t) = 1/36, by hand."""
    from theory.models import option_b

    losses = [
        unlearning_loss(EXAMPLE, w)
        for w in (golden(EXAMPLE), fine_tuned(EXAMPLE, option_a(EXAMPLE)), fine_tuned(EXAMPLE, option_b(EXAMPLE)))
    ]
    assert [RATIONAL.fraction(x) for x in losses] == [Fraction(1, 4), Fraction(1, 9), Fraction(1, 36)]


def test_a_descent_that_stops_too_early_is_seen():
    """A contraction of only 1e-2 leaves an allowance that decides nothing; it must not pass as agreement."""
    instance = next(Instance(d) for d in suite() if d.family == "gaussian" and d.problem.n_r > 1)
    p = instance.trained(FLOAT64, 1e-2)
    from verify.rungs.descent import _allowance

    assert _allowance(p, instance.scales) > VACUOUS
    assert compare(GOLDEN_IS_PRETRAINED, p, _allowance(p, instance.scales), instance.scales).holds is None


def test_an_infinite_allowance_decides_nothing():
    p = EXAMPLE.to(FLOAT64)
    assert compare(GOLDEN_IS_PRETRAINED, p, Fraction(10**9), Scales(EXAMPLE)).holds is None


def test_allowances_grow_with_what_they_are_derived_from():
    scales = Scales(EXAMPLE)
    eps = FLOAT64.epsilon
    assert closed_form_allowance(2 * eps, scales) == 2 * closed_form_allowance(eps, scales)
    assert descent_allowance(eps, scales, 200, 0.0) == 2 * descent_allowance(eps, scales, 100, 0.0)
    assert descent_allowance(eps, scales, 100, 1e-3) > descent_allowance(eps, scales, 100, 0.0)
    assert closed_form_allowance(Fraction(0), scales) == 0
    assert math.isclose(scales.kappa, math.sqrt(3))
    assert math.isclose(scales.weights, 1.0)


def test_closed_forms_in_double_precision_stay_within_their_allowance_and_near_it():
    """The allowance covers the true error for every condition number, and it is not too generous."""
    ratios = []
    for design in thin([d for d in suite() if d.problem.x.rank == d.problem.n], 60):
        instance = Instance(design)
        if closed_form_allowance(FLOAT64.epsilon, instance.scales) > VACUOUS:
            continue
        p, q = instance.over(FLOAT64), instance.exact
        reference = pretrained(q)
        statement = Statement((weights("w_o"),), lambda r: pretrained(r).to(RATIONAL), lambda r, w=reference: w)
        moved = compare(statement, q, closed_form_allowance(FLOAT64.epsilon, instance.scales), instance.scales)
        assert moved.holds
        error = float(np.abs(pretrained(p).data - reference.to(FLOAT64).data).max())
        ratios.append(error / float(closed_form_allowance(FLOAT64.epsilon, instance.scales)) / instance.scales.weights)
    assert max(ratios) <= 1
    assert max(ratios) > 1e-5


def test_sides_that_do_not_match_are_errors():
    with pytest.raises(ValueError, match="1 and 1 values for 2 quantities"):
        compare(Statement((weights("a"), weights("b")), golden, golden), EXAMPLE, Fraction(0), None)
    with pytest.raises(ValueError, match="must have the same shape"):
        compare(Statement((weights("a"),), golden, lambda p: p.x_r.T), EXAMPLE, Fraction(0), None)
    with pytest.raises(ValueError, match="must have the same shape"):
        compare(Statement((weights("a"),), golden, gap_at_pretrained), EXAMPLE, Fraction(0), None)


def gap_at_pretrained(p):
    return gap_in_weights(p, pretrained(p))


def test_relations_are_what_they_say():
    one, two = RATIONAL.scalar(1), RATIONAL.scalar(2)
    table = {(Relation.EQUAL, one, one): True, (Relation.EQUAL, one, two): False, (Relation.AT_MOST, one, two): True}
    table |= {(Relation.AT_MOST, two, one): False, (Relation.DIFFERENT, one, two): True, (Relation.DIFFERENT, one, one): False}
    for (relation, a, b), expected in table.items():
        statement = Statement((loss("x"),), lambda p, a=a: a, lambda p, b=b: b, relation)
        assert compare(statement, EXAMPLE, Fraction(0), None).holds is expected


def test_same_uses_the_allowance_only_where_arithmetic_rounds():
    p = EXAMPLE.to(FLOAT64)
    nudged = p.y + Matrix.of(FLOAT64, [[1e-15], [0]])
    assert same(nudged, p.y, p)
    assert not same(p.y + Matrix.of(FLOAT64, [[1e-6], [0]]), p.y, p)
    assert not same(EXAMPLE.y + Matrix.of(RATIONAL, [[Fraction(1, 10**30)], [0]]), EXAMPLE.y, EXAMPLE)


def test_a_solver_that_remembers_few_answers_drops_the_one_not_asked_for_the_longest():
    asked = []

    def solver(x, y, start):
        asked.append(x)
        return x

    remembering = Remembering(solver, most=2)
    a, b, c = (Matrix.of(RATIONAL, [[k]]) for k in (1, 2, 3))
    for x in (a, b, a, c, a, b):
        assert remembering(x, a, a) is x
    assert asked == [a, b, c, b]
    assert len(remembering.known) == 2
