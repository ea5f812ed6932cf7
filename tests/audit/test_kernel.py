"""The audit in kernel space: every digit and bound against 60 digits or fractions, by code that shares nothing with it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import prod

import mpmath as mp
import numpy as np
import pytest

from tests.audit.test_fuzz import holds, truth
from theory import gram, kernels
from theory.arithmetic import FLOAT64, RATIONAL, Ball, Matrix
from theory.problem import Problem
from verify.__main__ import main
from verify.audit import audit
from verify.audit.bad_input import BadInputError
from verify.audit.digits import trusted
from verify.audit.kernel import Kernel, lifted
from verify.audit.report import Report

DIGITS = 60
WORKING = 300
"""Digits that the reference works with, so that 60 are right whatever the condition number is."""


@pytest.fixture(autouse=True)
def no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replay refuses large files; these numbers are ours."""
    for name in ("BITS", "WORK"):
        monkeypatch.setattr(f"verify.replay.{name}", 10**15)


def by_gram(k: mp.matrix, y: np.ndarray, forget: np.ndarray, ridge: float) -> dict[str, list[Fraction]]:
    """RL, UL, gap w, gap UL of every model from the kernel matrix, positive definite, alone; alpha = 1. Weights are sum_i a_i phi(x_i)."""
    order = [*np.flatnonzero(~forget), *np.flatnonzero(forget)]
    n, n_r = len(order), int((~forget).sum())
    g = mp.matrix(n, n)
    for i, j in product(range(n), repeat=2):
        g[i, j] = k[int(order[i]), int(order[j])]
    labels = mp.matrix([[mp.mpf(float(v)) for v in y[i]] for i in order])

    def padded(part: mp.matrix, start: int) -> mp.matrix:
        out = mp.zeros(n, part.cols)
        out[start : start + part.rows, :] = part
        return out

    def shrunk(count: int, by: mp.mpf) -> mp.matrix:
        """Ridge on the first samples."""
        return padded(mp.inverse(g[:count, :count] + by * mp.eye(count)) * (labels[:count, :]), 0)

    def tuned(a: mp.matrix) -> mp.matrix:
        return a + padded(mp.inverse(g[:n_r, :n_r]) * (labels[:n_r, :] - (g * a)[:n_r, :]), 0)

    a_o, a_g = mp.inverse(g) * (labels), shrunk(n_r, mp.mpf(0))
    seen = padded(mp.inverse(g[:n_r, :n_r]) * ((g * a_o)[:n_r, :]), 0)

    def aimed(wrong: mp.matrix) -> mp.matrix:
        return a_o + mp.inverse(g) * (padded(wrong - labels[n_r:, :], n_r))

    of_golden = (g * a_g)[n_r:, :]
    ridged = shrunk(n, mp.mpf(ridge) * n)
    found = {"pretrained": a_o, "fine-tuned": tuned(a_o), "golden": a_g, "projection": seen, "projection, fine-tuned": tuned(seen)}
    found |= {"exact step": aimed(of_golden), "regularized, y' zero": aimed(0 * of_golden), "regularized, y' golden": aimed(of_golden)}
    found |= {"weight decay": shrunk(n_r, mp.mpf(ridge) * n_r), "ridge": ridged, "ridge, fine-tuned": tuned(ridged)}

    def size(m: mp.matrix) -> mp.mpf:
        return mp.fsum(v * v for v in m)

    def numbers(a: mp.matrix) -> list[Fraction]:
        left, golden, apart = g * a - labels, g * a_g - labels, a - a_g
        rl, ul, at = size(left[:n_r, :]) / n_r, size(left[n_r:, :]) / (n - n_r), size(golden[n_r:, :]) / (n - n_r)
        quadratic = apart.T * g * apart
        gap = mp.fsum(quadratic[c, c] for c in range(quadratic.cols))
        return [exactly(v) for v in (rl, ul, gap, abs(ul - at))]

    return {name: numbers(a) for name, a in found.items()}


def exactly(v: mp.mpf) -> Fraction:
    """A number of 60 digits; what is below 10^-200 is 0 but for the reference's own rounding."""
    if abs(v) < mp.mpf(10) ** -200:
        return Fraction(0)
    return Fraction(mp.nstr(v, DIGITS, min_fixed=0, max_fixed=0))


def lies(report: Report, true: dict[str, list[Fraction]]) -> Iterator[str]:
    assert {row.model for row in report.rows} <= true.keys()
    for row in report.rows:
        for measured, number in zip(row.numbers, true[row.model], strict=True):
            if not holds(trusted(measured), number):
                yield f"{row.model}: {trusted(measured)}, true {float(number)}"


def made(rng: np.random.Generator, d: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n, k = int(rng.integers(2, 9)), int(rng.integers(1, 3))
    x, y = rng.normal(size=(n, d)) * 10.0 ** rng.integers(-2, 2), rng.normal(size=(n, k))
    if rng.integers(3) == 0:
        x[rng.integers(n)] = x[rng.integers(n)] + 1e-7  # near repeats: a kernel matrix of condition 1e14
    forget = np.zeros(n, dtype=bool)
    forget[rng.choice(n, int(rng.integers(1, n)), replace=False)] = True
    return x, y, forget


def rbf_lies(seed: int) -> list[str]:
    rng = np.random.default_rng(seed)
    x, y, forget = made(rng, int(rng.integers(1, 4)))
    width = float(2.0 ** rng.integers(-6, 4))
    report = audit(x, y, forget, kernel="rbf", gamma=width, labels=["zero", "golden"]).report
    if len(np.unique(x, axis=0)) < len(x):
        return []  # the reference inverts
    with mp.workdps(WORKING):
        points = [[mp.mpf(float(v)) for v in row] for row in x]
        k = mp.matrix([[mp.exp(-mp.mpf(width) * mp.fsum((s - t) ** 2 for s, t in zip(a, b, strict=True))) for b in points] for a in points])
        return [f"seed {seed}: {lie}" for lie in lies(report, by_gram(k, y, forget, report.settings.ridge))]


def polynomial_lies(seed: int) -> list[str]:
    """With gamma a power of 4 and each monomial repeated as often as its coefficient says, features are rational."""
    rng = np.random.default_rng(seed)
    d, degree = ((3, 1), (2, 2), (1, 3), (1, 2))[rng.integers(4)]  # (d + 1)^degree <= 9 features: fractions are slow
    x, y, forget = made(rng, d)
    half = float(2.0 ** rng.integers(-1, 2))
    report = audit(x, y, forget, kernel="polynomial", gamma=half * half, degree=degree, labels=["zero", "golden"]).report
    scaled = [[Fraction(1), *(Fraction(float(v)) * Fraction(half) for v in row)] for row in x]
    features = np.array([[prod(chosen, start=Fraction(1)) for chosen in product(row, repeat=degree)] for row in scaled], dtype=object)
    return [f"seed {seed}: {lie}" for lie in lies(report, truth(features, y, forget, report.settings.ridge))]


def test_no_digit_and_no_bound_is_wrong_with_the_rbf_kernel():
    assert [lie for seed in range(30) for lie in rbf_lies(seed)] == []


def test_no_digit_and_no_bound_is_wrong_with_the_polynomial_kernel():
    assert [lie for seed in range(30) for lie in polynomial_lies(seed)] == []


@pytest.mark.slow
def test_no_digit_and_no_bound_is_wrong_in_four_hundred():
    assert [lie for seed in range(30, 230) for lie in (*rbf_lies(seed), *polynomial_lies(seed))] == []


def test_a_wrong_kernel_is_seen(monkeypatch):
    monkeypatch.setattr("theory.kernels.exponential", lambda system: type("E", (), {"exp": staticmethod(lambda s: 1 / (1 - s))}))
    monkeypatch.setattr("numpy.exp", lambda a: 1 / (1 - a))
    assert any(rbf_lies(seed) for seed in range(3))


@pytest.mark.parametrize("kernel", [Kernel("rbf", 0.5), Kernel("polynomial", 0.5, 2), Kernel("polynomial", 0.5, 5)])
def test_float64_features_are_as_near_to_true_ones_as_is_said(kernel):
    """Their inner products differ from the kernel by no more than the bound allows, and the bound is small where K is regular."""
    rng = np.random.default_rng(1)
    p = Problem.from_samples(rng.normal(size=(30, 3)), rng.normal(size=30), np.arange(30) >= 20)
    q, lift = lifted(p, kernel)
    x = np.asarray(p.x.data)
    k = np.exp(-0.5 * ((x[:, :, None] - x[:, None, :]) ** 2).sum(axis=0)) if kernel.name == "rbf" else (1 + 0.5 * x.T @ x) ** kernel.degree
    ours = np.asarray(q.x.data)
    assert np.linalg.norm(ours.T @ ours - k) <= 2 * lift.uncertain * np.linalg.norm(ours, 2) + 1e-13 * np.linalg.norm(k)
    assert 0 < lift.uncertain < 1e-8 * np.linalg.norm(ours)
    exact = lift.over(q, Ball(256))
    inner = [[float(v.value.mid()) for v in row] for row in (exact.x.T @ exact.x).tolist()]
    np.testing.assert_allclose(inner, k, rtol=1e-12)


def test_monomials_and_cholesky_factor_the_kernel():
    p = Problem.from_samples(np.arange(6.0).reshape(3, 2) / 7, np.ones(3), np.array([False, False, True]))
    x = p.to(Ball(128)).x
    g = x.system.scalar(Fraction(1, 3))
    k = kernels.polynomial(x, g, 3)
    for features in (kernels.monomials(x, g, 3), gram.features_of(k)):
        apart = features.T @ features - k
        assert all(abs(v.value.mid()) < 1e-30 and v.value.contains(0) for row in apart.tolist() for v in row)
    assert kernels.monomials(Matrix(FLOAT64, np.ones((4, 2))), 1.0, 3).shape == (35, 2)
    over_q = p.to(RATIONAL).x
    assert kernels.polynomial(over_q, RATIONAL.scalar(Fraction(1)), 2).tolist() == kernels.quadratic(over_q).tolist()
    with pytest.raises(ZeroDivisionError, match="`g` must be positive definite; pivot 1"):
        gram.features_of(Matrix(FLOAT64, np.ones((2, 2))))


def test_repeats_across_the_split_are_one_point_of_feature_space():
    x = np.array([[1.0, 2], [0, 1], [3, 1], [1, 2]])
    report = audit(x, [1.0, 2, 3, 1], np.array([False, False, False, True]), kernel="rbf", gamma=0.5).report
    golden = next(row for row in report.rows if row.model == "golden")
    assert float(golden.unlearning.value) < 1e-20  # what D_r says of that sample cannot be forgotten
    assert report.matrices[0].rank == 3


def test_masks_blocks_and_own_weights_have_no_meaning_with_a_kernel():
    rng = np.random.default_rng(0)
    x, y, forget = rng.normal(size=(12, 3)), rng.normal(size=12), np.arange(12) >= 8
    found = audit(x, y, forget, kernel="rbf", intercept=True, tuning=0.5)
    text = found.as_text(everything=True)
    assert "option A" not in text.partition("ALL CLAIMS")[0] and "blocks:" not in text
    assert "4 features, 12 of the kernel k(x, z) = exp(-0.25 ||x - z||^2)" in " ".join(text.split())
    assert found.as_dict()["settings"]["kernel"]["name"] == "rbf"
    assert max(map(len, text.splitlines())) <= 80
    with pytest.raises(BadInputError, match="`weights` must be left out with `kernel`"):
        audit(x, y, forget, kernel="rbf", weights=np.ones(3))


def test_the_linear_kernel_is_the_audit_without_one():
    rng = np.random.default_rng(0)
    data = rng.normal(size=(12, 3)), rng.normal(size=12), np.arange(12) >= 8
    assert audit(*data, kernel="linear").to_json() == audit(*data).to_json()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kernel": "gaussian"}, "`kernel` must be linear, rbf or polynomial; received 'gaussian'"),
        ({"gamma": 1.0}, "`gamma` needs a kernel that has one: rbf or polynomial; received 1.0 with the kernel linear"),
        ({"kernel": "rbf", "gamma": -1}, "`gamma` must be a number from 1e-12 to 1e.12; received -1"),
        ({"kernel": "rbf", "gamma": "wide"}, "`gamma` must be a number .*; received 'wide'"),
        ({"kernel": "polynomial", "degree": 2.5}, "`degree` must be a whole number from 1 to 5; received 2.5"),
        ({"kernel": "polynomial", "degree": 9}, "`degree` must be a whole number from 1 to 5; received 9"),
    ],
)
def test_a_kernel_that_cannot_be_is_refused_by_name(options, message):
    with pytest.raises(BadInputError, match=message):
        audit(np.eye(4), np.arange(4.0), np.arange(4) > 2, **options)


def test_features_too_large_for_the_kernel_are_refused():
    with pytest.raises(BadInputError, match="`features` must be small enough for the kernel to be a number"):
        audit(np.eye(4) * 1e55, np.arange(4.0), np.arange(4) > 2, kernel="polynomial", gamma=1e10, degree=5)


def test_on_the_command_line(npz, capsys):
    assert main(["audit", str(npz()), "--kernel", "polynomial", "--gamma", "0.5", "--degree", "3"]) == 0
    assert "(1 + 0.5 x^T z)^3" in " ".join(capsys.readouterr().out.split())
    assert main(["audit", str(npz()), "--kernel", "cubic"]) == 2
    assert "`kernel` must be linear, rbf or polynomial; received 'cubic'" in capsys.readouterr().err
