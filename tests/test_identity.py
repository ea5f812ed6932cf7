"""Random points: the bound is one, the failure probability is what it says, wrong identities are refuted and none slips through."""

from collections import Counter
from dataclasses import replace
from math import log2, prod, sqrt

import pytest

from theory.arithmetic import Matrix, PrimeField
from theory.arithmetic.degrees import Divisor, expanded
from theory.arithmetic.prime_field import is_prime
from theory.arithmetic.sampled import DegeneratePoint, Sampled
from theory.losses import unlearning_loss
from theory.models import golden, pretrained
from verify import assumptions
from verify.claim import Assumption, Evidence, Relation, Statement, loss, pure, weights
from verify.claim.compare import compared_sides
from verify.claim.judge import judge_exactly
from verify.claim.logic import Found
from verify.claim.result import Answer
from verify.counterexample import from_data
from verify.rungs.identity import rung as identity
from verify.rungs.identity.bound import TARGET, log2_failure, log2_per_point, points_needed, primes_at_least
from verify.rungs.identity.points import Residues, draw_problem, random_prime, varied
from verify.rungs.identity.reads import Watched, matters
from verify.rungs.identity.shapes import DECIDED_BY_SHAPE, Shape, shapes
from verify.rungs.identity.trial import NoPoint, Trial, Variation
from verify.rungs.workbench import Workbench
from verify.session.scheduler import SharingScheduler
from verify.validation.registry import load_claims

CLAIMS = {claim.id: claim for claim in load_claims()}
SMALL = Workbench(largest_block=1)
TWO = Workbench(largest_block=2)
SHAPE = Shape(1, 1, 1, 2, 2, 2, 2, 0, "generic")
AT = Variation(2, 3)


def wrong(claim_id, **changes):
    return replace(CLAIMS[claim_id], **{"controls": (), "also": (), **changes})


def trial(bits, seed=0, shape=SHAPE, labels="noiseless"):
    return Trial(shape, labels, seed, bits)


def polynomial(of):
    """A false identity: this polynomial in the step size is zero."""
    return Statement((pure("polynomial"),), lambda p: of(p.plan.eta), lambda p: 0)


# the bound, against what it bounds


LINES = (SHAPE, Shape(1, 2, 0, 2, 2, 1, 1, 0, "within"), Shape(1, 1, 1, 1, 2, 1, 2, 1, "across"))
FULL_RANK = Shape(2, 1, 1, 2, 1, 2, 1, 0, "generic")
SIDES = [(c, s) for c in ("S1", "S3", "S6", "O2", "O4", "O5", "O6", "O14", "R4", "R5") for s in LINES]


@pytest.mark.parametrize(("claim_id", "shape"), [*SIDES, ("O13", FULL_RANK), ("R1", FULL_RANK)], ids=lambda v: getattr(v, "kind", v))
def test_every_side_on_a_random_line_is_a_rational_function_within_its_bound(claim_id, shape):
    """f = N / Q with deg N, deg Q within the bounds: more equations N(t) = f(t) Q(t) than unknowns still have a solution."""
    claim, field = CLAIMS[claim_id], PrimeField(random_prime("line", 61))
    values, bounds = Counter(), {}
    points, index = None, 0
    while points is None or index < points:
        p = varied(draw_problem(shape, labels_of(claim), Sampled((field,)), [on_line(field, index + 1)], 2), shape.n_r, 2)
        for i, (_, a, _) in enumerate(compared_sides(claim.statement, p)):
            entry = a.tolist()[0][0] if isinstance(a, Matrix) else a
            bounds[i] = (entry.bound.degree, expanded(entry.bound.over)[0])
            values[i, index] = entry.parts[0]
        points, index = max(n + q for n, q in bounds.values()) + 12, index + 1
    for i, (n, q) in bounds.items():
        rows = []
        for index in range(n + q + 12):
            t = index + 1
            rows.append([pow(t, k, field.p) for k in range(n + 1)] + [-values[i, index] * pow(t, k, field.p) for k in range(q + 1)])
        rank = field.residues([x for row in rows for x in row], len(rows), n + q + 2).rank()
        assert rank < n + q + 2


def labels_of(claim):
    return next((identity.LABELS[a.name] for a in claim.assumes if a.name in identity.LABELS), "free")


def on_line(field, t):
    """Parameters a_i + t b_i, the same a and b at every t."""
    a, b = Residues("a", field.p), Residues("b", field.p)
    return lambda count: [(x + t * y) % field.p for x, y in zip(a(count), b(count), strict=True)]


def test_the_bound_of_a_product_of_linear_factors_is_its_degree():
    found = trial(61).settle(polynomial(lambda e: prod((e - i for i in range(1, 21)), start=e * 0 + 1)), AT)
    assert (found.equal, found.degree) == (False, 20)


# the failure probability, against how often a false identity passes


@pytest.mark.parametrize("degree", [5, 20, 40])
def test_a_false_identity_passes_one_small_point_as_often_as_the_bound_says(degree):
    """prod (x - i) vanishes with probability exactly degree / p, and the bound for p is that; over all primes of 7 bits, below it."""
    statement = polynomial(lambda e: prod((e - i for i in range(1, degree + 1)), start=e * 0 + 1))
    tries, passed, exact = 0, 0, 0.0
    for seed in range(1500):
        field = PrimeField(random_prime(f"{seed}", 7))
        try:
            p = draw_problem(SHAPE_OF_ONE, "free", Sampled((field,)), [Residues(f"x{seed}", field.p)], 1)
        except DegeneratePoint:  # x = 0, independent of the step size
            continue
        passed, exact, tries = passed + (statement.left(p) == 0), exact + degree / field.p, tries + 1
    allowance = 5 * sqrt(exact)
    assert abs(passed - exact) < allowance
    assert exact <= tries * 2 ** log2_per_point(degree, 0.0, 7)
    assert exact > 0.4 * tries * 2 ** log2_per_point(degree, 0.0, 7)


SHAPE_OF_ONE = Shape(0, 1, 0, 1, 1, 1, 1, 0, "generic")


def test_a_false_identity_with_coefficients_divisible_by_a_few_primes_is_accounted_for():
    """c x for c a product of five of the 23 primes of eight bits vanishes modulo exactly those."""
    eight = [n for n in range(128, 256) if is_prime(n)]
    assert len(eight) == primes_at_least(8)
    c, tries = prod(eight[:5]), 4000
    found = trial(61, shape=SHAPE_OF_ONE).settle(polynomial(lambda e: e * c), Variation(1, 3))
    assert found.height == pytest.approx(log2(c))
    bound = 2 ** log2_per_point(1, found.height, 8)
    passed = sum(c % random_prime(f"c{seed}", 8) == 0 for seed in range(tries))
    assert abs(passed - tries * 5 / 23) < 5 * sqrt(tries * 5 / 23)
    assert 5 / 23 <= bound < 6 / 23


def test_over_small_primes_points_are_rejected_and_false_acceptance_stays_below_the_bound():
    """UL(w_g) = 0 is false; over two primes of 8 bits it passes less often than stated, with rejected points left out."""
    statement = Statement((loss("UL(w_g)"),), lambda p: unlearning_loss(p, golden(p)), lambda p: 0)
    usual = trial(61).settle(statement, AT)
    passed, accepted, rejected = 0, 0, 0
    for seed in range(500):
        t = trial(8, seed)
        try:
            passed += statement.left(t.problem(AT)).vanishes
            accepted += 1
        except ZeroDivisionError:
            rejected += 1
        rejected += t.rejected
    per_point = log2_per_point(usual.degree, usual.height, 8)
    assert rejected > 0
    assert passed <= accepted * 2 ** (2 * per_point)


def test_points_are_added_until_the_failure_probability_is_below_the_target():
    statement = Statement((weights("w_o"),), pretrained, pretrained)
    small, usual = trial(24).settle(statement, AT), trial(61).settle(statement, AT)
    for found, bits in ((small, 24), (usual, 61)):
        assert found.equal
        assert found.log2_failure < TARGET
        assert found.degree > 0
        assert points_needed(log2_per_point(found.degree, found.height, bits)) >= 2
    assert points_needed(log2_per_point(small.degree, small.height, 24)) > 4


def test_a_bound_that_says_nothing_is_refused():
    with pytest.raises(ValueError, match="says nothing"):
        points_needed(-0.5)
    with pytest.raises(ValueError, match="says nothing"):
        trial(6).settle(Statement((weights("w_o"),), pretrained, pretrained), AT)


def test_rejected_points_weaken_the_statement():
    clean = log2_failure(-50.0, (), 2, 61)
    assert clean == -100
    assert clean < log2_failure(-50.0, (Divisor(2**59, 0.0),), 2, 61) < 0
    assert log2_failure(-50.0, (Divisor(2**61, 0.0),), 2, 61) == 0


def test_there_are_at_least_as_many_primes_as_said():
    known = {21: 73586, 24: 513708, 61: 27467389549130805}  # pi(2^61) - pi(2^60) from OEIS A007053
    for bits, count in known.items():
        assert 0.9 * count < primes_at_least(bits) <= count
    assert primes_at_least(8) == 23


def test_primes_and_residues_are_uniform_and_reproducible():
    counts = Counter(random_prime(f"{i}", 5) for i in range(2000))
    assert set(counts) == {17, 19, 23, 29, 31}
    assert all(abs(n - 400) < 5 * sqrt(400) for n in counts.values())
    values = Counter(Residues("seed", 11)(5500))
    assert set(values) == set(range(11))
    assert all(abs(n - 500) < 5 * sqrt(500) for n in values.values())
    assert Residues("seed", 11)(300) == Residues("seed", 11)(300) != Residues("other", 11)(300)
    parts = Residues("seed", 2**61 - 1)
    assert parts(3) + parts(700) == Residues("seed", 2**61 - 1)(703)


# what is drawn


@pytest.mark.parametrize("labels", ["noiseless", "consistent", "free"])
def test_points_meet_their_assumptions_and_have_the_ranks_of_their_shape(labels):
    for shape in shapes(2):
        p = trial(61, shape=shape, labels=labels).problem(Variation(shape.n_r, 1))
        assert (p.x.rank, p.x_r.rank, p.x_f.rank) == (shape.rank, shape.inner_r, shape.inner_f)
        assert p.blocks.sizes == (shape.d_r, shape.d_lap, shape.d_f)
        assert assumptions.noiseless.holds(p) is (labels == "noiseless")
        if labels != "free":
            assert assumptions.consistent.holds(p)
        for name, decided in DECIDED_BY_SHAPE.items():
            assumption = getattr(assumptions, name.replace(" ", "_"))
            assert bool(assumption.holds(p)) is decided(shape)


def test_every_shape_up_to_four_is_there_with_its_strata():
    found = Counter(shape.kind for shape in shapes(4))
    assert found["generic"] == (5**3 - 1) * 4 * 4
    assert found["both"] > 1000
    assert min(found.values()) > 100
    assert Counter(shape.kind for shape in shapes(2))["across"] > 30
    assert len({shape.label for shape in shapes(4)}) == sum(found.values())


def test_the_blocks_are_seen_by_the_theory_as_they_are_drawn():
    p = trial(61, shape=Shape(1, 2, 1, 2, 2, 2, 2, 1, "across")).problem(Variation(2, 1))
    assert p.x_r.nonzero_rows() == (0, 1, 2)
    assert p.x_f.nonzero_rows() == (1, 2, 3)


def test_a_shape_that_yields_no_point_is_undecided(monkeypatch):
    """Ranks that no problem of these sizes has: every draw is rejected, and that is not agreement."""
    impossible = replace(SHAPE, inner_r=1)
    with pytest.raises(NoPoint, match="points of d=1,1,1 n=2,2 generic were degenerate"):
        trial(61, shape=impossible).settle(Statement((weights("w_o"),), pretrained, pretrained), AT)
    monkeypatch.setattr(identity, "strata", lambda *_: [SHAPE, impossible])
    found = identity.run(CLAIMS["O2"], SMALL)
    assert (found.answer, found.tally.undecided) == (Answer.UNDECIDED, 1)
    assert found.detail["rejected"] > 20


# what the sides look at


@pytest.mark.parametrize(
    ("claim_id", "tuning", "steps"), [("O1", True, False), ("O2", False, False), ("S3", False, True), ("O14", True, False)]
)
def test_it_is_noticed_what_a_side_asks_for(claim_id, tuning, steps):
    watched = Watched(trial(61).problem(AT), set())
    compared_sides(CLAIMS[claim_id].statement, watched)
    assert matters(watched.asked) == (tuning, steps)


def test_who_asks_for_anything_unknown_is_tried_for_every_tuning_set():
    assert matters({"x", "tuned_on"}) == (True, False)
    assert matters(set()) == (True, True)


# the rung


@pytest.mark.parametrize(
    "statement",
    [
        Statement((loss("UL(w_g)"),), lambda p: unlearning_loss(p, golden(p)), lambda p: 2 * unlearning_loss(p, golden(p))),
        Statement((weights("w_g"),), golden, pretrained),
    ],
)
def test_a_wrong_statement_is_refuted_without_doubt(statement):
    found = identity.run(wrong("O2", statement=statement), SMALL)
    assert (found.answer, found.found, found.evidence) == (Answer.REFUTES, Found.REFUTED, Evidence.EXACT)
    assert "no identity on d=" in found.note


def test_an_error_of_one_part_in_a_million_or_a_million_terms_deep_is_seen():
    """Rounding would hide it: w_g times (1 + 2^-80)."""
    off = Statement((weights("w_g"),), golden, lambda p: golden(p) * (1 + p.system.scalar(1) / 2**80))
    assert identity.run(wrong("O2", statement=off), SMALL).found is Found.REFUTED


def test_true_claims_are_identities_with_everything_said():
    found = identity.run(CLAIMS["O4"], TWO)
    assert (found.answer, found.found, found.evidence) == (Answer.AGREES, Found.HOLDS, Evidence.IDENTITY)
    detail = found.detail
    assert detail["log2_failure"] < TARGET
    assert detail["shapes"] > detail["strata"] > 200
    assert detail["points"] == 2 * detail["strata"]
    assert (detail["rejected"], detail["prime_bits"], detail["seed"]) == (0, 61, 0)
    assert detail["degree"] > 50


def test_another_seed_gives_other_points_and_the_same_verdict():
    a, b = (identity.run(CLAIMS["O13"], Workbench(seed=seed, largest_block=2)) for seed in (1, 2))
    assert (a.found, b.found) == (Found.HOLDS, Found.HOLDS)
    assert a.detail["seed"] != b.detail["seed"]
    first, second = (trial(61, seed).problem(AT).x_r.data for seed in (1, 2))
    assert first[0] != second[0]


def test_a_claim_whose_assumptions_never_hold_is_undecided():
    never = Assumption("never", "what never holds", lambda p: False)
    found = identity.run(wrong("O2", assumes=(never,)), SMALL)
    assert found.answer is Answer.UNDECIDED
    assert found.note.startswith("no point meets the assumptions: ") and "without={'identity'" in found.note


def test_a_claim_of_order_or_roots_is_undecided_and_says_what_was_not_covered():
    found = identity.run(CLAIMS["O15"], SMALL)
    assert found.answer is Answer.UNDECIDED
    assert found.detail["not_covered"] == {"UL(B_t)": "an inequality"}
    found = identity.run(CLAIMS["S7"], SMALL)
    assert found.answer is Answer.UNDECIDED
    assert "no order" in found.detail["not_covered"]["w(Adam)"]


def test_a_failing_further_fact_is_shown_by_a_rational_problem_and_decides_nothing_without_one(monkeypatch):
    off = Statement((weights("w_g"),), golden, pretrained)
    claim = wrong("O2", also=(off,))
    found = identity.run(claim, SMALL)
    assert (found.answer, found.found, found.evidence) == (Answer.REFUTES, Found.REFUTED, Evidence.EXACT)
    assert set(found.witnesses) == {"further fact"}
    assert judge_exactly(claim, from_data(found.witnesses["further fact"])).broken
    assert found.tally.broken
    monkeypatch.setattr(identity, "witness_on", lambda *_: None)
    found = identity.run(claim, SMALL)
    assert (found.answer, found.found, found.votes) == (Answer.UNDECIDED, Found.UNDECIDED, frozenset())
    assert found.tally.broken


def test_a_fact_that_holds_only_where_features_are_distinct_is_tried_there():
    found = identity.run(CLAIMS["O7"], TWO)
    assert (found.found, set(found.witnesses), found.tally.broken) == (Found.REFUTED, {"if"}, 0)
    everywhere = replace(CLAIMS["O7"].also[0], when=None)
    found = identity.run(replace(CLAIMS["O7"], also=(everywhere,)), TWO)
    assert found.tally.broken
    assert set(found.witnesses) == {"if", "further fact"}


def test_conditions_decide_at_generic_points_and_that_is_called_a_search():
    for claim_id in ("O3", "O8"):
        found = identity.run(CLAIMS[claim_id], TWO)
        assert (found.answer, found.found, found.evidence) == (Answer.AGREES, Found.CONDITIONAL, Evidence.SEARCHED)
        assert found.tally.held_with and found.tally.failed_without
    never = replace(CLAIMS["O3"].condition, right=CLAIMS["O3"].condition.left)
    found = identity.run(replace(CLAIMS["O3"], condition=never), TWO)
    assert (found.found, set(found.witnesses)) == (Found.SUFFICIENT, {"only if"})


def test_a_difference_that_is_claimed_and_not_there_is_refuted_by_an_identity():
    found = identity.run(CLAIMS["R7"], TWO)
    assert (found.found, found.evidence) == (Found.REFUTED, Evidence.EXACT)
    assert CLAIMS["R7"].statement.relation is Relation.DIFFERENT


def test_a_rank_deficient_case_that_only_generic_shapes_would_miss_is_caught():
    """True wherever X has as much rank as its size allows, false in strata of lower rank."""

    def loss_unless_deficient(p):
        return unlearning_loss(p, golden(p)) * (1 if p.x_r.rank == min(p.n_r, len(p.blocks.r) + len(p.blocks.lap)) else 2)

    sly = Statement((loss("UL(w_g)"),), lambda p: unlearning_loss(p, golden(p)), loss_unless_deficient)
    found = identity.run(wrong("O2", statement=sly), TWO)
    assert found.found is Found.REFUTED
    assert "within" in found.note or "both" in found.note


def test_a_single_point_of_61_bits_never_reaches_the_target():
    assert log2_per_point(1, 0.0, 61) > TARGET


def test_claims_that_share_their_points_get_the_results_that_they_get_alone():
    some = [CLAIMS[i] for i in ("O2", "O7", "O1", "S3", "O8")]
    bench = Workbench(largest_block=1, together=some)
    for claim in some:
        assert identity.run(claim, bench) == identity.run(claim, SMALL)
    assert set(bench.kept) == {claim.id for claim in some}


def test_workers_keep_together_what_shares_points_and_spread_the_rest():
    scopes = {}
    for claim in CLAIMS.values():
        scope = SharingScheduler._split_scope(None, f"verify/claims/x.py::{claim.id}-identity")
        scopes.setdefault(scope, set()).add(identity.labels_for(claim))
    assert all(len(labels) == 1 for labels in scopes.values())
    assert 4 <= len(scopes) <= 9
    for alone in ("verify/claims/x.py::O2-exact", "tests/test_problem.py::test_x"):
        assert SharingScheduler._split_scope(None, alone) == alone
