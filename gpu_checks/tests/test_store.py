"""Killed at any moment, nothing finished is lost and the result is the same."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from gpu_checks.store import Store
from gpu_checks.studies import digits
from gpu_checks.studies.contender import Contender
from gpu_checks.studies.run import run_comparison
from gpu_checks.studies.settings import Settings

SMALL = digits.SIZES["small"]
TINY = replace(
    SMALL,
    kinds=("class-wise",),
    hidden=16,
    training=replace(SMALL.training, epochs=3),
    contenders=tuple(Contender(*c) for c in (("pretrained",), ("golden",), ("ft",), ("ce_ft", "fixed"))),
    protocol=replace(SMALL.protocol, references=6, tuning_seeds=1),
)


def timeless(result: Any) -> Any:
    """A result without the one thing that may differ: seconds."""
    if isinstance(result, dict):
        return {key: timeless(value) for key, value in result.items() if key != "seconds"}
    return [timeless(x) for x in result] if isinstance(result, list) else result


def run(folder: Path | None) -> dict[str, Any]:
    return run_comparison(digits, "small", TINY, Settings(folder=folder, quiet=True))


def test_killed_and_resumed(tmp_path: Path) -> None:
    """A process killed without warning, in the middle of a piece, and the run after it; against a run that nobody disturbed."""
    program = "from gpu_checks.tests.test_store import run; from pathlib import Path; import sys; run(Path(sys.argv[1]))"
    root = Path(__file__).parents[2]
    process = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], cwd=root, env={**os.environ, "PYTHONPATH": str(root)})
    while process.poll() is None and len(finished(tmp_path)) < 7:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = {path.name: path.read_bytes() for path in finished(tmp_path)}
    assert len(kept) >= 7
    resumed = run(tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in kept} == kept
    assert json.dumps(timeless(resumed)) == json.dumps(timeless(run(None)))


def finished(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*") if path.suffix in (".json", ".npz") and not path.name.startswith(".")]


def counted(value: object) -> tuple[Callable[[], object], list[int]]:
    calls: list[int] = []

    def compute() -> object:
        calls.append(1)
        return value

    return compute, calls


def test_a_finished_piece_is_not_computed_again(tmp_path: Path) -> None:
    compute, calls = counted({"a": (1, 2.5)})
    told: list[tuple[object, ...]] = []
    values = [Store(tmp_path, lambda *piece: told.append(piece)).json("x/y z", compute) for _ in range(2)]
    assert values[0] == values[1] == {"a": [1, 2.5]}
    assert len(calls) == 1
    assert [(name, found) for name, _, found in told] == [("x/y z", False), ("x/y z", True)]


def test_a_piece_that_failed_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> object:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Store(tmp_path).json("x", fail)
    assert list(tmp_path.iterdir()) == []


def test_parameters_come_back_bit_by_bit(tmp_path: Path) -> None:
    params = {"w": torch.randn(3, 4, generator=torch.Generator().manual_seed(0)), "b": torch.tensor([1e-45, float("inf")])}
    for _ in range(2):
        found = Store(tmp_path).params("p", lambda: params, torch.device("cpu"))
        assert all(torch.equal(found[name], p) and found[name].dtype == p.dtype for name, p in params.items())


def test_resumed_runs_report_the_whole_time(tmp_path: Path) -> None:
    first = Store(tmp_path)
    first.json("x", lambda: time.sleep(0.05))
    again = Store(tmp_path)
    again.json("x", lambda: time.sleep(60))
    assert again.seconds == pytest.approx(first.seconds) and again.seconds >= 0.05


@pytest.mark.parametrize("kept", [True, False])
def test_a_piece_that_is_asked_for_again_is_known(tmp_path: Path, kept: bool) -> None:
    """Computed once, reported each time, and no caller can change what the next is given."""
    computed: list[int] = []
    told: list[str] = []
    store = Store(tmp_path if kept else None, lambda name, *_: told.append(name))
    for _ in range(3):
        found = store.json("x", lambda: [len(computed), computed.append(1)][:1])
        assert found == [0]
        found.append("spoiled")
    assert (len(computed), store.done, told) == (1, 1, ["x", "x", "x"])  # a run's count goes on, whoever asks
