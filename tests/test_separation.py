"""Distances of all pairs, in blocks: the same answer as pair by pair, exact where rounding matters, and cheap."""

import subprocess
import sys
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from tests.audit.test_memory import CODE
from theory.arithmetic import RATIONAL
from theory.problem import Problem
from verify.assumptions import separated
from verify.claim import separation
from verify.claim.separation import NotEvaluated

ROOT = Path(__file__).parents[1]


def exactly(x):
    pairs = combinations([[Fraction(v) for v in row] for row in x.tolist()], 2)
    return all(sum((a - b) ** 2 for a, b in zip(*pair, strict=True)) >= 1 for pair in pairs)


@pytest.mark.parametrize("block", [3, 1024])
@pytest.mark.parametrize("first", [1, 64])
def test_the_answer_is_that_of_fractions(monkeypatch, block, first):
    monkeypatch.setattr(separation, "BLOCK", block)
    monkeypatch.setattr(separation, "FIRST", first)
    rng = np.random.default_rng(0)
    answers = []
    for _ in range(200):
        n, d = rng.integers(2, 9), rng.integers(1, 5)
        x = rng.integers(-3, 4, (n, d)) / rng.integers(1, 3) + rng.choice([0.0, 1e9])
        answers.append(separation.separated(x.T))
        assert answers[-1] == exactly(x), x
        p = Problem.from_samples(x, np.ones(n), np.arange(n) == 0)
        assert separated.holds(p) == separated.holds(p.to(RATIONAL)) == answers[-1]
    assert set(answers) == {True, False}


@pytest.mark.parametrize(("gap", "apart"), [(1.0, True), (np.nextafter(1, 0), False), (np.nextafter(1, 2), True)])
def test_one_ulp_from_one_is_decided(gap, apart):
    for shift in (0.0, 2.0**20):
        x = np.array([[0.0, 5.0], [gap, 5.0]]) + np.array([0, shift])
        assert separation.separated(x.T) == apart


def test_what_would_take_too_long_is_not_looked_at(monkeypatch):
    monkeypatch.setattr(separation, "MOST_PRODUCTS", 100)
    with pytest.raises(NotEvaluated):
        separation.separated(np.ones((4, 100)))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_twenty_thousand_samples_are_audited_in_little_memory(tmp_path):
    """An object a pair took 221 s and 18 GB."""
    path = tmp_path / "data.npz"
    rng = np.random.default_rng(0)
    np.savez(path, features=9 * rng.normal(size=(20_000, 20)), targets=rng.normal(size=20_000), forget=np.arange(20_000) > 18_000)
    done = subprocess.run([sys.executable, "-c", CODE, str(path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stderr.split()[-1]) < 400 * 2**20
