"""What a result says of where it was computed, and time that counts only finished work; on a GPU that is not there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch

from gpu_checks.ensemble import Recipe, members
from gpu_checks.metrics import duration
from gpu_checks.metrics.duration import golden_seconds, seconds
from gpu_checks.models import Params
from gpu_checks.runtime import environment, timed
from gpu_checks.task import Task
from gpu_checks.tests.conftest import Trained

CUDA = torch.device("cuda")
VERSIONS = {"python", "torch", "numpy", "scipy", "sklearn"}


def test_a_result_names_what_it_was_computed_with(monkeypatch: pytest.MonkeyPatch) -> None:
    on_cpu = environment(torch.device("cpu"))
    assert set(on_cpu) == {"device", "threads", *VERSIONS} and on_cpu["threads"] == str(torch.get_num_threads())
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: "a GPU")
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    monkeypatch.setattr(torch.backends.cudnn, "version", lambda: 91002)
    monkeypatch.setattr("torch.utils.collect_env.run", lambda command: (0, "| Driver Version: 580.65.06  CUDA Version: 13.0 |", ""))
    expected = {**on_cpu, "device": "a GPU", "cuda": "13.0", "cudnn": "91002", "driver": "580.65.06"}
    assert environment(CUDA) == expected


def test_the_clock_stops_when_the_gpu_has_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    """It starts, too, only when the GPU has finished what it was given before."""
    seen: list[str] = []
    monkeypatch.setattr(torch.cuda, "synchronize", lambda device: seen.append(f"synchronize {device}"))
    monkeypatch.setattr("gpu_checks.runtime.time.perf_counter", lambda: seen.append("clock") or float(len(seen)))
    assert timed(lambda: seen.append("work"), CUDA) == (None, 3.0)
    assert seen == ["synchronize cuda", "clock", "work", "synchronize cuda", "clock"]
    seen.clear()
    timed(lambda: None, torch.device("cpu"))
    assert seen == ["clock", "clock"]


@pytest.fixture
def counted(trained: Trained, monkeypatch: pytest.MonkeyPatch) -> Task:
    """A task for which the clock is the number of batches that its model has seen."""
    model, seen = trained.task.model, 0.0

    def features(params: Params, x: torch.Tensor) -> torch.Tensor:
        nonlocal seen
        seen += 1
        return model.features(params, x)

    monkeypatch.setattr("gpu_checks.runtime.time.perf_counter", lambda: seen)
    return replace(trained.task, model=replace(model, features=features), training=Recipe(3, 64, 0.1), tuning=Recipe(2, 64, 0.1))


def test_the_run_time_ratio_of_golden_is_1(trained: Trained, counted: Task) -> None:
    """And that of two epochs of FT, each step of which is a step of golden's, is 2 / 3; CE-FT puts two batches through."""
    golden, start = golden_seconds(counted, 0), members(trained.pretrained, [0])
    assert golden == 3 * (len(counted.remaining) // 64)
    assert seconds(counted, start, 0, "golden", {}) / golden == 1
    assert seconds(counted, start, 0, "pretrained", {}) == 0
    assert seconds(counted, start, 0, "ft", {}) / golden == pytest.approx(2 / 3)
    assert seconds(counted, start, 0, "ce_ft", {}) / golden == pytest.approx(4 / 3)


def test_a_run_time_is_the_least_of_several_after_one_that_warms_up(trained: Trained, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []
    monkeypatch.setitem(duration.METHODS, "golden", lambda task, start, seeds: runs.append(0))
    monkeypatch.setattr(duration, "train_golden", lambda task, seeds: runs.append(0))
    took = {2: 5.0, 3: 3.0, 4: 4.0}

    def clock(work: Any, device: torch.device) -> tuple[Any, float]:
        assert device == trained.task.x.device
        return work(), took[len(runs)]

    monkeypatch.setattr(duration, "timed", clock)
    for measure in (lambda: seconds(trained.task, {}, 0, "golden", {}, repeats=3), lambda: golden_seconds(trained.task, 0, repeats=3)):
        runs.clear()
        assert measure() == 3.0 and len(runs) == 4
