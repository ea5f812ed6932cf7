"""Exact expectations: sums that are the expectation, sums that are not and are recognized, and closed forms refuted by them."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from theory.arithmetic import RATIONAL, Matrix, PrimeField
from theory.designs.integral import Rule, rotation, rules
from theory.losses import gap_in_weights, unlearning_loss
from theory.models import fine_tuned, golden
from theory.random_design import RandomDesign, golden_loss_mean, retained_mean
from verify.assumptions import gaussian_design
from verify.claim import Average, Claim, Evidence, Statement, loss, weights_squared
from verify.claim.result import Answer
from verify.rungs import cubature, integrals
from verify.rungs.integrals import integrate, refutation, small_designs
from verify.rungs.workbench import Workbench
from verify.validation.registry import load_claims

CLAIMS = {claim.id: claim for claim in load_claims()}
AVERAGES = [claim for claim in CLAIMS.values() if claim.average is not None]
FIELD = PrimeField(2**61 - 1)
DRAWN = random.Random(7)
ONE = RandomDesign(0, 3, 0, n_r=1, n_f=1, teacher=(1, 2, 3))


def residue():
    return DRAWN.randrange(1, FIELD.p)


def claim_about(left, right, *designs, quantity=loss):
    """A claim on an average that states no truth."""
    average = Average(designs, lambda s: 1, integrable=designs)
    return Claim(
        id="t",
        source="t",
        short="t",
        latex="t",
        assumes=(gaussian_design,),
        statement=Statement((quantity("q"),), left, right),
        average=average,
    )


def test_a_rotation_is_orthogonal_in_any_system():
    for system, number in ((RATIONAL, lambda: DRAWN.randrange(1, 9)), (FIELD, residue)):
        turn = rotation(system, 4, number)
        assert turn.T @ turn == Matrix.identity(system, 4)
        assert turn != Matrix.identity(system, 4)


DESIGNS = [
    ONE,
    replace(ONE, noise=2),
    replace(ONE, n_r=2),
    replace(ONE, n_r=5, n_f=4),
    RandomDesign(1, 1, 2, n_r=1, n_f=1, teacher=(1, 2, 3, 4)),
    RandomDesign(2, 1, 1, n_r=2, n_f=1, teacher=(1, 2, 3, 4)),
    RandomDesign(0, 1, 1, n_r=4, n_f=1, teacher=(1, 2), noise=1),
    RandomDesign(0, 3, 0, n_r=3, n_f=1, n_t=2, teacher=(1, 2, 3)),
]


@pytest.mark.parametrize("s", DESIGNS)
def test_a_rule_has_as_many_terms_as_it_says_and_weights_that_sum_to_one(s):
    for rule in rules(s):
        points = list(rule.points(FIELD, residue))
        assert len(points) == rule.terms
        assert sum((weight for weight, _ in points), FIELD.scalar(0)) == 1
        assert rule.sums(lambda p: p.x_f.sq_norm(), FIELD, residue)[0] == s.n_f * (s.d - s.d_r) or s.n_f > 1 or rule.kind == "frames"


def test_the_quartic_rule_carries_the_moments_of_the_sphere():
    s = RandomDesign(0, 4, 0, n_r=1, n_f=1, teacher=(0, 0, 0, 0))

    def moments(p):
        projector = p.x_r.project(Matrix.identity(p.system, 4)).tolist()
        return projector[0][0] ** 2, projector[0][1] ** 2

    assert Rule(s, "sums of axes").sums(moments, FIELD, residue) == (FIELD.scalar(Fraction(3, 24)), FIELD.scalar(Fraction(1, 24)))
    assert Rule(s, "axes").sums(moments, FIELD, residue) != Rule(s, "axes").sums(moments, FIELD, residue)


WITHOUT_A_SUM = {
    "quartic in the length of a sample": lambda p: p.x_f.sq_norm() ** 2,
    "a norm in a denominator": lambda p: 1 / p.x_f.sq_norm(),
    "a comparison": lambda p: p.system.scalar(int(p.x_f.sq_norm() > 1)),
    "a constant where it can be written down": lambda p: p.system.scalar(1) / 0,
    "the gap, of no degree in a sample": lambda p: gap_in_weights(p, fine_tuned(p)) ** 2,
    "a cubic power of the projector": lambda p: (p.x_r.project(p.teacher)).sq_norm() ** 3,
    "the length of a remaining sample alone": lambda p: p.x_r.sq_norm() ** 2,
}


@pytest.mark.parametrize("what", WITHOUT_A_SUM)
def test_what_a_rule_does_not_integrate_is_recognized(what):
    """Each of these has some weighted sum; none is called an expectation."""
    assert integrate(claim_about(WITHOUT_A_SUM[what], lambda s: 0, ONE), ONE) is None


def test_what_rules_do_integrate():
    claim = claim_about(lambda p: p.x_r.sq_norm() + p.x_f.sq_norm(), lambda s: 6, ONE)
    assert integrate(claim, ONE).value == (6,)
    assert integrate(claim_about(lambda p: 1, lambda s: 1, ONE), ONE).value == (1,)


@pytest.mark.parametrize("n_r", range(1, 6))
@pytest.mark.parametrize("n_f", range(1, 6))
def test_every_case_of_the_gap_is_an_exact_sum(n_r, n_f):
    left = CLAIMS["N6b"].statement.left
    for s in (
        RandomDesign(0, 4, 0, n_r=n_r, n_f=n_f, teacher=(1, 2, 3, 4)),
        RandomDesign(2, 0, 3, n_r=n_r, n_f=n_f, teacher=(1, 2, 3, 4, 5)),
    ):
        found = integrate(claim_about(left, retained_mean, s, quantity=weights_squared), s)
        assert (found is not None and found.value == (retained_mean(s),)) or (not s.d_lap and (n_f == 2 or n_r > 5))


@pytest.mark.parametrize(
    "s",
    [
        RandomDesign(1, 4, 1, n_r=1, n_f=1, teacher=(1, 2, 0, -1, 1, 2), noise=2),
        RandomDesign(0, 1, 2, n_r=6, n_f=1, teacher=(2, 1, 1), noise=Fraction(3, 7)),
        RandomDesign(1, 0, 1, n_r=4, n_f=1, teacher=(2, 1), noise=5),
    ],
)
def test_noise_is_integrated_on_both_sides_of_the_peak(s):
    assert integrate(CLAIMS["N6c"], s).value == (golden_loss_mean(s),)
    assert golden_loss_mean(s) != golden_loss_mean(replace(s, noise=0)) + s.noise or not s.d_lap


def test_a_design_that_no_sum_integrates_decides_nothing():
    s = RandomDesign(1, 2, 1, n_r=2, n_f=2, teacher=(1, 2, 3, 4))
    claim = replace(CLAIMS["N6"], average=replace(CLAIMS["N6"].average, integrable=(s,)))
    found = cubature.run(claim, Workbench())
    assert (found.answer, found.evidence) == (Answer.UNDECIDED, Evidence.NONE)
    assert found.note == "no finite sum is the expectation for d_r, d_lap, d_f = 1, 2, 1, n_r = 2, n_f = 2, w_* = (1, 2, 3, 4)"


def test_small_designs_meet_the_assumptions_and_keep_the_kind():
    for claim in AVERAGES:
        own = claim.average.designs
        for s in small_designs(claim, claim.average):
            assert claim.applies_to(s)
            assert any(s.noise == t.noise and bool(s.d_lap) == bool(t.d_lap) and s.seen - s.n_r == t.seen - t.n_r for t in own)


@pytest.mark.parametrize("claim", AVERAGES, ids=lambda claim: claim.id)
def test_no_sum_speaks_against_a_true_claim(claim):
    rows, against = refutation(claim, claim.average)
    assert against == ""
    assert rows or claim.id in ("N6d", "N6e")  # laws: a comparison with a quantile has no finite sum


def test_an_error_that_no_simulation_could_see_is_refuted_exactly():
    """Off by a relative 10^-9."""
    right = CLAIMS["N6"].statement.right
    slightly_off = claim_about(
        lambda p: unlearning_loss(p, golden(p)), lambda s: right(s) * (1 + Fraction(1, 10**9)), *CLAIMS["N6"].average.designs
    )
    rows, against = refutation(slightly_off, slightly_off.average)
    assert against.startswith("exactly ")
    assert rows[-1]["integral"] != rows[-1]["claimed"]


def test_floats_are_compared_to_nine_digits():
    found = integrals.Integral(ONE, "axes", 1, (Fraction(1, 3),))
    assert not found.differs(1 / 3)
    assert found.differs(0.333333)
