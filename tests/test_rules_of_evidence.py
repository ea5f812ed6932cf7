"""Small rules of the rungs: how many problems, points and primes, how likely chance is, what decides. One test each."""

from fractions import Fraction
from math import log, log1p
from types import SimpleNamespace

import numpy as np
import pytest
from flint import arb

from theory.arithmetic import Ball
from theory.arithmetic.degrees import Bound, Divisor
from theory.arithmetic.prime_field import PrimeField
from theory.arithmetic.sampled import Sampled
from theory.designs import Design
from theory.designs.variety import REPEATS
from verify import assumptions
from verify.claim import Claim, Control, Evidence, Relation, Statement, Truth, pure
from verify.claim.compare import Scales
from verify.claim.judge import judge_exactly
from verify.claim.logic import Found, Tally
from verify.claim.result import Answer
from verify.counterexample import problem_of
from verify.examples import no_worse_than_zero
from verify.rungs import exact, search
from verify.rungs.enclosure_compare import CAP, compare_enclosed, decide, width
from verify.rungs.identity.bound import TARGET, log2_failure, log2_per_point, points_needed, primes_at_least, size_of
from verify.rungs.identity.points import Residues, fields, random_prime, varied
from verify.rungs.identity.record import Record
from verify.rungs.identity.shapes import Shape
from verify.rungs.identity.sound import UnsoundCertificateError, check_points, check_target
from verify.rungs.identity.trial import Finding, Trial, Variation
from verify.rungs.mean_test import ALARM, ALARM_PER_RUN, MeanTest
from verify.rungs.suspicion import Suspicions
from verify.rungs.workbench import Instance, Workbench

FALSE = no_worse_than_zero.CLAIM


def test_a_search_draws_as_many_problems_as_it_is_asked_for():
    assert len(search.drawn(FALSE, 0, 30)) >= 25


def test_a_find_that_does_not_survive_is_a_complaint(monkeypatch):
    monkeypatch.setattr(search, "witness", lambda *_, **__: None)
    found = search.run(FALSE, Workbench(examples=20))
    assert found.answer is Answer.UNDECIDED
    assert found.complaints[0] == "what the search found did not survive re-verification"


# exact instances

P = problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0])
MANY = Workbench(only=tuple(Instance(Design(f"made-{i}", "made", P)) for i in range(2 * REPEATS)))


def one_is(number, **more):
    statement = Statement((pure("1"),), lambda p: p.system.scalar(1), lambda p: p.system.scalar(number))
    return Claim(id="mine", source="me", short="s", latex="l", assumes=(assumptions.anything,), statement=statement, **more)


def test_many_problems_of_one_kind_are_not_varied():
    found = exact.run(one_is(1), MANY)
    assert (found.tally.compared, found.detail["varied"]) == (2 * REPEATS, REPEATS)


def test_made_data_alone_do_not_carry_an_equality():
    assert exact.run(one_is(1, truth=Truth.TRUE), MANY).complaints == ("never compared on real data",)


def test_what_is_pinned_must_refute():
    harmless = one_is(1, truth=Truth.FALSE, counterexample=lambda: P)
    assert exact.run(harmless, MANY).complaints == ("the pinned counterexample does not refute the statement",)


def test_a_control_must_drop_what_it_says_and_break_the_statement():
    for dropped, why in (("anything", "violates [], not that assumption alone"),):
        told = exact.run(one_is(2, controls=(Control(dropped, lambda: P),)), MANY).complaints
        assert told == (f"the control that drops '{dropped}' {why}",)


def test_what_fails_in_rounding_is_judged_again():
    false, seen = one_is(2), Suspicions(one_is(2), "descent", Evidence.NUMERICAL)
    assert seen.add(P, "made", judge_exactly(false, P)) is True
    assert seen.result().found is Found.REFUTED
    acquitted = Suspicions(one_is(1), "descent", Evidence.NUMERICAL)
    assert acquitted.add(P, "made", judge_exactly(false, P)) is False
    assert (acquitted.acquitted, acquitted.result().answer) == (1, Answer.AGREES)


# random points


def test_the_target_is_a_chance_of_2_to_the_minus_100():
    assert TARGET == -100.0
    assert (points_needed(-60.0), points_needed(-40.0), points_needed(-200.0)) == (2, 3, 1)


def test_a_polynomial_is_as_large_as_its_numerator_and_all_divisors():
    bound = Bound(1, 1, 3, 1.5, {Divisor(2, 0.5): 1}, 1)
    assert size_of(bound, [[Divisor(4, 1.0)]]) == (9, 3.0)


def test_a_prime_may_divide_all_coefficients():
    """2^1220 has at most 20 prime factors of 61 bits: 20 in some 2^60 / 42."""
    assert log2_per_point(0, 1220.0, 61) > -51
    assert log2_per_point(0, 0.0, 61) == float("-inf")


def test_few_numbers_are_prime():
    assert 2**60 / 43 < primes_at_least(61) < 2**60 / 42


def test_primes_have_the_length_that_is_said():
    assert {random_prime(f"{i}", 20).bit_length() for i in range(20)} == {20}
    with pytest.raises(ValueError, match="must be an odd prime"):
        PrimeField(15)


def test_rows_that_are_not_zero_may_vanish_elsewhere():
    system = Sampled((PrimeField(2**61 - 1),))
    assert system.nonzero_rows(system.parameters([Residues("rows", 2**61 - 1)], 2, 1)) == (0, 1)
    assert system.divisors.degree == 2


def test_d_t_has_the_size_that_is_asked_for():
    p = problem_of([[1, 2, 3, 4, 5]], [[1]], [1], schedule=([0], "1/9", 2))
    assert [varied(p, n_t, 2).n_t for n_t in range(6)] == [0, 1, 2, 3, 4, 5]


def test_one_quantity_that_differs_is_enough():
    trial = Trial(Shape(1, 1, 1, 2, 2, 2, 2, 0, "generic"), "noiseless", 0, 61)
    statement = Statement((pure("a"), pure("b")), lambda p: (p.plan.eta, p.plan.eta), lambda p: (p.plan.eta, 2 * p.plan.eta))
    found = trial.settle(statement, Variation(2, 3))
    assert (found.equal, found.unequal) == (False, ("b",))


def test_points_that_were_rejected_are_not_counted():
    trial = Trial(Shape(1, 1, 1, 2, 2, 2, 2, 0, "generic"), "noiseless", 0, 61)
    trial.problem(Variation(2, 3))
    assert (trial.points, trial.rejected) == (2, 0)
    trial._reject(0)
    assert (trial.points, trial.rejected) == (0, 2)


def test_the_points_of_a_batch_have_long_primes_of_their_own():
    primes = [field.p for field in fields("a batch", 61, 2)]
    assert len(set(primes)) == 2
    draws = [Residues(name, 7) for name in "ab"]
    check_points(primes, draws, 61, set())
    for bad, repeated in ((primes, [draws[0], draws[0]]), ([2**31 - 1, primes[0]], draws), ([primes[0], primes[0]], draws)):
        with pytest.raises(UnsoundCertificateError):
            check_points(bad, repeated, 61, set())


def test_too_few_points_are_no_certificate():
    check_target(-101.0, TARGET)
    with pytest.raises(UnsoundCertificateError, match="too few points"):
        check_target(-99.0, TARGET)
    assert log2_failure(-60.0, [], 2, 61) == -120.0


def test_the_worst_stratum_counts_and_the_union_is_a_sum():
    record = Record(one_is(1).statement)
    for chance in (-104.0, -110.0, -107.0):
        record.add(Finding(True, 1, 0.0, chance), True)
    assert record.log2_failure == -104.0
    assert record.union == 2.0**-104 + 2.0**-110 + 2.0**-107


def test_a_certificate_compares_nearly_every_stratum():
    for compared, strength in ((90, Evidence.SEARCHED), (95, Evidence.IDENTITY)):
        record = Record(one_is(1).statement, met=100, compared=compared, certified=compared, log2_failure=-101.0)
        assert record.strength(one_is(1)) is strength


def test_a_slip_in_the_statement_that_no_point_notices_is_a_complaint():
    record = Record(one_is(1).statement, Tally(held_with=1), met=1, bite=SimpleNamespace(survivors=lambda statement: ["sign"]))
    assert record._problems(Evidence.IDENTITY) == ["a slip in the statement is noticed on no stratum: sign"]


# means and balls


def test_a_thousand_comparisons_stay_below_the_alarm_of_a_run():
    assert ALARM * 999 <= ALARM_PER_RUN


def test_the_score_is_catonis():
    test = MeanTest(claimed=1.0, spread=4.0, draws=10)
    assert test.draws * test.scale**2 * test.spread / 2 == pytest.approx(log(2 / test.alarm))
    test.add(test.claimed + 3.0 / test.scale * np.ones(1))
    assert test.score == pytest.approx(log1p(3 + 9 / 2))


def test_only_a_narrow_ball_counts_as_zero():
    wide, narrow = arb(0, 1e-20), arb(0, 1e-50)
    assert [decide(Relation.EQUAL, [ball], CAP) for ball in (wide, narrow)] == [None, True]


def test_an_order_is_told_where_every_pair_has_it():
    assert [decide(Relation.AT_MOST, [arb(middle, 1)], None) for middle in (-2, -0.5, 0.5, 2)] == [True, None, None, False]
    assert 0 <= width([arb(0, 2**-10), arb(5, 2**-12)]) - Fraction(2, 2**10) < Fraction(1, 2**30)


def test_a_narrow_difference_supports_what_the_claim_says_and_nothing_else():
    def root(p):
        return p.system.sqrt(p.system.scalar(2))

    def other(p):
        return p.system.scalar(2) / root(p)

    q = P.to(Ball(256))
    for relation, expected, holds in ((Relation.EQUAL, True, True), (Relation.EQUAL, False, None), (Relation.DIFFERENT, False, False)):
        assert compare_enclosed(Statement((pure("r"),), root, other, relation), q, Scales(P), expected).holds is holds


def mean_of(values, **more):
    test = MeanTest(**{"claimed": 0.0, "spread": 1.0, "draws": len(values)} | more)
    test.add(np.asarray(values))
    return test


def test_a_mean_is_decided_by_all_draws_and_suspected_by_their_errors():
    around_one, around_zero = np.linspace(0.9, 1.1, 1000), np.linspace(-1, 1, 1000)
    assert mean_of(around_one, draws=2000).holds is None
    assert [mean_of(values).holds for values in (around_one, around_zero)] == [False, True]
    assert [mean_of(values, spread=1e6).departs for values in (around_one, around_zero)] == [True, False]
    assert [mean_of(around_zero, spread=spread).bound_fails for spread in (1e-4, 1.0)] == [True, False]


def test_the_interval_of_a_mean_lies_around_the_draws_and_the_threshold_is_catonis():
    test = mean_of(np.linspace(-1, 1, 1000))
    low, high = test.interval
    assert -1 < low < -0.1 and 0.1 < high < 1
    assert test.threshold == pytest.approx(2 * log(2 / test.alarm))
