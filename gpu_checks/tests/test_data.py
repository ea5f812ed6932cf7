"""Data sets, archives and what to forget."""

from __future__ import annotations

import os
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from scipy.io import savemat

from gpu_checks.data import CIFAR10, CIFAR100, cifar, digits, made_images, svhn
from gpu_checks.data.archives import restricted_load, verified
from gpu_checks.data.cifar import Layout
from gpu_checks.data.dataset import Part, divided
from gpu_checks.data.made import HALF, STRIP
from gpu_checks.ensemble import Recipe
from gpu_checks.forgetting import class_wise, high_influence, memorization, random_samples
from gpu_checks.losses import cross_entropy
from gpu_checks.models import mlp
from gpu_checks.tests.archives import RNG, archive, batch, cifar_archive, md5, svhn_file


def test_digits_are_divided_by_class() -> None:
    data = digits()
    sizes = [len(part.y) for part in (data.train, data.validation, data.test)]
    assert sum(sizes) == 1797 and sizes[1] == pytest.approx(359, abs=6)
    for part in (data.train, data.validation, data.test):
        assert part.x.shape[1:] == (1, 8, 8) and float(part.x.max()) == 1 and float(part.x.min()) == 0
        assert torch.bincount(part.y).min() > 0.08 * len(part.y)
    everything = torch.cat([p.x.flatten(1) for p in (data.train, data.validation, data.test)])
    assert len(everything.unique(dim=0)) == 1797


def test_shares_must_add_up() -> None:
    with pytest.raises(ValueError, match="`shares` must add up to 1"):
        divided(np.zeros((10, 1)), np.zeros(10), 0, (0.5, 0.4))
    with pytest.raises(ValueError, match="same positive number"):
        Part(torch.zeros(3, 2), torch.zeros(2))


@pytest.mark.parametrize("overlap", [0.0, 0.5, 1.0])
def test_made_images_have_the_blocks_they_say(overlap: float) -> None:
    data = made_images(overlap, 200)
    x = torch.cat([data.train.x, data.test.x]).flatten(1)
    y = torch.cat([data.train.y, data.test.y])
    upper, lower = x[:, :HALF], x[:, HALF:].reshape(len(x), 4, STRIP)
    assert bool((upper == 0).all()) == (overlap == 0)
    own = torch.nn.functional.one_hot(y, 4).bool()
    assert (lower[~own] == 0).all()
    assert bool((lower[own] == 0).all()) == (overlap == 1)


def test_made_images_refuse_what_they_cannot_be() -> None:
    with pytest.raises(ValueError, match=r"`overlap` must be between 0 and 1; received 1\.5"):
        made_images(1.5, 200)
    with pytest.raises(ValueError, match="`count` must be a positive multiple of 20; received 30"):
        made_images(0.5, 30)


@pytest.mark.parametrize("layout", [CIFAR10, CIFAR100], ids=lambda s: s.name)
def test_cifar_reads_the_published_format(tmp_path: Path, layout: Layout) -> None:
    count = 20 * layout.classes
    own, batches = cifar_archive(tmp_path, layout, count)
    data = cifar(tmp_path, own)
    assert len(data.train.y) + len(data.validation.y) == count * len(layout.train)
    assert len(data.test.y) == count and data.classes == layout.classes
    first = batches[layout.test][b"data"][0].reshape(3, 32, 32)
    assert np.allclose(data.test.x[0].numpy(), first / 255)
    assert data.test.y.tolist() == batches[layout.test][layout.label]


def test_a_missing_or_changed_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"`folder` must hold cifar-10-python\.tar\.gz"):
        cifar(tmp_path)
    (tmp_path / CIFAR10.archive).write_bytes(b"not it")
    with pytest.raises(ValueError, match="must have the published MD5 digest c58f30108f718f92721af3b95e74349a"):
        cifar(tmp_path)
    assert verified(tmp_path, CIFAR10.archive, md5(b"not it")) == b"not it"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"data": RNG.integers(0, 256, (200, 3071), dtype=np.uint8)}, "`data` in"),
        ({"data": b"text"}, "must be a dict with `data`"),
        ({"labels": [10] * 200}, "must be integers from 0 to 9"),
        ({"labels": list(range(10))}, "`data` in"),
    ],
)
def test_another_layout_is_refused(tmp_path: Path, change: dict, message: str) -> None:
    members = {name: pickle.dumps(batch(200, b"labels", 10, **change), protocol=2) for name in (*CIFAR10.train, CIFAR10.test)}
    with pytest.raises(ValueError, match=message):
        cifar(tmp_path, archive(tmp_path, CIFAR10, members))


def test_an_archive_without_its_parts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="the archive must hold cifar-10-batches-py/data_batch_1"):
        cifar(tmp_path, archive(tmp_path, CIFAR10, {"other": b""}))
    (tmp_path / CIFAR10.archive).write_bytes(b"no tar")
    with pytest.raises(ValueError, match="must be a gzipped tar archive"):
        cifar(tmp_path, replace(CIFAR10, md5=md5(b"no tar")))


class Hostile:
    """Unpickling it would run a command."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return os.mkdir, (str(self.path),)


def test_nothing_is_executed(tmp_path: Path) -> None:
    target = tmp_path / "made"
    for protocol in range(2, 6):
        with pytest.raises(ValueError, match=r"the archive asks for (posix|nt|os)\.mkdir"):
            restricted_load(pickle.dumps({b"data": Hostile(target)}, protocol=protocol), "x")
    assert not target.exists()


@pytest.mark.parametrize("value", [np.zeros(3), np.array([{}], dtype=object), np.float64(1.0), np.zeros(2, np.int64)])
def test_other_arrays_are_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="must be a pickle of the published layout"):
        restricted_load(pickle.dumps(value, protocol=2), "x")


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x80\x02cnumpy.core.multiarray\n_reconstruct\n)R."])
def test_garbage_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="x must be a pickle of the published layout"):
        restricted_load(content, "x")


def test_svhn_reads_the_published_format(tmp_path: Path) -> None:
    files = {name: svhn_file(tmp_path, name, count) for name, count in (("train_32x32.mat", 100), ("test_32x32.mat", 40))}
    data = svhn(tmp_path, *((name, digest) for name, (digest, _, _) in files.items()))
    _, x, y = files["test_32x32.mat"]
    assert np.allclose(data.test.x[5].numpy(), x[..., 5].transpose(2, 0, 1) / 255)
    assert data.test.y.tolist() == [int(label) % 10 for label in y.ravel()]
    assert len(data.train.y) + len(data.validation.y) == 100
    with pytest.raises(ValueError, match="published MD5 digest"):
        svhn(tmp_path)


def test_another_mat_file_is_refused(tmp_path: Path) -> None:
    savemat(tmp_path / "a.mat", {"X": np.zeros((32, 32, 3, 4)), "y": np.ones((4, 1))})
    (tmp_path / "b.mat").write_bytes(b"MATLAB?" * 40)
    for name, message in (("a.mat", "another layout"), ("b.mat", "must be a MATLAB 5 file")):
        entry = (name, md5((tmp_path / name).read_bytes()))
        with pytest.raises(ValueError, match=message):
            svhn(tmp_path, entry, entry)


def test_class_wise_and_random_forgetting() -> None:
    data = digits()
    by_class = class_wise(data, 3)
    assert (data.train.y[by_class.forgetting] == 3).all() and not (data.train.y[by_class.remaining] == 3).any()
    assert not (by_class.held_out(data.test).y == 3).any()
    drawn = random_samples(data, 0.1, seed=0)
    assert len(drawn.forgetting) == round(0.1 * len(data.train.y))
    assert len(torch.cat([drawn.forgetting, drawn.remaining]).unique()) == len(data.train.y)
    assert len(data.train.y[drawn.forgetting].unique()) == 10
    assert torch.equal(drawn.forgetting, random_samples(data, 0.1, seed=0).forgetting)
    assert not torch.equal(drawn.forgetting, random_samples(data, 0.1, seed=1).forgetting)
    for bad in (lambda: class_wise(data, 11), lambda: random_samples(data, 0.0, 0), lambda: random_samples(data, 1.0, 0)):
        with pytest.raises(ValueError, match="must"):
            bad()


def test_mislabelled_samples_are_the_influential_ones() -> None:
    """A sample with a wrong label is learned only by models that saw it: memorized several times as much as the others are."""
    data = digits().to(torch.device("cpu"), torch.float32)
    y = data.train.y.clone()
    spoiled = torch.arange(0, len(y), 50)
    y[spoiled] = (y[spoiled] + 5) % 10
    data = replace(data, train=Part(data.train.x, y))
    recipe = Recipe(40, 64, 0.1, decay=0.0)  # no decay: a model that does not fit the wrong labels has memorized nothing
    scores = memorization(data, mlp(64, 128, 10), cross_entropy, recipe, seed=0, models=24)
    assert scores.abs().max() <= 1
    usual = torch.ones(len(y), dtype=torch.bool).scatter(0, spoiled, value=False)
    assert float(scores[spoiled].mean()) > 5 * float(scores[usual].mean())
    found = high_influence(data, 0.05, mlp(64, 128, 10), cross_entropy, recipe, seed=0, models=24)
    assert np.isin(spoiled.numpy(), found.forgetting.numpy()).mean() > 0.2  # four times what chance would catch
