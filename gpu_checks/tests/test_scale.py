"""Rung ``scale`` supports what is registered, says what it cannot judge, and can refuse; the study on it loses nothing when killed."""

from dataclasses import replace
from fractions import Fraction

import pytest

from gpu_checks.studies import scale
from gpu_checks.studies.result import encoded
from gpu_checks.studies.settings import Settings
from gpu_checks.tests.test_figures import check_drawn
from theory.designs.large import LargeShape, large
from theory.designs.synthetic import Sizes
from theory.losses import unlearning_loss
from theory.models import golden, pretrained
from verify.claim import Assumption, Evidence, Relation, Statement, loss, weights
from verify.claim.logic import Found
from verify.claim.result import Answer, fits
from verify.rungs.scale import ScaleBench, compare, survey
from verify.validation.registry import load_claims

CLAIMS = {claim.id: claim for claim in load_claims()}
BENCH = ScaleBench()


@pytest.fixture(scope="module")
def found():
    return survey(tuple(CLAIMS.values()), BENCH)


def test_every_claim_that_it_can_judge_gets_its_registered_truth(found):
    decided = {i: r for i, r in found.items() if r.answer in (Answer.AGREES, Answer.REFUTES)}
    assert all(fits(CLAIMS[i], r) for i, r in decided.items())
    assert len(decided) >= 22


def test_a_claim_that_it_cannot_judge_says_why(found):
    silent = [r for r in found.values() if r.answer is Answer.UNDECIDED]
    assert silent
    assert all(r.note for r in silent)


def test_bounds_are_narrow_wherever_something_is_decided(found):
    decided = [entry["relative bound"] for r in found.values() for entry in r.detail["judged"] if entry["holds"] is not None]
    assert len(decided) > 150
    assert 0 < max(decided) < 1e-7


def wrong(claim_id, **changes):
    return replace(CLAIMS[claim_id], **{"controls": (), "also": (), **changes})


def alone(claim):
    return survey((claim,), BENCH)[claim.id]


def slightly_more(p):
    value = unlearning_loss(p, golden(p))
    return value + value / 10**9


@pytest.mark.parametrize(
    "statement",
    [
        Statement((loss("UL(w_g)"),), lambda p: unlearning_loss(p, golden(p)), slightly_more),
        Statement((weights("w_g"),), golden, pretrained),
        Statement((loss("UL(w_g)"),), lambda p: unlearning_loss(p, golden(p)), lambda p: p.system.scalar(0), Relation.AT_MOST),
    ],
)
def test_a_wrong_statement_is_refuted_even_where_it_is_off_by_a_billionth(statement):
    result = alone(wrong("O2", statement=statement))
    assert (result.answer, result.found, result.evidence) == (Answer.REFUTES, Found.REFUTED, Evidence.NUMERICAL)
    assert "bound" in result.note


def test_a_claim_whose_assumptions_never_hold_is_undecided():
    never = Assumption("never", "what never holds", lambda p: False)
    result = alone(wrong("O2", assumes=(never,)))
    assert (result.answer, result.tally.compared) == (Answer.UNDECIDED, 0)
    assert result.note == "compared at no size: no design meets the assumptions"


def test_a_bound_that_is_too_wide_decides_nothing():
    size = LargeShape(Sizes(4, 4, 4, 3, 2), 3)
    p = large(BENCH.system, size, 0)
    statement = Statement((weights("w"),), golden, lambda p: type(p.x)(p.system, replace(golden(p).data, error=1e-3)))
    assert compare(statement, p).holds is None


def test_the_same_seed_makes_the_same_problem_and_another_seed_another():
    size = LargeShape(Sizes(4, 4, 4, 3, 2), 3)
    one, same, other = (large(BENCH.system, size, seed).x_r.data.value for seed in (0, 0, 1))
    assert (one == same).all()
    assert not (one == other).all()


@pytest.mark.parametrize("labels", ["teacher", "noisy", "nothing to forget"])
def test_labels_are_what_the_shape_says(labels):
    p = large(BENCH.system, LargeShape(Sizes(4, 0, 4, 3, 2), 3, labels), 0)
    misfit = (p.x.T @ p.teacher - p.y).data
    assert (misfit.norm <= misfit.error) is (labels != "noisy")
    assert (p.y_f.data.norm == 0) is (labels == "nothing to forget")


CONFIG = scale.Config(factors=(), on_cpu=1, alphas=(Fraction(1, 16), Fraction(16)), steps=(1, 16))


def test_the_study_decides_claims_and_path_and_a_second_run_finds_every_piece(tmp_path):
    settings = Settings(folder=tmp_path, quiet=True)
    first = scale.run(CONFIG, settings, "tiny")
    shown = first["found"]["summary"]
    assert shown["otherwise"] == []
    assert shown["path holds"] == shown["path compared"] == 4
    assert 0 < shown["widest relative bound of the path"] < 1e-6
    for piece in list(tmp_path.glob("*path*"))[:1]:
        piece.unlink()
    again = scale.run(CONFIG, settings, "tiny")
    timeless = [{k: v for k, v in row.items() if k != "seconds"} for result in (first, again) for row in result["found"]["path"]]
    assert timeless[:4] == timeless[4:]
    assert again["found"]["claims"] == first["found"]["claims"]
    assert encoded(again)
    check_drawn(again)
