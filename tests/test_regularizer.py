"""Weighted objectives, the regularizer and ridge: by hand, against numpy, at the edge of stability, and wrong input refused."""

from fractions import Fraction

import numpy as np
import pytest
import scipy.optimize

from theory.arithmetic import FLOAT64, RATIONAL, Matrix, Multiprecision
from theory.descent import DescentSolver
from theory.designs import real_designs, suite, thin
from theory.losses import gap_in_loss, unlearning_loss
from theory.models import fine_tuned, golden, pretrained
from theory.objective import Objective, Term
from theory.regularizer import ce, ice, narrowing, regularized, regularized_limit, room_to_narrow
from theory.ridge import decay_step, decayed, remaining_shift, ridge_golden, ridge_pretrained, ridge_solution
from verify.claim import judge
from verify.claim.compare import Scales
from verify.counterexample import problem_of
from verify.validation.registry import load_claims

CLAIMS = {claim.id: claim for claim in load_claims()}
PROBLEMS = [d.problem for d in thin(suite(), 60)]
GOLDEN_AT_A_RIGHT_ANGLE = ([[1], [0]], [[0], [1]], [1, 1])


def numbers(w):
    return [[RATIONAL.fraction(x) for x in row] for row in w.to(RATIONAL).tolist()]


def matrix(rows, system=RATIONAL):
    return Matrix.of(system, rows)


def test_the_same_sample_twice_is_traded_off_by_alpha():
    """(w - 1)^2 + 3 w^2 is least at 1/4, whichever way it is minimized."""
    p = problem_of([[1]], [[1]], [1], regularization=([0], 3, 1))
    assert numbers(regularized(p)) == [[Fraction(1, 4)]]
    assert float(regularized(p.to(FLOAT64)).data[0, 0]) == pytest.approx(0.25, abs=1e-15)
    assert numbers(regularized_limit(p)) == [[Fraction(1, 2)]]


@pytest.mark.parametrize(("system", "kappa"), [(FLOAT64, 1e3), (Multiprecision(90), 1e14)], ids=str)
def test_normal_equations_and_scaled_samples_agree_at_every_rank(system, kappa):
    fit = [p for p in PROBLEMS if Scales(p).kappa < kappa]
    assert len(fit) > 40
    for p in fit:
        exact, rounded = regularized(p), regularized(p.to(system))
        assert np.allclose(exact.to(FLOAT64).data, rounded.to(FLOAT64).data, rtol=0, atol=1e-6)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_the_value_and_gradient_are_those_of_the_formula(k):
    """With several outputs the squared errors of one sample are added up, and samples are averaged."""
    p = next(p for p in PROBLEMS if p.n_r > 1 and p.n_f > 1 and p.y_r.shape[1] == k).to(FLOAT64)
    extra, w = p.regularized, p.w_star.data + 0.5
    x_r, x_f, y_r, wrong = p.x_r.data, p.x_f.data, p.y_r.data, extra.wrong.data

    def by_hand(v):
        v = v.reshape(w.shape)
        return np.sum((x_r.T @ v - y_r) ** 2) / p.n_r + extra.alpha * np.sum((x_f.T @ v - wrong) ** 2) / p.n_f

    assert ce(p).value(Matrix(FLOAT64, w)) == pytest.approx(by_hand(w.ravel()), rel=1e-12)
    slope = scipy.optimize.approx_fprime(w.ravel(), by_hand, 1e-7)
    assert np.allclose(ce(p).gradient(Matrix(FLOAT64, w)).data.ravel(), slope, rtol=1e-5, atol=1e-4)


def test_ice_and_ce_differ_at_equal_steps_and_agree_at_corresponding_ones():
    p = problem_of(*GOLDEN_AT_A_RIGHT_ANGLE, regularization=([0], 3, 1))
    start, quarter, alpha = pretrained(p), RATIONAL.scalar(Fraction(1, 16)), p.regularized.alpha
    ends = [
        list(j.descend(start, eta, 2))[-1] for j, eta in ((ice(p), quarter), (ce(p), quarter), (ce(p, alpha=1 / alpha), alpha * quarter))
    ]
    assert ends[0] != ends[1]
    assert ends[0] == ends[2]


def test_residual_at_agrees_with_steps_and_refuses_a_negative_count():
    p = problem_of(*GOLDEN_AT_A_RIGHT_ANGLE, regularization=([0], 3, 1))
    j, eta = ce(p), RATIONAL.scalar(Fraction(1, 9))
    for k, w in enumerate(j.descend(pretrained(p), eta, 5)):
        assert j.residual_at(pretrained(p), eta, k) == j.x.T @ w - j.y
    with pytest.raises(ValueError, match="`k` must be at least 0; received -1"):
        j.residual_at(pretrained(p), eta, -1)


def test_the_threshold_is_where_the_largest_eigenvalue_says():
    for p in PROBLEMS[::6]:
        j = ce(p)
        top = float(np.linalg.eigvalsh((j.weighted_x @ j.x.T).to(FLOAT64).data)[-1])
        below, above = (RATIONAL.scalar(Fraction(factor / top)) for factor in (0.999, 1.001))
        assert j.is_stable(below)
        assert not j.is_stable(above)
        assert not j.is_stable(-below)
        assert j.is_stable(j.safe_step(RATIONAL.scalar(Fraction(99, 100))))


def test_a_safe_step_is_a_fraction():
    p = problem_of(*GOLDEN_AT_A_RIGHT_ANGLE, regularization=([0], 1, 1))
    with pytest.raises(ValueError, match=r"`fraction` must be in \(0, 1\); received 1"):
        ce(p).safe_step(RATIONAL.scalar(1))


def test_simulated_training_takes_the_closed_forms_place_and_is_not_repeated():
    p = problem_of([[1, 2], [0, 1], [1, 0]], [[0], [1], [1]], [1, 2, 3], regularization=([0], 3, 1)).to(FLOAT64)
    solver = DescentSolver()
    simulated = [ce(p).trained(pretrained(p), solver) for _ in range(2)]
    assert len(solver.runs) == len(solver.asked) == 1
    assert next(iter(solver.runs.values())).steps > 10
    assert np.allclose(simulated[0].data, regularized(p).data, rtol=0, atol=1e-10)


@pytest.mark.parametrize(
    ("x_f", "w_star", "wrong", "widens"),
    [
        ([[0, 0], [1, 0], [0, 1]], [1, 1, 1], [1, 1], False),  # u = 0: the labels are right, and nothing narrows
        ([[0, 0], [1, 0], [0, 1]], [1, 1, 1], [3, 1], False),  # u = 2 = 2 UL(w_g): the gap is as wide as before
        ([[0, 0], [1, 0], [0, 1]], [1, 1, 1], [4, 1], True),  # u = 9/2 > 2
        ([[1, 2], [0, 0], [0, 0]], [1, 0, 0], [0, 0], True),  # UL(w_g) = 0: any wrong label widens
    ],
)
def test_the_boundary_of_narrowing_belongs_outside(x_f, w_star, wrong, widens):
    p = problem_of([[1], [0], [0]], x_f, w_star, regularization=(wrong, 1, 1))
    before, after = gap_in_loss(p, fine_tuned(p)), gap_in_loss(p, regularized(p))
    assert (after > before) is widens
    assert narrowing(p, regularized(p)) == 0
    if p.x.rank == p.n:
        assert room_to_narrow(p) == 0
        assert judge.fails_exactly(CLAIMS["R3"], p)


def test_narrowing_is_widest_at_golden_wrongness():
    p = problem_of(*GOLDEN_AT_A_RIGHT_ANGLE, regularization=([0], 1, 1))
    assert narrowing(p, regularized(p)) == gap_in_loss(p, fine_tuned(p)) == room_to_narrow(p) == 1
    assert regularized(p) == golden(p)


def test_r10s_model_errs_on_the_other_side():
    p = CLAIMS["R10"].counterexample()
    w = CLAIMS["R10"].statement.left(p)
    assert numbers(w) == [[1], [2]]
    assert unlearning_loss(p, w) == unlearning_loss(p, golden(p)) == 1


def test_ridge_is_what_scikit_learn_fits():
    from sklearn.linear_model import Ridge

    for design in real_designs():
        p = design.problem.to(FLOAT64)
        for w, x, y in ((ridge_golden(p), p.x_r, p.y_r), (ridge_pretrained(p), p.x, p.y)):
            # its penalty is on the sum of squares, and its solver sees rows as samples
            fitted = Ridge(alpha=p.regularized.decay * x.shape[1], fit_intercept=False, solver="svd").fit(x.data.T, y.data)
            size = np.abs(fitted.coef_).max()
            assert np.allclose(w.data, fitted.coef_.reshape(y.shape[1], -1).T, rtol=0, atol=1e-8 * size)


def test_ridge_in_sample_space_is_ridge():
    for p in PROBLEMS[::4]:
        assert ridge_solution(p.x_r, p.y_r, remaining_shift(p)) == ridge_golden(p)


def test_the_bound_on_ridge_is_sharp_as_lambda_goes_to_zero():
    """The ratio of ||w_lambda - w_g|| to its bound tends to 1: a bound of another order would show."""
    p = problem_of([[1, 2], [0, 1], [1, 0]], [[0], [1], [1]], [1, 2, 3], regularization=([0], 1, Fraction(1, 10**9)))
    from verify.claims.regularizer.weight_decay_shrinks import bound, distance

    assert 1 - 1e-6 < float(RATIONAL.fraction(distance(p) / bound(p))) <= 1


def test_decayed_steps_never_overshoot():
    for p in PROBLEMS[::6]:
        hessian = decayed(p, p.x_r, p.y_r)
        factors = 1 - 2 * float(RATIONAL.fraction(decay_step(p))) * np.linalg.eigvalsh((hessian.weighted_x @ hessian.x.T).to(FLOAT64).data)
        assert factors.min() >= -1e-12
        assert factors.max() < 1


def test_a_missing_regularization_is_named():
    with pytest.raises(ValueError, match="needs `regularization`"):
        ce(problem_of(*GOLDEN_AT_A_RIGHT_ANGLE))


def test_terms_over_different_systems_are_refused():
    a = Term(matrix([[1]]), matrix([[1]]), RATIONAL.scalar(1))
    b = Term(matrix([[1]], FLOAT64), matrix([[1]], FLOAT64), 1.0)
    with pytest.raises(TypeError):
        _ = Objective((a, b)).gradient(matrix([[1]]))
