"""Kernels, sequential pretraining, Newton removal and ascent: by hand, against independent code, and where they stop."""

from fractions import Fraction

import numpy as np
import pytest
import scipy.linalg
from sklearn.metrics.pairwise import polynomial_kernel, rbf_kernel

from theory.arithmetic import FLOAT64, RATIONAL, Matrix, Multiprecision, NotRepresentable
from theory.ascent import ascended, ascent_residual, negated_gradient
from theory.designs import suite, thin
from theory.gram import golden_predictions, leave_out
from theory.kernels import gaussian, ntk, quadratic, quadratic_features
from theory.models import golden
from theory.removal import newton_removed, removable, retrained
from theory.sequential import forgotten_directions, fourth_power_cosines, sequentially_pretrained, squared_cosines
from verify.assumptions import separated
from verify.counterexample import problem_of

PROBLEMS = [d.problem for d in thin(suite(), 40)]
X = Matrix(FLOAT64, np.random.default_rng(0).standard_normal((3, 6)))


def test_kernels_are_what_scikit_learn_computes():
    samples = X.data.T
    assert np.allclose(quadratic(X).data, polynomial_kernel(samples, degree=2, gamma=1, coef0=1))
    assert np.allclose(gaussian(X).data, rbf_kernel(samples, gamma=1 / 12))


def test_the_features_of_the_quadratic_kernel_are_its_features():
    for p in PROBLEMS[::4]:
        phi = quadratic_features(p.x)
        assert phi.shape == ((p.d + 1) ** 2, p.n)
        assert phi.T @ phi == quadratic(p.x)


def test_the_ntk_is_what_a_wide_network_has():
    """Gradient inner products of a two-layer ReLU network with 4e5 hidden units, on inputs [x; 1]."""
    rng = np.random.default_rng(1)
    inputs = np.vstack([X.data, np.ones(6)])
    u, v = rng.standard_normal((400_000, 4)), rng.standard_normal(400_000)
    z = u @ inputs
    on = z > 0
    # both layers trained, f = sqrt(2 / h) v^T relu(U^T x): the factor 2 makes kappa_1(1) = kappa_0(1) = 1
    of_output = np.maximum(z, 0).T @ np.maximum(z, 0) * 2 / len(v)
    of_hidden = (inputs.T @ inputs) * ((on * v[:, None] ** 2).T @ on) * 2 / len(v)
    wide = of_output + of_hidden
    assert np.allclose(ntk(X).data, wide, rtol=0, atol=0.02 * np.abs(wide).max())


def test_the_ntk_of_a_sample_with_itself_is_twice_its_squared_length():
    k = ntk(X).data
    assert np.allclose(np.diag(k), 2 * ((X.data**2).sum(axis=0) + 1))
    assert np.linalg.eigvalsh(k)[0] > 1e-3


@pytest.mark.parametrize("kernel", [gaussian, ntk])
def test_kernels_that_the_rationals_lack_say_so(kernel):
    with pytest.raises(NotRepresentable, match="rational has no exponential and no arc cosine"):
        kernel(Matrix.of(RATIONAL, [[1, 2]]))


@pytest.mark.parametrize("kernel", [gaussian, ntk])
def test_kernels_agree_between_double_and_high_precision(kernel):
    assert np.allclose(kernel(X.to(Multiprecision(40))).to(FLOAT64).data, kernel(X).data, rtol=0, atol=1e-13)


def test_leave_out_and_golden_predictions_agree_on_a_kernel():
    k, y = gaussian(X), Matrix(FLOAT64, np.arange(6.0)[:, None])
    assert np.allclose(leave_out(k, y, 4).data, (y - golden_predictions(k, y, 4)).rows([4, 5]).data, atol=1e-10)


def test_leave_out_refuses_a_singular_gram():
    ones = Matrix.of(RATIONAL, [[1, 1], [1, 1]])
    with pytest.raises(ZeroDivisionError):
        leave_out(ones, Matrix.of(RATIONAL, [[1], [2]]), 1)


def test_separated_samples_are_at_least_one_apart():
    assert separated.holds(problem_of([[1]], [[2]], [1]))
    assert not separated.holds(problem_of([[1]], [["3/2"]], [1]))


def test_at_forty_five_degrees_the_sequence_forgets_by_hand():
    """X_r = (1, 0), X_f = (1, 1), w_* = (1, 0): after D_f (1/2, 1/2), after D_r (1, 1/2), which predicts 3/2 for 1."""
    p = problem_of([[1], [0]], [[1], [1]], [1, 0])
    w = sequentially_pretrained(p)
    assert w == Matrix.of(RATIONAL, [[1], [Fraction(1, 2)]])
    assert [RATIONAL.fraction(c) for c in (squared_cosines(p), fourth_power_cosines(p))] == [Fraction(1, 2), Fraction(1, 4)]
    assert forgotten_directions(p).sq_norm() != 0


def test_sums_of_cosines_are_those_of_scipys_principal_angles():
    for p in PROBLEMS[::3]:
        r, f = p.x_r.to(FLOAT64).data, p.x_f.to(FLOAT64).data
        if not r.any() or not f.any():
            continue
        cosines = np.cos(scipy.linalg.subspace_angles(scipy.linalg.orth(r, 1e-9), scipy.linalg.orth(f, 1e-9)))
        if np.linalg.cond(r) > 1e6 or np.linalg.cond(f) > 1e6:
            continue
        assert float(RATIONAL.fraction(squared_cosines(p))) == pytest.approx((cosines**2).sum(), abs=1e-9)
        assert float(RATIONAL.fraction(fourth_power_cosines(p))) == pytest.approx((cosines**4).sum(), abs=1e-9)


def test_removal_by_hand():
    """X_r = X_f = 1, labels 1 and 3, lambda = 1: ridge on both (1 + 3) / 3, on the first 1/2; Newton's step is 4/3 + (4/3 - 3) / 2."""
    p = problem_of([[1]], [[1]], [1], noise=[0, 2], regularization=([0], 1, 1))
    assert removable(p) == Matrix.of(RATIONAL, [[Fraction(4, 3)]])
    assert newton_removed(p, removable(p)) == retrained(p) == Matrix.of(RATIONAL, [[Fraction(1, 2)]])


def test_newtons_step_needs_the_minimizer_to_start_from():
    p = problem_of([[1]], [[1]], [1], noise=[0, 2], regularization=([0], 1, 1))
    assert newton_removed(p, golden(p)) != retrained(p)


def test_ascent_grows_the_residual_and_does_not_start_from_interpolation():
    p = problem_of([[1], [0]], [[0], [1]], [1, 1], schedule=([0, 0], "1/4", 3), regularization=([0], 1, 1))
    assert negated_gradient(p) == p.zero
    assert ascent_residual(p, ascended(p)) == Matrix.of(RATIONAL, [[Fraction(-64, 27)]])
