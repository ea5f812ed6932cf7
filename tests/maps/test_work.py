"""Stored points that do not fit are named and computed again: never used, never fatal."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.maps.test_command import POINTS, ROOT, WORK, draw
from verify.__main__ import main
from verify.maps import command, work, workers
from verify.maps.work import resumed

ROWS = {index: {"a": index / 3, "b": float("nan") if index == 2 else -1.0} for index in range(8)}


@pytest.fixture
def stored(tmp_path):
    """A folder with eight points, and its file."""
    with resumed(tmp_path) as kept:
        for index, row in ROWS.items():
            kept.keep(index, row)
    return tmp_path / "points.jsonl"


def found(path):
    with resumed(path.parent) as kept:
        return kept.done, kept.unfit


def same(done):
    return json.dumps(done) == json.dumps({index: ROWS[index] for index in done})


def test_whole_files_come_back_whole(stored):
    done, unfit = found(stored)
    assert (len(done), unfit) == (8, 0) and same(done)


@pytest.mark.parametrize("seed", range(40))
def test_damage_anywhere_costs_the_points_it_touches_and_no_others(stored, seed):
    rng = random.Random(seed)
    data = bytearray(stored.read_bytes())
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(data))
        kind = rng.choice(["flip", "cut", "insert", "zero"])
        if kind == "flip":
            data[at] ^= 1 << rng.randrange(8)
        elif kind == "cut":
            del data[at : at + rng.randint(1, 60)]
        elif kind == "insert":
            data[at:at] = rng.randbytes(rng.randint(1, 20))
        else:
            data[at : at + 30] = bytes(len(data[at : at + 30]))
    stored.write_bytes(bytes(data))
    done, unfit = found(stored)
    assert same(done)
    assert done and (unfit or len(done) < 8 or bytes(data).count(b"\n") >= 8)
    with resumed(stored.parent) as kept:
        for index in set(ROWS) - set(kept.done):
            kept.keep(index, ROWS[index])
    done, _ = found(stored)
    assert len(done) == 8 and same(done)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{}",
        "[]",
        "[1, 2]",
        '["0", {"a": 1.0}, "x", "y"]',
        "[" * 100_000,
        "\x00",
        "1",
        '[0, {"a": 1.0}]',
        "[true, {}, 1, 2]",
        "NaN",
        "9" * 5000,
    ],
)
def test_lines_of_any_other_form_are_counted(stored, line):
    text = stored.read_text()
    stored.write_text(line + "\n" + text)
    done, unfit = found(stored)
    assert (len(done), unfit) == (8, 1)


def test_an_edited_row_is_not_used(stored):
    stored.write_text(stored.read_text().replace('"b": -1.0', '"b": -2.0', 1))
    done, unfit = found(stored)
    assert 0 not in done and (len(done), unfit) == (7, 1)


def test_points_of_other_code_are_not_used(stored, monkeypatch):
    monkeypatch.setattr(work, "code_digest", lambda: "other")
    assert found(stored) == ({}, 8)


def test_the_digest_follows_code_and_versions(tmp_path, monkeypatch):
    before = work.code_digest()
    assert work.code_digest() == before
    monkeypatch.setattr(work, "ROOT", tmp_path)
    (tmp_path / "theory").mkdir()
    seen = set()
    for text in ("a = 1", "a = 2"):
        (tmp_path / "theory" / "a.py").write_text(text)
        seen.add(work.code_digest())
    assert len(seen | {before}) == 3


def test_a_map_goes_on_over_damaged_lines_and_names_them(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "_write_figure", lambda *_: None)
    whole = tmp_path / "whole"
    assert draw(whole, "--workers", "1") == 0
    real, seen = workers.compute, []

    def until_the_fifth(*place):
        if len(seen) == 5:
            raise KeyboardInterrupt
        seen.append(place)
        return real(*place)

    monkeypatch.setattr(workers, "compute", until_the_fifth)
    assert draw(tmp_path, "--workers", "1") == 130
    monkeypatch.setattr(workers, "compute", real)
    points = tmp_path / WORK / "points.jsonl"
    lines = points.read_text().splitlines()
    lines[1], lines[3] = lines[1][:20], lines[3].replace("0", "1", 3)
    points.write_text("\n".join(lines) + "\n")
    capsys.readouterr()
    assert draw(tmp_path, "--workers", "1") == 0
    assert "points.jsonl: 2 lines are damaged, edited or of other code; their points are computed again" in capsys.readouterr().err
    assert (tmp_path / "regularizer.csv").read_bytes() == (whole / "regularizer.csv").read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
def test_a_killed_worker_ends_the_run_with_one_line_that_says_what_is_kept(tmp_path):
    arguments = [sys.executable, "-m", "verify", "map", "regularizer", "--out", str(tmp_path), "--points", "30", "--workers", "2"]
    run = subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    points = tmp_path / ".regularizer-30-0.work" / "points.jsonl"
    deadline = time.monotonic() + 120
    while not (points.exists() and points.read_text().count("\n") >= 4):
        assert run.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children")
    if not children.exists():
        pytest.skip("no list of children")
    names = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children.read_text().split()}
    os.kill(int(next(pid for pid, name in names.items() if b"spawn_main" in name)), signal.SIGKILL)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 2
    assert "Traceback" not in said
    assert "error: a worker was killed" in said.splitlines()[-1] and "the same command goes on from there" in said


def test_want_of_memory_has_words(monkeypatch, tmp_path, capsys):
    def no_memory(*_):
        raise MemoryError

    monkeypatch.setattr(workers, "compute", no_memory)
    assert main(["map", "regularizer", "--out", str(tmp_path), "--points", str(POINTS), "--workers", "1"]) == 2
    assert capsys.readouterr().err == "error: not enough memory\n"


def test_a_file_where_a_folder_must_be_is_one_line(tmp_path, capsys):
    (tmp_path / "file").write_text("x")
    assert draw(tmp_path / "file", "--workers", "1") == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and str(tmp_path / "file") in said
