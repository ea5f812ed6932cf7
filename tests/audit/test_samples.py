"""Reading a user's file: what is legal is read, what is not is refused by name."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.audit.conftest import WriteNpz, good
from verify.audit import memory
from verify.audit.bad_input import BadInputError
from verify.audit.report import audit
from verify.audit.samples import read_samples


def spoiled(at: tuple[int, int], value: float) -> np.ndarray:
    """The good features with one entry replaced."""
    features = good()["features"]
    features[at] = value
    return features


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "NaN": ({"features": spoiled((2, 1), np.nan)}, "`features` must be finite; received NaN or infinity, first in row 2"),
    "infinity": ({"features": spoiled((0, 0), np.inf)}, "`features` must be finite"),
    "infinite target": ({"targets": np.array([1, 2, np.inf, 0])}, "`targets` must be finite.*row 2"),
    "no features": ({"drop": "features"}, "key `features` is missing; the file has forget, targets"),
    "no targets": ({"drop": "targets"}, "key `targets` is missing"),
    "no forget": ({"drop": "forget"}, "key `forget` is missing"),
    "one-dimensional features": ({"features": np.ones(4)}, r"`features` must have 2 dimensions; received shape \(4,\)"),
    "three-dimensional targets": ({"targets": np.ones((4, 1, 1))}, "`targets` must have 1 or 2 dimensions"),
    "too few targets": ({"targets": np.ones(3)}, r"`targets` must have 4 rows.*received shape \(3,\)"),
    "too few flags": ({"forget": np.array([True, False])}, r"`forget` must have 4 rows.*received shape \(2,\)"),
    "integer mask": ({"forget": np.array([0, 1, 0, 1])}, "`forget` must be a boolean mask; received dtype int64"),
    "nothing to forget": ({"forget": np.zeros(4, dtype=bool)}, "received an empty forgetting set"),
    "nothing remains": ({"forget": np.ones(4, dtype=bool)}, "received an empty remaining set"),
    "no feature columns": ({"features": np.ones((4, 0))}, r"`features` must have at least one column; received shape \(4, 0\)"),
    "no target columns": ({"targets": np.ones((4, 0))}, r"`targets` must have at least one column"),
    "no samples": ({"features": np.ones((0, 5)), "targets": np.ones(0), "forget": np.ones(0, dtype=bool)}, "at least one sample"),
    "mask with two dimensions": ({"forget": np.ones((4, 1), dtype=bool)}, r"`forget` must have shape \(4,\).*received \(4, 1\)"),
    "text": ({"features": np.full((4, 2), "a")}, "`features` must be real numbers; received dtype <U1"),
    "complex": ({"features": np.ones((4, 2), dtype=complex)}, "`features` must be real numbers; received dtype complex128"),
    "pickled": (
        {"features": np.array([[1, None]] * 4, dtype=object)},
        "`features` holds pickled Python objects, which are never loaded",
    ),
    "near overflow": ({"features": spoiled((1, 1), 1e300)}, r"`features` must have its largest magnitude between 1e-60 and 1e\+60"),
    "negative near overflow": ({"targets": np.array([0, -1e200, 0, 0])}, r"received 1e\+200"),
    "near underflow": ({"features": good()["features"] * 1e-300}, "received 3e-300"),
    "all features zero": ({"features": np.zeros((4, 5))}, "`features` must have its largest magnitude .* received 0"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, npz: WriteNpz) -> None:
    changed, message = REFUSED[name]
    with pytest.raises(BadInputError, match=message):
        read_samples(npz(**changed))


LEGAL: dict[str, tuple[dict[str, Any], str]] = {
    "zero sample": (
        {"features": good()["features"] * np.array([[1], [0], [1], [1]])},
        "1 of the samples are zero in every feature",
    ),
    "duplicates": ({"features": good()["features"][[0, 1, 0, 3]]}, "1 of the samples repeat .* rank-deficient"),
    "constant targets": ({"targets": np.ones(4)}, "the targets are the same for every sample"),
    "zero targets": ({"targets": np.zeros(4)}, "the targets are the same for every sample"),
}


@pytest.mark.parametrize("name", LEGAL)
def test_legal_and_noted(name: str, npz: WriteNpz) -> None:
    changed, note = LEGAL[name]
    notes = read_samples(npz(**changed)).notes
    assert sum(bool(re.match(note, n)) for n in notes) == 1


def test_ordinary_data_need_no_note(npz: WriteNpz) -> None:
    samples = read_samples(npz())
    assert samples.notes == ()
    assert samples.problem.blocks.unused == (4,)
    assert (samples.problem.n_r, samples.problem.n_f, samples.problem.d) == (2, 2, 5)


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.float32, bool])
def test_other_real_types_are_read(dtype: type, npz: WriteNpz) -> None:
    assert read_samples(npz(features=good()["features"].astype(dtype))).problem.d == 5


def test_never_unpickled(tmp_path: Path, npz: WriteNpz) -> None:
    """A pickle that would write a file when loaded does not."""
    witness = tmp_path / "witness"
    with pytest.raises(BadInputError, match="pickled"):
        read_samples(npz(targets=np.array([Trap(witness)] * 4, dtype=object)))
    assert not witness.exists()


class Trap:
    """Touches a file when unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Path]]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("kept", [0, 1, 30, 200, -1, -30])
def test_truncated_archive(kept: int, npz: WriteNpz) -> None:
    path = npz()
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(BadInputError, match=r"not a whole \.npz archive"):
        read_samples(path)


def test_damaged_member(npz: WriteNpz) -> None:
    path = npz()
    data = bytearray(path.read_bytes())
    data[200] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(BadInputError):
        read_samples(path)


def archive_of(path: Path, **members: bytes) -> Path:
    """A zip whose members are the good arrays, some replaced by raw bytes."""
    with zipfile.ZipFile(path, "w") as archive:
        for key, value in good().items():
            buffer = io.BytesIO()
            np.save(buffer, value)
            archive.writestr(f"{key}.npy", members.get(key, buffer.getvalue()))
    return path


def header(shape: str) -> bytes:
    """A .npy header that declares ``shape`` with nothing behind it."""
    text = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


def test_member_is_not_an_array(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="`targets` is not a numpy array"):
        read_samples(archive_of(tmp_path / "x.npz", targets=b"hello, world"))


def test_member_shorter_than_declared(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="`features` ends before its declared shape is filled"):
        read_samples(archive_of(tmp_path / "x.npz", features=header("(4, 5)")))


def test_impossible_shape(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="impossible shape"):
        read_samples(archive_of(tmp_path / "x.npz", features=header("(4, -5)")))


def test_declared_size_is_weighed_before_loading(tmp_path: Path) -> None:
    """A petabyte is refused from the header alone."""
    path = archive_of(tmp_path / "x.npz", features=header("(4, 40000000000000)"))
    with pytest.raises(BadInputError, match=r"`features` of shape \(4, 40000000000000\) needs about .* GiB of memory; .* are available"):
        read_samples(path)


def test_declared_size_of_targets_is_weighed(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="`targets` must have 4 rows"):
        read_samples(archive_of(tmp_path / "x.npz", targets=header("(100000000000000,)")))


def test_memory_check_takes_what_is_available() -> None:
    memory.check_memory(100_000, 1_000, 1, available=16 * 2**30)
    with pytest.raises(BadInputError, match=r"\(100000, 1000\) needs about .* GiB of memory; 1\.0 GiB are available"):
        memory.check_memory(100_000, 1_000, 1, available=2**30)


def test_control_group_limit(tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text("1000\n")
    (tmp_path / "memory.current").write_text("400\n")
    assert memory._control_group(tmp_path) == 600
    (tmp_path / "memory.max").write_text("max\n")
    assert memory._control_group(tmp_path) is None


@pytest.mark.parametrize("name", ["data.txt", "data", "data.npy"])
def test_other_suffix(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"must end in \.npz or \.csv"):
        read_samples(tmp_path / name)


@pytest.mark.parametrize("suffix", ["npz", "csv"])
def test_no_such_file(suffix: str, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="cannot be read: No such file"):
        read_samples(tmp_path / f"none.{suffix}")


def test_integers_that_double_precision_cannot_hold_are_refused(npz: WriteNpz) -> None:
    features = np.full((4, 3), 2**62) + np.arange(12).reshape(4, 3)
    with pytest.raises(BadInputError, match=r"`features` must hold integers up to 2\^53, which double precision keeps apart"):
        read_samples(npz(features=features))
    read_samples(npz(features=np.full((4, 3), -(2**53)) + np.eye(4, 3, dtype=int)))


@pytest.mark.skipif(np.finfo(np.longdouble).max == np.finfo(np.float64).max, reason="long double is double here")
def test_numbers_beyond_double_precision_are_refused(npz: WriteNpz) -> None:
    with pytest.raises(BadInputError, match="must be finite; received a number beyond double precision, first in row 0"):
        read_samples(npz(features=np.full((4, 3), np.longdouble("1e400"))))


def test_the_smallest_features_with_the_largest_targets_have_finite_bounds(npz: WriteNpz) -> None:
    data = np.random.default_rng(0).normal(size=(4, 5)) * 1e-59
    report = audit(read_samples(npz(features=data, targets=np.arange(4.0) * 1e59)).problem)
    assert all(np.isfinite([row.unlearning.error, row.gap_in_weights.error]).all() for row in report.rows)
