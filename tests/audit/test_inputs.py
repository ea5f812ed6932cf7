"""Files that people have: each reader gives the same problem, and says in one line what it cannot read."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from tests.audit.conftest import good
from verify.__main__ import main
from verify.audit.bad_input import BadInputError
from verify.audit.read_array import read_array
from verify.audit.samples import read_samples
from verify.audit.sources import READERS

TEXT = "a,b,target,forget\n1,2,5,0\n3,4,6,1\n7,1,2,0\n"


def same_as_csv(path: Path) -> None:
    p = read_samples(path).problem
    np.testing.assert_array_equal(p.x.data, [[1, 7, 3], [2, 1, 4]])
    np.testing.assert_array_equal(p.y.data, [[5], [2], [6]])


@pytest.mark.parametrize(
    ("name", "text"), [("x.csv", TEXT), ("x.CSV", TEXT), ("x.tsv", TEXT.replace(",", "\t")), ("x.csv", TEXT.replace(",", ";"))]
)
def test_tables_of_text(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    same_as_csv(tmp_path / name)
    with gzip.open(tmp_path / f"{name}.gz", "wt") as file:
        file.write(text)
    same_as_csv(tmp_path / f"{name}.gz")


def test_a_damaged_gz_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode() + b"1,2,3,0\n" * 5000)[:60])
    with pytest.raises(BadInputError, match=r"x\.csv\.gz: not a whole \.gz file"):
        read_samples(path)
    path.write_text(TEXT)
    with pytest.raises(BadInputError, match=r"not a whole \.gz file"):
        read_samples(path)


def test_a_line_that_is_no_text_is_named_however_far_down(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,target,forget\n" + b"1,2,0\n" * 30_000 + b"1,\xe9,0\n" + b"1,2,0\n" * 30_000)
    with pytest.raises(BadInputError, match="line 30002 is not text in UTF-8: it has the byte 0xe9; save the file as UTF-8"):
        read_samples(path)


def trio(folder: Path) -> dict[str, Path]:
    paths = {}
    for key, value in good().items():
        paths[key] = folder / f"{key}.npy"
        np.save(paths[key], value)
    return paths


def test_three_arrays_in_three_files_or_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = trio(tmp_path)
    assert main(["audit", *(text for part, path in paths.items() for text in (f"--{part}", str(path)))]) == 0
    by_files = capsys.readouterr().out
    assert main(["audit", str(tmp_path)]) == 0
    assert capsys.readouterr().out == by_files


def test_a_mask_of_integers_alone_in_its_file_is_read(tmp_path: Path) -> None:
    np.save(trio(tmp_path)["forget"], np.array([0, 1, 0, 1]))
    assert read_samples(tmp_path).problem.n_f == 2


def test_an_array_file_is_mapped(tmp_path: Path) -> None:
    assert isinstance(read_array(trio(tmp_path)["features"]), np.memmap)


def test_sparse_features(tmp_path: Path) -> None:
    trio(tmp_path)["features"].unlink()
    sparse.save_npz(tmp_path / "features.npz", sparse.csr_matrix(good()["features"]))
    np.testing.assert_array_equal(read_samples(tmp_path).problem.x.data, good()["features"][[0, 2, 1, 3]].T)


def test_a_sparse_matrix_that_is_too_large_dense_is_refused(tmp_path: Path) -> None:
    trio(tmp_path)["features"].unlink()
    sparse.save_npz(tmp_path / "features.npz", sparse.csr_matrix((4, 10**12)))
    with pytest.raises(BadInputError, match=r"`features` of shape \(4, 1000000000000\) needs about .* GiB"):
        read_samples(tmp_path)


WRONG = {
    "x.npz": (lambda path: np.savez(path, a=np.ones(2)), "must be a matrix saved by scipy.sparse.save_npz; received members a"),
    "pickle.npy": (lambda path: np.save(path, np.array([None])), "holds pickled Python objects, which are never loaded"),
    "short.npy": (lambda path: path.write_bytes(b"\x93NUMPY"), "not a whole .npy file"),
    "empty.npy": (lambda path: path.write_bytes(b""), "not a whole .npy file"),
    "x.txt": (lambda path: path.write_text("1"), "a file of one array must end in .npy, .npz"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_array_files_are_named(tmp_path: Path, name: str) -> None:
    write, message = WRONG[name]
    write(tmp_path / name)
    with pytest.raises(BadInputError, match=rf"{name}: .*{message}"):
        read_array(tmp_path / name)


def test_sources_must_be_complete_and_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = trio(tmp_path)
    assert main(["audit"]) == 2
    assert "FILE must be given, or --features, --targets and --forget; received nothing for --features" in capsys.readouterr().err
    assert main(["audit", "--features", str(paths["features"])]) == 2
    assert "received nothing for --targets, --forget" in capsys.readouterr().err
    assert main(["audit", str(tmp_path), "--features", str(paths["features"])]) == 2
    assert "received both" in capsys.readouterr().err
    paths["targets"].unlink()
    assert main(["audit", str(tmp_path)]) == 2
    assert "the folder must hold one file targets.npy (or .npz, .pt); received none" in capsys.readouterr().err


def test_parquet(tmp_path: Path) -> None:
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    frame = pd.DataFrame({"a": [1.0, 3, 7], "b": [2, 4, 1], "target": [5.0, 6, 2], "forget": [0, 1, 0]})
    frame.to_parquet(tmp_path / "x.parquet")
    same_as_csv(tmp_path / "x.parquet")
    frame["b"] = ["x", "y", "z"]
    frame.to_parquet(tmp_path / "x.parquet")
    with pytest.raises(BadInputError, match="`features` must hold numbers only; received text, gaps or objects in column 'b'"):
        read_samples(tmp_path / "x.parquet")
    (tmp_path / "x.parquet").write_bytes(b"PAR1")
    with pytest.raises(BadInputError, match=r"not a whole \.parquet file"):
        read_samples(tmp_path / "x.parquet")


def test_safetensors(tmp_path: Path) -> None:
    library = pytest.importorskip("safetensors.numpy")
    library.save_file(good(), tmp_path / "x.safetensors")
    assert read_samples(tmp_path / "x.safetensors").problem.d == 5
    (tmp_path / "x.safetensors").write_bytes(b"no")
    with pytest.raises(BadInputError, match=r"not a whole \.safetensors file"):
        read_samples(tmp_path / "x.safetensors")


def test_torch(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    arrays = {key: torch.from_numpy(value) for key, value in good().items()}
    torch.save(arrays, tmp_path / "x.pt")
    np.testing.assert_array_equal(read_samples(tmp_path / "x.pt").problem.x.data, good()["features"][[0, 2, 1, 3]].T)
    torch.save({"features": arrays["features"]}, tmp_path / "x.pt")
    with pytest.raises(BadInputError, match="key `targets` is missing; the file has features"):
        read_samples(tmp_path / "x.pt")
    torch.save(arrays["features"], tmp_path / "features.pt")
    assert read_array(tmp_path / "features.pt").shape == (4, 5)


class Touching:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_a_torch_file_is_never_unpickled(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    torch.save({**good(), "more": Touching(tmp_path / "witness")}, tmp_path / "x.pt")
    with pytest.raises(BadInputError, match="not a torch file of tensors: it holds more than tensors, which is never loaded"):
        read_samples(tmp_path / "x.pt")
    assert not (tmp_path / "witness").exists()


@pytest.mark.parametrize(
    ("suffix", "library", "message"),
    [
        (".parquet", "pandas", "reading .parquet needs pandas and pyarrow: pip install 'goldengap.tables.'; or save it as .csv"),
        (".safetensors", "safetensors.numpy", "reading .safetensors needs the library safetensors: pip install safetensors"),
        (".pt", "torch", "reading .pt needs torch: pip install torch; or save the arrays as .npz"),
    ],
)
def test_a_missing_library_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, library: str, message: str) -> None:
    monkeypatch.setitem(__import__("sys").modules, library, None)
    (tmp_path / f"x{suffix}").write_bytes(b"")
    with pytest.raises(BadInputError, match=message):
        read_samples(tmp_path / f"x{suffix}")


def test_a_file_is_named_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trio(tmp_path)
    np.save(tmp_path / "w.npy", np.array([None]))
    for arguments, name in ((["x.txt"], "x.txt"), ([str(tmp_path), "--weights", str(tmp_path / "w.npy")], "w.npy")):
        assert main(["audit", *arguments]) == 2
        assert capsys.readouterr().err.count(name) == 1


@pytest.mark.parametrize("suffix", READERS)
def test_no_such_file(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(BadInputError, match="cannot be read: No such file"):
        read_samples(tmp_path / f"none{suffix}")
