"""Losses from a file read block by block are those of the data in memory, in memory that does not grow with the samples."""

from __future__ import annotations

import subprocess
import sys
from functools import partial, reduce
from itertools import accumulate
from operator import add
from pathlib import Path

import numpy as np
import pytest

from theory import blockwise, stored
from theory.blockwise import Ends, Grams, losses_of_file, needed, sweep
from theory.curves import every_loss
from theory.problem import Problem
from theory.stored import Samples, Stored
from theory.tree_sums import FAN, chain, local, on_dask

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


def small_blocks(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(blockwise, "Samples", partial(Samples, at_once=at_once))


@pytest.mark.parametrize("k", [1, 2])
def test_losses_are_those_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, k: int) -> None:
    small_blocks(monkeypatch, 8 * stored.MODELS * k * 9)
    rng = np.random.default_rng(0)
    x, y, forget = rng.normal(size=(50, 7)), rng.normal(size=(50, k)), rng.random(50) < 0.4
    x[~forget, 6], x[forget, 0], x[:, 3] = 0, 0, 0
    seen: list[tuple[int, int]] = []
    found = losses_of_file(saved(tmp_path / "x.npy", x), y, forget, lambda done, of: seen.append((done, of)))
    assert seen[-1] == (18, 18)
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
        (np.vstack([np.ones((3, 2)), [[1, np.nan]]]), np.arange(4) >= 3, ValueError, "first in row 3"),
        (np.ones(4), np.arange(4) >= 3, ValueError, "must be a matrix"),
        (np.ones((4, 2)), np.arange(4) >= 4, ValueError, "each side"),
        (np.asfortranarray(np.ones((4, 2))), np.arange(4) >= 3, ValueError, "row by row"),
        (np.full((4, 2), 2**53 + 1), np.arange(4) >= 3, ValueError, "2\\^53"),
        (np.ones((4, 2), dtype=complex), np.arange(4) >= 3, ValueError, "real numbers"),
    ],
)
def test_what_cannot_be_worked_out_is_refused(tmp_path: Path, x: np.ndarray, forget: np.ndarray, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        losses_of_file(saved(tmp_path / "x.npy", x), np.ones(4), forget)


@pytest.mark.parametrize("dtype", ["f8", "f4", ">f8", "i2", "?"])
def test_a_file_is_read_as_numpy_reads_it(tmp_path: Path, dtype: str) -> None:
    x = (np.arange(35).reshape(7, 5) % 3).astype(dtype)
    np.savez(tmp_path / "data.npz", targets=np.ones(7), features=x)
    for found in (Stored.npy(saved(tmp_path / "x.npy", x)), Stored.member(tmp_path / "data.npz", "features")):
        assert found.shape == x.shape
        assert np.array_equal(found.rows(2, 6), x[2:6].astype(float))


def test_what_is_not_whole_or_compressed_is_refused(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "data.npz", features=np.ones((4, 2)))
    with pytest.raises(ValueError, match="without compression"):
        Stored.member(tmp_path / "data.npz", "features")
    whole = saved(tmp_path / "x.npy", np.ones((4, 2))).read_bytes()
    (tmp_path / "cut.npy").write_bytes(whole[:-1])
    with pytest.raises(ValueError, match="ends before"):
        Stored.npy(tmp_path / "cut.npy")


@pytest.mark.parametrize("count", [1, 2, FAN, FAN + 1, FAN**2, FAN**2 + 3, 3 * FAN**2 + FAN])
def test_the_order_of_a_sum_is_that_of_its_tree(count: int) -> None:
    def term(i: int) -> Written:
        return Written(str(i))

    level = list(map(term, range(count)))
    while len(level) > 1:
        level = [reduce(add, level[i : i + FAN]) for i in range(0, len(level), FAN)]
    for workers in (1, 3):
        assert local(term, count, workers=workers) == level[0]
    depth = max(accumulate({"(": 1, ")": -1}.get(character, 0) for character in level[0]))
    assert depth <= chain(count) <= depth + FAN


class Written(str):
    """A sum as it is written."""

    def __add__(self, other: str) -> Written:
        return Written(f"({self}+{other})")


@pytest.mark.parametrize("where", ["threads", "cluster"])
def test_dask_gives_the_same_bits(tmp_path: Path, where: str) -> None:
    distributed = pytest.importorskip("distributed")
    rng = np.random.default_rng(4)
    n, d = 700, 30
    x = rng.normal(size=(n, d)) * 10.0 ** rng.integers(-3, 3, (n, 1))
    samples = Samples(Stored.npy(saved(tmp_path / "x.npy", x)), rng.normal(size=(n, 2)), rng.random(n) < 0.3, at_once=8 * d * 9)
    assert samples.count > FAN**2
    here = [sweep(samples, partial(local, workers=workers), Ends.of, Grams.of)[1] for workers in (1, 2)]
    if where == "threads":
        there = sweep(samples, on_dask, Ends.of, Grams.of)[1]
    else:
        with distributed.Client(n_workers=1, threads_per_worker=2, dashboard_address=None, processes=False) as client:
            there = sweep(samples, partial(on_dask, client=client), Ends.of, Grams.of)[1]
    for found in (here[1], there):
        assert np.array_equal(found.gram, here[0].gram)
        assert np.array_equal(found.moment, here[0].moment)
    plain = x[~samples.forget].T @ x[~samples.forget]
    assert not np.array_equal(plain, here[0].gram[0])  # another order, other bits: the test can tell
    assert np.allclose(plain, here[0].gram[0], rtol=1e-12, atol=1e-12 * np.abs(plain).max())


@pytest.mark.skipif(not STATUS.exists(), reason="peak memory is read from /proc")
@pytest.mark.parametrize("n", [60_000])
def test_memory_does_not_grow_with_the_samples(tmp_path: Path, n: int) -> None:
    d = 300
    path = saved(tmp_path / "x.npy", np.random.default_rng(2).normal(size=(n, d)))
    run = [sys.executable, "-c", CODE, str(path), str(n)]
    done = subprocess.run(run, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True)
    assert needed(n, d, 1) < 1.7 * path.stat().st_size
    assert int(done.stdout) < needed(n, d, 1) + 40 * n
    assert path.stat().st_size > stored.BLOCK
