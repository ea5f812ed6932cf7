"""Steps to the golden model, deletion in any order, the sequence on average, and points in general position: by hand and otherwise."""

from fractions import Fraction

import numpy as np
import pytest

from theory.arithmetic import FLOAT64, RATIONAL, NotRepresentable
from theory.designs import suite, thin
from theory.designs.random import draw
from theory.designs.rotated import rotated_cubature
from theory.generic import at_a_generic_point, undetermined
from theory.losses import unlearning_loss
from theory.models import golden, option_a, pretrained
from theory.random_design import RandomDesign
from theory.removal import new_directions, own_share, step_to_golden
from theory.sequential import deleted_one_by_one, sequence_loss_mean, sequence_loss_spread, sequentially_pretrained, trained_without
from verify.assumptions import consistent
from verify.counterexample import problem_of
from verify.validation.registry import load_claims

CLAIMS = {claim.id: claim for claim in load_claims()}
PROBLEMS = [d.problem for d in thin(suite(), 60)]


def two_samples():
    return problem_of([[2], [2], [0]], [[0, 0], [0, 1], [1, 1]], [1, -2, 2])


def test_option_a_over_forgets_by_hand():
    p = two_samples()
    assert pretrained(p) == p.teacher
    assert unlearning_loss(p, option_a(p)) == 4
    assert RATIONAL.fraction(unlearning_loss(p, golden(p))) == Fraction(17, 8)


def test_the_share_of_one_sample_by_hand():
    """x_f = (1, 1), X_r = (1, 0): z = (0, 1) and F = 1; X_r = (1, 1, 0), x_f = (0, 1, 1): z = (-1, 1, 2) / 2, ||z||^2 = 3/2."""
    assert own_share(problem_of([[1], [0]], [[1], [1]], [1, 1])) == 1
    p = problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0])
    assert RATIONAL.fraction(own_share(p)) == Fraction(2, 3)
    assert RATIONAL.fraction(unlearning_loss(p, option_a(p))) == Fraction(4, 9) * Fraction(1, 4)
    assert own_share(problem_of([[1]], [[2]], [1])) == 1


def test_the_step_agrees_with_numpy():
    for p in PROBLEMS:
        if consistent.holds(p) and p.x.rank == p.n:
            x_r, x_f, y_r, y_f = (m.to(FLOAT64).data for m in (p.x_r, p.x_f, p.y_r, p.y_f))
            z = x_f - x_r @ np.linalg.pinv(x_r) @ x_f
            w_g = np.linalg.pinv(x_r.T) @ y_r
            step = np.linalg.pinv(z.T) @ (y_f - x_f.T @ w_g)
            if np.linalg.cond(np.hstack([x_r, x_f])) < 1e4:
                ours = step_to_golden(p, p.y_f - p.x_f.T @ golden(p)).to(FLOAT64).data
                assert np.allclose(ours, step, rtol=1e-6, atol=1e-8)
                assert np.allclose(new_directions(p).to(FLOAT64).data, z, atol=1e-8)


def test_deletion_takes_every_order_and_no_other():
    p = problem_of([[1], [1], [0]], [[0, 1, 0], [1, 0, 1], [1, 1, 0]], [1, 2, 3])
    for order in ((0, 1, 2), (2, 0, 1), (1, 2, 0)):
        assert deleted_one_by_one(p, order)[-1] == golden(p)
    for order in ((0, 1), (0, 1, 1), (0, 1, 2, 3)):
        with pytest.raises(ValueError, match="`order` must hold every column of X_f once, 0 to 2"):
            deleted_one_by_one(p, order)


def test_after_some_requests_the_model_is_that_of_what_is_left():
    p = problem_of([[1], [1], [0]], [[0, 1], [1, 0], [1, 1]], [1, 2, 3])
    left = problem_of([[1, 1], [1, 0], [0, 1]], [[0], [1], [1]], [1, 2, 3])  # the second forgetting sample kept
    first, last = deleted_one_by_one(p, (0, 1))
    assert first == golden(left) == trained_without(p, 0)
    assert last == golden(p) != first


@pytest.mark.parametrize(("d", "n_r", "n_f"), [(6, 2, 3), (5, 3, 1), (4, 2, 4), (3, 5, 1), (2, 1, 1)])
def test_the_mean_of_the_sequence_is_that_of_draws_and_its_bound_a_bound(d, n_r, n_f):
    s = RandomDesign(0, d, 0, n_r, n_f, teacher=(1, 2, 0, 1, 1, 2)[:d])
    p = draw(s, np.random.default_rng(5), 20_000)
    values = np.asarray(unlearning_loss(p, sequentially_pretrained(p)))
    assert values.mean() == pytest.approx(float(sequence_loss_mean(s)), abs=5 * values.std() / 20_000**0.5 + 1e-12)
    assert values.var() <= 1.1 * float(sequence_loss_spread(s)) + 1e-12


def test_without_full_overlap_the_mean_of_the_sequence_is_refused():
    with pytest.raises(ValueError, match="`d_lap` must be d = 3; received 2"):
        sequence_loss_mean(RandomDesign(1, 2, 0, 1, 1, teacher=(1, 1, 1)))


def test_rotated_weights_add_up_and_know_a_mean():
    """E ||X_f^T w_*||^2 / n_f = ||w_*||^2, with u = w_*."""
    s = RandomDesign(0, 4, 0, n_r=3, n_f=2, teacher=(1, 2, 0, 1))
    total = sum(weight * RATIONAL.fraction((p.x_f.T @ p.teacher).sq_norm()) / p.n_f for weight, p in rotated_cubature(s))
    assert total == s.energy


@pytest.mark.parametrize(
    "s",
    [
        RandomDesign(1, 2, 0, 1, 1, teacher=(1, 1, 1)),
        RandomDesign(0, 5, 0, 2, 1, teacher=(1,) * 5),
        RandomDesign(0, 2, 0, 1, 3, teacher=(1, 1)),
        RandomDesign(0, 2, 0, 1, 1, teacher=(1, 1), noise=1),
    ],
)
def test_designs_that_no_rotation_covers_are_refused(s):
    with pytest.raises(ValueError, match="`s` must have full overlap"):
        next(rotated_cubature(s))


def test_a_generic_point_has_the_shape_and_no_zero_where_one_can_be_avoided():
    for p in PROBLEMS:
        q = at_a_generic_point(p)
        assert (q.d, q.n_r, q.n_f, q.blocks, q.n_t) == (p.d, p.n_r, p.n_f, p.blocks, p.n_r)
        assert q.x_r.nonzero_rows() == tuple(sorted({*p.blocks.r, *p.blocks.lap}))
        assert q.x_r.rank == min(q.n_r, len(p.blocks.r) + len(p.blocks.lap))
        assert undetermined(p) == len(p.blocks.r) + len(p.blocks.lap) - q.x_r.rank
        assert q.x.T @ q.teacher == q.y


def test_a_generic_point_is_exact():
    with pytest.raises(NotRepresentable, match="float64 rounds"):
        at_a_generic_point(two_samples().to(FLOAT64))


def test_where_the_assumptions_of_the_generic_claims_fail_their_statements_do():
    """At the generic point the golden model forgets, and removal misses it, exactly where O19 and O19a assume so."""
    for claim_id, differs in (("O19", unlearning_loss), ("O19a", lambda q, w: unlearning_loss(q, w) - unlearning_loss(q, option_a(q)))):
        for p in PROBLEMS:
            q = at_a_generic_point(p)
            assert (differs(q, golden(q)) != 0) is CLAIMS[claim_id].applies_to(p)
