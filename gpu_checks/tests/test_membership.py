"""The attack's machine is scikit-learn's, and its divisions of the held-out samples are used alike."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.svm import SVC

from gpu_checks.metrics import machine
from gpu_checks.metrics.machine import non_members
from gpu_checks.metrics.membership import LARGEST, PARTS, attacks

SCORES = {
    "overlapping": ((6, 2), (5, 3)),
    "alike": ((8, 1), (8, 1)),
    "apart": ((6, 1), (0, 2)),
    "near": ((3, 2), (2, 2)),
    "wide": ((0, 6), (0, 1)),
}


def drawn(name: str, attacks: int = 12, size: int = 120) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(sorted(SCORES).index(name))
    laws = (*SCORES[name], (4, 3))
    return tuple(1 / (1 + np.exp(-rng.normal(*law, (attacks, size)))) for law in laws)


@pytest.mark.parametrize("name", SCORES)
def test_the_machine_is_scikit_learns(name: str) -> None:
    """Its optimum at a tolerance of 1e-8; where they differ, the sample is on the boundary to libsvm's usual tolerance."""
    members, outsiders, asked = drawn(name)
    found = non_members(members, outsiders, asked)
    for i in range(len(members)):
        scores = np.concatenate([members[i], outsiders[i]])[:, None]
        peer = SVC(C=3, gamma="auto", kernel="rbf", tol=1e-8).fit(scores, np.repeat([1, 0], members.shape[1]))
        other = found[i] != (peer.predict(asked[i][:, None]) == 0)
        assert other.mean() < 0.02
        assert np.abs(peer.decision_function(asked[i][:, None])[other]).max(initial=0) < 1e-3


@pytest.mark.parametrize("name", SCORES)
def test_the_machine_is_at_its_optimum(name: str) -> None:
    """Not above what scikit-learn's weights reach, by the objective itself.

    A condition that is violated by e costs at most C e for each sample; allowed is a thousandth of libsvm's usual tolerance.
    """
    members, outsiders, _ = drawn(name)
    scores, sign = np.concatenate([members, outsiders], axis=1), np.repeat([1.0, -1.0], members.shape[1])
    features = machine._features(scores)
    weights, threshold = machine.fitted(features, sign)

    def objective(w: np.ndarray, b: float, x: np.ndarray) -> float:
        return 0.5 * w @ w + machine.C * np.maximum(0, 1 - sign * (x @ w + b)).sum()

    for i, x in enumerate(features):
        peer = SVC(C=3, gamma=1.0, kernel="rbf", tol=1e-8).fit(scores[i][:, None], sign)
        theirs = objective(x[peer.support_].T @ peer.dual_coef_[0], peer.intercept_[0], x)
        assert objective(weights[i], threshold[i], x) <= theirs + machine.C * scores.shape[1] * 1e-6


def test_another_kernel_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "TERMS", 2)
    with pytest.raises(AssertionError):
        test_the_machine_is_scikit_learns("near")


def test_the_series_is_the_kernel() -> None:
    u = np.linspace(0, 1, 101)
    x = machine._features(u[None])[0]
    assert np.allclose(x @ x.T, np.exp(-((u[:, None] - u) ** 2)), rtol=0, atol=1e-15)


def test_equal_scores_say_nothing() -> None:
    ones = np.ones((1, 30))
    assert (non_members(ones, ones, ones) == 0.5).all()


def test_scores_beyond_one_are_refused() -> None:
    with pytest.raises(ValueError, match="`asked` must be scores in"):
        non_members(np.ones((1, 3)), np.zeros((1, 3)), np.full((1, 3), 1.5))


def test_every_division_is_left_out_once() -> None:
    found = attacks(500, 90, seed=3)
    assert len(found) == PARTS and all(len(set(m)) == len(set(o)) == 60 for m, o in found)
    left = [set(range(90)) - set(o) for _, o in found]
    assert set.union(*left) == set(range(90)) and not any(left[i] & left[j] for i in range(PARTS) for j in range(i))
    again = attacks(500, 90, seed=3)
    assert all(np.array_equal(a, b) for x, y in zip(found, again, strict=True) for a, b in zip(x, y, strict=True))
    assert all(len(o) == LARGEST for _, o in attacks(5000, 5000, seed=3))
