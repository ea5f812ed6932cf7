"""A study's run: stored pieces that do not fit, a parent that is killed, Ctrl-C, no memory, and wrong arguments."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from gpu_checks.__main__ import main
from gpu_checks.runtime import device_of, peak_memory
from gpu_checks.store import Store
from gpu_checks.studies import STUDIES, digits, photos
from gpu_checks.studies.comparison import pieces
from gpu_checks.studies.run import run_comparison
from gpu_checks.studies.settings import Progress, Settings
from gpu_checks.tests.test_store import TINY

ROOT = Path(__file__).parents[2]
VALUE = {"a": [1.5, float("nan"), "text"], "b": None}
PARAMS = {"w": torch.arange(12.0).reshape(3, 4)}


def stored(folder: Path) -> Store:
    """A store that has computed one piece of each kind."""
    store = Store(folder)
    store.json("x/y", lambda: VALUE)
    store.params("p", lambda: PARAMS, torch.device("cpu"))
    return store


@pytest.mark.parametrize("seed", range(30))
def test_damage_anywhere_is_named_and_computed_again(tmp_path: Path, seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    stored(tmp_path)
    rng = random.Random(seed)
    path = rng.choice(sorted(tmp_path.iterdir()))
    data = bytearray(path.read_bytes())
    at = rng.randrange(len(data))
    if rng.random() < 0.5:
        data[at] ^= 1 << rng.randrange(8)
    else:
        del data[at:]
    path.write_bytes(bytes(data))
    again = stored(tmp_path)
    assert again.unfit == 1
    said = capsys.readouterr().err
    assert path.name.removesuffix(".record") in said and "it is computed again" in said
    assert str(again.json("x/y", lambda: pytest.fail("computed"))) == str(VALUE)
    assert torch.equal(stored(tmp_path).params("p", lambda: pytest.fail("computed"), torch.device("cpu"))["w"], PARAMS["w"])
    assert capsys.readouterr().err == ""


def test_an_edited_piece_is_not_used(tmp_path: Path) -> None:
    stored(tmp_path)
    path = tmp_path / "x--y.json"
    path.write_text(path.read_text().replace("1.5", "2.5"))
    assert Store(tmp_path).json("x/y", lambda: VALUE)["a"][0] == 1.5


@pytest.mark.parametrize("kept", ["another piece", "another folder", "no record"])
def test_a_piece_of_other_code_is_not_used(tmp_path: Path, kept: str) -> None:
    """Folders are named after the digest of configuration and code."""
    first, second = tmp_path / "study-0123", tmp_path / "study-4567"
    stored(first)
    second.mkdir()
    for path in first.iterdir():
        name = path.name.replace("x--y", "z") if kept == "another piece" else path.name
        if kept != "no record" or path.suffix != ".record":
            ((first if kept == "another piece" else second) / name).write_bytes(path.read_bytes())
    name, folder = ("z", first) if kept == "another piece" else ("x/y", second)
    assert Store(folder).json(name, lambda: "computed") == "computed"


RUN = """
import sys
from dataclasses import replace
from pathlib import Path
from gpu_checks.studies import digits
from gpu_checks.studies.run import run_comparison
from gpu_checks.studies.settings import Settings
from gpu_checks.tests.test_store import TINY
slow = replace(TINY, kinds=("class-wise", "random"), training=replace(TINY.training, epochs=10**6))
if __name__ == "__main__":
    run_comparison(digits, "small", slow, Settings(folder=Path(sys.argv[1]), workers=2, quiet=True))
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes in /proc")
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(RUN)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.Popen([sys.executable, str(script), str(tmp_path / "kept")], env=environment, cwd=ROOT, start_new_session=True)
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children")
    deadline = time.monotonic() + 120
    try:
        while sum(_is_worker(pid) and _busy(pid) for pid in children.read_text().split()) < 2:
            assert run.poll() is None and time.monotonic() < deadline
            time.sleep(0.1)
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        while _alive(run.pid) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not _alive(run.pid)
    finally:
        if _alive(run.pid):
            os.killpg(run.pid, signal.SIGKILL)


def _is_worker(pid: str) -> bool:
    return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()


def _busy(pid: str) -> bool:
    """Whether the process has imported torch and computes."""
    return int(Path(f"/proc/{pid}/stat").read_text().split()[13]) > 300


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_stopped_by_hand_it_says_in_one_line_what_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gpu_checks.studies.run.run_comparison", stop)
    arguments = ["digits", "--out", str(tmp_path / "out"), "--checkpoints", str(tmp_path / "kept")]
    assert main(arguments) == 130
    said = capsys.readouterr().err.strip()
    assert said.startswith("stopped; finished pieces are kept in ") and "\n" not in said
    assert "the same command goes on from there" in said


@pytest.mark.parametrize(
    ("error", "message"),
    [(MemoryError(), "error: not enough memory\n"), (torch.OutOfMemoryError("CUDA out of memory.\nmore"), "CUDA out of")],
)
def test_want_of_memory_has_words(
    error: Exception, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("gpu_checks.studies.run.run_comparison", fail)
    assert main(["digits", "--out", str(tmp_path / "out"), "--checkpoints", str(tmp_path / "kept")]) == 2
    said = capsys.readouterr().err
    assert message in said and said.count("\n") == 1


@pytest.mark.parametrize(
    "name", ["tpu", "", "cpu:7", "cuda:x", "cuda:", "cuda:-1", "cuda:99", "cuda:9999999999999999999", "cpu:x", "cuda:0:1"]
)
def test_an_unknown_device_is_one_line(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="`device` must be"):
        device_of(name)
    assert main(["digits", "--device", name]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("option", ["--out", "--checkpoints"])
def test_a_file_where_a_folder_must_be_is_one_line_before_the_work(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("gpu_checks.studies.run.run_comparison", lambda *_: pytest.fail("began to work"))
    (tmp_path / "file").write_text("x")
    others = {"--out": str(tmp_path / "out"), "--checkpoints": str(tmp_path / "kept")} | {option: str(tmp_path / "file")}
    assert main(["digits", *(word for pair in others.items() for word in pair)]) == 2
    said = capsys.readouterr().err
    assert f"`{option}` must be a folder" in said and said.count("\n") == 1


def test_progress_has_one_total_over_all_processes(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Every line counts on, whichever process says it; the last is the total; a run that finds all says so at once."""
    config = replace(TINY, kinds=("class-wise", "random"))
    for _ in range(2):
        run_comparison(digits, "small", config, Settings(folder=tmp_path, workers=2))
        lines = [line for line in capfd.readouterr().err.splitlines() if " digits [" in line]
        counts = [line.split("[")[1].split("]")[0] for line in lines]
        total = 2 * pieces(config.contenders, config.protocol)
        assert sorted(counts, key=lambda count: int(count.split("/")[0])) == [f"{done}/{total}" for done in range(1, total + 1)]
    assert sum("; done" in line for line in lines) == 1 and all("found" in line for line in lines)


def test_the_time_that_is_left_follows_what_was_computed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Progress("s", 14, tmp_path / "count", 0.0)
    monkeypatch.setattr("time.time", lambda: 120.0)
    assert told.left(b"cc") == "12 min left"  # two took a minute each, and twelve are left
    assert told.left(b"ffffffffff") == "time left unknown"
    assert told.left(b"ffffffffcc") == "4 min left"
    assert told.left(b"c" * 14) == "done" and told.left(b"c" * 13) == "less than 1 min left"


def test_help_says_what_every_study_asks_and_takes_without_torch() -> None:
    program = "import sys; sys.modules['torch'] = None; from gpu_checks.__main__ import main; main(['--help'])"
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for study in STUDIES.values():
        assert f"  {study.name} ({study.takes}):\n    {study.question}" in said
        assert study.module.SIZES.keys() == {"small", "full"}
    assert set(STUDIES["photos"].data) == set(photos.SETS)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["digits", "--archives", "x"], "`--archives` must be given with a study that reads archives (compute, features, photos)"),
        (["digits", "--data", "digits"], "`--data` must be given with compute or photos; received it with digits"),
        (["photos"], "`--data` must be one of cifar10, cifar100, svhn; received none"),
    ],
)
def test_options_of_other_studies_are_one_line(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert message in said and said.count("\n") == 1


def test_peak_memory_is_counted_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    here = peak_memory()
    assert here is not None and 10**7 < here < 10**11
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(resource, "getrusage", lambda _: type("Usage", (), {"ru_maxrss": 5 * 10**7}))
    assert peak_memory() == 5 * 10**7
    monkeypatch.setitem(sys.modules, "resource", None)
    monkeypatch.setitem(sys.modules, "psutil", None)
    assert peak_memory() is None
