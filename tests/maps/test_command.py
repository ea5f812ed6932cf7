"""The command: killed and started again, on one process, several, or a cluster, a map is the same file, byte for byte."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from verify.__main__ import main
from verify.maps import command
from verify.maps.work import discard, resumed

ROOT = Path(__file__).parents[2]
POINTS = 4
WORK = f".regularizer-{POINTS}-0.work"


def draw(out, *more, name="regularizer"):
    return main(["map", name, "--out", str(out), "--points", str(POINTS), *more])


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """One uninterrupted run in this process: the table's bytes."""
    out = tmp_path_factory.mktemp("reference")
    assert draw(out, "--workers", "1") == 0
    assert sorted(p.name for p in out.iterdir()) == ["regularizer.csv", "regularizer.png", "regularizer.svg"]
    assert (out / "regularizer.svg").read_bytes().startswith(b"<?xml")
    return (out / "regularizer.csv").read_bytes()


@pytest.fixture
def undrawn(monkeypatch):
    """No figure: it is drawn from the finished table and takes longer than these points."""
    monkeypatch.setattr(command, "_write_figure", lambda *_: None)


@pytest.mark.usefixtures("undrawn")
def test_killed_half_way_and_started_again_gives_the_same_bytes(tmp_path, reference):
    points = tmp_path / WORK / "points.jsonl"
    arguments = [sys.executable, "-m", "verify", "map", "regularizer", "--out", str(tmp_path), "--points", str(POINTS), "--workers", "2"]
    run = subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 120
    while not (points.exists() and points.read_text().count("\n") >= 4):
        assert run.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    done = points.read_text().count("\n")
    assert done < POINTS**2, "the run was over before it could be killed"
    assert not (tmp_path / "regularizer.csv").exists()
    _wait_until_gone(run.pid, deadline)
    assert draw(tmp_path, "--workers", "1") == 0
    assert (tmp_path / "regularizer.csv").read_bytes() == reference
    assert not (tmp_path / WORK).exists()


def _wait_until_gone(group, deadline):
    """The workers of a killed run end by themselves."""
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("workers outlived their parent")


CLUSTER = """
import sys
from distributed import LocalCluster
from verify.__main__ import main
from verify.maps import command
command._write_figure = lambda *_: None  # drawn from the finished table; seen in the reference
with LocalCluster(n_workers=1, threads_per_worker=2, processes=False, protocol="tcp", host="127.0.0.1", dashboard_address=None) as cluster:
    sys.exit(main([*sys.argv[1:], "--scheduler", cluster.scheduler_address]))
"""


def test_a_dask_cluster_gives_the_same_bytes(tmp_path, reference):
    pytest.importorskip("distributed", reason="the extra `maps` is not installed")
    arguments = ["map", "regularizer", "--out", str(tmp_path), "--points", str(POINTS)]
    done = subprocess.run([sys.executable, "-c", CLUSTER, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "regularizer.csv").read_bytes() == reference


def test_without_dask_the_error_says_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert draw(tmp_path, "--scheduler", "tcp://127.0.0.1:1") == 2
    assert "`--scheduler` needs dask.distributed; install the extra `maps`" in capsys.readouterr().err


@pytest.mark.usefixtures("undrawn")
def test_a_stopped_run_says_so_and_goes_on_where_it_was(tmp_path, reference, monkeypatch, capsys):
    from verify.maps import workers

    whole = workers.compute
    seen = []

    def until_the_fifth(*place):
        if len(seen) == 5:
            raise KeyboardInterrupt
        seen.append(place)
        return whole(*place)

    monkeypatch.setattr(workers, "compute", until_the_fifth)
    assert draw(tmp_path, "--workers", "1") == 130
    assert "stopped with 5 of 16 points; the same command goes on from there" in capsys.readouterr().err
    monkeypatch.setattr(workers, "compute", whole)
    points = tmp_path / WORK / "points.jsonl"
    points.write_text(points.read_text() + '[5, {"u_over')  # as a kill in the middle of a line leaves it
    assert draw(tmp_path, "--workers", "1") == 0
    assert "regularizer: 16 of 16 points" in capsys.readouterr().err
    assert (tmp_path / "regularizer.csv").read_bytes() == reference


def test_two_runs_do_not_share_their_work(tmp_path, capsys):
    with resumed(tmp_path / WORK) as work:
        work.keep(0, {"a": 1.0})
        assert draw(tmp_path, "--workers", "1") == 2
        assert "another run is at work there" in capsys.readouterr().err
    with resumed(tmp_path / WORK) as work:
        assert work.done == {0: {"a": 1.0}}
    assert json.loads((tmp_path / WORK / "points.jsonl").read_text())[:2] == [0, {"a": 1.0}]
    discard(tmp_path / WORK)
    assert not (tmp_path / WORK).exists()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--points", "1"], "`--points` must be from 2 to 400; received 1"),
        (["--workers", "0"], "`--workers` must be from 1 to 1024; received 0"),
        (["--seed", "-1"], "`--seed` must be at least 0; received -1"),
    ],
)
def test_arguments_that_cannot_be_are_named(tmp_path, capsys, more, message):
    assert draw(tmp_path, *more) == 2
    assert message in capsys.readouterr().err


def test_an_unknown_map_lists_the_known_ones(tmp_path, capsys):
    assert draw(tmp_path, name="weather") == 2
    assert "`NAME` must be one of overlap, masks, regularizer, tuning; received 'weather'" in capsys.readouterr().err
