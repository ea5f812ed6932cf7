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
from gpu_checks.metrics.measure import Reference
from gpu_checks.studies import STUDIES, compute
from gpu_checks.studies.figures import compute as figures
from gpu_checks.studies.fronts import concluded, floor, settings_of
from gpu_checks.studies.record import RESULTS
from gpu_checks.studies.result import encoded, files_of, read
from gpu_checks.studies.settings import Settings
from gpu_checks.tests.conftest import Trained
from gpu_checks.tests.idx import written

STUDY = STUDIES["compute"]
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
    """Every line of every case at the same shares of a retraining; what follows from the rows follows again."""
    found, config = result["found"], result["config"]
    assert len(found["cases"]) == len(config["labels"]) * len(config["draws"]) and len(result["code"]) == 16
    for case in found["cases"].values():
        assert set(case["lines"]) == {line["name"] for line in config["lines"]}
        for line in config["lines"]:
            check_line(line, case["lines"][line["name"]], config)
        assert np.mean(case["pretrained"]["test"]["UA"]) > 0.5 > floor(case, "test", "UA")
    again = json.loads(encoded(concluded(result)))
    assert {key: result[key] for key in again} == again
    check_findings(result)
    drawn = figures.distance(result)
    for ax, metric in zip(drawn.axes, figures.HERO, strict=True):
        curves = [
            line.get_xydata().tolist() for line in ax.get_lines() if list(line.get_xdata()) != [0, 1] and len(set(line.get_xdata())) > 1
        ]
        rows = [row for row in result["front"] if row["metric"] == metric]
        for curve, name in zip(curves, [name for name in figures.LINES if any(row["line"] == name for row in rows)], strict=False):
            assert curve == [[row["share"], row["mean"]] for row in rows if row["line"] == name]


def check_line(line: dict[str, Any], rows: list[dict[str, Any]], config: dict[str, Any]) -> None:
    marks = compute.Line(**line).marks(config["shares"], config["training"]["epochs"])
    assert sorted({row["epochs"] for row in rows}) == marks and len(rows) == len(marks) * max(1, len(line["strengths"]))
    for row in rows:
        if line["once"]:
            assert row["share"] == pytest.approx(line["cost"] / config["training"]["epochs"], rel=1e-5)
        else:
            assert row["share"] == pytest.approx(line["cost"] * row["epochs"] / config["training"]["epochs"], rel=1e-5)
        for role, count in (("validation", config["validation"]), ("test", config["tested"])):
            assert all(len(row[role][metric]) == count for metric in (*config["metrics"], *config["keeps"]))


def check_findings(result: dict[str, Any]) -> None:
    """A verdict is what its p-values say; nothing is nearer than the floor; A5 and A6 speak of every budget and metric."""
    config = result["config"]
    for row in result["findings"]:
        yes, no = row["p_yes"] < 0.05, row["p_no"] < 0.05
        assert row["verdict"] == ("true" if yes else "false" if no else "unknown") and not (yes and no)
        assert row["at"] <= row["share"] * 1.001 and row["tied"] >= 1 and 0 <= row["span"][0] <= row["span"][1]
        assert row["question"] == "dominates" or row["found"]["low"] >= 0
    asked = {(v["sentence"], v["regime"], v["metric"]) for v in result["verdicts"]}
    assert len(asked) == len(result["verdicts"]) == 2 * len(config["budgets"]) * len(config["metrics"])


def test_the_study_of_compute_at_small_size(tmp_path: Path) -> None:
    result = json.loads(encoded(STUDY.run(SMALL, Settings(quiet=True, folder=tmp_path), "small")))
    check(result)
    case = result["found"]["cases"]["digits 3, division 1"]
    ft = [np.mean(row["test"]["UA"]) for row in case["lines"]["FT"]]
    assert ft[-1] < ft[0] and len(case["lines"]["FT without decay"]) == 3
    assert result["found"]["unseen"]["FT without decay"] == [1, 1, 1]
    assert result["found"]["unseen"]["FT"][0] > result["found"]["unseen"]["FT"][-1] > 0.8
    assert "golden models' own distance" in STUDY.printed(result)
    again = STUDY.run(SMALL, Settings(quiet=True, folder=tmp_path), "small")
    assert json.loads(encoded(again))["found"] == result["found"]


def test_workers_change_nothing(tmp_path: Path) -> None:
    small = replace(SMALL, lines=SMALL.lines[:1], shares=(0.5,), budgets=(0.5,))
    one, two = (compute.run(small, Settings(quiet=True, workers=workers), "small")["found"] for workers in (1, 2))
    assert json.dumps(one) == json.dumps(two)


def test_validation_and_test_are_other_models_and_other_data(trained: Trained) -> None:
    """What chooses is not what is tested: the rows of one role are those of its own models, with its own held-out samples."""
    start = {name: p[:5] for name, p in trained.pretrained.items()}
    parts = {"validation": trained.held_out, "test": trained.data.test.where(trained.data.test.y != 3)}
    names = ("UA", "TA", "TV")
    golden = {
        role: Reference.of(compute.outputs_of(trained.task, trained.golden, part), range(16), names=names) for role, part in parts.items()
    }
    bench = compute.Bench(trained.task, {"validation": range(2), "test": range(2, 5)}, parts, golden, names)
    row = bench.row(start)
    assert [len(row[role]["TA"]) for role in ("validation", "test")] == [2, 3]
    whole = bench.measured("test", start)
    assert row["test"]["TA"] == whole["TA"][2:] and row["validation"]["TA"] != whole["TA"][:2]
    ua = unlearning_accuracy(trained.outputs(trained.pretrained))[:2]
    assert row["validation"]["UA"] == pytest.approx(np.abs(ua - golden["validation"].means["UA"]), abs=1e-5)


def test_a_setting_of_models_that_are_not_finite_is_left_out(tmp_path: Path) -> None:
    result = json.loads(encoded(compute.run(replace(SMALL, lines=SMALL.lines[:1]), Settings(quiet=True), "small")))
    before = settings_of(result["config"], result["found"]["cases"])["FT"]
    result["found"]["cases"]["digits 0, division 1"]["lines"]["FT"][1]["test"]["UL"][0] = None
    after = settings_of(result["config"], result["found"]["cases"])["FT"]
    assert [one.share for one in after] == [one.share for i, one in enumerate(before) if i != 1]


def test_models_that_are_not_finite_have_no_number(trained: Trained) -> None:
    start = {name: p[:2].clone() for name, p in trained.pretrained.items()}
    next(iter(start.values()))[0] = float("inf")
    golden = {"test": Reference.of(trained.outputs(trained.golden), range(16), names=("UA", "TV"))}
    row = compute.Bench(trained.task, {}, {"test": trained.held_out}, golden, ("UA", "TV")).measured("test", start)
    assert all(values[0] is None and values[1] is not None for values in row.values())


def test_compute_on_fashion_images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digests, _ = written(tmp_path, 500, 100)
    monkeypatch.setattr(fashion, "SHA256", digests)
    data = compute.loaded(replace(SMALL, data="fashion", each=20), 0, Settings(archives=tmp_path))
    assert data.train.x.shape == (200, 1, 28, 28) and float(data.train.x.max()) <= 1 and data.classes == 10
    assert (torch.bincount(data.train.y) == 20).all() and len(data.test.y) == len(data.validation.y) == 50
    arguments = ["compute", "--data", "fashion", "--archives", str(tmp_path), "--out", str(tmp_path / "out"), "--quiet"]
    assert main([*arguments, "--checkpoints", str(tmp_path / "c")]) == 0
    check(read(tmp_path / "out" / "compute-fashion-small-cpu.json"))


def test_compute_asks_which_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compute", "--quiet", "--out", str(tmp_path), "--checkpoints", str(tmp_path)]) == 2
    assert "`--data` must be one of digits, fashion; received none" in capsys.readouterr().err
    with pytest.raises(ValueError, match="`--data` must be one of digits, fashion; received 'mnist'"):
        compute.loaded(replace(SMALL, data="mnist"), 0, Settings())


@pytest.mark.parametrize("data", STUDY.data)
def test_the_committed_compute(data: str) -> None:
    path = RESULTS / f"compute-{data}-full-cpu.json"
    result = read(path)
    check(result)
    assert len(result["config"]["labels"]) >= (10 if data == "digits" else 4) and {
        line["method"] for line in result["config"]["lines"]
    } >= {"ft", "ce_ft", "scrub", "ssd"}
    assert files_of(result, path.stem).keys() == {path.name, f"{path.stem}.rows.json.xz"}
