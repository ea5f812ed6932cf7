"""The study of deep features: predicted is measured, on made features at small size, and in the committed result."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from gpu_checks.__main__ import main
from gpu_checks.data.fashion import Images
from gpu_checks.probe import measured, predicted
from gpu_checks.probe.samples import Samples, cross_entropy, judged
from gpu_checks.probe.tuned import Way, left_by_decay, over_compute, trained
from gpu_checks.studies import STUDIES, features
from gpu_checks.studies.figures import features as figures
from gpu_checks.studies.figures.style import png
from gpu_checks.studies.result import encoded, read
from gpu_checks.studies.settings import Settings
from gpu_checks.tests.idx import images
from gpu_checks.tests.test_studies import committed

BAR = 1e-9
RNG = np.random.default_rng(5)


def samples(n: int = 40, d: int = 90, classes: int = 4) -> Samples:
    x, y = np.maximum(RNG.normal(size=(n + 40, d)), 0), np.arange(n + 40) % classes
    x[:, :3] *= y[:, None] != 0  # three coordinates that class 0 does not use
    x[:, 3:5] *= y[:, None] == 0  # and two that it alone uses
    return Samples(x[:n], y[:n], y[:n] == 0, x[n:], y[n:], classes, 0)


@pytest.fixture(scope="module")
def made() -> tuple[Samples, np.ndarray]:
    s = samples()
    pace = measured.Pace.of(np.linalg.svd(s.x, compute_uv=False))
    return s, measured.descended(s.x, s.targets, {"w": np.zeros((s.x.shape[1], s.classes))}, pace)["w"]


@pytest.fixture
def replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made images, and random ReLU features of them in place of the network's: no package is needed."""
    there = Images(*images(400, 0), *images(200, 1))
    weights = np.random.default_rng(2).normal(size=(784, 300)) / 28
    monkeypatch.setattr(features, "fashion_mnist", lambda folder: there)
    monkeypatch.setattr(features, "deep_features", lambda x, side: np.maximum(x.reshape(len(x), -1) / 255 @ weights, 0))


def test_every_model_of_the_theory_is_what_training_finds(made: tuple[Samples, np.ndarray]) -> None:
    s, w_o = made
    by_theory, (by_training, steps) = predicted.models(s.problem), measured.models(s, w_o)
    assert set(by_theory) == set(by_training) and steps > 10
    for name, w in by_theory.items():
        assert np.abs(w - by_training[name]).max() < 1e-10, name
    assert s.problem.blocks is not None and s.problem.blocks.sizes == (3, 85, 2)
    assert not np.allclose(by_theory["option_a"], by_theory["pretrained"]) and not np.allclose(by_theory["option_b"], 0)


def test_the_regularizers_limit_is_what_least_squares_finds(made: tuple[Samples, np.ndarray]) -> None:
    s, w_o = made
    for wrong in predicted.wrong_labels(s.problem).values():
        limit = predicted.regularized(s.problem, wrong)
        assert all(np.abs(limit - measured.regularized(s, w_o, wrong, alpha)).max() < 1e-10 for alpha in (0.1, 10.0))


def test_another_golden_model_would_be_noticed(made: tuple[Samples, np.ndarray]) -> None:
    s, _ = made
    golden = predicted.models(s.problem)["golden"]
    apart = judged(s, golden, golden)["UL"] - judged(s, golden * (1 + 1e-8), golden)["UL"]
    assert abs(apart) > BAR


def test_momentum_and_decay_leave_what_is_predicted() -> None:
    way = Way("cross-entropy", "SGD", 0.05, 0.03)
    x, y = np.zeros((8, 3)), np.eye(2)[np.arange(8) % 2]
    start = RNG.normal(size=(3, 2))
    *_, w = trained(x, y, start, way, [1, 7, 40], 0)
    assert np.allclose(w, start * left_by_decay(way, 40), atol=1e-14)
    assert left_by_decay(replace(way, momentum=0.0), 5) == pytest.approx((1 - 0.05 * 0.03) ** 5)


def test_marks_are_of_one_run_and_cross_entropy_is_torchs() -> None:
    s = samples()
    way, start = Way("cross-entropy", "Adam", 0.01), RNG.normal(size=(90, 4))
    *_, late = trained(s.x, s.targets, start, way, [3, 10], 1)
    (alone,) = trained(s.x, s.targets, start, way, [10], 1)
    assert (late == alone).all()
    ours = cross_entropy(s.x, s.targets, late)
    assert ours == pytest.approx(float(torch.nn.functional.cross_entropy(torch.from_numpy(s.x @ late), torch.from_numpy(s.y))))
    with pytest.raises(ValueError, match="`optimizer` must be SGD or Adam; received 'LBFGS'"):
        next(trained(s.x, s.targets, start, Way("squared", "LBFGS", 0.1), [1], 0))


def test_squared_loss_stays_and_cross_entropy_forgets(made: tuple[Samples, np.ndarray]) -> None:
    s, w_o = made
    still = over_compute(s, Way("squared", "SGD", 1e-3), 40, (0.0, 1.0, 2.0), 0, w_o)
    assert all(row["UL"] < 1e-20 for row in still["rows"]) and still["golden"]["UL"] > 0.1
    moving = over_compute(s, Way("cross-entropy", "SGD", 0.01, 0.02), 40, (0.0, 0.5, 1.0, 2.0), 0, w_o)
    losses = [row["UL"] for row in moving["rows"]]
    assert losses == sorted(losses) and losses[-1] > 2 * losses[0]
    assert all(row["unseen"] == pytest.approx(row["unseen, predicted"], rel=1e-9) for row in moving["rows"])


def check(result: dict[str, Any]) -> None:
    found = result["found"]
    assert found["largest difference"] < BAR and len(result["code"]) == 16
    assert found["data"]["rank"] == found["data"]["n"] < found["data"]["d"] and len(found["data"]["sha256"]) == 64
    for case in found["cases"].values():
        rows = {name: row["measured"] for name, row in case["models"].items()}
        own = rows["golden"]["UL"]
        assert case["golden UL by leaving out"] == pytest.approx(own, abs=BAR)
        assert rows["fine_tuned"]["UL"] < BAR and rows["pretrained"]["UL"] < BAR
        for exact in ("projected", "exact step", "regularized, golden, 0.1"):
            assert rows[exact]["UL"] == pytest.approx(own, abs=BAR) and rows[exact]["distance"] < BAR
        assert rows["regularized, zero, 0.1"]["UL"] == pytest.approx(1, abs=BAR)
        assert rows["regularized, runner-up, 0.1"]["UL"] == pytest.approx(2, abs=BAR)
        for way, tuned in case["tuned"].items():
            for row in tuned["rows"]:
                if "unseen, predicted" in row:
                    assert row["unseen"] == pytest.approx(row["unseen, predicted"], rel=1e-8), way
                if way == "squared, SGD":
                    assert row["UL"] < 1e-18
    drawn = figures.figures(result)
    assert set(drawn) == {"models", "compute"}
    left = drawn["models"].axes[0]
    shown = sorted(float(x) for points in left.collections for x, _ in np.asarray(points.get_offsets()))
    wanted = [row[kind]["UL"] for case in found["cases"].values() for name, row in case["models"].items()
              if name in figures.NAMES for kind in ("predicted", "measured")]  # fmt: skip
    assert shown == pytest.approx(sorted(wanted))


def test_the_study_of_features_at_small_size(replaced: None, tmp_path: Path) -> None:
    config = replace(features.SIZES["small"], ways=features.WAYS[:1] + features.WAYS[3:4])
    result = json.loads(encoded(STUDIES["features"].run(config, Settings(quiet=True, folder=tmp_path), "small")))
    check(result)
    assert all(png(figure).startswith(b"\x89PNG") for figure in STUDIES["features"].drawn(result).values())
    assert "golden" in STUDIES["features"].printed(result)
    again = json.loads(encoded(STUDIES["features"].run(config, Settings(quiet=True, folder=tmp_path), "small")))
    assert again["found"] == result["found"]


def test_features_need_data_and_a_cpu(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    usual = ["features", "--quiet", "--out", str(tmp_path / "out"), "--checkpoints", str(tmp_path / "c")]
    assert main([*usual, "--archives", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: `folder` must hold train-images-idx3-ubyte.gz") and error.count("\n") == 1
    with pytest.raises(ValueError, match="`--device` must be cpu for the study features"):
        features.run(features.SIZES["small"], Settings(device="cuda"), "small")


def test_the_committed_features() -> None:
    for path in committed("features-full-*.json"):
        check(read(path))


def test_the_committed_audit_is_of_these_features() -> None:
    (path,) = committed("features-full-cpu.json")
    case = read(path)["found"]["cases"]["class 0"]
    text = (path.parent / "features-audit.txt").read_text(encoding="utf-8")
    d_r, d_lap, d_f = case["blocks"]
    assert f"blocks: d_r = {d_r}, d_lap = {d_lap}, d_f = {d_f}, unused = {case['unused']}" in text
    for name in ("option_b, tuned", "option_b", "golden"):
        assert f"{case['models'][name]['predicted']['UL']:.7f}" in text
