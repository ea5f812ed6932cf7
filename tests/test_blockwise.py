"""Losses from a file read block by block are those of the data in memory, in memory that does not grow with the samples."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from theory import blockwise
from theory.blockwise import losses_of_file, needed
from theory.curves import every_loss
from theory.problem import Problem

STATUS = Path("/proc/self/status")
CODE = """
import sys
import numpy as np
from pathlib import Path
from theory.blockwise import losses_of_file
def peak():
    return 1024 * int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
n = int(sys.argv[2])
before = peak()
losses_of_file(Path(sys.argv[1]), np.sin(np.arange(n)), np.arange(n) % 10 == 0)
print(peak() - before)
"""


def saved(path: Path, x: np.ndarray) -> Path:
    np.save(path, x)
    return path


@pytest.mark.parametrize("k", [1, 2])
def test_losses_are_those_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, k: int) -> None:
    monkeypatch.setattr(blockwise, "BLOCK", 8 * 7 * 9)
    rng = np.random.default_rng(0)
    x, y, forget = rng.normal(size=(50, 7)), rng.normal(size=(50, k)), rng.random(50) < 0.4
    x[~forget, 6], x[forget, 0], x[:, 3] = 0, 0, 0
    seen: list[tuple[int, int]] = []
    found = losses_of_file(saved(tmp_path / "x.npy", x), y, forget, lambda done, of: seen.append((done, of)))
    assert seen[-1] == (150, 150)
    assert len(seen) == 18
    for name, row in every_loss(Problem.from_samples(x, y, forget)).items():
        assert np.allclose(found[name], row, rtol=1e-11, atol=1e-14)


def test_refinement_keeps_the_digits_of_ill_conditioned_features(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(60, 6)) @ np.diag(10.0 ** -np.linspace(0, 4, 6))
    y, forget = x @ np.arange(6.0) + 1e-3 * rng.normal(size=60), np.arange(60) >= 50
    found = losses_of_file(saved(tmp_path / "x.npy", x), y, forget)
    true = every_loss(Problem.from_samples(x, y, forget))
    assert np.allclose(found["golden"], true["golden"], rtol=1e-9)
    assert np.isclose(found["pretrained"].gap_in_weights, true["pretrained"].gap_in_weights, rtol=1e-7)


@pytest.mark.parametrize(
    ("x", "forget", "error", "message"),
    [
        (np.ones((4, 2)), np.arange(4) >= 3, ArithmeticError, "independent"),
        (np.full((4, 2), np.nan), np.arange(4) >= 3, ValueError, "in rows 0 to 3"),
        (np.ones(4), np.arange(4) >= 3, ValueError, "must hold a matrix"),
        (np.ones((4, 2)), np.arange(4) >= 4, ValueError, "both sides"),
    ],
)
def test_what_cannot_be_worked_out_is_refused(tmp_path: Path, x: np.ndarray, forget: np.ndarray, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        losses_of_file(saved(tmp_path / "x.npy", x), np.ones(4), forget)


@pytest.mark.skipif(not STATUS.exists(), reason="peak memory is read from /proc")
@pytest.mark.parametrize("n", [60_000])
def test_memory_does_not_grow_with_the_samples(tmp_path: Path, n: int) -> None:
    d = 300
    path = saved(tmp_path / "x.npy", np.random.default_rng(2).normal(size=(n, d)))
    run = [sys.executable, "-c", CODE, str(path), str(n)]
    done = subprocess.run(run, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True)
    assert needed(d, 1) < 1.5 * path.stat().st_size
    assert int(done.stdout) < needed(d, 1) + 40 * n
