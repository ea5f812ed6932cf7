"""The study on photos, on small archives in the published formats, and what large data sets need."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import torch

from gpu_checks.__main__ import main
from gpu_checks.data import CIFAR10, CIFAR100, Dataset, cifar, svhn
from gpu_checks.ensemble import Recipe
from gpu_checks.methods import METHODS
from gpu_checks.metrics import relearning
from gpu_checks.metrics.outputs import answers
from gpu_checks.metrics.relearning import relearning_steps
from gpu_checks.models import Model, Params
from gpu_checks.models.model import INPUTS, INPUTS_OF_GRADIENTS, block
from gpu_checks.saliency import saliency
from gpu_checks.statistics.protocol import Protocol
from gpu_checks.studies import photos
from gpu_checks.studies.contender import essential
from gpu_checks.studies.photos import SETS, SIZES
from gpu_checks.studies.result import as_text, encoded
from gpu_checks.studies.run import run_comparison
from gpu_checks.studies.settings import Settings
from gpu_checks.task import Task, sampled
from gpu_checks.tests.archives import cifar_archive, svhn_file
from gpu_checks.tests.conftest import Trained
from gpu_checks.wrong_labels import wrong_labels
from verify.report.recorded import recorded_studies

TINY = replace(
    SIZES["small"],
    channels=4,
    samples=120,
    asked=20,
    relearned=5,  # noise is not learned again in any number of steps
    training=Recipe(epochs=1, batch=32, rate=0.05),
    tuning=Recipe(epochs=1, batch=32, rate=0.02),
    contenders=essential(("random",)),
    protocol=Protocol(training_seeds=6, unlearning_seeds=1, tuning_seeds=1, references=4, budget=20, rates=(0.05, 0.2), resamples=199),
)
FOLDER = "folder-of-the-user"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with small archives of all three data sets, whose digests take the place of the published ones. They hold noise."""
    found = tmp_path / FOLDER
    found.mkdir()
    loads: dict[str, Callable[[Path], Dataset]] = {
        "cifar10": partial(cifar, layout=cifar_archive(found, CIFAR10, 60)[0]),
        "cifar100": partial(cifar, layout=cifar_archive(found, CIFAR100, 1000)[0]),
        "svhn": partial(svhn, **{part: (f"{part}_32x32.mat", svhn_file(found, f"{part}_32x32.mat", 200)[0]) for part in ("train", "test")}),
    }
    for name, load in loads.items():
        monkeypatch.setitem(SETS, name, (SETS[name][0], load))
    return found


def arguments(folder: Path, *others: str) -> list[str]:
    return ["photos", *others, "--out", str(folder / "out"), "--checkpoints", str(folder / "checkpoints"), "--quiet"]


def test_from_archives_to_verdicts(folder: Path) -> None:
    result = run_comparison(photos, "small", TINY, Settings(quiet=True, archives=folder))
    assert [case["case"] for case in result["cases"]] == ["cifar10 class-wise", "cifar10 random"]
    assert [case["forgetting"] for case in result["cases"]] == ["class-wise", "random"]
    assert result["config"]["data"] == "cifar10" and {case["data"] for case in result["cases"]} == {"cifar10"}
    assert result["cases"][1]["n_r"] == 108 and result["cases"][1]["n_f"] == 12
    assert FOLDER not in json.dumps(result)
    assert json.loads(encoded(result)) == json.loads(json.dumps(result)) and "A5 cifar10 random" in as_text(result)


def test_the_command_line(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The result is named after the data set, and no data set finds another's checkpoints."""
    monkeypatch.setitem(SIZES, "small", replace(TINY, kinds=("random",)))
    for name in ("cifar10", "svhn"):
        assert main(arguments(folder, "--data", name, "--archives", str(folder))) == 0
        text = (folder / "out" / f"photos-{name}-small-cpu.json").read_text(encoding="utf-8")
        assert FOLDER not in text and json.loads(text)["config"]["data"] == name
    assert len(list((folder / "checkpoints").iterdir())) == 2
    assert "A5 svhn random" in capsys.readouterr().out
    assert [study.study for study in recorded_studies(folder / "out")] == ["photos, cifar10, CPU", "photos, svhn, CPU"]


def test_what_the_command_line_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def refused(*others: str) -> str:
        assert main([*others, "--out", str(tmp_path), "--checkpoints", str(tmp_path)]) == 2
        return capsys.readouterr().err

    assert "`--data` must be one of cifar10, cifar100, svhn; received none" in refused("photos")
    assert "`--data` must be one of cifar10, cifar100, svhn; received mnist" in refused("photos", "--data", "mnist")
    missing = refused("photos", "--data", "svhn")
    assert "`--archives` must name a folder with the official train_32x32.mat and test_32x32.mat of svhn; received none" in missing
    empty = refused("photos", "--data", "cifar10", "--archives", str(tmp_path))
    assert f"`--archives` must name a folder with the official cifar-10-python.tar.gz of cifar10; received {tmp_path}" in empty
    for option, value in (("--data", "cifar10"), ("--archives", str(tmp_path))):
        readers = "a study that reads archives (compute, features, photos)" if option == "--archives" else "compute or photos"
        assert f"`{option}` must be given with {readers}; received it with digits" in refused("digits", option, value)
    (tmp_path / CIFAR10.archive).write_bytes(b"not it")
    assert f"must have the published MD5 digest {CIFAR10.md5}" in refused("photos", "--data", "cifar10", "--archives", str(tmp_path))


@pytest.mark.parametrize(("name", "classes", "training"), [("cifar10", 10, 270), ("cifar100", 100, 900), ("svhn", 10, 180)])
def test_every_data_set_makes_its_cases(folder: Path, name: str, classes: int, training: int) -> None:
    config = replace(SIZES["full"], data=name)
    by_class, drawn = (photos.case(config, i, Settings(archives=folder), None) for i in (0, 1))
    for case in (by_class, drawn):
        assert case.data.classes == classes and len(case.task.x) == training
        assert len(case.split.remaining) + len(case.split.forgetting) == training
    assert by_class.split.dropped == 3 and (by_class.data.train.y[by_class.split.forgetting] == 3).all()
    assert len(drawn.split.forgetting) == round(0.1 * training)


def test_fewer_training_samples_are_drawn_by_a_seed(folder: Path) -> None:
    data = photos.loaded("cifar10", folder)
    one, other = photos.limited(data, 50), photos.limited(data, 50)
    assert len(one.train.y) == 50 and torch.equal(one.train.x, other.train.x)
    assert photos.limited(data, None) is photos.limited(data, 10**6) is data


def test_an_unknown_architecture_is_refused() -> None:
    with pytest.raises(ValueError, match="`architecture` must be ResNet-18 or convnet; received 'mlp'"):
        photos.built("mlp", 10, 8)


def test_models_are_measured_on_a_sample(trained: Trained) -> None:
    few, again, other = (sampled(trained.task, 40, name) for name in ("a", "a", "b"))
    assert len(few.remaining) == len(few.forgetting) == 40
    assert torch.isin(few.remaining, trained.task.remaining).all() and torch.isin(few.forgetting, trained.task.forgetting).all()
    assert torch.equal(few.remaining, again.remaining) and not torch.equal(few.remaining, other.remaining)
    assert torch.equal(sampled(trained.task, 10**6, "a").remaining, trained.task.remaining)
    with pytest.raises(ValueError, match="`most` must be at least 1; received 0"):
        sampled(trained.task, 0, "a")


def recording(model: Model, seen: list[int]) -> Model:
    """The same model; ``seen`` gets the size of every batch that it is asked about."""

    def features(params: Params, x: torch.Tensor) -> torch.Tensor:
        seen.append(len(x))
        return model.features(params, x)

    return replace(model, features=features)


def largest_batch(trained: Trained, work: Callable[[Task, Params], object]) -> tuple[object, int]:
    """What ``work`` finds with the pretrained models, and the largest batch that it puts through all of them."""
    seen: list[int] = []
    return work(replace(trained.task, model=recording(trained.task.model, seen)), trained.pretrained), max(seen)


ON_ALL_SAMPLES: dict[str, Callable[[Trained, Task, Params], object]] = {
    "answers": lambda trained, task, w: torch.from_numpy(answers(task.model, w, trained.held_out).logits),
    "projection": lambda trained, task, w: METHODS["projection"](task, w, range(16), cutoff=0.01),
    "runner-up labels": lambda trained, task, w: wrong_labels("runner-up", task, w, range(16)),
    "saliency of D_r": lambda trained, task, w: saliency(task, w, task.remaining),
    "saliency of D_f": lambda trained, task, w: saliency(task, w, task.forgetting),
}


@pytest.mark.parametrize("name", ON_ALL_SAMPLES)
def test_a_model_sees_a_block_of_samples_at_a_time(name: str, trained: Trained, monkeypatch: pytest.MonkeyPatch) -> None:
    """16 models and samples of 64 numbers: what a device may hold at a time is the size of the largest batch, and decides no result."""
    work = partial(ON_ALL_SAMPLES[name], trained)
    whole, before = largest_batch(trained, work)
    for module in ("models.model.INPUTS", "saliency.INPUTS_OF_GRADIENTS"):
        monkeypatch.setattr(f"gpu_checks.{module}", 16 * 64 * 7)
    found, after = largest_batch(trained, work)
    assert after == 7 < 100 < before
    torch.testing.assert_close(found, whole, rtol=1e-3, atol=1e-5)


def test_the_largest_study_fits() -> None:
    """16 ResNets on photos: a layer of 64 channels holds at most 4 GB, and 0.7 GB where a gradient is taken."""
    x, stacked = torch.zeros(1, 3, 32, 32).expand(45000, -1, -1, -1), {"w": torch.zeros(16, 1)}
    for most, limit in ((INPUTS, 4e9), (INPUTS_OF_GRADIENTS, 0.8e9)):
        assert 0 < block(stacked, x, most) * 16 * 64 * 32 * 32 * 4 < limit
    assert block(stacked, x, 1) == 1
    assert block(stacked, torch.zeros(3, 1), INPUTS) == 1024


def test_relearning_some_models_at_a_time_takes_as_long(trained: Trained, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = relearning_steps(trained.task, trained.golden, 0.1, rate=0.3, most=50)
    monkeypatch.setattr(relearning, "INPUTS_OF_GRADIENTS", 3 * trained.task.x_f.numel())
    torch.testing.assert_close(relearning_steps(trained.task, trained.golden, 0.1, rate=0.3, most=50), steps, rtol=1e-3, atol=0)
