"""Many more features than samples: one reduction serves X and X_r, and gives what singular vectors give."""

from __future__ import annotations

import numpy as np
import pytest

from theory.arithmetic import FLOAT64, Matrix
from theory.arithmetic.float64_factor import Float64Factor
from theory.problem import Problem
from verify.audit.report import audit
from verify.audit.tall import TallFactor, factor_once


def tall(deficient: bool = False) -> Problem:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(9, 40))
    if deficient:
        x[8] = x[0]
    return Problem.from_samples(x, rng.normal(size=(9, 2)), np.arange(9) >= 6)


def test_solutions_are_those_of_the_singular_vectors() -> None:
    p = tall()
    factor_once(p)
    rng = np.random.default_rng(1)
    for x in (p.x, p.x_r):
        factor, other = x.factor, Float64Factor(x.data)
        assert isinstance(factor, TallFactor)
        rhs, v = rng.normal(size=(x.shape[1], 2)), rng.normal(size=(40, 2))
        for released in (False, True):
            np.testing.assert_allclose(factor.solve(rhs), other.solve(rhs), atol=1e-13)
            np.testing.assert_allclose(factor.shrunk(rhs, 0.3), other.shrunk(rhs, 0.3), atol=1e-13)
            np.testing.assert_allclose(factor.coordinates(v), other.coordinates(v), atol=1e-13)
            np.testing.assert_allclose(factor.project(v), other.project(v), atol=1e-13)
            assert ("_held" in vars(factor)) is not released
            factor.release()
        np.testing.assert_allclose(factor.singular_values, other.singular_values)


@pytest.mark.parametrize("p", [tall(deficient=True), Problem.from_samples(np.eye(5), np.ones(5), np.arange(5) > 3)])
def test_elsewhere_nothing_changes(p: Problem) -> None:
    factor_once(p)
    assert not isinstance(p.x.factor, TallFactor)


def test_the_audit_uses_it() -> None:
    p = tall()
    report = audit(p)
    assert isinstance(p.x.factor, TallFactor) and isinstance(p.x_r.factor, TallFactor)
    w = Float64Factor(p.x_r.data).solve(p.y_r.data)
    golden = next(row for row in report.rows if row.model == "golden")
    assert float(golden.unlearning.value) == pytest.approx((Matrix(FLOAT64, p.x_f.data.T @ w) - p.y_f).sq_norm() / 3)
