"""Where float64 leaves a number in doubt, the audit says what was cut and prints the number of the data as stored."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np
import pytest

from tests.audit.conftest import WriteNpz
from tests.audit.test_rounding import NUMBERS, gaussian, starts
from theory.arithmetic import RATIONAL
from theory.problem import Problem
from verify.__main__ import main
from verify.audit import again
from verify.audit.again import computed_again
from verify.audit.digits import trusted
from verify.audit.exact_rank import PRIME, exact_rank, residues
from verify.audit.report import Report, audit
from verify.audit.rounding import Measured


def sharpened(features: np.ndarray, targets: np.ndarray, forget: np.ndarray) -> Report:
    return computed_again(audit(Problem.from_samples(features, targets, forget)))


def shown(report: Report, model: str) -> list[str]:
    return [trusted(x) for row in report.rows if row.model == model for x in row.numbers]


def drawn(seed: int, n: int = 6, d: int = 8) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)), rng.normal(size=n), np.arange(n) >= n * 2 // 3


def with_timestamps(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, y, forget = drawn(seed)
    return np.column_stack([1.7e18 + 1e12 * np.arange(len(x)), x]), y, forget


def with_intercept(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    times = 2.0**32 + np.random.default_rng(seed).integers(0, 4000, 40)
    return np.column_stack([times, np.ones(40)]), (times - 2.0**32) / 3 + 0.5, np.arange(40) >= 36


def with_an_ulp(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, y, forget = drawn(seed)
    x[-1] = np.nextafter(x[0], 9)
    return x, y, forget


def with_a_large_column(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, y, forget = drawn(seed)
    x[:, 0] *= 1e9
    return x, y, forget


def with_a_tiny_side(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, y, forget = drawn(seed, d=3)
    x[~forget] *= 1e-300
    return x, y, forget


HARD = (with_timestamps, with_intercept, with_an_ulp, with_a_large_column, with_a_tiny_side)


def wrong_digits(report: Report) -> list[str]:
    """What the report shows beyond one unit of its last digit or its bound, judged over Q."""
    exact, found = report.problem.to(RATIONAL), []
    weights = starts(report, exact)
    for row in report.rows:
        w = weights[row.model]
        for name, function in NUMBERS.items():
            measured, true = getattr(row, name), RATIONAL.fraction(function(exact, w))
            if abs(true - Fraction(measured.value)) > Fraction(measured.error):
                found.append(f"{row.model} {name}: {trusted(measured)}, true {float(true):.9g}")
    return found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("made", HARD)
def test_what_float64_gets_wrong_is_worked_out_over_q(made, seed):
    report = sharpened(*made(seed))
    assert report.arithmetic == "rational"
    assert wrong_digits(report) == []
    assert not any("±" in text or "unknown" in text for row in report.rows for text in shown(report, row.model))


@pytest.mark.parametrize("made", HARD)
def test_in_balls_too(made, monkeypatch):
    monkeypatch.setattr(again, "EXACT_WORK", 0)
    report = sharpened(*made(0))
    assert report.arithmetic.startswith("ball")
    assert wrong_digits(report) == []


@pytest.mark.parametrize("made", [with_timestamps, with_intercept, with_an_ulp])
def test_data_too_large_to_work_out_again_get_the_warning_and_no_word_on_consistency(made, monkeypatch, npz: WriteNpz, capsys):
    monkeypatch.setattr(again, "EXACT_WORK", 0)
    monkeypatch.setattr(again, "BALL_WORK", 0)
    monkeypatch.setattr(again, "DEFICIENT_WORK", 0)
    features, targets, forget = made(1)
    assert main(["audit", str(npz(features=features, targets=targets, forget=forget))]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "every number is for the lower rank and may be wrong" in out
    assert "or below the cutoff" in out
    assert ("no weights fit" in out) == (made is with_intercept)  # 40 samples, exact rank 2: nothing fits, cut or not


def test_a_large_column_on_data_too_large_prints_the_value_with_its_bound(monkeypatch):
    for limit in ("EXACT_WORK", "BALL_WORK", "DEFICIENT_WORK"):
        monkeypatch.setattr(again, limit, 0)
    report = sharpened(*with_a_large_column(0))
    golden = shown(report, "golden")[1]
    assert "±" in golden and "below" not in golden


def test_a_bound_is_called_small_only_beside_what_the_number_is_made_of():
    assert trusted(Measured(1e-3, 5e7)) == "1e-3 (±5e+7)"
    assert trusted(Measured(1e-20, 5e-19, scale=1e-18)) == "1e-20 (±6e-19)"
    assert trusted(Measured(1e-20, 5e-19, scale=1.0)) == "0 (below 6e-19)"


def test_beside_the_table_of_the_stored_data_stands_that_of_the_cutoff(npz: WriteNpz, capsys):
    features, targets, forget = with_an_ulp(0)
    path = npz(features=features, targets=targets, forget=forget)
    assert main(["audit", str(path), "--json", str(path.with_suffix(".json"))]) == 0
    out = capsys.readouterr().out
    assert "X: 1 of 6 singular values at or below the cutoff" in out
    assert "warning: X as stored has rank 6, and 5 at the cutoff" in out
    content = json.loads(path.with_suffix(".json").read_text())
    assert content["matrices"]["X"]["rank"] == 5 and content["matrices"]["X"]["exact_rank"] == 6
    assert content["arithmetic"] == "rational" and len(content["models_at_cutoff"]) == len(again.BASIC)


def test_numbers_beyond_float64_are_printed_and_are_strict_json(npz: WriteNpz, tmp_path: Path, capsys):
    features = np.concatenate([[[1e-300]], np.arange(1.0, 9)[:, None]])
    path = npz(features=features, targets=np.arange(9.0) + 1, forget=np.arange(9) > 0)
    target, picture = tmp_path / "out.json", tmp_path / "out.png"
    assert main(["audit", str(path), "--json", str(target), "--figure", str(picture)]) == 0
    assert "e+601" in capsys.readouterr().out
    content = json.loads(target.read_text(), parse_constant=lambda name: pytest.fail(name))
    assert content["models"][2]["unlearning"]["value"].endswith("e+601")


def test_tiny_data_too_large_to_work_out_again_are_unknown_and_strict_json(npz: WriteNpz, tmp_path: Path, monkeypatch, capsys):
    for limit in ("EXACT_WORK", "BALL_WORK", "DEFICIENT_WORK"):
        monkeypatch.setattr(again, limit, 0)
    features, targets, forget = with_a_tiny_side(0)
    target = tmp_path / "out.json"
    assert main(["audit", str(npz(features=features, targets=targets, forget=forget)), "--json", str(target)]) == 0
    assert "unknown" in capsys.readouterr().out
    json.loads(target.read_text(), parse_constant=lambda name: pytest.fail(name))


def test_ordinary_large_data_are_not_worked_out_again():
    report = audit(gaussian(40, 20, 100))
    assert computed_again(report) is report


@pytest.mark.parametrize("value", [0.0, 1.0, -1.0, 0.1, -1 / 3, 5e-324, -2.5e-310, 1.7e308, 2.0**61, 2.0**61 - 2**9, -(2.0**122), 1e-60])
def test_residues_are_those_of_the_fraction(value):
    exact = Fraction(value)
    assert int(residues(np.array([value]))[0]) == exact.numerator * pow(exact.denominator, -1, PRIME) % PRIME


def test_the_exact_rank_is_that_over_q():
    rng = np.random.default_rng(3)
    for _ in range(30):
        m, n, r = rng.integers(1, 7, 3)
        x = (rng.integers(-3, 4, (m, r)) @ rng.integers(-3, 4, (r, n))) * 2.0 ** rng.integers(-60, 60, (1, n))
        p = Problem.from_samples(np.vstack([x, x]), np.zeros(2 * m), np.arange(2 * m) >= m).to(RATIONAL)
        assert exact_rank(x) == (p.x_r.rank, True)


def test_the_rank_of_a_part_is_a_lower_bound(monkeypatch):
    monkeypatch.setattr("verify.audit.exact_rank.MOST_ENTRIES", 50)
    x = np.random.default_rng(0).normal(size=(30, 20))
    x[:, 10:] = x[:, :10]
    found, whole = exact_rank(x)
    assert found <= 10 and not whole
    assert exact_rank(x[:, :4]) == (4, True)


def test_what_fits_on_the_exact_rank_is_not_said_not_to_fit(npz: WriteNpz, capsys):
    """40 samples on two features, labels an exact combination: rank 1 at the cutoff leaves a residual, rank 2 none."""
    features, _, forget = with_intercept(0)
    path = npz(features=features, targets=features @ [3.0, 2.0**30], forget=forget)
    report = audit(Problem.from_samples(features, features @ [3.0, 2.0**30], forget))
    assert report.cut and report.consistent is True
    assert main(["audit", str(path)]) == 0
    assert "no weights fit these" not in capsys.readouterr().out


def test_no_bound_is_claimed_where_squares_underflow():
    """X_r and y_r at 1e-200: weights are ordinary, ||X_r||_F is 0 in float64, and so would be the bounds that it is in."""
    x, y, forget = drawn(0, n=8, d=5)
    x[~forget] *= 1e-200
    y[~forget] *= 1e-200
    report = audit(Problem.from_samples(x, y, forget))
    assert {trusted(x) for row in report.rows for x in row.numbers} <= {"unknown", "0"}
    assert wrong_digits(computed_again(report)) == []


@pytest.mark.parametrize("limit", [10**9, 0], ids=["over Q", "in balls"])
@pytest.mark.parametrize("made", HARD)
def test_condition_numbers_and_their_bounds(made, limit, monkeypatch):
    monkeypatch.setattr(again, "EXACT_WORK", limit)
    report = sharpened(*made(0))
    for facts, x in zip(report.matrices, (report.problem.x, report.problem.x_r, report.problem.x_f), strict=True):
        with mpmath.workdps(700):
            s = mpmath.svd_r(mpmath.matrix(x.data.tolist()), compute_uv=False)
            true = s[0] / s[len(s) - 1]
            value, error = (mpmath.mpf(v.numerator) / v.denominator for v in map(Fraction, (facts.condition.value, facts.condition.error)))
            assert abs(value - true) <= error <= 1e-10 * true
