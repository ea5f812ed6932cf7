"""Ablation, converse and mutants of a reviewer's own claims: without a registered truth, about averages, on problems of their own."""

from dataclasses import replace
from fractions import Fraction

import pytest

from theory.losses import gap_in_weights, unlearning_loss
from theory.models import fine_tuned, golden, pretrained
from verify.assumptions import noiseless
from verify.checks import check, checks_for
from verify.checks.supposed import supposed
from verify.claim import Assumption, Claim, Statement, Truth, pure, weights, weights_squared
from verify.counterexample import problem_of
from verify.examples import average_of_the_gap, no_worse_than_zero, norm_tells_the_gap
from verify.rungs import identity
from verify.rungs.workbench import Workbench

BENCH = Workbench(examples=20).few(60)

MATCHES = Claim(
    id="matches",
    source="a reviewer's guess",
    short="w_t = w_g on D_r exactly when w_o and w_g have the same length",
    latex="w_t = w_g",
    assumes=(noiseless,),
    statement=Statement((weights("w"),), fine_tuned, golden),
    condition=Statement((weights_squared("||w||^2"),), lambda p: pretrained(p).sq_norm(), lambda p: golden(p).sq_norm()),
)


def test_a_claim_without_a_registered_truth_is_taken_for_what_problems_show():
    assert supposed(norm_tells_the_gap.CLAIM, BENCH).truth is Truth.TRUE
    wrong = supposed(no_worse_than_zero.CLAIM, BENCH)
    assert wrong.truth is Truth.FALSE
    p = wrong.counterexample()
    assert unlearning_loss(p, golden(p)) > p.y_f.sq_norm() / p.n_f
    conditional = supposed(MATCHES, BENCH)
    assert conditional.truth is Truth.CONDITIONAL
    p = conditional.counterexample()
    assert gap_in_weights(p, fine_tuned(p)) != 0
    assert supposed(average_of_the_gap.CLAIM, BENCH).truth is Truth.TRUE


def test_what_is_registered_stays():
    registered = replace(norm_tells_the_gap.CLAIM, truth=Truth.TRUE)
    assert supposed(registered, BENCH) is registered


@pytest.mark.parametrize(
    ("claim", "names"),
    [
        (norm_tells_the_gap.CLAIM, ["ablation", "mutants"]),
        (MATCHES, ["ablation", "converse", "mutants"]),
        (average_of_the_gap.CLAIM, ["ablation", "mutants"]),
    ],
    ids=["single", "exactly when", "average"],
)
def test_every_check_that_asks_something_is_made_and_says_what_it_took_for_true(claim, names):
    assert checks_for(claim) == names
    for name in names:
        found = check(name, claim, BENCH)
        assert "no truth is registered: taken as" in found.note
        if name == "mutants":
            assert found.detail["killed"] >= 3


def test_all_slips_in_a_true_claim_are_noticed():
    assert check("mutants", norm_tells_the_gap.CLAIM, BENCH).passed


def test_the_converse_of_a_condition_that_is_sufficient_alone_fails():
    nothing_learned = Statement((weights("w_o"),), pretrained, lambda p: p.zero)
    found = check("converse", replace(MATCHES, condition=nothing_learned), BENCH)
    assert not found.passed and "'only if' fails" in found.note


UNITS = [
    (Fraction(3, 5), Fraction(4, 5)),
    (Fraction(5, 13), Fraction(12, 13)),
    (Fraction(1), Fraction(0)),
    (Fraction(-7, 25), Fraction(24, 25)),
]


def of_length_one():
    """A generator that would go on for ever."""
    while True:
        for a in UNITS:
            for b in UNITS:
                for c in UNITS:
                    yield problem_of([[a[0], b[0]], [a[1], b[1]]], [[c[0]], [c[1]]], [1, 2])


UNIT = Claim(
    id="unit_samples",
    source="a reviewer's guess",
    short="samples of length 1: ||X||_F^2 = n",
    latex=r"\|X\|_F^2 = n",
    assumes=(Assumption("unit samples", "each sample has length 1", lambda p: all(p.x.columns([i]).sq_norm() == 1 for i in range(p.n))),),
    statement=Statement((pure("||X||^2"),), lambda p: p.x.sq_norm(), lambda p: p.system.scalar(p.n)),
    designs=of_length_one,
)


def test_problems_of_ones_own_are_what_checks_try_too():
    """Few of the made problems meet the assumption."""
    made = sum(UNIT.applies_to(i.exact) for i in BENCH.synthetic)
    assert made < 10 < 200 < sum(UNIT.applies_to(i.exact) for i in BENCH.instances_for(UNIT))
    assert supposed(UNIT, BENCH).truth is Truth.TRUE
    assert check("mutants", UNIT, BENCH).detail["killed"] >= 3
    assert "minimal counterexample" in check("ablation", UNIT, BENCH).note
    assert supposed(replace(UNIT, statement=replace(UNIT.statement, right=lambda p: p.system.scalar(p.d))), BENCH).truth is Truth.FALSE


@pytest.mark.parametrize(
    "claim",
    [
        UNIT,
        replace(
            norm_tells_the_gap.CLAIM,
            statement=Statement(
                (weights_squared("gap"),),
                lambda p: abs(golden(p).sq_norm() - pretrained(p).sq_norm()),
                lambda p: pretrained(p).sq_norm() - golden(p).sq_norm(),
            ),
        ),
    ],
    ids=["no random point meets it", "an absolute value"],
)
def test_what_the_rung_identity_cannot_judge_is_said_with_what_to_do(claim):
    found = identity.run(claim, Workbench(largest_block=1))
    assert "without={'identity': '...'}" in found.note and "Compare squares" in found.note
