"""The printed bounds cover the true error, known from exact rationals, and are not vacuous."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest

from theory import losses, models
from theory.arithmetic import FLOAT64, RATIONAL, Matrix
from theory.problem import Problem
from verify.audit.remedies import trained
from verify.audit.report import MatrixFacts, Report, audit
from verify.audit.rounding import Data, Measured, chain, gamma, in_blocks


def starts(report: Report, p: Problem) -> dict[str, Matrix]:
    """The report's models in the number system of p."""
    return dict(trained(p, report.settings, consistent=bool(report.consistent)))


NUMBERS = {
    "remaining": losses.remaining_loss,
    "unlearning": losses.unlearning_loss,
    "gap_in_weights": losses.gap_in_weights,
    "gap_in_loss": losses.gap_in_loss,
}


def gaussian(n_r: int, n_f: int, d: int, k: int = 1, seed: int = 0, decades: float = 0.0) -> Problem:
    """Gaussian features whose last sample leans on the first to within 10^-decades; noise in the targets."""
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(n_r + n_f, d))
    if decades:
        features[-1] = features[0] + 10.0**-decades * features[-1]
    return Problem.from_samples(features, rng.normal(size=(n_r + n_f, k)), np.arange(n_r + n_f) >= n_r)


def blocked(seed: int = 1) -> Problem:
    """Four r, five lap, four f features, one unused."""
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(7, 14))
    features[:4, 9:] = 0
    features[4:, :4] = 0
    features[:, 13] = 0
    return Problem.from_samples(features, rng.normal(size=7), np.arange(7) >= 4)


def duplicated() -> Problem:
    """Rank-deficient exactly: every sample twice, once with other targets."""
    rng = np.random.default_rng(2)
    features = np.tile(rng.integers(-9, 9, size=(4, 9)).astype(float), (2, 1))
    return Problem.from_samples(features, rng.normal(size=8), np.arange(8) >= 5)


CASES = {
    "well conditioned": gaussian(6, 3, 40, seed=5),
    "blocks": blocked(),
    "two outputs": gaussian(5, 3, 12, k=2),
    "duplicates, inconsistent": duplicated(),
    "n > d, inconsistent": gaussian(12, 4, 5, k=2),
    "condition 1e5": gaussian(5, 3, 12, decades=5.0),
    "condition 1e10": gaussian(5, 3, 12, decades=10.0),
    "n > d, one leaning": gaussian(12, 4, 5, decades=10.0),
    "tiny and huge": Problem.from_samples(np.diag([1e-40, 2e-40, 3e-40]), [1e40, 0.0, -1e40], np.array([True, False, False])),
}


def compared(p: Problem) -> Iterator[tuple[str, Measured, Fraction]]:
    """(what, measured, |true - measured|) for every number of the table."""
    report, exact = audit(p), p.to(RATIONAL)
    weights = starts(report, exact)
    assert list(weights) == [row.model for row in report.rows]
    for row in report.rows:
        w = weights[row.model]
        for name, function in NUMBERS.items():
            measured = getattr(row, name)
            yield f"{row.model} {name}", measured, abs(RATIONAL.fraction(function(exact, w)) - Fraction(measured.value))


@pytest.mark.parametrize("name", CASES)
def test_bound_covers_the_true_error(name: str) -> None:
    for what, measured, error in compared(CASES[name]):
        assert error <= Fraction(measured.error), f"{what}: off by {float(error):.1e}, bound {measured.error:.1e}"


@pytest.mark.parametrize("name", ["well conditioned", "blocks", "two outputs"])
def test_bound_is_not_vacuous(name: str) -> None:
    """On well-conditioned data a bound on a positive number is within 10^4 of the larger of its error and one rounding.

    With a ridge within 10^7: its bound divides by the ridge, a thousandth of the data.
    """
    for what, measured, error in compared(CASES[name]):
        if measured.value > measured.error:
            size = max(float(error), measured.value * 2**-53)
            assert measured.error <= (1e7 if "ridge" in what or "decay" in what else 1e4) * size, (
                f"{what}: off by {float(error):.1e}, bound {measured.error:.1e}"
            )


def test_bound_of_a_zero_is_small() -> None:
    """What is 0 in truth is below the square of 10^4 roundings."""
    p = CASES["well conditioned"]
    zeros = [r.remaining for r in audit(p).rows if r.model in ("pretrained", "golden", "projection")]
    assert all(0 <= z.value + z.error <= (1e4 * 2**-53) ** 2 for z in zeros)


def test_a_wrong_model_breaks_its_bound() -> None:
    """The residual sees an error that a formula in eps and kappa could not: weights off by 10^-9 get a bound above 10^-9."""
    p = CASES["well conditioned"]
    w = models.pretrained(p)
    off = np.zeros(w.data.shape)
    off[3] = 1e-9
    wrong = Matrix(FLOAT64, w.data + off)
    assert Data(p.x).training_error(w, p.y, w).weights < 1e-12
    assert Data(p.x).training_error(wrong, p.y, wrong).weights >= 1e-9 * 0.99


def test_ambiguous_rank_is_flagged() -> None:
    assert facts(audit(gaussian(5, 3, 12, decades=12.5)))["X"].ambiguous
    assert not facts(audit(gaussian(5, 3, 12, decades=8.0)))["X"].ambiguous


def facts(report: Report) -> dict[str, MatrixFacts]:
    return {m.name: m for m in report.matrices}


def test_rank_just_above_the_cutoff_leaves_no_digits() -> None:
    p = Problem.from_samples(np.diag([1.0, 1.0, 1.2e-15]), np.ones(3), np.array([False, True, False]))
    pretrained = audit(p).rows[0]
    assert facts(audit(p))["X"].rank == 3
    assert pretrained.gap_in_loss.error > pretrained.gap_in_loss.value


def test_condition_number_and_its_bound() -> None:
    x = np.diag([4.0, 2.0, 1e-7])
    measured = facts(audit(Problem.from_samples(x, np.ones(3), np.array([True, False, False]))))["X"].condition
    assert abs(Fraction(measured.value) - 4 / Fraction(1e-7)) <= Fraction(measured.error)
    assert measured.error < 1e-6 * measured.value


def test_zero_remaining_features_have_rank_zero() -> None:
    report = audit(Problem.from_samples([[0.0, 0.0], [1.0, 2.0]], [0.0, 1.0], np.array([False, True])))
    golden = {row.model: row for row in report.rows}["golden"]
    assert facts(report)["X_r"].rank == 0
    assert abs(golden.unlearning.value - 1) <= golden.unlearning.error < 1e-14


def test_leave_out_agrees_where_it_is_shown() -> None:
    found = audit(CASES["well conditioned"]).leave_out
    assert found is not None
    assert found.difference <= found.allowance


@pytest.mark.parametrize("name", ["duplicates, inconsistent", "n > d, inconsistent", "condition 1e10"])
def test_leave_out_is_not_shown_where_it_says_nothing(name: str) -> None:
    assert audit(CASES[name]).leave_out is None


@pytest.mark.parametrize("length", [1, 2, 3, 10, 100, 101])
def test_blocked_product(length: int) -> None:
    rng = np.random.default_rng(length)
    a, b = rng.normal(size=(4, length)), rng.normal(size=(length, 2))
    exact = Matrix(FLOAT64, a).to(RATIONAL) @ Matrix(FLOAT64, b).to(RATIONAL)
    difference = Matrix(FLOAT64, in_blocks(Matrix(FLOAT64, a), Matrix(FLOAT64, b))).to(RATIONAL) - exact
    allowed = chain(length) * np.linalg.norm(a) * np.linalg.norm(b)
    assert float(RATIONAL.fraction(difference.sq_norm())) ** 0.5 <= allowed
    assert chain(10_000) < gamma(10_000)
