"""A problem is validated once, and its errors say what was wrong."""

import numpy as np
import pytest

from theory.arithmetic import FLOAT64, RATIONAL, Matrix, Multiprecision
from theory.blocks import Blocks
from theory.losses import gap_in_loss, gap_in_weights, leave_out_loss, remaining_loss, unlearning_loss
from theory.models import MODELS, golden, pretrained
from theory.problem import Problem, Schedule
from verify.counterexample import problem_of


def arrays(n=6, d=4):
    rng = np.random.default_rng(0)
    return rng.standard_normal((n, d)), rng.standard_normal(n), np.arange(n) < 2


def spoiled(value, at):
    array = np.array(at, dtype=float)
    array.flat[3] = value
    return array


X, Y, FORGET = arrays()


@pytest.mark.parametrize(
    ("features", "targets", "forget", "error", "message"),
    [
        (spoiled(np.nan, X), Y, FORGET, ValueError, "`features` must be finite; received NaN or infinity, first in row 0"),
        (X, spoiled(np.inf, Y), FORGET, ValueError, "`targets` must be finite; received NaN or infinity, first in row 3"),
        (X[:, 0], Y, FORGET, ValueError, r"`features` must have 2 dimensions; received shape \(6,\)"),
        (X, Y[:5], FORGET, ValueError, r"`targets` must have 6 rows, one per row of `features`; received shape \(5,\)"),
        (X, Y, FORGET[:5], ValueError, r"`forget` must have shape \(6,\), one flag per row of `features`; received \(5,\)"),
        (X, Y, FORGET.astype(int), TypeError, "`forget` must be a boolean mask; received dtype int64"),
        (X, Y, ~FORGET | True, ValueError, "received an empty remaining set"),
        (X, Y, FORGET & False, ValueError, "received an empty forgetting set"),
        (X.astype(complex), Y, FORGET, TypeError, "`features` must be real numbers; received dtype complex128"),
        (X.astype(object), Y, FORGET, TypeError, "`features` must be real numbers; received dtype object"),
        (X.astype(str), Y, FORGET, TypeError, "`features` must be real numbers"),
        (X[:, :0], Y, FORGET, ValueError, "`x_r` must have at least one row and one column"),
    ],
)
def test_from_samples_names_what_is_wrong(features, targets, forget, error, message):
    with pytest.raises(error, match=message):
        Problem.from_samples(features, targets, forget)


def test_from_samples_splits_finds_blocks_and_takes_many_outputs():
    features = np.array([[1, 1, 0, 0], [2, 3, 0, 0], [0, 1, 5, 0]])
    p = Problem.from_samples(features, np.eye(3), np.array([False, False, True]))
    assert p.blocks == Blocks((0,), (1,), (2,), (3,))
    assert p.blocks.sizes == (1, 1, 1)
    assert (p.d, p.n_r, p.n_f, p.n_t, p.n) == (4, 2, 1, 2, 3)
    assert pretrained(p).shape == (4, 3)
    assert p.x_r.data.tolist() == [[1, 2], [1, 3], [0, 0], [0, 0]]
    assert p.y_f.data.tolist() == [[0, 0, 1]]


def matrix(rows):
    return Matrix.of(RATIONAL, rows)


GOOD = {"x_r": matrix([[1], [0]]), "x_f": matrix([[0], [1]]), "y_r": matrix([[1]]), "y_f": matrix([[1]]), "tuning": (0,)}


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"x_f": matrix([[1]])}, ValueError, r"`x_f` must have shape \(2, 1\); received \(1, 1\)"),
        ({"y_r": matrix([[1], [1]])}, ValueError, r"`y_r` must have shape \(1, 1\); received \(2, 1\)"),
        ({"w_star": matrix([[1]])}, ValueError, r"`w_star` must have shape \(2, 1\)"),
        ({"x_f": Matrix.of(FLOAT64, [[0], [1]])}, TypeError, "`x_f` must be over rational like `x_r`; received float64"),
        ({"tuning": (1,)}, ValueError, r"`tuning` must be distinct columns of X_r, from 0 to 0; received \(1,\)"),
        ({"tuning": (0, 0)}, ValueError, "`tuning` must be distinct"),
        ({"blocks": Blocks((0, 1), (), ())}, ValueError, r"`blocks.r` must hold coordinates where X_f is zero; received \[1\]"),
        ({"blocks": Blocks((), (), (0, 1))}, ValueError, r"`blocks.f` must hold coordinates where X_r is zero; received \[0\]"),
        ({"blocks": Blocks((0,), (), ())}, ValueError, "`blocks` must place each of the 2 coordinates once"),
        ({"schedule": Schedule(matrix([[1]]), 1, 1)}, ValueError, r"`schedule.start` must have shape \(2, 1\)"),
        ({"schedule": Schedule(matrix([[1], [1]]), 1, -1)}, ValueError, "`schedule.steps` must be at least 0; received -1"),
    ],
)
def test_a_problem_refuses_what_does_not_fit(change, error, message):
    Problem(**GOOD)
    with pytest.raises(error, match=message):
        Problem(**{**GOOD, **change})


def test_a_block_may_be_declared_wider_than_the_zeros_show():
    assert Problem(**GOOD, blocks=Blocks((), (0, 1), ())).blocks == Blocks((), (0, 1), ())


def test_non_finite_matrices_are_refused():
    bad = Matrix(FLOAT64, np.array([[np.nan], [1.0]]))
    one = Matrix.of(FLOAT64, [[1]])
    with pytest.raises(ValueError, match="`x_r` must be finite"):
        Problem(bad, Matrix.of(FLOAT64, [[0], [1]]), one, one, ())


def test_a_missing_teacher_or_schedule_is_named():
    p = Problem(**GOOD)
    with pytest.raises(ValueError, match="needs `w_star`"):
        _ = p.teacher
    with pytest.raises(ValueError, match="needs `schedule`"):
        _ = p.plan


@pytest.mark.parametrize("system", [RATIONAL, FLOAT64, Multiprecision(50)], ids=lambda s: s.name)
def test_the_worked_example_by_hand(system):
    """X_r = (1, 1, 0), X_f = (0, 1, 1), w_* = (1, 0, 0): every model and loss computed by hand."""
    p = problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0]).to(system)
    weights = {
        "pretrained": (2 / 3, 1 / 3, -1 / 3),
        "fine_tuned": (2 / 3, 1 / 3, -1 / 3),
        "golden": (1 / 2, 1 / 2, 0),
        "option_a": (2 / 3, 1 / 3, 0),
        "option_b": (2 / 3, 0, 0),
        "projected": (1 / 2, 1 / 2, 0),
    }
    for name, expected in weights.items():
        assert np.allclose(MODELS[name](p).to(FLOAT64).data[:, 0], expected, rtol=0, atol=1e-15)
    a = MODELS["option_a"](p)
    values = [
        unlearning_loss(p, golden(p)),
        leave_out_loss(p),
        unlearning_loss(p, a),
        remaining_loss(p, a),
        gap_in_loss(p, a),
        gap_in_weights(p, a),
    ]
    assert np.allclose([float(system.fraction(v)) for v in values], [1 / 4, 1 / 4, 1 / 9, 0, 5 / 36, 1 / 18], rtol=0, atol=1e-15)


def test_another_d_t_and_another_system_keep_the_rest():
    p = problem_of([[1, 2], [0, 1]], [[0], [1]], [1, 1], schedule=([0, 1], "1/3", 2))
    assert p.tuned_on((1,)).x_t == p.x_r.columns([1])
    assert p.tuned_on(()).x_t.shape == (2, 0)
    again = p.to(Multiprecision(40)).to(FLOAT64)
    assert again.schedule.eta == pytest.approx(1 / 3, abs=1e-16)
    assert again.w_star.to(RATIONAL) == p.w_star


def test_a_long_d_t_is_kept_whole():
    p = problem_of([[1, 2, 3, 4, 5], [0, 1, 0, 1, 2]], [[0], [1]], [1, 1])
    for tuning in ((0, 1, 2, 3), (4, 2, 0, 1), (0, 1, 2, 3, 4)):
        other = p.tuned_on(tuning)
        assert (other.tuning, other.n_t) == (tuning, len(tuning))
        assert (other.x_t, other.y_t) == (p.x_r.columns(tuning), p.y_r.rows(tuning))


def test_another_system_keeps_every_part_of_the_regularization():
    p = problem_of([[1, 2], [0, 1]], [[0], [1]], [1, 1], schedule=([0, 1], "1/3", 2), regularization=([5], 2, "1/4"))
    there = p.to(FLOAT64)
    assert (there.regularization.alpha, there.regularization.decay) == (2.0, 0.25)
    assert there.regularization.wrong.tolist() == [[5.0]]
    assert (there.schedule.steps, there.schedule.start.tolist()) == (2, [[0.0], [1.0]])
    assert there.to(RATIONAL).regularization.decay == p.regularization.decay


def test_a_masked_array_is_refused_because_its_mask_would_be_lost():
    masked = np.ma.masked_array(np.eye(3), np.eye(3) > 0)
    with pytest.raises(TypeError, match="`features` must be a plain array"):
        Problem.from_samples(masked, np.ones(3), np.arange(3) < 1)
