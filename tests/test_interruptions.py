"""Runs from which something is taken away, a worker or memory: they end by themselves and say what is missing."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from verify.proofs import coq

ROOT = Path(__file__).parents[1]
SELECTED = "exact and (D1- or D2- or D3- or D4- or O1- or O2- or O4- or S1- or N7-)"


def workers_of(process: int) -> list[int]:
    """Process ids of the children of ``process`` that run Python."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == process and fields[0] != "Z":
            found.append(int(folder.name))
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="children are found in /proc")
@pytest.mark.parametrize("seed", range(10))
def test_a_run_ends_and_names_what_a_killed_worker_had(seed: int, tmp_path: Path) -> None:
    """A worker is killed at a random moment between the first result and the time at which the run would be nearly over."""
    command = [sys.executable, "-m", "pytest", "verify", "-v", "-n", "2", "-k", SELECTED, "-p", "no:cacheprovider"]
    log = tmp_path / "log"
    with log.open("w") as out:
        run = subprocess.Popen(
            command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, "COLUMNS": "300", "PYTHONUNBUFFERED": "1"}
        )
        try:
            while "PASSED" not in log.read_text():
                assert run.poll() is None, log.read_text()
                time.sleep(0.05)
            time.sleep(random.Random(seed).uniform(0, 3))
            victims = workers_of(run.pid)
            assert victims, log.read_text()
            os.kill(random.Random(seed).choice(victims), signal.SIGKILL)
            status = run.wait(timeout=900)
        finally:
            run.kill()
    told = log.read_text()
    lost = re.findall(r"worker 'gw\d+' crashed while running '(?:.*::)?(\S+)-(\S+)'", told)
    assert re.search(r"\[gw\d+\] node down", told), told
    assert status == (1 if lost else 0), told
    for claim, rung in lost:
        assert f"{claim}: no result of {rung}: skipped, stopped or lost" in told


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({bytes}, {bytes}))
from verify.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited as Linux does it")
@pytest.mark.parametrize(("mebibytes", "n", "d", "status"), [(600, 20, 50, 0), (600, 1500, 8000, 2), (400, 20, 50, 0)])
def test_an_audit_that_does_not_fit_into_the_address_space_is_refused_in_one_line(
    mebibytes: int, n: int, d: int, status: int, tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    path = tmp_path / "data.npz"
    np.savez(path, features=rng.normal(size=(n, d)), targets=rng.normal(size=n), forget=rng.random(n) < 0.1)
    code = LIMITED.format(bytes=mebibytes * 2**20)
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")  # each thread of BLAS takes address space of its own
    ran = subprocess.run(
        [sys.executable, "-c", code, "audit", str(path)], cwd=ROOT, env={**os.environ, **one}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == status, ran.stdout + ran.stderr
    if status:
        assert re.fullmatch(r"error: .*memory.*\n", ran.stderr), ran.stderr


def test_a_library_that_could_not_be_compiled_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure, for lack of memory say, gives the second claim the same reason as the first; later attempts can succeed."""

    def fails(*_: object) -> str:
        raise coq.NotProved("out of memory")

    coq._library.cache_clear()
    coq._folder.cache_clear()
    monkeypatch.setattr(coq, "compile_file", fails)
    for _ in range(2):
        with pytest.raises(coq.NotProved, match="out of memory"):
            coq.library()
    monkeypatch.setattr(coq, "compile_file", lambda *_: "")
    assert coq.library().is_dir()
    coq._library.cache_clear()
    coq._folder.cache_clear()
