"""A certificate of random points is void unless it was compared where it speaks, and unless slips in the statement are noticed there."""

from dataclasses import replace
from fractions import Fraction
from math import log2

import pytest

from theory.arithmetic import RATIONAL, Matrix, NotRepresentable, PrimeField, hstack
from theory.arithmetic.degrees import Divisor
from theory.arithmetic.sampled import Sampled
from theory.losses import unlearning_loss
from theory.models import golden, pretrained
from verify import assumptions
from verify.claim import Assumption, Claim, Evidence, Relation, Statement, loss, pure, weights
from verify.claim.judge import fails_exactly
from verify.claim.logic import Found
from verify.claim.result import Answer
from verify.counterexample import from_data
from verify.rungs.identity import rung as identity
from verify.rungs.identity import sound as identity_sound
from verify.rungs.identity import trial as identity_trial
from verify.rungs.identity.bound import TARGET, primes_at_least, size_of
from verify.rungs.identity.larger import FEATURES, LARGER, OUTPUTS, SIZE, larger, of_kind, special
from verify.rungs.identity.points import Residues, fields
from verify.rungs.identity.record import Record
from verify.rungs.identity.shapes import Shape, shapes
from verify.rungs.identity.slips import CHANGES, Bite, data_slips, value_slips
from verify.rungs.identity.sound import UnsoundCertificateError, check_points, check_union
from verify.rungs.identity.trial import Finding, Trial, Variation
from verify.rungs.identity.witness import problems_on, witness_on
from verify.rungs.workbench import Workbench
from verify.validation.registry import load_claims

CLAIMS = {claim.id: claim for claim in load_claims()}
SMALL = Workbench(largest_block=1)
TWO = Workbench(largest_block=2)
FULL = Shape(1, 1, 1, 2, 2, 2, 2, 0, "generic")
AT = Variation(2, 3)


def claim_of(statement, *assumes, **changes):
    return Claim(id="X", source="a test", short="x", latex="x", assumes=assumes or (assumptions.anything,), statement=statement, **changes)


def only(monkeypatch, *found):
    monkeypatch.setattr(identity, "strata", lambda *_: found)


# what was compared


def test_gradient_ascent_has_a_certificate_on_every_stratum_that_meets_its_assumptions():
    found = identity.run(CLAIMS["N16"], TWO)
    assert (found.answer, found.evidence) == (Answer.AGREES, Evidence.IDENTITY)
    assert found.detail["strata_compared"] == found.detail["strata_met"] > 900
    assert found.detail["left_out"] == ["an inequality: residual never shorter"]
    assert found.detail["degree"] > 20


@pytest.mark.parametrize("factor", [Fraction(3), Fraction(1)])
def test_gradient_ascent_with_another_factor_of_the_step_is_refuted(factor):
    """3 eta for 2 eta in the power of I + (2 eta / n_f) G_f."""
    from theory.ascent import ascent_residual, ascent_step

    def residual(p):
        r = ascent_residual(p, p.plan.start)
        for _ in range(p.plan.steps):
            r = r + p.x_f.T @ (p.x_f @ r) * (p.system.scalar(factor) * ascent_step(p) / p.n_f)
        return r

    claim = CLAIMS["N16"]
    slip = replace(claim.statement, right=lambda p: (p.zero, residual(p)))
    found = identity.run(replace(claim, statement=slip), SMALL)
    assert (found.answer, found.found) == (Answer.REFUTES, Found.REFUTED)
    assert fails_exactly(replace(claim, statement=slip), from_data(found.counterexample))


def test_a_statement_that_is_compared_on_a_few_strata_is_no_certificate_and_says_how_many():
    def partly(p):
        return golden(p) if p.n_r == 1 or abs(p.x_r.sq_norm()) == p.x_r.sq_norm() else p.zero

    found = identity.run(claim_of(Statement((weights("w_g"),), partly, golden)), TWO)
    assert (found.answer, found.found, found.evidence) == (Answer.AGREES, Found.HOLDS, Evidence.SEARCHED)
    detail = found.detail
    assert 0 < detail["strata_compared"] < 0.95 * detail["strata_met"]
    assert f"compared on {detail['strata_compared']} of {detail['strata_met']} strata" in found.note
    assert detail["left_out"] == ["an order: w_g"]


def test_facts_that_were_compared_do_not_stand_in_for_the_statement():
    def partly(p):
        return golden(p) if p.n_r == 1 or abs(p.x_r.sq_norm()) == p.x_r.sq_norm() else p.zero

    facts = tuple(Statement((weights(name),), golden, golden) for name in ("a", "b"))
    found = identity.run(claim_of(Statement((weights("w_g"),), partly, golden), also=facts), TWO)
    assert found.evidence is Evidence.SEARCHED
    assert found.detail["strata_compared"] == found.tally.compared < found.detail["strata_met"]


def test_larger_shapes_are_tried_with_none_one_half_and_all_of_the_remaining_samples(monkeypatch):
    shape = next(s for s in larger(0) if s.n_r > 5)
    only(monkeypatch, shape)
    seen = set()

    def noting(p):
        seen.add((p.n_t, p.plan.steps))
        return golden(p) * p.plan.eta

    identity.run(claim_of(Statement((weights("w_g"),), noting, lambda p: golden(p) * p.plan.eta)), TWO)
    assert {n_t for n_t, _ in seen} == {0, 1, shape.n_r // 2, shape.n_r}
    assert {steps for _, steps in seen} == {3, 6}


def test_one_stratum_in_twenty_may_be_missing_and_no_more():
    claim = claim_of(Statement((weights("w_g"),), golden, golden))
    record = Record(claim.statement)
    record.add(Finding(True, 1, 0.0, -110.0), True)
    for compared, evidence in ((95, Evidence.IDENTITY), (94, Evidence.SEARCHED)):
        record.met, record.compared = 100, compared
        assert record.strength(claim) is evidence


def test_gaps_are_named_in_a_few_words():
    small = Assumption("small", "||y|| < 1", lambda p: p.y_r.sq_norm() < 1)
    order = Statement((loss("energy"),), lambda p: p.y_r.sq_norm(), lambda p: p.y_r.sq_norm(), Relation.AT_MOST)
    root = Statement((loss("norm"),), lambda p: p.y_r.norm(), lambda p: p.y_r.norm())
    found = identity.run(claim_of(Statement((weights("w_g"),), golden, golden), small, also=(order, root)), SMALL)
    assert found.detail["left_out"] == ["an order: small", "an inequality: energy", "a root: norm"]


# slips


def test_every_claim_of_ours_that_is_certified_bites():
    for claim_id in ("S3", "D1", "O1", "O4", "O11", "O14", "N16", "R1"):
        found = identity.run(CLAIMS[claim_id], SMALL if claim_id != "R1" else TWO)
        names = [q.name for q in CLAIMS[claim_id].statement.quantities]
        assert found.evidence is Evidence.IDENTITY
        assert {f"{name} + eta" for name in names} <= set(found.detail["slips"]["noticed"])
        assert set(found.detail["slips"]["not_told_by_data"]) < set(names)


def test_a_comparison_that_sees_nothing_certifies_nothing(monkeypatch):
    right = identity_trial.looked
    monkeypatch.setattr(identity_trial, "looked", lambda *arguments: replace(right(*arguments), unequal=()))
    found = identity.run(CLAIMS["O2"], SMALL)
    assert found.answer is Answer.UNDECIDED
    assert "a slip in the statement is noticed on no stratum" in found.note


def test_a_comparison_that_sees_only_the_first_quantity_certifies_nothing(monkeypatch):
    right = identity_trial.compared_sides
    monkeypatch.setattr(identity_trial, "compared_sides", lambda *arguments: right(*arguments)[:1])
    found = identity.run(CLAIMS["O1"], SMALL)
    names = [q.name for q in CLAIMS["O1"].statement.quantities]
    assert found.answer is Answer.UNDECIDED
    assert f"{names[1]} + eta" in found.note
    assert f"{names[0]} + eta" not in found.note


def test_a_statement_that_no_change_of_the_data_touches_is_no_certificate():
    found = identity.run(claim_of(Statement((weights("0"),), lambda p: p.zero, lambda p: p.zero + p.zero)), SMALL)
    assert found.answer is Answer.UNDECIDED or found.evidence < Evidence.IDENTITY
    steady = Statement((loss("eta / eta"),), lambda p: p.plan.eta / p.plan.eta, lambda p: p.system.scalar(1))
    found = identity.run(claim_of(steady), SMALL)
    assert found.answer is Answer.UNDECIDED
    assert "any change of the data that one side reads" in found.note


def test_slips_are_put_to_the_very_points_and_draw_none():
    trial = Trial(FULL, "noiseless", 0, 61)
    statement = CLAIMS["O2"].statement
    trial.settle(statement, AT)
    before, p = (trial.points, trial.rejected), trial.problem(AT)
    for slip in (*value_slips(statement), *data_slips(statement)):
        trial.differing(slip.statement, AT)
    assert ((trial.points, trial.rejected), trial.problem(AT)) == (before, p)


def test_every_change_of_the_data_changes_what_reads_them_and_leaves_the_problem_alone():
    trial = Trial(FULL, "noiseless", 0, 61)
    p = trial.problem(AT)
    reads = {
        "X_f": lambda p: p.x_f,
        "X_r": lambda p: p.x_r,
        "X_t": lambda p: p.x_t,
        "X": lambda p: p.x,
        "y_f": lambda p: p.y_f,
        "y_r": lambda p: p.y_r,
        "y_t": lambda p: p.y_t,
        "y": lambda p: p.y,
        "w_*": lambda p: p.teacher,
        "w_0": lambda p: p.plan.start,
        "y'": lambda p: p.regularized.wrong,
        "3/2 eta for eta": lambda p: p.plan.eta,
        "3/2 alpha for alpha": lambda p: p.regularized.alpha,
        "3/2 lambda for lambda": lambda p: p.regularized.decay,
    }
    before = {name: read(p) for name, read in reads.items()}
    for name, view in CHANGES.items():
        changed = view(p)
        what = name.partition(" changed")[0]
        assert reads[what](changed) != before[what], name
        wholes = {"X_f": "X", "X_r": "X", "y_f": "y", "y_r": "y"}
        if what in wholes:
            assert (reads[wholes[what]](changed) == before[wholes[what]]) is ("not" in name)
        assert all(reads[k](p) == before[k] for k in reads)


def test_slips_stop_being_put_once_all_are_dead():
    statement = CLAIMS["O2"].statement
    bite = Bite()
    trial = Trial(Shape(1, 1, 1, 3, 2, 2, 2, 0, "generic"), "noiseless", 0, 61)
    for _ in range(3):
        bite.put(statement, trial, Variation(3, 3))
    tried = dict(bite.tried)
    bite.put(statement, trial, Variation(3, 3))
    assert bite.tried == tried
    assert not bite.survivors(statement)


# integers


RANK = Statement((pure("rank"),), lambda p: p.x_r.rank, lambda p: p.x_r.T.rank)


def test_ranks_are_compared_and_not_certified():
    found = identity.run(claim_of(RANK), SMALL)
    assert (found.answer, found.found, found.evidence) == (Answer.AGREES, Found.HOLDS, Evidence.SEARCHED)
    assert (found.detail["log2_failure"], found.detail["log2_failure_any"]) == (None, None)
    assert "not certified: an integer (rank)" in found.detail["left_out"]
    assert "no certificate" in found.note


def test_a_rank_beside_other_quantities_is_named_and_the_others_are_certified():
    both = Statement((pure("rank"), weights("w_g")), lambda p: (p.x_r.rank, golden(p)), lambda p: (p.x_r.T.rank, golden(p)))
    found = identity.run(claim_of(both), SMALL)
    assert found.evidence is Evidence.IDENTITY
    assert found.detail["left_out"] == ["not certified: an integer (rank)"]


def krylov(p, m):
    v = [p.x_r @ p.y_r]
    while len(v) < m:
        v.append(p.x_r @ (p.x_r.T @ v[-1]))
    return hstack(*v)


@pytest.mark.parametrize("steps", [4, 5, 6])
def test_what_fails_only_from_some_size_on_is_refuted_with_a_problem_over_q(steps, monkeypatch):
    """Golden lies in the span of m Krylov vectors of X_r: true while rank X_r <= m."""
    one = Assumption("one forgotten", "n_f = 1", lambda p: p.n_f == 1)
    says = Statement((pure("rank"),), lambda p: hstack(krylov(p, steps), golden(p)).rank, lambda p: krylov(p, steps).rank)
    claim = claim_of(says, one, assumptions.single_output)
    only(monkeypatch, *larger(0))
    found = identity.run(claim, Workbench(largest_block=4))
    assert (found.answer, found.found) == (Answer.REFUTES, Found.REFUTED)
    p = from_data(found.counterexample)
    assert p.n_r > steps
    assert p.n_f == 1
    assert fails_exactly(claim, p)


# witnesses


@pytest.mark.parametrize("claim_id", ["O7", "O9", "N14", "N15", "R7", "R10"])
def test_false_claims_come_with_a_problem_over_q_from_small_integers(claim_id):
    found = identity.run(CLAIMS[claim_id], TWO)
    p = from_data(found.counterexample)
    assert fails_exactly(CLAIMS[claim_id], p)
    assert max(abs(RATIONAL.fraction(x)) for row in p.x.tolist() for x in row) <= 100


def test_there_is_no_witness_against_a_true_claim():
    assert witness_on(FULL, CLAIMS["O2"], "noiseless") is None
    assert identity.run(CLAIMS["O2"], SMALL).counterexample is None


@pytest.mark.parametrize("labels", ["noiseless", "consistent", "free"])
def test_rational_problems_are_of_their_stratum(labels):
    for shape in (FULL, of_kind(FULL, "repeated across"), replace(FULL, teacher="golden fits"), replace(FULL, outputs=2)):
        for p in problems_on(shape, labels, Variation(1, 2)):
            assert (p.x_r.rank, p.x_f.rank, p.x.rank) == (shape.inner_r, shape.inner_f, shape.rank)
            assert (p.n_t, p.plan.steps, p.y_r.shape[1]) == (1, 2, shape.outputs)
            assert p.plan.eta > 0
            assert p.regularized.alpha > 0
            assert labels != "noiseless" or assumptions.noiseless.holds(p)
            assert labels != "consistent" or assumptions.consistent.holds(p)
    assert any(assumptions.stable_step.holds(p) for p in problems_on(FULL, labels, Variation(1, 2)))


def test_a_witness_is_judged_and_not_believed():
    assert witness_on(FULL, CLAIMS["O7"], "noiseless", fails=lambda claim, p: False) is None
    assert witness_on(FULL, CLAIMS["O7"], "noiseless", fails=lambda claim, p: True) is not None


def test_ranks_that_differ_need_a_problem_over_q(monkeypatch):
    off = Statement((pure("rank"),), lambda p: p.x_r.rank, lambda p: p.x_r.rank + (p.n_r > 1))
    assert identity.run(claim_of(off), TWO).found is Found.REFUTED
    monkeypatch.setattr(identity, "witness_on", lambda *_: None)
    for claim, bench in ((claim_of(off), TWO), (CLAIMS["O7"], SMALL)):  # nor do unequal values refute without one
        found = identity.run(claim, bench)
        assert (found.answer, found.found, found.votes, found.witnesses) == (Answer.UNDECIDED, Found.UNDECIDED, frozenset(), {})
        assert found.complaints == ("fails (if), but no exact witness stands behind it",)
        assert "no identity on d=" in found.note


# larger shapes and special positions


def test_larger_shapes_are_drawn_from_the_seed_and_reach_what_is_said():
    found = list(larger(0))
    assert len(found) == LARGER
    assert found == list(larger(0)) != list(larger(1))
    assert {s.outputs for s in found} == set(OUTPUTS) == {1, 2, 3}
    assert max(max(s.n_r, s.n_f, s.d_r, s.d_lap, s.d_f) for s in found) == SIZE
    assert all(4 < s.largest <= SIZE and s.d <= FEATURES and s.beyond for s in found)
    assert max(s.d for s in found) > 20


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_assumption_about_sizes_has_larger_shapes_that_meet_it(seed):
    found = list(larger(seed))
    alone = [s for s in found if s.n_f == 1 and s.n_r > 5 and s.outputs == 1]
    assert len(alone) >= 2
    assert sum(s.d_lap == 0 for s in found) >= 4
    assert sum(s.d_r == s.d_f == 0 for s in found) >= 4
    assert sum(s.rank == s.n_r + s.n_f for s in found) >= 8
    assert sum(s.n_r + s.n_f > s.d for s in found) >= 8
    assert {"generic", "low rank", "repeated in D_r", "repeated in D_f", "repeated across", "orthogonal"} <= {s.kind for s in found}
    assert {"general", "zero teacher", "golden fits"} == {s.teacher for s in found}


def test_special_positions_are_all_there_on_small_shapes():
    found = list(special(4))
    kinds = {s.kind for s in found}
    assert {"repeated in D_r", "repeated in D_f", "repeated across", "orthogonal"} <= kinds
    assert {"zero teacher", "golden fits"} <= {s.teacher for s in found}
    assert sum(s.outputs == 2 for s in found) > 10
    assert len({s.label for s in found}) == len(found)
    assert not {s.label for s in found} & {s.label for s in shapes(2)}


@pytest.mark.parametrize("labels", ["noiseless", "free"])
def test_special_and_larger_shapes_yield_points_of_their_ranks_at_once(labels):
    for shape in (*special(2), *larger(0)):
        trial = Trial(shape, labels, 0, 61)
        p = trial.problem(Variation(shape.n_r, 1))
        assert trial.rejected == 0
        assert (p.x_r.rank, p.x_f.rank, p.x.rank) == (shape.inner_r, shape.inner_f, shape.rank)
        assert p.y_r.shape == (shape.n_r, shape.outputs)
        if shape.kind == "repeated in D_r":
            assert p.x_r.columns([0]) == p.x_r.columns([shape.n_r - 1])
        if shape.kind == "repeated across":
            assert p.x_r.columns([0]) == p.x_f.columns([0])
        if shape.kind == "orthogonal" and shape.n_r <= shape.d_r + shape.d_lap:
            gram = p.x_r.T @ p.x_r
            assert gram == Matrix.identity(p.system, shape.n_r) * gram.tolist()[0][0]
        if shape.teacher == "golden fits":
            assert unlearning_loss(p, golden(p)) == 0
        if shape.teacher == "zero teacher":
            assert p.y_f == p.y_f * p.system.scalar(0)


def test_what_holds_at_general_points_and_not_in_special_position_is_refuted():
    """'The golden model never fits D_f' fails where its labels lie in the range; a distance that never vanishes, for equal samples."""
    never = Statement((loss("UL(w_g)"),), lambda p: unlearning_loss(p, golden(p)), lambda p: p.system.scalar(0), Relation.DIFFERENT)
    two = Assumption("two samples each", "n_r = n_f = 2 and d > 4", lambda p: p.n_r == p.n_f == 2 and p.x.rank == 4)
    claim = claim_of(never, assumptions.noiseless, two)
    found = identity.run(claim, TWO)
    assert found.found is Found.REFUTED
    assert fails_exactly(claim, from_data(found.counterexample))


def test_a_claimed_difference_that_was_seen_everywhere_is_a_search():
    more = Statement((loss("1"),), lambda p: p.plan.eta, lambda p: p.plan.eta + p.system.scalar(1), Relation.DIFFERENT)
    found = identity.run(claim_of(more), SMALL)
    assert (found.answer, found.evidence) == (Answer.AGREES, Evidence.SEARCHED)


def test_a_whole_run_has_special_positions_the_grid_and_larger_shapes():
    assert list(identity.strata(4, 7)) == [*special(4), *shapes(4), *larger(7)]
    assert list(identity.strata(2, 7)) == [*special(2), *shapes(2)]


def test_the_certificate_says_how_far_it_was_compared(monkeypatch):
    only(monkeypatch, *special(2), *larger(0))
    sizes = identity.run(CLAIMS["S3"], Workbench(largest_block=4)).detail["sizes"]
    assert (sizes["every"], sizes["outputs"], sizes["steps"]) == (4, 3, 6)
    assert sizes["samples"] > 9
    assert sizes["features"] > 20
    assert sizes["larger shapes"] > 50
    assert "steps" not in identity.run(CLAIMS["O2"], SMALL).detail["sizes"]


# the failure probability, computed once more


def test_the_failure_probabilities_are_the_largest_and_the_sum_of_what_the_formula_gives(monkeypatch):
    """Per stratum (q / (1 - r))^t with q = D / 2^60 + floor(H / 60) / primes, in rational arithmetic, from the sizes that were seen."""
    seen = []
    right = identity_trial.log2_failure

    def noting(per_point, divisors, points, bits):
        divided = list(divisors)
        seen.append((per_point, divided, points, right(per_point, divided, points, bits)))
        return seen[-1][-1]

    looks = []
    look = identity_trial.looked
    monkeypatch.setattr(identity_trial, "looked", lambda *a: looks.append(look(*a)) or looks[-1])
    monkeypatch.setattr(identity_trial, "log2_failure", noting)
    monkeypatch.setattr(identity, "_put_slips", lambda here: None)
    detail = identity.run(CLAIMS["O2"], SMALL).detail
    sizes = [(x.degree, x.height) for x in looks]
    assert detail["degree"] == max(d for d, _ in sizes)

    def probability(degree, height):
        return Fraction(degree, 2**60) + Fraction(int(height / 60 + 1e-9), primes_at_least(61))

    expected = []
    for (degree, height), (_, (divided,), points, _) in zip(sizes, seen, strict=True):
        q, r = probability(degree, height), probability(divided.degree, divided.height)
        assert points == 2  # one look each, at one batch of two points
        expected.append((q / (1 - r)) ** 2)
    assert detail["log2_failure"] == pytest.approx(log2(max(expected)), abs=0.01)
    assert detail["log2_failure_any"] == pytest.approx(log2(sum(expected)), abs=0.01)
    assert detail["log2_failure"] < TARGET
    assert len(set(expected)) > 3


def test_the_size_of_a_difference_has_divisors_and_assumed_zeros_as_factors():
    trial = Trial(FULL, "noiseless", 0, 61)
    statement = Statement((weights("w_o"),), pretrained, pretrained)
    plain = trial.settle(statement, AT)
    more = trial.settle(statement, AT, assumed=[Divisor(10, 1.0)])
    assert (more.degree, more.height) == (plain.degree + 10, plain.height + 1)
    assert more.log2_failure > plain.log2_failure
    p = trial.problem(AT)
    assert plain.degree == size_of((pretrained(p) - pretrained(p)).data[-1], [pretrained(p).data[-1].over])[0]


def test_what_a_vanishing_side_was_divided_by_is_a_factor_too():
    trial = Trial(FULL, "noiseless", 0, 61)
    found = trial.settle(Statement((weights("0"),), lambda p: p.zero / p.plan.eta, lambda p: p.zero), AT)
    assert found.degree == 1


def test_the_points_that_are_counted_are_the_points_that_were_drawn(monkeypatch):
    counted = []
    right = identity_trial.log2_failure
    monkeypatch.setattr(identity_trial, "log2_failure", lambda *a: counted.append(a[2]) or right(*a))
    for bits in (24, 61):
        trial = Trial(FULL, "noiseless", 0, bits)
        trial.settle(Statement((weights("w_o"),), pretrained, pretrained), AT)
        assert counted[-1] == trial.points
    assert counted[0] > counted[1] == 2


def test_a_side_that_decides_by_a_zero_has_that_zero_in_its_size():
    def deciding(p):
        vanishing = (p.x_r @ p.y_r - p.x_r @ p.y_r).sq_norm() * p.plan.eta**100
        return golden(p) if vanishing == 0 else p.zero

    trial = Trial(FULL, "noiseless", 0, 61)
    plain = trial.settle(Statement((weights("w_g"),), golden, golden), AT)
    found = trial.settle(Statement((weights("w_g"),), deciding, golden), AT)
    assert found.degree >= plain.degree + 100


def test_an_assumption_that_holds_by_a_zero_counts_too():
    alike = Assumption("alike", "eta^50 - eta^50 = 0", lambda p: p.plan.eta**50 - p.plan.eta**50 == 0)
    statement = Statement((weights("w_g"),), golden, golden)
    with_it, without = (identity.run(claim_of(statement, a), SMALL).detail["degree"] for a in (alike, assumptions.anything))
    assert with_it == without + 50


# what it rests on, checked where it is used


def test_primes_of_another_length_stop_the_run(monkeypatch):
    monkeypatch.setattr(identity_trial, "fields", lambda label, bits, points: fields(label, 31, points))
    with pytest.raises(UnsoundCertificateError, match=r"must have 61 bits each; received lengths \[31\]"):
        identity.run(CLAIMS["O2"], SMALL)


def test_the_same_point_twice_stops_the_run(monkeypatch):
    monkeypatch.setattr(identity_trial, "Residues", lambda label, below: Residues(label.partition("/point")[0], below))
    with pytest.raises(UnsoundCertificateError, match="must give points that are independent"):
        identity.run(CLAIMS["O2"], SMALL)


def test_a_second_batch_at_the_points_of_the_first_stops_the_run(monkeypatch):
    def of_batch_0(label, below):
        seed, shape, _, *rest = label.split("/")
        return Residues("/".join([seed, shape, "0", *rest]), below)

    monkeypatch.setattr(identity_trial, "Residues", of_batch_0)
    statement = Statement((weights("w_o"),), pretrained, pretrained)
    with pytest.raises(UnsoundCertificateError, match="independent"):
        Trial(FULL, "noiseless", 0, 24).settle(statement, AT)


def test_equal_primes_stop_the_run():
    p = fields("a", 61, 1)[0].p
    draws = [Residues("a", p), Residues("b", p)]
    with pytest.raises(UnsoundCertificateError, match="drawn one by one"):
        check_points([p, p], draws, 61, set())
    drawn = set()
    check_points([p], draws[:1], 61, drawn)
    with pytest.raises(UnsoundCertificateError, match="independent"):
        check_points([p], draws[:1], 61, drawn)


def test_streams_that_begin_alike_are_the_same_stream():
    assert Residues("a", 100).begins_with == Residues("a", 2**61 - 1).begins_with != Residues("b", 100).begins_with
    first = int.from_bytes(Residues("a", 2**64).begins_with[:8], "little")
    assert Residues("a", 2**64)(1) == [first]


def test_the_best_stratum_in_place_of_the_worst_stops_the_run():
    record = Record(CLAIMS["O2"].statement)
    for failure in (-101.0, -130.0):
        record.add(Finding(True, 1, 0.0, failure), True)
    assert (record.log2_failure, record.failures) == (-101, 2)
    assert record.detail(0, 61, (1,), 1)["log2_failure_any"] == -101
    record.log2_failure = -130.0
    with pytest.raises(UnsoundCertificateError, match="largest of 2"):
        record.detail(0, 61, (1,), 1)
    check_union(-100.0, -98.0, 4)
    for worst, union in ((-100.0, -97.9), (-100.0, -100.1)):
        with pytest.raises(UnsoundCertificateError):
            check_union(worst, union, 4)


def test_too_few_points_stop_the_run(monkeypatch):
    monkeypatch.setattr(identity_trial, "points_needed", lambda per_point: 1)
    statement = Statement((weights("w_o"),), pretrained, pretrained)
    with pytest.raises(UnsoundCertificateError, match="too few points"):
        Trial(FULL, "noiseless", 0, 24).settle(statement, AT)


def test_a_divisor_that_was_not_noted_stops_the_run(monkeypatch):
    identity_sound.check_rules()
    monkeypatch.setattr(Sampled, "divide_by", lambda self, bound: None)
    ratio = Statement((loss("ratio"),), lambda p: 1 / p.x.sq_norm(), lambda p: 1 / p.x.sq_norm())
    with pytest.raises(UnsoundCertificateError, match="must hold every divisor"):
        identity.run(claim_of(ratio), SMALL)


def test_the_rules_are_checked_before_the_first_claim(monkeypatch):
    def unsound():
        raise UnsoundCertificateError("seen")

    monkeypatch.setattr(identity, "check_rules", unsound)
    with pytest.raises(UnsoundCertificateError, match="seen"):
        identity.run(CLAIMS["O2"], SMALL)


def test_what_is_zero_at_one_point_alone_does_not_vanish():
    system = Sampled((PrimeField(7), PrimeField(11)))
    assert not system.vanishes(Matrix.of(system, [[7, 0]]).data)
    assert not system.vanishes(Matrix.of(system, [[0], [11]]).data)
    assert system.vanishes(Matrix.of(system, [[77]]).data)
    assert system.scalar(7) != 0
    assert system.scalar(11) != 0
    assert system.scalar(77) == 0


def test_sums_and_differences_of_the_same_matrices_are_kept_apart():
    system = Sampled((PrimeField(7), PrimeField(11)))
    a, b = Matrix.of(system, [[3]]), Matrix.of(system, [[1]])
    assert [x.tolist()[0][0] == n for x, n in ((a + b, 4), (a - b, 2), (a @ b, 3), (b - a, -2))] == [True] * 4


def test_entrywise_functions_are_computed_once_only_where_their_code_says_all():
    system = Sampled((PrimeField(7), PrimeField(11)))
    a = Matrix.of(system, [[3]])

    class Adder:
        def __init__(self, by):
            self.by = by

        def add(self, s):
            return s + self.by

    for make in (lambda c: lambda s: s + c, lambda c: lambda s, c=c: s + c, lambda c: Adder(c).add):
        assert [a.map(make(c)).tolist()[0][0] == 3 + c for c in (1, 2)] == [True, True]


def test_rejected_points_are_counted_one_by_one():
    trial = Trial(replace(FULL, inner_r=1), "noiseless", 0, 61)
    with pytest.raises(identity_trial.NoPoint, match="22 points"):
        trial.problem(AT)
    assert trial.rejected == 22


def test_a_row_that_vanishes_at_one_point_alone_makes_it_degenerate():
    from theory.arithmetic.sampled import DegeneratePoint

    system = Sampled((PrimeField(7), PrimeField(11)))
    with pytest.raises(DegeneratePoint, match="rows differ"):
        Matrix.of(system, [[7], [1]]).nonzero_rows()


# one pass for several claims


def test_prepared_claims_get_what_they_get_alone():
    some = [CLAIMS[i] for i in ("O2", "O7", "S3")]
    bench = Workbench(largest_block=1)
    identity.prepare(some, bench)
    identity.prepare(some[:1], bench)
    assert bench.together == some
    for claim in some:
        assert identity.run(claim, bench) == identity.run(claim, SMALL)


def test_an_assumption_is_asked_once_per_point_and_its_zeros_count_for_every_claim():
    """What was taken for zero enlarges the bound of each claim that relies on it, also where the answer was known before."""
    asked = []
    assumption = Assumption("same", "y = X^T w_*", lambda p: asked.append(p) or p.x.T @ p.w_star == p.y)
    record, labelled, free = Record(CLAIMS["O2"].statement), Trial(FULL, "noiseless", 0, 61), Trial(FULL, "free", 0, 61)
    first, second = (identity.Try(labelled, AT, record) for _ in range(2))
    assert first.applies(assumption)
    assert second.applies(assumption)
    assert len(asked) == 1
    assert first.assumed == second.assumed != set()
    assert identity.Try(labelled, AT, record).applies(assumptions.tuned_on_all)
    assert not identity.Try(labelled, Variation(1, AT.steps), record).applies(assumptions.tuned_on_all)
    assert not identity.Try(free, AT, record).applies(assumption)
    labelled.forget()  # then other objects hold the points, and they are asked again
    assert identity.Try(labelled, AT, record).applies(assumption)
    assert len(asked) == 3


def test_a_try_says_what_applies_and_what_holds():
    here = identity.Try(Trial(FULL, "noiseless", 0, 61), AT, Record(CLAIMS["O2"].statement))
    assert here.applies(None)
    assert here.applies(assumptions.noiseless)
    assert not here.applies(assumptions.distinct)
    assert here.compare(CLAIMS["O2"].statement, True).holds is True
    assert here.compare(replace(CLAIMS["O2"].statement, relation=Relation.DIFFERENT), True).holds is False
    with pytest.raises(NotRepresentable, match="an inequality"):
        here.compare(replace(CLAIMS["O2"].statement, relation=Relation.AT_MOST), True)
    with pytest.raises(NotRepresentable):
        here.applies(assumptions.stable_step)
