"""The command line: exit status, one-line errors, whole files or none, and what the table says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.audit.conftest import WriteNpz
from verify.__main__ import main
from verify.audit.digits import trusted
from verify.audit.rounding import Measured

SHOWN = {
    (0.0, 0.0): "0",
    (1e-17, 2e-17): "0 (below 4e-17)",
    (0.25, 2e-16): "0.25000000",
    (0.25, 4e-4): "0.250",
    (0.25, 6e-4): "0.25",
    (0.25, 0.19): "2e-1 (±2e-1)",
    (0.1, 0.0): "0.10000000",
    (123456.789, 0.3): "123457",
    (123456.789, 3.0): "1.2346e+5",
    (1.5e-9, 1e-12): "1.50e-9",
    (9.99, 0.02): "10.0",
    (1.0, float("inf")): "unknown",
    (1e30, 1e20): "1.0000000e+30",
}


@pytest.mark.parametrize(("number", "text"), SHOWN.items())
def test_digits_shown(number: tuple[float, float], text: str) -> None:
    assert trusted(Measured(*number)) == text


def test_table_of_the_smallest_counterexample(npz: WriteNpz, capsys: pytest.CaptureFixture[str]) -> None:
    """X_r = (1,1,0), X_f = (0,1,1), w_* = (1,0,0): UL(w_g) = 1/4, UL(A) = 1/9."""
    path = npz(features=np.array([[1.0, 1, 0], [0, 1, 1]]), targets=np.array([1.0, 0]), forget=np.array([False, True]))
    assert main(["audit", str(path), "--all"]) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = {line.split("  ")[0]: line for line in lines}  # of the last table with such a row
    assert "0.25000000" in rows["golden"]
    assert "0.11111111" in rows["option A"]
    assert "blocks: d_r = 1, d_lap = 1, d_f = 1, unused = 0" in lines
    assert rows["O7"].split()[1:3] == ["false", "yes:"]
    assert "needs distinct" in rows["D1"]


def test_more_samples_than_features(npz: WriteNpz, capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(0)
    path = npz(features=rng.normal(size=(9, 3)), targets=rng.normal(size=9), forget=np.arange(9) > 6)
    assert main(["audit", str(path), "--all"]) == 0
    out = capsys.readouterr().out
    assert "no weights fit these targets" in out
    assert any(line.startswith("O1 ") and "needs consistent" in line for line in out.splitlines())
    assert "leave-k-out cross-check" not in out


def test_more_samples_than_features_but_consistent(npz: WriteNpz, capsys: pytest.CaptureFixture[str]) -> None:
    x = np.random.default_rng(0).integers(-4, 5, size=(9, 3)).astype(float)
    path = npz(features=x, targets=x @ [1.0, 2, 3], forget=np.arange(9) > 6)
    assert main(["audit", str(path)]) == 0
    assert "no weights fit" not in capsys.readouterr().out


def test_ambiguous_rank_is_said(npz: WriteNpz, capsys: pytest.CaptureFixture[str]) -> None:
    path = npz(features=np.diag([1.0, 1, 1, 1e-13]))
    assert main(["audit", str(path)]) == 0
    assert "warning: rank is ambiguous: a singular value of X, X_f" in capsys.readouterr().out


def test_what_takes_too_long_is_not_evaluated_and_the_rest_is_printed(npz: WriteNpz, monkeypatch, capsys, tmp_path: Path) -> None:
    path = npz(features=9 * np.random.default_rng(0).normal(size=(4, 5)))
    for limit, said in ((10**11, "yes"), (1, "not evaluated at this size, separated")):
        monkeypatch.setattr("verify.claim.separation.MOST_PRODUCTS", limit)
        assert main(["audit", str(path), "--all", "--json", str(tmp_path / "out.json")]) == 0
        rows = {line.split("  ")[0]: line for line in capsys.readouterr().out.splitlines()}
        assert said in rows["N10"]
        assert "golden" in rows
    found = {claim["claim"]: claim for claim in json.loads((tmp_path / "out.json").read_text())["claims"]}["N10"]
    assert found["unknown"] == ["separated"] and not found["applies"]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_every_terminal_can_show_it(npz: WriteNpz, tmp_path: Path, encoding: str) -> None:
    """The condition number 1e13 of 300 samples is beyond what is worked out again, so that bounds are shown; the name holds a $."""
    rng = np.random.default_rng(0)
    features = rng.normal(size=(300, 400)) * np.where(np.arange(400) == 0, 1e9, 1)
    path = npz(features=features, targets=rng.normal(size=300), forget=np.arange(300) > 250).rename(tmp_path / "$x_{$.npz")
    command = [sys.executable, "-m", "verify", "audit", str(path), "--figure", str(tmp_path / "x.png")]
    done = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": encoding})
    assert done.returncode == 0, done.stderr
    assert ("+-" if encoding == "ascii" else "±") in done.stdout.decode(encoding)


def test_json_holds_every_number(npz: WriteNpz, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    assert main(["audit", str(npz(targets=np.eye(4)[:, :3])), "--json", str(target)]) == 0
    content = json.loads(target.read_text())
    assert content["data"] == {"n": 4, "n_r": 2, "n_f": 2, "d": 5, "outputs": 3}
    numbers = {"remaining", "unlearning", "gap_in_weights", "gap_in_loss", "moved", "share_in_loss", "share_in_weights"}
    assert all(set(row) == {"model", "steps", "needs", *numbers} for row in content["models"])
    assert len(content["models"]) == 15 and content["answer"]["best"] == "projection"
    assert content["models"][2]["gap_in_weights"] == {"value": 0.0, "error": 0.0}
    assert {claim["claim"] for claim in content["claims"]} >= {"D1", "O7"}


@pytest.mark.parametrize("scale", [1.0, 1e-9], ids=["linear", "logarithmic"])
def test_figure_is_drawn(scale: float, npz: WriteNpz, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    target = tmp_path / "out.png"
    path = npz(targets=np.array([1.0, 2 * scale, 3, 4]))
    assert main(["audit", str(path), "--figure", str(target)]) == 0
    assert target.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_outputs_are_checked_before_the_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "missing.npz", "--json", str(tmp_path / "no" / "out.json")]) == 2
    assert "the folder" in capsys.readouterr().err
    assert main(["audit", "missing.npz", "--figure", str(tmp_path)]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_whole_process_on_bad_input(npz: WriteNpz) -> None:
    """Exit status 2, one line on stderr, nothing on stdout, no traceback."""
    command = [sys.executable, "-m", "verify", "audit", str(npz(drop="forget"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "key `forget` is missing" in done.stderr


def test_an_interrupt_is_one_line(npz: WriteNpz, monkeypatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("verify.audit.api.audited", stopped)
    assert main(["audit", str(npz())]) == 130
    assert capsys.readouterr().err.strip() == "stopped; nothing was written"


@pytest.mark.parametrize("option", ["--json", "--figure"])
def test_the_data_are_never_written_over(npz: WriteNpz, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = npz()
    before = path.read_bytes()
    assert main(["audit", str(path), option, str(path.parent / "." / path.name)]) == 2
    assert "the data, `--json` and `--figure` must be different files" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_device_is_not_replaced_by_a_file(npz: WriteNpz, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(npz()), "--json", "/dev/null"]) == 2
    assert "it is a device or a folder" in capsys.readouterr().err
    assert not Path("/dev/null").is_file()
