"""Small values of the theory worked out by hand: steps of optimizers, kernels off the diagonal, averages, bounds on degrees."""

from fractions import Fraction
from math import exp, pi, sqrt

import numpy as np
import pytest

from theory.arithmetic import FLOAT64, RATIONAL, Ball, CannotTell, Matrix, Multiprecision, hstack, vstack
from theory.descent import steps
from theory.descent.optimizers import gradient, sgd
from theory.descent.spectrum import best_step, diverging_step, steps_to
from theory.kernels import gaussian, ntk, quadratic
from theory.models import pretrained
from theory.random_design import (
    RandomDesign,
    golden_loss_mean,
    golden_loss_spread,
    projector_moments,
    reset_losses,
    reset_spreads,
    retained_mean,
    retained_spread,
)
from theory.sequential import deleted_one_by_one, sequence_loss_mean, sequence_loss_spread
from verify.counterexample import problem_of
from verify.rungs.identity.sound import check_rules

HALF, ONE = Fraction(1, 2), Matrix.of(RATIONAL, [[Fraction(1)]])
ETA = RATIONAL.scalar(HALF)


def path(iterates):
    return [RATIONAL.fraction(w.tolist()[0][0]) for w in iterates]


def test_three_steps_on_a_square():
    assert path(steps.plain(lambda w, k: ONE * k, ONE, ETA, 3)) == [1, 1, HALF, -HALF]
    assert path(steps.heavy_ball(lambda w, k: w, ONE, ETA, 3, ETA)) == [1, HALF, 0, -Fraction(1, 4)]
    assert path(steps.nesterov(lambda w, k: w, ONE, ETA, 3, ETA)) == [1, HALF, Fraction(1, 8), -Fraction(1, 32)]


def test_three_steps_of_adam():
    slopes, start = (1.0, -2.0, 0.5), Matrix(FLOAT64, np.array([[1.0]]))
    w, first, second, by_hand = 1.0, 0.0, 0.0, [1.0]
    for k, g in enumerate(slopes, 1):
        first, second = 0.9 * first + 0.1 * g, 0.99 * second + 0.01 * g * g
        w -= 0.1 * (first / (1 - 0.9**k)) / (sqrt(second / (1 - 0.99**k)) + 1e-8)
        by_hand.append(w)
    found = steps.adam(lambda w, k: Matrix(FLOAT64, np.array([[slopes[k]]])), start, 0.1, 3, 0.9, 0.99, 1e-8)
    assert [w.tolist()[0][0] for w in found] == pytest.approx(by_hand)


def test_mini_batches_come_in_turn():
    x, y = Matrix(FLOAT64, np.array([[1.0, 2.0]])), Matrix(FLOAT64, np.array([[1.0], [3.0]]))
    w = by_hand = Matrix(FLOAT64, np.array([[0.5]]))
    for i in (0, 1, 0):
        by_hand = by_hand - gradient(x.columns([i]), y.rows([i]), by_hand) * 0.1
    assert [*sgd(x, y, w, 0.1, 3, batches=[[0], [1]])][-1] == by_hand


def test_step_sizes_of_a_diagonal_matrix():
    x = Matrix(FLOAT64, np.diag([2.0, 1.0]))
    assert best_step(x) == pytest.approx(2 / 5)
    assert diverging_step(x, 2.0) == pytest.approx(2.0 * 2 * 2 / 5)
    assert steps_to(0.1, 0.1**5) == 5


def test_kernels_off_the_diagonal():
    x = Matrix(FLOAT64, np.array([[1.0, -1.0]]))
    assert ntk(x).tolist()[0][1] == pytest.approx(2 / pi)  # [1; 1] and [-1; 1] are at right angles
    assert gaussian(x).tolist()[0][1] == pytest.approx(exp(-1))
    assert quadratic(Matrix(FLOAT64, np.array([[1.0, -3.0]]))).tolist()[0][1] == 4.0


# averages


def test_moments_of_a_projector_of_rank_1_in_space():
    assert projector_moments(3, 1) == (Fraction(1, 5), Fraction(1, 15))


def test_what_is_retained():
    assert retained_mean(RandomDesign(0, 2, 0, n_r=3, n_f=1, teacher=(1, 1))) == 0
    line = RandomDesign(0, 3, 0, n_r=1, n_f=1, teacher=(1, 0, 0))
    assert (retained_mean(line), retained_spread(line)) == (Fraction(1, 3), Fraction(4, 45))


def test_variances_that_are_known():
    """A constant times chi^2_{n_f} / n_f; and of noise alone, which is not bounded but exact."""
    own = RandomDesign(1, 0, 1, n_r=1, n_f=2, teacher=(0, 1))
    assert (golden_loss_mean(own), golden_loss_spread(own)) == (1, Fraction(2, 2))
    noise = RandomDesign(0, 8, 0, n_r=2, n_f=1, teacher=(0,) * 8, noise=1)
    assert (golden_loss_mean(noise), golden_loss_spread(noise)) == (Fraction(7, 5), Fraction(126, 25))


def test_a_model_reset_and_not_tuned_misses_by_the_teacher():
    reset = RandomDesign(0, 3, 0, n_r=2, n_f=1, teacher=(1, 0, 0), n_t=0)
    assert (reset_losses(reset), reset_spreads(reset)) == ((1, 1), (1, 2))
    half = RandomDesign(0, 3, 0, n_r=2, n_f=1, teacher=(1, 0, 0), n_t=1)
    assert reset_losses(half) == (Fraction(1, 3), Fraction(2, 3))


def test_the_sequence_of_two_planes_in_four_dimensions():
    s = RandomDesign(0, 4, 0, n_r=2, n_f=2, teacher=(1, 0, 0, 0))
    assert sequence_loss_mean(s) == Fraction(1, 9)
    assert sequence_loss_spread(s) == Fraction(1, 12) - Fraction(1, 81)


def test_a_deletion_takes_one_sample():
    p = problem_of([[1], [0], [0]], [[1, 0], [1, 1], [0, 1]], [1, 2, 3])
    first, last = deleted_one_by_one(p, (0, 1))
    assert first == hstack(p.x_r, p.x_f.columns([1])).project(pretrained(p))
    assert last == p.x_r.project(first)


# number systems


def test_a_ball_around_0_has_no_root_unless_it_is_a_square():
    system = Ball(64)
    root, one = system.sqrt(system.scalar(2)), system.scalar(1)
    a, b = (vstack(*(Matrix.identity(system, 1) * x for x in column)) for column in ((root, one), (root, -2 * one)))
    assert system.sqrt(a.dot(a)) is not None
    with pytest.raises(CannotTell):
        system.sqrt(a.dot(b))


def test_fifty_digits_solve_as_the_rationals_do_and_keep_small_singular_values():
    rows = [[Fraction(2), Fraction(1)], [Fraction(0), Fraction(1, 10**6)], [Fraction(1), Fraction(1)]]
    x, system = Matrix.of(RATIONAL, rows), Multiprecision(50)
    y = x.rows([0, 1])
    assert x.columns([0, 0]).to(system).rank == 1
    assert x.rows([0, 1]).to(system).rank == 2
    off = x.to(system).solve(y.to(system)) - x.solve(y).to(system)
    assert all(abs(value) < 10**-30 for row in off.tolist() for value in row)


def test_bounds_on_degrees_hold_on_random_lines():
    check_rules()
