"""Balls never lose the true value, decide only what is certain, and the rung ``enclosure`` refuses everything vague."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import flint
import pytest
from flint import arb, arb_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.arithmetic import RATIONAL, Ball, BallNumber, CannotTell, Matrix, NotRepresentable, hstack, vstack
from theory.arithmetic.ball import BallMatrix
from theory.descent import edge, just_above_threshold, just_below_threshold, rate, threshold
from theory.losses import unlearning_loss
from theory.models import fine_tuned, golden, option_a, pretrained
from verify.assumptions import consistent, rational_spectrum, real_numbers, simple_spectrum
from verify.claim import Evidence, Relation, Statement, loss, pure, weights
from verify.claim.logic import Found, Half
from verify.claim.result import Answer, RungResult
from verify.counterexample import problem_of
from verify.rungs import enclosure, rung_names
from verify.rungs.enclosure_compare import compare_enclosed, decide, ends, width
from verify.rungs.workbench import Workbench
from verify.validation.registry import load_claims
from verify.verdict import conclude, verdict_text

CLAIMS = {claim.id: claim for claim in load_claims()}
BENCH = Workbench()
BALL = Ball(128)
EXAMPLE = problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0], schedule=([1, 0, 2], "1/8", 3))
DEFICIENT = [[1, 2, 3], [2, 4, 6], [0, 1, 1], [1, 0, 1]]
SMALL = st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=5)


def instances(family, count=12):
    return [i for i in BENCH.synthetic if i.design.family == family][:count]


def encloses(balls, exact):
    """Whether every entry of ``balls`` contains the entry of ``exact``."""
    pairs = zip(balls.tolist(), exact.tolist(), strict=True)
    return all(holds(x, y) for row, true in pairs for x, y in zip(row, true, strict=True))


def holds(ball, rational):
    """Whether the ball contains the rational number; ``contains`` would round that to the global precision first."""
    with flint.ctx.workprec(4096):
        return (ball.value - rational).contains(0)


def vague(mid, radius):
    return BallNumber(arb(mid, radius), 128)


def unknown_origin(x):
    """The same balls, without the rational numbers that they were made from."""
    return Matrix(x.system, BallMatrix(x.data.balls))


# --- numbers and matrices -----------------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(SMALL, st.sampled_from([24, 64, 128]))
def test_every_matrix_operation_encloses_the_rational_one_at_every_rank(rows, bits):
    exact = Matrix.of(RATIONAL, rows) / RATIONAL.scalar(7)
    balls = exact.to(Ball(bits))
    m = exact.shape[0]
    rhs, v = Matrix.of(RATIONAL, [[1, 2], [0, -1], [3, 1]]), Matrix.of(RATIONAL, [[i, 1] for i in range(m)])
    try:
        found = [balls.solve(rhs.to(balls.system)), balls.project(v.to(balls.system)), balls.T @ balls, balls - balls * 3, -balls]
        stacked = [hstack(balls, balls).columns([4, 0]), vstack(balls, balls).rows([m, 0])]
    except CannotTell:
        assert bits < 128
        return
    true = [exact.solve(rhs), exact.project(v), exact.T @ exact, exact - exact * RATIONAL.scalar(3), -exact]
    assert balls.rank == exact.rank
    assert all(map(encloses, found, true))
    assert all(map(encloses, stacked, [hstack(exact, exact).columns([4, 0]), vstack(exact, exact).rows([m, 0])]))
    assert holds(balls.sq_norm(), exact.sq_norm())
    assert flint.ctx.prec == 53


@pytest.mark.parametrize(
    "operation", [lambda x: x.inverse(), lambda x: unknown_origin(x).rank, lambda x: 1 / x, lambda x: x.sq_norm() + "1"]
)
def test_the_global_precision_is_restored_after_an_exception(operation):
    before = flint.ctx.prec
    with pytest.raises((ArithmeticError, TypeError)):
        operation(Matrix.of(Ball(300), [[1, 1], [1, 1]]))
    assert flint.ctx.prec == before


def test_the_precision_is_the_callers():
    third = [Ball(bits).scalar(1) / 3 for bits in (64, 256)]
    assert [60 < t.value.rel_accuracy_bits() / bits * 64 < 66 for t, bits in zip(third, (64, 256), strict=True)] == [True, True]
    with pytest.raises(ValueError, match="`bits` must be at least 2; received 1"):
        Ball(1)


def test_comparisons_are_certain_or_refuse():
    low, high, wide = vague(1, 0.25), vague(2, 0.25), vague(1.5, 1)
    assert low < high
    assert low <= high
    assert not high < low
    assert high > low
    assert high >= low
    assert low != high
    assert low == low
    for compared in (lambda: wide < high, lambda: wide <= high, lambda: wide > low, lambda: wide >= low, lambda: wide == low):
        with pytest.raises(CannotTell, match="compares to"):
            compared()
    with pytest.raises(CannotTell):
        bool(vague(0, 1))
    assert not BALL.scalar(0)
    with pytest.raises(TypeError):
        hash(low)


def test_square_roots_are_taken_of_what_is_known_not_to_be_negative():
    root = BALL.sqrt(BALL.scalar(2))
    assert (root * root).value.contains(2)
    assert width([root.value]) < Fraction(1, 10**37)
    assert BALL.sqrt(BALL.scalar(0)) == 0
    straddling = BallNumber(arb(0, 1e-30), 128, nonnegative=True)
    low, high = ends(straddling.sqrt().value)
    assert low <= 0 < 1e-15 <= high < 1.1e-15
    with pytest.raises(CannotTell, match="the sign of"):
        vague(0, 1e-30).sqrt()
    with pytest.raises(NotRepresentable, match="no real square root"):
        vague(-1, 0.5).sqrt()


def test_a_ball_has_no_fraction_unless_it_is_a_point():
    assert BALL.fraction(BALL.scalar(Fraction(-3, 8))) == Fraction(-3, 8)
    with pytest.raises(NotRepresentable, match="a ball is not one number"):
        BALL.fraction(BALL.scalar(Fraction(1, 3)))


def test_a_singular_matrix_and_one_that_may_be_are_told_apart():
    singular = Matrix.of(BALL, [[1, 1], [1, 1]])
    with pytest.raises(ZeroDivisionError):
        singular.inverse()
    with pytest.raises(CannotTell, match="whether a"):
        unknown_origin(singular).inverse()
    barely = Matrix.of(RATIONAL, [[1, 1], [1, 1 + Fraction(1, 2**100)]])
    with pytest.raises(CannotTell):
        barely.to(Ball(64)).inverse()
    assert encloses(barely.to(Ball(256)).inverse(), barely.inverse())


def test_a_rank_is_certified_or_refused():
    x = Matrix.of(BALL, DEFICIENT)
    assert x.rank == 2
    assert (x.T @ x).rank == 2  # a product of exact data knows where it came from
    assert unknown_origin(Matrix.of(BALL, [[1, 2], [0, 1], [1, 1]])).rank == 2  # an invertible Gram certifies full rank
    with pytest.raises(CannotTell, match="the rank of a"):
        _ = unknown_origin(x).rank
    with pytest.raises(CannotTell, match="a pseudo-inverse with 30 bits"):
        _ = Matrix.of(Ball(30), [[1, 1, 2], [1, 1 + Fraction(1, 2**40), 2]]).rank


def test_an_irrational_factor_hides_entries_but_not_which_columns_depend_on_which():
    x = Matrix.of(BALL, DEFICIENT)
    scaled = hstack(x * BALL.sqrt(BALL.scalar(2)), x.columns([1]) * BALL.sqrt(BALL.scalar(3)))
    assert scaled.rank == 2
    p = scaled.project(Matrix.identity(BALL, 4))
    assert encloses(p, Matrix.of(RATIONAL, DEFICIENT).project(Matrix.identity(RATIONAL, 4)))
    residual = scaled.T @ scaled.solve(scaled.T @ x) - scaled.T @ x
    assert all(s.value.contains(0) and width([s.value]) < 1e-30 for row in residual.tolist() for s in row)
    with pytest.raises(NotRepresentable):
        scaled.squared_singular_values()
    for lost in (x * vague(0, 1), vstack(scaled, x.columns([0, 1, 2, 1]))):  # a factor that may be 0; rows scaled one by one
        with pytest.raises(CannotTell, match="the rank"):
            _ = lost.rank


def test_empty_shapes_and_zero_patterns_work():
    x = Matrix.of(BALL, [[1, 0], [0, 0], [Fraction(1, 3), 2]])
    none = x.columns([])
    assert (none.shape, none.rank, none.squared_singular_values()) == ((3, 0), 0, [])
    assert none.solve(Matrix.zeros(BALL, 0, 1)) == Matrix.zeros(BALL, 3, 1)
    assert x.nonzero_rows() == (0, 2)
    assert unknown_origin(x).nonzero_rows() == (0, 2)
    third = unknown_origin(x - x.map(lambda s: s * 1))
    with pytest.raises(CannotTell):
        third.nonzero_rows()


# --- spectra ------------------------------------------------------------------------------------------------------------------------


def test_the_spectrum_is_enclosed_and_its_null_space_split_off():
    x = Matrix.of(BALL, DEFICIENT)
    values = x.squared_singular_values()
    assert len(values) == x.rank == 2
    assert all(a > b for a, b in pairwise(values))
    assert all(v > 0 for v in values)
    assert sum(values, BALL.scalar(0)).value.contains(x.sq_norm().value)  # the trace of the Gram
    with pytest.raises(NotRepresentable):
        Matrix.of(RATIONAL, DEFICIENT).squared_singular_values()
    with pytest.raises(NotRepresentable, match="only where its entries are known exactly"):
        unknown_origin(x).squared_singular_values()


def test_roots_of_the_characteristic_polynomial_lie_in_what_another_algorithm_encloses():
    x = Matrix.of(Ball(256), [[1, 2, 0], [0, 1, 3], [2, 1, 1]])
    with flint.ctx.workprec(64):
        others = sorted((e.real for e in arb_mat((x.T @ x).data.balls).eig()), key=float, reverse=True)
    assert all(wide.contains(a.value) for a, wide in zip(x.squared_singular_values(), others, strict=True))
    assert all(width([a.value]) < Fraction(1, 10**60) for a in x.squared_singular_values())


def test_a_multiple_singular_value_is_known_to_be_one():
    x = Matrix.of(RATIONAL, [[1, 0, 0], [0, 1, 0], [1, 0, 1]])
    twice = vstack(hstack(x, x * RATIONAL.scalar(0)), hstack(x * RATIONAL.scalar(0), x)).to(BALL)
    values = twice.squared_singular_values()
    assert len(values) == 6
    assert [values[i] == values[i + 1] for i in (0, 2, 4)] == [True] * 3
    assert values[1] != values[2]


def test_rates_on_either_side_of_the_threshold():
    for instance in (*instances("integer"), *instances("collinear"), *instances("deficient")):
        x = instance.over(Ball(512)).x_r
        if x.rank:
            assert rate(x, just_below_threshold(x)) < 1
            assert rate(x, just_above_threshold(x)) > 1 + edge(x)
            assert (rate(x, threshold(x)) - 1).value.contains(0)


# --- what counts as equal -----------------------------------------------------------------------------------------------------------

NARROW, WIDE, ABOVE, BELOW = arb(0, 1e-50), arb(0, 1e-20), arb(2e-50, 1e-50), arb(-2e-50, 1e-50)
CAP = Fraction(1, 10**40)


@pytest.mark.parametrize(
    ("relation", "ball", "expected"),
    [
        (Relation.EQUAL, NARROW, True),
        (Relation.EQUAL, WIDE, None),
        (Relation.EQUAL, ABOVE, False),
        (Relation.EQUAL, arb("nan"), None),
        (Relation.AT_MOST, BELOW, True),
        (Relation.AT_MOST, ABOVE, False),
        (Relation.AT_MOST, NARROW, None),
        (Relation.AT_MOST, arb(0), True),
        (Relation.DIFFERENT, ABOVE, True),
        (Relation.DIFFERENT, NARROW, False),
        (Relation.DIFFERENT, WIDE, None),
    ],
)
def test_what_a_difference_decides(relation, ball, expected):
    assert decide(relation, [ball], CAP) is expected
    assert decide(relation, [ball, ball], CAP) is expected


def test_a_narrow_difference_supports_only_what_was_expected():
    assert decide(Relation.EQUAL, [NARROW], None) is None
    assert decide(Relation.DIFFERENT, [NARROW], None) is None
    assert decide(Relation.EQUAL, [NARROW, ABOVE], CAP) is False


def compared(left, right, bits=128, unit=weights, **more):
    statement = Statement((unit("x"),), left, right, more.pop("relation", Relation.EQUAL))
    scales = BENCH.synthetic[0].scales.__class__(EXAMPLE)
    return compare_enclosed(statement, EXAMPLE.to(Ball(bits)), scales, **more)


def test_balls_that_overlap_are_not_equal_for_that():
    left, right = vague(0.5, 0.5), vague(1.25, 0.5)
    assert left.value.overlaps(right.value)
    assert compared(lambda p: left, lambda p: right, unit=pure).holds is None


def test_a_difference_that_excludes_zero_by_little_is_caught():
    tiny = Fraction(1, 10**45)
    assert tiny < CAP
    off = compared(golden, lambda p: golden(p) + p.zero.map(lambda s: p.system.scalar(tiny)), bits=256)
    assert off.holds is False
    assert compared(golden, golden, bits=256).holds is True


def test_the_width_cap_bites():
    def off(p):
        return golden(p).map(lambda s: s + vague(0, 1e-25))

    assert compared(golden, off).holds is None
    accepted = compared(golden, off, cap=Fraction(1, 10**20))
    assert accepted.holds is True
    assert 1e-26 < accepted.width < 1e-24


def test_sides_of_different_shape_are_errors():
    with pytest.raises(ValueError, match="must have the same shape"):
        compared(golden, lambda p: p.x_r.T)


# --- the rung -----------------------------------------------------------------------------------------------------------------------


def wrong(claim_id, **changes):
    return replace(CLAIMS[claim_id], **{"controls": (), "also": (), **changes})


def nudged(by):
    return Statement(
        (loss("UL(w_g)"),), lambda p: unlearning_loss(p, golden(p)), lambda p: unlearning_loss(p, golden(p)) + p.system.scalar(by)
    )


def test_an_equality_that_is_off_by_little_is_refuted():
    found = enclosure.run(wrong("O2", statement=nudged(Fraction(1, 10**30))), BENCH)
    assert (found.answer, found.found, found.tally.held_with) == (Answer.REFUTES, Found.REFUTED, 0)
    assert "off by [-1.00e-30" in found.note


def test_an_equality_at_too_low_a_limit_is_undecided_and_precision_is_what_was_missing():
    hard = next(i for i in instances("collinear", 99) if i.scales.kappa > 1e10)
    low, low_bits = enclosure.settle(CLAIMS["O1"], hard, most_bits=128)
    assert (low.holds, low_bits) == (None, 128)
    high, high_bits = enclosure.settle(CLAIMS["O1"], hard)
    assert high.holds is True
    assert high_bits > 128


@pytest.mark.parametrize("family", ["collinear", "deficient", "entangled", "contradictory", "spectral"])
def test_every_family_is_decided_nearly_collinear_and_rank_deficient_ones_included(family):
    found = [enclosure.settle(CLAIMS["O14"], i) for i in instances(family, 60)]
    assert all(f.holds is True for f, _ in found)
    assert max(f.worst.width for f, _ in found) < 1e-40


@pytest.mark.parametrize("claim_id", ["S4", "S5"])
def test_claims_about_the_spectrum_speak_where_it_is_irrational(claim_id):
    spoken = [i for i in enclosure._instances(CLAIMS[claim_id], BENCH) if not rational_spectrum.holds(i.exact)]
    decided = [enclosure.settle(CLAIMS[claim_id], i) for i in spoken]
    assert sum(f is not None and f[0].holds is True for f in decided) >= 20


def test_a_rate_that_is_a_little_too_good_is_refuted():
    better = Fraction(10**25 - 1, 10**25)
    faster = replace(
        CLAIMS["S5"].statement,
        right=lambda p: (
            rate(p.x_r, p.plan.eta) ** (2 * p.plan.steps) * (p.x_r.T @ p.plan.start - p.y_r).sq_norm() * p.system.scalar(better)
        ),
    )
    assert enclosure.run(wrong("S5", statement=faster), BENCH).answer is Answer.REFUTES


def test_a_threshold_that_is_a_little_too_high_is_refuted():
    converges = Statement((pure("rate"),), lambda p: rate(p.x_r, just_above_threshold(p.x_r)), lambda p: 1, Relation.AT_MOST)
    found = enclosure.run(wrong("S4", statement=converges), BENCH)
    assert (found.answer, found.tally.held_with) == (Answer.REFUTES, 0)


def test_distances_without_squares_are_compared_and_a_wrong_one_is_caught():
    fact = next(f for f in CLAIMS["O4"].also if f.when is real_numbers)
    assert enclosure.run(wrong("O4", statement=fact), BENCH).answer is Answer.AGREES
    off = replace(fact, right=lambda p: fact.right(p) * p.system.scalar(1 + Fraction(1, 10**20)))
    found = enclosure.run(wrong("O4", also=(off,)), BENCH)
    assert (found.answer, set(found.witnesses)) == (Answer.REFUTES, {"further fact"})
    assert found.tally.broken
    assert not real_numbers.holds(EXAMPLE)
    assert simple_spectrum.of_system


def test_a_fact_that_no_instance_decides_is_reported():
    def root(p):
        return p.system.sqrt(p.system.scalar(2))

    tie = Statement((weights("a tie"),), root, root, Relation.AT_MOST, when=real_numbers)
    found = enclosure.run(wrong("O2", also=(tie,)), BENCH)
    assert found.answer is Answer.UNDECIDED
    assert found.note == "a tie could not be decided on any instance with 1024 bits"


def test_a_relation_that_balls_cannot_decide_is_undecided_not_agreed():
    tie = Statement((loss("UL"),), lambda p: unlearning_loss(p, golden(p)), lambda p: unlearning_loss(p, golden(p)), Relation.AT_MOST)
    found = enclosure.run(wrong("O2", statement=tie), BENCH)
    assert found.tally.undecided > found.tally.compared  # exact zeros are decided even so
    assert "instances undecided with 1024 bits" in found.note


def test_conditional_claims_need_certainty_on_the_side_where_they_fail():
    found = enclosure.run(CLAIMS["O8"], BENCH)
    assert found.votes == {Half.IF}  # balls cannot show that two sides are equal where the condition fails
    assert found.tally.failed_without
    never = replace(CLAIMS["O8"].condition, right=CLAIMS["O8"].condition.left, relation=Relation.DIFFERENT)
    equal = replace(CLAIMS["O8"], condition=never, statement=Statement((weights("w_t"),), fine_tuned, pretrained), also=(), controls=())
    vague_only = enclosure.run(replace(equal, assumes=(*equal.assumes, consistent)), BENCH)
    assert not vague_only.votes
    assert vague_only.tally.failed_without == 0
    assert vague_only.tally.undecided == vague_only.tally.met > 50
    any_labels = enclosure.run(equal, BENCH).tally  # where no weights fit the labels, w_t differs from w_o: that is certain
    assert any_labels.failed_without > 0
    assert any_labels.held_without == 0


def test_an_enclosed_verdict_says_how_closely():
    others = {rung: "only one rung is looked at here" for rung in rung_names(CLAIMS["O2"]) if rung != "enclosure"}
    claim = replace(CLAIMS["O2"], without=others, floor=Evidence.ENCLOSED)
    found = enclosure.run(claim, BENCH)
    verdict = conclude(claim, [found])
    assert verdict.problems == ()
    assert found.detail["widest"] <= CAP
    digits = int(verdict_text(verdict).removeprefix("enclosed within 1e-").removesuffix(f" on {found.tally.compared}"))
    assert 10.0 ** -(digits + 1) < found.detail["widest"] <= 10.0**-digits
    assert found.detail["bits"] in (128, 256, 512, 1024)
    assert RungResult.from_dict(json.loads(json.dumps(found.as_dict()))).as_dict() == json.loads(json.dumps(found.as_dict()))


def test_the_float64_error_on_real_data_is_enclosed():
    for instance in BENCH.real:
        low, high = enclosure.float64_errors(nudged(0), instance, 256)["UL(w_g)"]
        from theory.arithmetic import FLOAT64

        p = instance.over(FLOAT64)
        computed = FLOAT64.fraction(unlearning_loss(p, golden(p)))
        true = RATIONAL.fraction(unlearning_loss(instance.exact, golden(instance.exact)))
        assert Fraction(low) <= computed - true <= Fraction(high)
        assert high - low <= 1e-10 * float(true) + 1e-300
        assert option_a(p).shape == golden(p).shape


def test_an_inner_product_is_known_to_be_non_negative_only_of_a_matrix_with_itself():
    """1 * a - 1 * b with a = b up to the ball's width may well be negative: its root is not to be taken."""
    ball = Ball(30)
    third = Matrix.of(ball, [[Fraction(1, 3)], [Fraction(1, 3)]])
    ends = Matrix.of(ball, [[1], [-1]])
    with pytest.raises(CannotTell, match="the sign of"):
        ball.sqrt(ends.dot(third))
    with pytest.raises(NotRepresentable, match="a negative number has no real square root"):
        ball.sqrt(ends.dot(Matrix.of(ball, [[1], [2]])))
    nothing = third - third
    assert ball.sqrt(nothing.sq_norm()).nonnegative
