"""The study of compute, at small size, and its committed results."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from gpu_checks.__main__ import main
from gpu_checks.data import fashion
from gpu_checks.methods import METHODS
from gpu_checks.metrics.accuracy import unlearning_accuracy
from gpu_checks.studies import compute
from gpu_checks.studies.figures import compute as figures
from gpu_checks.studies.found import mean_at
from gpu_checks.studies.result import encoded
from gpu_checks.studies.settings import Settings
from gpu_checks.tests.conftest import Trained
from gpu_checks.tests.idx import written
from gpu_checks.tests.test_studies import committed

SMALL = compute.SIZES["small"]


def test_what_is_watched_is_what_a_shorter_run_ends_in(trained: Trained) -> None:
    steps, seen = trained.task.steps, {}

    def watch(done: int, params: dict[str, torch.Tensor]) -> None:
        seen[done] = {name: p.clone() for name, p in params.items()}

    start = {name: p[:2] for name, p in trained.pretrained.items()}
    longer = replace(trained.task, tuning=replace(trained.task.tuning, epochs=2 * trained.task.tuning.epochs), watch=watch)
    METHODS["ce_ft"](longer, start, [0, 1], rate=0.05)
    short = METHODS["ce_ft"](trained.task, start, [0, 1], rate=0.05)
    assert sorted(seen) == list(range(1, 2 * steps + 1))
    assert all((seen[steps][name] == p).all() for name, p in short.items())


def check(result: dict[str, Any]) -> None:
    found, config = result["found"], result["config"]
    assert len(found["cases"]) == len(config["labels"]) * len(config["draws"]) and len(result["code"]) == 16
    for case in found["cases"].values():
        assert set(case["lines"]) == {line["name"] for line in config["lines"]} <= set(figures.LOOKS)
        for line in config["lines"]:
            rows = case["lines"][line["name"]]
            assert len(rows) == len(config["epochs"]) * max(1, len(line["strengths"]))
            cost = 1 if line["method"] == "ft" else 2
            for row in rows:
                assert row["share"] == pytest.approx(cost * row["epochs"] / config["training"]["epochs"], rel=1e-5)
                assert all(len(row[key]) == config["seeds"] for key in ("UA", "RA", "TA", "UL", "TV", "KL"))
        assert np.mean(case["pretrained"]["UA"]) < 0.1 < 0.5 < case["golden means"]["UA"]
    drawn = figures.distance(result)
    for ax, key in zip(drawn.axes, figures.PANELS, strict=True):
        curves = [line.get_xydata() for line in ax.get_lines() if len(line.get_xdata()) > 2 or list(line.get_xdata()) != [0, 1]]
        first = next(line for line in curves if len(line) == len(config["epochs"]))
        wanted = [mean_at(found["cases"], "FT", None, epochs, key) for epochs in config["epochs"]]
        assert first[:, 1] == pytest.approx(wanted)


def test_the_study_of_compute_at_small_size(tmp_path: Path) -> None:
    run = compute.run(SMALL, Settings(quiet=True, folder=tmp_path), "small")
    result = json.loads(encoded(run))
    check(result)
    (case,) = result["found"]["cases"].values()
    ft, undecayed = ([np.mean(row["UA"]) for row in case["lines"][name]] for name in ("FT", "FT without decay"))
    assert ft[-1] > ft[0] and len(undecayed) == 3
    assert result["found"]["unseen"]["FT without decay"] == [1, 1, 1]
    assert result["found"]["unseen"]["FT"][0] > result["found"]["unseen"]["FT"][-1] > 0.8
    assert "other golden models" in compute.table(result)
    again = compute.run(SMALL, Settings(quiet=True, folder=tmp_path), "small")
    assert json.loads(encoded(again))["found"] == result["found"]


def test_the_study_of_fashion_at_small_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digests, _ = written(tmp_path, 500, 100)
    monkeypatch.setattr(fashion, "SHA256", digests)
    arguments = ["fashion", "--quiet", "--archives", str(tmp_path), "--out", str(tmp_path / "out"), "--checkpoints", str(tmp_path / "c")]
    assert main(arguments) == 0
    result = json.loads((tmp_path / "out" / "fashion-small-cpu.json").read_text(encoding="utf-8"))
    check(result)
    assert result["config"]["data"] == "fashion" and list(result["found"]["cases"]) == ["fashion, class 3, division 1"]


def test_compute_on_fashion_images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digests, _ = written(tmp_path, 500, 100)
    monkeypatch.setattr(fashion, "SHA256", digests)
    data = compute.loaded(replace(SMALL, data="fashion", each=20), 0, Settings(archives=tmp_path))
    assert data.train.x.shape == (200, 1, 28, 28) and float(data.train.x.max()) <= 1 and data.classes == 10
    assert (torch.bincount(data.train.y) == 20).all() and len(data.test.y) == 100


def test_compute_asks_which_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compute", "--quiet", "--out", str(tmp_path), "--checkpoints", str(tmp_path)]) == 2
    assert "`--data` must be one of digits, fashion; received none" in capsys.readouterr().err
    with pytest.raises(ValueError, match="`--data` must be one of digits, fashion; received 'mnist'"):
        compute.loaded(replace(SMALL, data="mnist"), 0, Settings())


def test_a_model_that_is_not_finite_has_no_number(trained: Trained) -> None:
    bench = compute.Bench(trained.task, None, trained.held_out, trained.outputs(trained.golden), {})  # type: ignore[arg-type]
    start = {name: p[:2].clone() for name, p in trained.pretrained.items()}
    next(iter(start.values()))[0] = float("inf")
    row = bench.row(start)
    assert all(values[0] is None and values[1] is not None for values in row.values())
    ua = unlearning_accuracy(trained.outputs(trained.pretrained))[1]
    assert row["UA"][1] == pytest.approx(ua, abs=1e-5)


def test_the_committed_compute() -> None:
    for path in (*committed("compute-*-full-*.json"), *committed("fashion-full-*.json")):
        check(json.loads(path.read_text(encoding="utf-8")))
