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

from gpu_checks.store import Store, digest_of
from gpu_checks.studies import digits
from gpu_checks.studies.comparison import Contender
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
    lines: list[str] = []
    values = [Store(tmp_path, 1, lines.append).json("x/y z", compute) for _ in range(2)]
    assert values[0] == values[1] == {"a": [1, 2.5]}
    assert len(calls) == 1
    assert ["computed" in line for line in lines] == [True, False] and "found" in lines[1]


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


def test_another_configuration_environment_or_code_has_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = {"device": "cpu", "torch": "2.13.0"}
    first = digest_of(SMALL, here)
    assert digest_of(SMALL, here) == first
    assert len({first, digest_of(TINY, here), digest_of(SMALL, {**here, "torch": "2.14.0"}), digest_of(SMALL, here, "theory/*.py")}) == 4
    monkeypatch.setattr("gpu_checks.store.ROOT", tmp_path)
    measuring = tmp_path / "gpu_checks" / "metrics" / "a.py"
    measuring.parent.mkdir(parents=True)
    seen = set()
    for text in ("a = 1", "a = 2"):
        measuring.write_text(text)
        seen.add(digest_of(SMALL, here))
    assert len(seen) == 2


@pytest.mark.parametrize("kept", [True, False])
def test_a_piece_that_is_asked_for_again_is_known(tmp_path: Path, kept: bool) -> None:
    """Computed once, counted once, and no caller can change what the next is given."""
    computed: list[int] = []
    store = Store(tmp_path if kept else None, total=3)
    for _ in range(3):
        found = store.json("x", lambda: [len(computed), computed.append(1)][:1])
        assert found == [0]
        found.append("spoiled")
    assert (len(computed), store.done, store.total) == (1, 1, 1)
