"""The audit of a file read block by block says what the audit in memory says, within bounds that hold, in the memory it states."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from theory import losses
from theory.arithmetic import RATIONAL
from theory.problem import Problem
from theory.stored import Samples, Stored
from theory.tree_sums import local
from verify.__main__ import main
from verify.audit import audit
from verify.audit.bad_input import BadInputError
from verify.audit.block_sums import Summed
from verify.audit.by_blocks import ByBlocks
from verify.audit.digits import known
from verify.audit.options import Options
from verify.audit.remedies import trained
from verify.audit.report import Report
from verify.audit.text import NOT_EVALUATED

ROOT = Path(__file__).parents[2]
NUMBERS = {
    "remaining": losses.remaining_loss,
    "unlearning": losses.unlearning_loss,
    "gap_in_weights": losses.gap_in_weights,
    "gap_in_loss": losses.gap_in_loss,
}


def data(n: int = 60, d: int = 7, k: int = 1, seed: int = 0, *, fitted: bool = False, near: float = 0.0) -> dict[str, Any]:
    """Feature 0 is of D_r alone, 6 of D_f alone, 3 unused, 5 is 4 but for ``near``; with ``fitted`` some weights fit all targets."""
    rng = np.random.default_rng(seed)
    features, forget = rng.integers(-20, 21, (n, d)) / 8, rng.random(n) < 0.4  # products and sums of few are exact
    features[~forget, 6], features[forget, 0], features[:, 3] = 0, 0, 0
    if near:
        features[:, 5] = features[:, 4] + near * features[:, 5]
    targets = features @ rng.integers(-3, 4, (d, k)) if fitted else rng.normal(size=(n, k)).round(3)
    return {"features": features, "targets": targets, "forget": forget}


def classes(n: int = 60) -> dict[str, Any]:
    found = data(n)
    return {**found, "targets": np.eye(3)[np.random.default_rng(1).integers(0, 3, n)]}


def slips(feature: int) -> dict[str, Any]:
    """Samples 0 and 40 to 43 are the same. Feature 1 is constant; or feature 2 tells the samples to forget, and sample 5 is zero."""
    found = data()
    found["features"][40:44] = found["features"][0]
    found["features"][:, feature] = 3 if feature == 1 else found["forget"]
    if feature == 2:
        found["features"][np.flatnonzero(~found["forget"])[5]] = 0
    return found


CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "noise": (data(), {}),
    "nearly dependent features": (data(near=2.0**-13), {}),
    "a constant": (slips(1), {}),
    "a mask": (slips(2), {}),
    "two outputs": (data(k=2), {"alpha": 0.2, "ridge": 0.3}),
    "labels that some weights fit": (data(fitted=True), {}),
    "classes": (classes(), {}),
    "an intercept, and labels of the user": (data(), {"intercept": True, "labels": ["zero", ("mine", np.linspace(0, 1, 60))]}),
    "weights of the user": (data(), {"weights": np.arange(7.0)}),
    "few samples to forget": ({**data(), "forget": np.arange(60) < 3}, {}),
}


def by_blocks(folder: Path, of: dict[str, Any], options: dict[str, Any], rows: int = 7) -> tuple[Report, tuple[str, ...]]:
    np.save(folder / "x.npy", of["features"])
    chosen = Options(**options)
    d = of["features"].shape[1] + chosen.intercept
    targets = np.asarray(of["targets"], dtype=float).reshape(len(of["forget"]), -1)
    samples = Samples(Stored.npy(folder / "x.npy"), targets, of["forget"], chosen.intercept, at_once=8 * d * rows)
    return ByBlocks(Summed(samples, lambda _: local), chosen).report()


@pytest.mark.parametrize("name", CASES)
def test_it_says_what_the_audit_in_memory_says(tmp_path: Path, name: str) -> None:
    of, options = CASES[name]
    report, notes = by_blocks(tmp_path, of, options)
    there = audit(**of, **options)
    assert notes == there.notes
    if name in ("a constant", "a mask"):
        assert any("repeat" in note or "of the samples to forget" in note for note in notes)
        assert any(word in " ".join(notes) for word in ("same value", "tells the samples"))
    assert report.consistent == there.report.consistent
    assert report.blocks == there.report.blocks
    assert report.settings.ridge == there.report.settings.ridge
    assert [row.model for row in report.rows] == [row.model for row in there.report.rows]
    for row, other in zip(report.rows, there.report.rows, strict=True):
        pairs = [*zip(row.numbers, other.numbers, strict=True), (row.moved, other.moved), (row.from_tuned, other.from_tuned)]
        for number, same in [*pairs, (row.outside, other.outside)]:
            assert (number is None) == (same is None)
            if number is not None:
                assert abs(Fraction(number.value) - Fraction(same.value)) <= Fraction(number.error) + Fraction(same.error)
        assert (row.hits is None) == (other.hits is None)
        for hits, others in zip(row.hits or (), other.hits or (), strict=True):
            assert hits.right.tolist() == others.right.tolist()
            assert hits.count.tolist() == others.count.tolist()
    for facts, others in zip(report.matrices, there.report.matrices, strict=True):
        assert (facts.name, facts.shape, facts.rank, facts.exact_rank) == (others.name, others.shape, others.rank, others.exact_rank)
        assert abs(Fraction(facts.condition.value) - Fraction(others.condition.value)) <= facts.condition.error + others.condition.error


@pytest.mark.parametrize("name", [name for name in CASES if name != "an intercept, and labels of the user"])
def test_bounds_cover_the_true_error_and_say_something(tmp_path: Path, name: str) -> None:
    of, options = CASES[name]
    report, _ = by_blocks(tmp_path, of, options)
    p = Problem.from_samples(**of).to(RATIONAL)
    weights = dict(trained(p, report.settings, consistent=bool(report.consistent)))
    for row in report.rows:
        for kind, function in NUMBERS.items():
            measured, true = getattr(row, kind), RATIONAL.fraction(function(p, weights[row.model]))
            assert abs(true - Fraction(measured.value)) <= Fraction(measured.error), (row.model, kind)
            assert measured.error <= 1e4 * 2.0**-53 * float(report.matrices[0].condition.value) ** 2 * measured.scale


def test_what_cannot_be_known_block_by_block_is_said(tmp_path: Path) -> None:
    of = data()
    of["features"][of["forget"], 5] = of["features"][of["forget"], 4]
    report, _ = by_blocks(tmp_path, of, {})
    x_f = report.matrices[2]
    assert not known(x_f.condition)
    assert not x_f.certain
    assert x_f.rank == 4


@pytest.mark.parametrize(
    ("changed", "options", "message"),
    [
        (lambda x: x, {"tuning": 0.5}, "`tuning` must be left out"),
        (lambda x: np.concatenate([x, x[:, :1]], axis=1), {}, "independent"),
        (lambda x: x * 1e70, {}, "largest magnitude"),
    ],
)
def test_what_cannot_be_done_is_refused(tmp_path: Path, changed: Callable, options: dict[str, Any], message: str) -> None:
    of = data()
    with pytest.raises(BadInputError, match=message):
        by_blocks(tmp_path, {**of, "features": changed(of["features"])}, options)


def saved(folder: Path, of: dict[str, Any], kind: str) -> list[str]:
    if kind == "npz":
        np.savez(folder / "data.npz", **of)
        return [str(folder / "data.npz")]
    for part, array in of.items():
        np.save(folder / f"{part}.npy", array)
    return [str(folder)] if kind == "folder" else [word for part in of for word in (f"--{part}", str(folder / f"{part}.npy"))]


@pytest.mark.parametrize("kind", ["npz", "folder", "parts"])
def test_the_command_takes_that_way_where_memory_is_short(tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    files, json_file = saved(tmp_path, data(400), kind), tmp_path / "audit.json"
    assert main(["audit", *files, "--memory", "0.1", "--all", "--json", str(json_file)]) == 0
    out, err = capsys.readouterr()
    assert "read block by block, in at most 0." in err
    assert "losses: 1 blocks" in err
    assert NOT_EVALUATED in out
    short = json.loads(json_file.read_text())
    assert main(["audit", *files, "--json", str(json_file)]) == 0
    assert "block" not in capsys.readouterr().err
    full = json.loads(json_file.read_text())
    assert short["answer"] == full["answer"]
    assert short["data"] == full["data"]


def test_a_mapped_array_is_read_from_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = data(400)
    saved(tmp_path, of, "folder")
    x = np.load(tmp_path / "features.npy", mmap_mode="r")
    whole = audit(x, of["targets"], of["forget"])
    monkeypatch.setattr("verify.audit.large.available_memory", lambda: 10**8)
    assert whole.report.problem is not None
    found = audit(x, of["targets"], of["forget"])
    assert found.report.problem is None
    assert found.as_text().splitlines()[:8] == whole.as_text().splitlines()[:8]
    assert audit(x[1:], of["targets"][1:], of["forget"][1:]).report.problem is not None  # a part of a file
    assert audit(np.asarray(x), of["targets"], of["forget"]).report.problem is not None


def test_a_compressed_file_is_not_read_in_parts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.savez_compressed(tmp_path / "data.npz", **data())
    assert main(["audit", str(tmp_path / "data.npz"), "--memory", "0.1"]) == 0
    assert "block" not in capsys.readouterr().err


def test_a_cluster_gives_the_same_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    distributed = pytest.importorskip("distributed")
    files = saved(tmp_path, data(400), "folder")
    assert main(["audit", *files, "--memory", "0.1", "--json", str(tmp_path / "here.json")]) == 0
    with distributed.LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster:
        assert main(["audit", *files, "--scheduler", cluster.scheduler_address, "--json", str(tmp_path / "there.json")]) == 0
    assert (tmp_path / "here.json").read_text() == (tmp_path / "there.json").read_text()
    capsys.readouterr()


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), resource.RLIM_INFINITY))
from verify.__main__ import main
status = main(["audit", sys.argv[1]])
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
sys.stderr.write(f" {1024 * int(peak.split()[1])}")
sys.exit(status)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_a_file_larger_than_memory_is_audited(tmp_path: Path) -> None:
    n, d = 260_000, 100
    of = {"targets": np.random.default_rng(0).normal(size=n), "forget": np.arange(n) % 9 == 0}
    of["features"] = np.random.default_rng(1).normal(size=(n, d))
    (path,) = saved(tmp_path, of, "folder")
    limit = 1000 * 2**20  # of address space, of which the libraries map much
    run, one = [sys.executable, "-c", LIMITED, path, str(limit)], {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(run, cwd=ROOT, env=one, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "block by block" in done.stderr
    stated = float(done.stderr.split("at most ")[1].split()[0]) * 2**30
    assert int(done.stderr.split()[-1]) < stated + 0.05 * 2**30  # stated to a tenth
