"""On torch the same kernels give what numpy's give: every model and loss, at every condition number, rank and scale."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from tests.test_kernels import conditioned, error, exact  # noqa: E402
from theory.arithmetic import FLOAT64, RATIONAL, Matrix  # noqa: E402
from theory.arithmetic.laws import ROWS  # noqa: E402
from theory.arithmetic.torch_plain import TorchPlain, TorchRange  # noqa: E402
from theory.curves import every_loss, tuning_curve  # noqa: E402
from theory.problem import Problem  # noqa: E402

CPU = TorchPlain()
DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]


def on(system: TorchPlain, a: np.ndarray) -> Matrix:
    return Matrix(system, system.wrap(torch.from_numpy(np.ascontiguousarray(a))))


def moved(system: TorchPlain, p: Problem) -> Problem:
    """The same problem on the device, X_r a part of X."""
    x, y = on(system, p.x.data), on(system, p.y.data)
    parts = (x.columns(range(p.n_r)), x.columns(range(p.n_r, p.n)), y.rows(range(p.n_r)), y.rows(range(p.n_r, p.n)))
    found = Problem(*parts, tuning=p.tuning)
    vars(found)["x"] = x
    return found


def problem(n: int, d: int, k: int = 1, *, repeated: bool = False) -> Problem:
    rng = np.random.default_rng(n + d)
    x = rng.normal(size=(n, d))
    x[: n // 2, : d // 5] = 0
    if repeated:
        x[1] = x[0]
    return Problem.from_samples(x, rng.normal(size=(n, k)), np.arange(n) >= n - 3)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("p", [problem(12, 40, 2), problem(30, 9), problem(9, 20, repeated=True)], ids=["wide", "tall", "deficient"])
def test_every_loss_is_numpys(p: Problem, device: str) -> None:
    q = moved(TorchPlain(device), p)
    here, there = every_loss(p), every_loss(q)
    for name in here:
        assert np.allclose(here[name], there[name], rtol=1e-10, atol=1e-13)
    assert np.allclose(tuning_curve(p, [0, 2, p.n_r]), tuning_curve(q, [0, 2, p.n_r]), rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("kappa", [1, 1e4, 1e8, 1e12])
def test_the_condition_number_is_not_squared(kappa: float) -> None:
    """Within d n u kappa, the bound of a backward stable method: kappa^2 does not enter."""
    rng = np.random.default_rng(1)
    x, y, v = conditioned(40, 12, kappa), rng.normal(size=(12, 1)), rng.normal(size=(40, 1))
    matrix, allowed = on(CPU, x), 40 * 12 * 2.0**-53 * kappa
    assert error(matrix.solve(on(CPU, y)).data.numpy(), exact(x).solve(exact(y))) <= allowed
    assert error(matrix.project(on(CPU, v)).data.numpy(), exact(x).project(exact(v))) <= allowed


@pytest.mark.parametrize(("kappa", "way"), [(10, "cholesky"), (1e7, "reflections"), (1e15, "singular values")])
@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
def test_leading_columns_share_and_agree_at_every_scale(kappa: float, way: str, scale: float) -> None:
    x = conditioned(30, 12, kappa) * scale
    whole = on(CPU, x)
    part, own = whole.columns(range(5)), on(CPU, x[:, :5])
    rhs, v = on(CPU, np.arange(5.0)[:, None] * scale), on(CPU, np.ones((30, 1)))
    assert isinstance(whole.factor, TorchRange)
    assert isinstance(part.factor, TorchRange)
    assert whole.factor._way == way
    assert part.factor.triangles is whole.factor.triangles
    assert part.rank == own.rank == 5
    for a, b in ((part.solve(rhs), own.solve(rhs)), (part.project(v), own.project(v))):
        assert np.allclose(a.data, b.data, rtol=1e-14 * min(kappa, 1e9), atol=1e-14 * min(kappa, 1e9))


def test_the_laws_hold() -> None:
    for rows in (ROWS["deficient"], [[2, 0], [0, 3]], [[1, 1, 1]], [[0, 0], [0, 0]]):
        x = Matrix.of(CPU, rows)
        rhs = Matrix.of(CPU, [[i + 1, -i] for i in range(x.shape[1])])
        true = Matrix.of(RATIONAL, rows).solve(rhs.to(RATIONAL))
        assert np.allclose(x.solve(rhs).data, true.to(FLOAT64).data, rtol=0, atol=1e-13)
        assert x.rank == np.linalg.matrix_rank(np.array(rows, dtype=float))
        assert x.T.rank == x.rank
    assert x.columns([]).rank == 0
    with pytest.raises(ZeroDivisionError, match="singular"):
        x.inverse()
    with pytest.raises(TypeError, match="float64"):
        CPU.wrap(torch.ones((2, 2)))
