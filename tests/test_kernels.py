"""One factorization for every model: nested parts share it, and no digit is lost against numpy's least squares."""

from fractions import Fraction

import numpy as np
import pytest
import scipy.linalg

from theory import losses, models
from theory.arithmetic import FLOAT64, RATIONAL, Matrix, float64_factor, float64_triangle
from theory.arithmetic.float64_factor import Float64Factor
from theory.arithmetic.float64_triangle import ByCholesky, ByReflections
from theory.batches import batch_losses
from theory.curves import every_loss, losses_of, tuning_curve
from theory.descent import gradient_descent
from theory.descent.path import Path, descent_curve
from theory.problem import Problem


def conditioned(d: int, n: int, kappa: float, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    u, v = (np.linalg.qr(rng.normal(size=(m, n)))[0] for m in (d, n))
    return (u * np.logspace(0, -np.log10(kappa), n)) @ v.T


def exact(a: np.ndarray) -> Matrix:
    return Matrix.of(RATIONAL, [[Fraction(float(v)) for v in row] for row in a], a.shape[1])


def error(found: np.ndarray, true: Matrix) -> float:
    difference = exact(found) - true
    return float(RATIONAL.fraction(difference.sq_norm()) / RATIONAL.fraction(true.sq_norm())) ** 0.5


@pytest.mark.parametrize("kappa", [1, 1e4, 1e6, 1e8, 1e12])
def test_no_digit_is_lost_against_numpy(kappa: float) -> None:
    rng = np.random.default_rng(1)
    ours, numpys = [], []
    for seed in range(3):
        x, y, v = conditioned(40, 12, kappa, seed), rng.normal(size=(12, 1)), rng.normal(size=(40, 1))
        true, shadow = exact(x).solve(exact(y)), exact(x).project(exact(v))
        matrix = Matrix(FLOAT64, x)
        ours.append((error(matrix.solve(Matrix(FLOAT64, y)).data, true), error(matrix.project(Matrix(FLOAT64, v)).data, shadow)))
        numpys.append((error(np.linalg.lstsq(x.T, y)[0], true), error(x @ np.linalg.lstsq(x, v)[0], shadow)))
    assert (np.max(ours, axis=0) <= 1.5 * np.max(numpys, axis=0) + 1e-15).all()


@pytest.mark.parametrize(("kappa", "method"), [(10, ByCholesky), (1e7, ByReflections)])
@pytest.mark.parametrize("scale", [1e-150, 1e-70, 1.0, 1e150])
def test_leading_columns_agree_with_a_matrix_of_their_own_at_every_scale(kappa: float, method: type, scale: float) -> None:
    x, rng = conditioned(30, 12, kappa) * scale, np.random.default_rng(2)
    whole = Matrix(FLOAT64, x)
    v = Matrix(FLOAT64, rng.normal(size=(30, 2)))
    for k in (1, 5, 12):
        part, own, rhs = whole.columns(range(k)), Matrix(FLOAT64, x[:, :k].copy()), Matrix(FLOAT64, rng.normal(size=(k, 2)) * scale)
        shared = part.factor
        assert isinstance(shared, Float64Factor)
        assert isinstance(own.factor, Float64Factor)
        assert shared.triangles is whole.factor.triangles
        assert shared.rank == own.rank == k
        plain = np.linalg.pinv(x[:, :k].T / scale, rcond=1e-13) @ (rhs.data / scale)
        for found in (part.solve(rhs).data, own.solve(rhs).data):
            assert np.linalg.norm(found - plain) <= 1e-13 * kappa * np.linalg.norm(plain)
        assert np.allclose(part.project(v).data, own.project(v).data, rtol=0, atol=1e-14 * kappa)
        assert np.allclose(shared.singular_values / scale, np.linalg.svd(x[:, :k] / scale, compute_uv=False), rtol=0, atol=1e-14)
        assert np.allclose(
            shared.coordinates(v.data) * scale, own.factor.coordinates(v.data) * scale, rtol=1e-14 * kappa**2, atol=1e-14 * kappa**2
        )
    assert isinstance(whole.factor._method, method)


def test_a_rank_in_doubt_is_settled_by_singular_values() -> None:
    x = conditioned(20, 6, 10)
    x[:, 5] = x[:, 1]
    matrix = Matrix(FLOAT64, x)
    assert matrix.rank == 5
    assert matrix.columns(range(5)).rank == 5
    x[:, 5] += 1e-15 * conditioned(20, 6, 1, 3)[:, 0]
    assert Matrix(FLOAT64, x).rank == np.linalg.matrix_rank(x) == 5
    assert Matrix(FLOAT64, np.zeros((4, 2))).rank == 0
    assert Matrix(FLOAT64, conditioned(20, 6, 1e15)).rank == np.linalg.matrix_rank(conditioned(20, 6, 1e15))


def test_released_factors_answer_as_before() -> None:
    x, rhs = Matrix(FLOAT64, conditioned(20, 6, 1e8)), Matrix(FLOAT64, np.ones((4, 1)))
    part = x.columns(range(4))
    before = part.solve(rhs)
    part.factor.release()
    assert "reflectors" not in vars(x.factor.triangles)
    assert part.solve(rhs) == before


def test_only_leading_columns_share() -> None:
    x = Matrix(FLOAT64, conditioned(9, 5, 10))
    assert x.columns((0, 1, 2)).columns([0]).whole is x
    assert x.columns([1, 2]).whole is None
    assert x.columns([0, 1, 2, 3, 4]).whole is x
    with pytest.raises(ValueError, match="shapes that fit"):
        x.leads(x.columns([0]))


def problem(n_r: int, n_f: int, d: int, k: int = 1) -> Problem:
    rng = np.random.default_rng(n_r + d)
    x, n = rng.normal(size=(n_r + n_f, d)), n_r + n_f
    x[:n_r, d - d // 4 :] = 0
    return Problem.from_samples(x, rng.normal(size=(n, k)), np.arange(n) >= n_r)


@pytest.mark.parametrize("p", [problem(6, 3, 20, 2), problem(9, 4, 8)], ids=["more features", "more samples"])
def test_all_losses_at_once_are_those_one_by_one(p: Problem) -> None:
    assert p.x_r.whole is p.x
    for name, found in every_loss(p).items():
        w = models.MODELS[name](p.to(RATIONAL))
        true = [float(RATIONAL.fraction(number)) for number in losses_of(p.to(RATIONAL), w)]
        assert np.allclose(found, true, rtol=1e-11, atol=1e-24)


@pytest.mark.parametrize("p", [problem(6, 3, 20, 2), problem(9, 4, 8)], ids=["more features", "more samples"])
@pytest.mark.parametrize("start", [None, models.option_b, lambda p: p.zero])
def test_a_curve_is_its_points(p: Problem, start: object) -> None:
    sizes = (0, 3, p.n_r, 1)
    curve = tuning_curve(p, sizes, None if start is None else start(p))
    for t, found in zip(sizes, curve, strict=True):
        q = p.to(RATIONAL).tuned_on(tuple(range(t)))
        w = models.fine_tuned(q, None if start is None else start(q))
        true = [RATIONAL.fraction(number) for number in losses_of(q, w)]
        assert np.allclose(np.array(found, float), [float(number) for number in true], rtol=1e-11, atol=1e-14)
    with pytest.raises(ValueError, match="`sizes` must be from 0 to"):
        tuning_curve(p, [p.n_r + 1])


def test_a_curve_over_q_is_exact() -> None:
    p = problem(3, 2, 8).to(RATIONAL)
    w = models.fine_tuned(p.tuned_on((0, 1)), p.zero)
    assert tuning_curve(p, [2], p.zero)[0].unlearning == losses.unlearning_loss(p, w)


def deficient() -> Problem:
    p = problem(5, 2, 12)
    features = np.concatenate([p.x.data.T, p.x.data.T[:1] + p.x.data.T[1:2]])
    return Problem.from_samples(features[[7, 0, 1, 2, 3, 4, 5, 6]], np.arange(8.0), np.arange(8) >= 6)


@pytest.mark.parametrize("p", [problem(6, 3, 20, 2), problem(9, 4, 8), deficient()], ids=["more features", "more samples", "deficient"])
@pytest.mark.parametrize("factor", [0.3, 0.99, 1.01, 3.0])
def test_every_step_of_descent_is_the_simulated_one(p: Problem, factor: float) -> None:
    q = p.tuned_on(tuple(range(5)))
    eta, steps, w = factor * 5 / np.linalg.norm(q.x_t.data, 2) ** 2, (0, 1, 2, 7, 60), models.pretrained(p) * 0.5
    walk = list(gradient_descent(q.x_t, q.y_t, w, eta, max(steps)))
    path = Path(q.x_t, q.y_t, w, eta)
    for k, found in zip(steps, descent_curve(q, eta, steps, w), strict=True):
        assert np.allclose(path.iterate(k).data, walk[k].data, rtol=1e-9, atol=1e-12)
        assert np.allclose(found, losses_of(q, walk[k]), rtol=1e-9, atol=1e-12)


def test_steps_are_counted_from_0_and_in_float64() -> None:
    p = problem(6, 3, 20)
    with pytest.raises(ValueError, match="`steps` must be at least 0; received -1"):
        descent_curve(p, 0.1, [-1])
    with pytest.raises(TypeError, match="must be over float64; received rational"):
        descent_curve(p.to(RATIONAL), 0.1, [1])


def test_ill_conditioned_descent_converges_to_the_golden_model() -> None:
    features = np.concatenate([conditioned(30, 8, 1e3).T, np.ones((2, 30))])
    p = Problem.from_samples(features, features @ np.linspace(0, 1, 30), np.arange(10) >= 8)
    eta = 8 / np.linalg.norm(p.x_r.data, 2) ** 2 * 0.9
    (found,) = descent_curve(p, eta, [10**9], p.zero)
    assert found.remaining < 1e-24
    assert found.gap_in_weights < 1e-20


def test_a_batch_is_its_problems_whatever_their_rank_and_scale() -> None:
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(12, 5, 9)), rng.normal(size=(12, 5, 2))
    x[0, :3, 6:], x[1, 3:, :4], x[2, 4], x[3, 1] = 0, 0, x[2, 3], 0
    x[4] *= 1e-120
    x[5, 2] = x[5, 1] + 1e-9 * x[5, 2]
    x[6] *= 1e6
    found = batch_losses(x, y, 3)
    for i in range(len(x)):
        true = every_loss(Problem.from_samples(x[i], y[i], np.arange(5) >= 3))
        for name, row in true.items():
            assert np.allclose([loss[i] for loss in found[name]], row, rtol=1e-9, atol=1e-12)


def test_a_batch_with_more_samples_than_features_is_worked_out_one_by_one() -> None:
    rng = np.random.default_rng(6)
    x, y = rng.normal(size=(2, 5, 3)), rng.normal(size=(2, 5, 1))
    true = every_loss(Problem.from_samples(x[1], y[1], np.arange(5) >= 4))["golden"]
    assert [loss[1] for loss in batch_losses(x, y, 4)["golden"]] == list(true)


@pytest.mark.parametrize(
    ("shapes", "n_r", "message"),
    [
        (((2, 3), (2, 3, 1)), 1, "received shapes"),
        (((2, 3, 4), (2, 2, 1)), 1, "received shapes"),
        (((2, 3, 4), (2, 3, 1)), 3, "from 1 to 2"),
    ],
)
def test_a_batch_of_the_wrong_shape_is_refused(shapes: tuple, n_r: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        batch_losses(np.ones(shapes[0]), np.ones(shapes[1]), n_r)


def test_a_batch_with_nan_is_refused() -> None:
    with pytest.raises(ValueError, match="must be finite"):
        batch_losses(np.full((1, 2, 3), np.nan), np.ones((1, 2, 1)), 1)


@pytest.mark.parametrize("kappa", [10, 1e4, 1e8])
@pytest.mark.parametrize("scale", [1e-80, 1.0])
def test_ridge_from_the_same_triangle(kappa: float, scale: float) -> None:
    x, rhs = conditioned(30, 8, kappa), np.random.default_rng(3).normal(size=(8, 1))
    shift = 1e-6
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    true = u @ ((s / (s * s + shift))[:, None] * (vt @ rhs))
    found = Matrix(FLOAT64, x * scale).factor.shrunk(rhs, shift * scale**2) * scale
    assert np.linalg.norm(found - true) <= 1e-11 * np.linalg.norm(true)


@pytest.mark.parametrize("scale", [1.0, 2.0**600])
def test_singular_values_from_the_gram_are_within_their_bound(monkeypatch: pytest.MonkeyPatch, scale: float) -> None:
    """X = H diag(s) with H of orthogonal columns of +-1: the singular values are known exactly, and rows are summed in several parts."""
    monkeypatch.setattr(float64_factor, "DEAR", 0)
    monkeypatch.setattr(float64_triangle, "ROWS", 100)
    sizes = np.sort(np.random.default_rng(3).integers(50, 200, 32).astype(float))[::-1]
    x = scipy.linalg.hadamard(256)[:, :32] * sizes * scale
    factor = Matrix(FLOAT64, x).factor
    assert isinstance(factor, Float64Factor)
    off = np.abs(factor.singular_values / scale - 16 * sizes).max()
    assert off <= factor.spread / scale <= 1e-9 * 16 * sizes[-1]
    assert "triangle" not in vars(factor.triangles)
    steep = Matrix(FLOAT64, conditioned(40, 12, 1e4)).factor
    assert isinstance(steep, Float64Factor)
    assert steep.spread == steep.cutoff
