"""Networks: gradients against differences, interpolation by construction and by training, bounds that hold and bite, Adam that moves."""

from fractions import Fraction

import numpy as np
import pytest
import scipy.optimize

from theory.arithmetic import FLOAT64, RATIONAL, Matrix, NotRepresentable
from theory.designs import suite, thin
from theory.models import pretrained
from theory.networks import Network, linear_network, relu_network
from theory.networks.cross_entropy import cross_entropy_gradient, power_of_two, residual
from theory.networks.interpolating import interpolating
from theory.networks.network import adam_trajectory, decayed_trajectory, trajectories
from theory.networks.training import farthest, jacobian, train
from verify.counterexample import problem_of

RNG = np.random.default_rng(0)
X, Y = (Matrix(FLOAT64, RNG.standard_normal(shape)) for shape in ((5, 4), (4, 2)))


def random_network(rectified, h=6):
    return Network(Matrix(FLOAT64, RNG.standard_normal((7, h))), 5, rectified)


def norm(a):
    return float(np.sqrt(a.sq_norm()))


@pytest.mark.parametrize("rectified", [False, True])
def test_the_gradient_is_the_slope_of_the_loss(rectified):
    net = random_network(rectified)

    def loss(theta):
        return float(((net.moved(Matrix(FLOAT64, theta.reshape(7, 6))).predictions(X) - Y).data ** 2).sum()) / 4

    slope = scipy.optimize.approx_fprime(net.theta.data.ravel(), loss, 1e-7)
    assert np.allclose(net.gradient(X, Y).data.ravel(), slope, rtol=0, atol=1e-4)


@pytest.mark.parametrize("rectified", [False, True])
def test_the_jacobian_is_the_slope_of_the_outputs(rectified):
    net = random_network(rectified)
    found = scipy.optimize.approx_fprime(
        net.theta.data.ravel(), lambda t: net.moved(Matrix(FLOAT64, t.reshape(7, 6))).predictions(X).data.ravel(), 1e-7
    )
    assert np.allclose(jacobian(net, X), found, rtol=0, atol=1e-5)


def test_made_networks_compute_linear_maps_and_no_unit_is_that_map():
    for p in (d.problem for d in thin(suite(), 20)):
        for net in interpolating(p):
            assert net.predictions(p.x) == p.x.T @ pretrained(p)
    w, z = Matrix.of(RATIONAL, [[2], [-1]]), Matrix.of(RATIONAL, [[1], [1]])
    assert linear_network(w, z).hidden.tolist() == [[1, 1], [-2, 1]]
    assert relu_network(w, z).predictions(Matrix.of(RATIONAL, [[1, -3], [4, 2]])).tolist() == [[-2], [-8]]


def test_every_optimizer_moves_a_network_that_does_not_interpolate():
    net = random_network(rectified=True)
    for run in trajectories(net, X, Y, 0.01, 2).values():
        assert norm(list(run)[-1] - net.theta) > 1e-3


def test_the_slope_of_relu_at_zero_is_zero():
    """A unit whose input is exactly 0 passes nothing back to its own weights; the output weight sees its activation, 0."""
    net = Network(Matrix.of(RATIONAL, [[1, 1], [-1, 0], [2, 3]]), 2, rectified=True)
    x, y = Matrix.of(RATIONAL, [[1], [1]]), Matrix.of(RATIONAL, [[1]])  # the units' inputs are 0 and 1, the residual 2
    assert net.gradient(x, y).tolist() == [[0, 12], [0, 12], [0, 4]]


def test_sgd_takes_its_samples_in_turn():
    net = Network(Matrix.of(RATIONAL, [[1], [-1], [2]]), 2, rectified=False)
    x, y, eta = Matrix.of(RATIONAL, [[1, 0, 2], [0, 1, 1]]), Matrix.of(RATIONAL, [[1], [2], [0]]), RATIONAL.scalar(Fraction(1, 50))
    theta, expected = net.theta, [net.theta]
    for k in (0, 1, 2, 0):
        theta = theta - net.moved(theta).gradient(x.columns([k]), y.rows([k])) * eta
        expected.append(theta)
    assert list(trajectories(net, x, y, eta, 4)["SGD"]) == expected


def test_momentum_on_a_network_by_hand():
    """f = v u x with u = v = x = 1 and y = 0: the gradient is 2 u v (v, u)."""
    net = Network(Matrix.of(RATIONAL, [[1], [1]]), 1, rectified=False)
    one, eta = Matrix.of(RATIONAL, [[1]]), RATIONAL.scalar(Fraction(1, 8))
    runs = {name: [row[0][0] for row in (t.tolist() for t in run)] for name, run in trajectories(net, one, one - one, eta, 2).items()}
    first = Fraction(3, 4)  # 1 - 2 / 8
    plain, ahead = first - first**3 / 4, first - Fraction(1, 8)
    assert runs["GD"] == [1, RATIONAL.scalar(first), RATIONAL.scalar(plain)]
    assert runs["heavy-ball"][2] == RATIONAL.scalar(plain - Fraction(1, 8))
    assert runs["Nesterov"][2] == RATIONAL.scalar(ahead - ahead**3 / 4)


def test_the_gradient_without_samples_is_zero():
    net = random_network(rectified=True)
    assert norm(net.gradient(X.columns([]), Y.rows([]))) == 0


def test_weight_decay_moves_an_interpolating_network_by_the_known_amount():
    p = problem_of([[1], [0]], [[0], [1]], [1, 1], regularization=([0], 1, "1/2"))
    for net in interpolating(p):
        *_, theta = decayed_trajectory(net, p.x_t, p.y_t, RATIONAL.scalar(Fraction(1, 10)), 1, p.regularized.decay)
        assert theta == net.theta * RATIONAL.scalar(Fraction(9, 10))


@pytest.mark.parametrize("rectified", [False, True])
def test_training_interpolates_to_rounding_size(rectified):
    found = train(X, Y, rectified=rectified, seed=1)
    assert found.residual < 1e-13 * norm(Y)
    assert found.residual == pytest.approx(norm(found.net.predictions(X) - Y), abs=1e-15)


def test_a_network_that_is_too_small_says_so_by_its_residual():
    wide = Matrix(FLOAT64, RNG.standard_normal((5, 40)))
    assert train(wide, Matrix(FLOAT64, RNG.standard_normal((40, 1))), rectified=True, seed=1, width=1, attempts=2).residual > 0.1


@pytest.mark.parametrize("argument", ["width", "attempts"])
def test_counts_below_one_are_refused(argument):
    with pytest.raises(ValueError, match=f"`{argument}` must be at least 1; received 0"):
        train(X, Y, rectified=True, seed=1, **{argument: 0})


@pytest.mark.parametrize("rectified", [False, True])
@pytest.mark.parametrize("size", [1e-8, 1.0])
def test_the_bound_holds_and_is_within_a_factor_of_ten_or_a_hundred(rectified, size):
    """At a residual of 1 too. SGD is looser: its bound lets one sample carry the residual of all."""
    net = train(X, Y, rectified=rectified, seed=1).net
    off = Y.map(lambda s: s + size)
    eta = net.careful_step(X) / 16
    runs = trajectories(net, X, off, eta, 8)
    for name, momentum, batch, looseness in (("GD", 0.0, None, 10), ("SGD", 0.0, 1, 100), ("heavy-ball", 0.5, None, 10)):
        moved = norm(list(runs[name])[-1] - net.theta)
        allowed = farthest(net, X, norm(net.predictions(X) - off), eta, 8, momentum=momentum, batch=batch)
        assert allowed / looseness < moved <= allowed


def test_the_bound_without_residual_is_zero():
    assert farthest(random_network(rectified=True), X, 0.0, 0.1, 100, momentum=0.9) == 0


def test_adam_moves_a_trained_network_by_its_full_step_though_descent_does_not():
    net = train(X, Y, rectified=False, seed=1).net
    moved = {name: norm(list(run)[-1] - net.theta) for name, run in trajectories(net, X, Y, 1e-3, 1).items()}
    assert max(moved.values()) < 1e-14
    step = (list(adam_trajectory(net, X, Y, 1e-3, 1))[-1] - net.theta).data
    assert norm(Matrix(FLOAT64, step)) > 1e-3
    assert np.abs(step).max() == pytest.approx(1e-3, rel=1e-6)


def test_cross_entropy_is_the_gradient_of_its_loss():
    p = problem_of([[1, 0], [1, 2]], [[1], [0]], [1, -1])
    x, w, c = p.x_r.to(FLOAT64).data, p.w_star.to(FLOAT64).data[:, 0], np.array([0, 0])

    def loss(v):
        z = x.T @ v
        return float(np.sum(np.log2(1 + 2.0**z) - c * z))

    slope = scipy.optimize.approx_fprime(w, loss, 1e-7)
    assert np.allclose(cross_entropy_gradient(p).to(FLOAT64).data[:, 0], slope, atol=1e-5)
    assert [[str(v) for v in row] for row in residual(p).tolist()] == [["1/2"], ["1/5"]]


def test_powers_of_two_are_rational_at_integers_only():
    assert power_of_two(RATIONAL, RATIONAL.scalar(-3)) == RATIONAL.scalar(Fraction(1, 8))
    with pytest.raises(NotRepresentable, match="is not rational unless z is an integer"):
        power_of_two(RATIONAL, RATIONAL.scalar(Fraction(1, 2)))


def test_double_precision_loses_the_gradient_of_a_confident_model():
    """N5 is about finite weights over the reals: at 2^-80 from certainty the float64 residual is 0."""
    p = problem_of([[80]], [[1]], [1])
    assert cross_entropy_gradient(p).sq_norm() != 0
    assert cross_entropy_gradient(p.to(FLOAT64)).sq_norm() == 0
    with pytest.raises(NotRepresentable, match="is not written out"):
        power_of_two(RATIONAL, RATIONAL.scalar(10**6))
