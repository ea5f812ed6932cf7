"""The public package: every name is there, importing it is cheap, and the console script leads where it says."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import goldengap
from goldengap import command
from goldengap.command import main
from verify.audit import Audit
from verify.audit import audit as from_arrays

ROOT = Path(__file__).parents[1]


def test_every_public_name_is_there_and_known_to_type_checkers():
    assert all(getattr(goldengap, name) is not None for name in goldengap.__all__)
    assert dir(goldengap) == sorted(goldengap.__all__)
    tree = ast.parse((ROOT / "goldengap" / "__init__.py").read_text())
    typed = {alias.asname or alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert set(goldengap.__all__) == typed - {"annotations", "TYPE_CHECKING", "Any"} | {"__version__"}
    with pytest.raises(AttributeError, match="module 'goldengap' has no attribute 'nothing'"):
        _ = goldengap.nothing


def test_importing_it_and_its_plugin_is_cheap():
    program = "import goldengap, goldengap.plugin, goldengap.command, sys; print({'numpy', 'verify', 'theory', 'torch'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_the_version_is_that_of_the_citation():
    assert f"\nversion: {goldengap.__version__}\n" in (ROOT / "CITATION.cff").read_text()


def test_arrays_are_audited_as_a_file_is():
    rng = np.random.default_rng(0)
    features, targets, forget = rng.standard_normal((6, 8)), rng.standard_normal(6), np.arange(6) < 2
    report = goldengap.audit(features, targets, forget)
    assert isinstance(report, Audit)
    assert report.to_json() == from_arrays(features, targets, forget).to_json()
    with pytest.raises(ValueError, match="`forget` must"):
        goldengap.audit(features, targets, forget[:3])


def test_the_readme_example_runs_on_public_names():
    p = goldengap.problem_of(x_r=[[1], [1], [0]], x_f=[[0], [1], [1]], w_star=[1, 0, 0])
    assert goldengap.losses.unlearning_loss(p, goldengap.models.golden(p)) == goldengap.losses.unlearning_loss(
        p, goldengap.models.projected(p)
    )


CLAIM = """
import goldengap
from goldengap import Claim, Relation, Statement, weights

CLAIM = Claim(
    id="public", source="my own", short="fine-tuning does not move the pretrained model", latex="w_t = w_o",
    assumes=(goldengap.assumptions.noiseless,),
    statement=Statement(
        (weights("w_t"),), lambda p: goldengap.models.fine_tuned(p), lambda p: goldengap.models.pretrained(p), Relation.EQUAL
    ),
)
"""


def test_a_claim_can_be_written_with_public_names(tmp_path):
    (tmp_path / "public.py").write_text(CLAIM)
    command = [sys.executable, "-m", "pytest", "verify", "--claims", str(tmp_path / "public.py"), "-k", "exact", "-q"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "public  holds on" in done.stdout


def test_one_screen_says_what_each_subcommand_does(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    out = capsys.readouterr().out
    for name in ("verify", "studies", "benchmark", "audit", "replay", "new", "map", "proofs"):
        assert re.search(rf"^    {name}\s+\w+", out, re.MULTILINE), out


def test_subcommands_lead_where_they_say(capsys, tmp_path):
    assert main(["new", "mine", "--folder", str(tmp_path)]) == 0
    assert (tmp_path / "mine.py").exists()
    assert main(["proofs", "state", "O2"]) == 0
    assert "beyond_remaining" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["studies", "--help"])
    assert "usage: goldengap studies" in capsys.readouterr().out


def test_benchmarks_are_run_from_a_clone_alone(capsys, monkeypatch, tmp_path):
    with pytest.raises(SystemExit):
        main(["benchmark", "--help"])
    assert "--growth" in capsys.readouterr().out
    monkeypatch.setattr(command, "__file__", str(tmp_path / "goldengap" / "command.py"))
    assert main(["benchmark"]) == 2
    assert "needs a clone" in capsys.readouterr().err


def test_a_copy_is_not_judged_by_the_code_of_another(tmp_path):
    """Claims in one folder and ``verify`` imported from another: refused, by name."""
    (tmp_path / "verify").mkdir()
    (tmp_path / "verify" / "conftest.py").write_bytes((ROOT / "verify" / "conftest.py").read_bytes())
    command = [sys.executable, "-m", "pytest", str(tmp_path / "verify"), "--rootdir", str(tmp_path), "--import-mode=importlib"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert f"`verify` must be imported from where its claims lie, {tmp_path / 'verify'}" in done.stdout + done.stderr
