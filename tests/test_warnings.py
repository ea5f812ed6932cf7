"""Warnings of ours are errors in CI and nowhere else: what others warn about does not kill a user's run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CI = re.search(r"warnings='(.*?)'", (ROOT / ".ci" / "run").read_text(), re.DOTALL)[1]
PLUGIN = """
import warnings

def pytest_configure(config):
    warnings.warn("of a plugin", DeprecationWarning)

def pytest_collection_modifyitems(items):
    warnings.warn("of a plugin, later", UserWarning)
"""
OURS = """
import warnings

def test_it():
    warnings.warn_explicit("ours", RuntimeWarning, "x.py", 1, module="{module}")
"""


def verified(*words, before=(), path=()):
    """The claim D4 on one rung, by ``python *before -m pytest verify ... *words``."""
    command = [sys.executable, *before, "-m", "pytest", "verify", "-k", "D4 and exact", "-p", "no:xdist", *words]
    environment = {"PYTHONPATH": ":".join(map(str, path)), "PATH": "/usr/bin:/bin", "OMP_NUM_THREADS": "1"}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)


@pytest.mark.parametrize("case", ["optimized", "read-only", "plugin"])
def test_a_users_run_survives_warnings_of_others(case, tmp_path):
    if case == "optimized":
        done = verified(before=["-O"])
    elif case == "read-only":
        done = verified("-o", "cache_dir=/proc/none")
    else:
        (tmp_path / "warns.py").write_text(PLUGIN)
        done = verified("-p", "warns", path=[tmp_path])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "D4" in done.stdout and "verdicts" in done.stdout
    assert "warning" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "fails"),
    [("theory.models", True), ("verify.audit.report", True), ("gpu_checks", True), ("numpy.core", False), ("theoryx", False)],
)
def test_in_ci_our_own_warnings_are_errors(module, fails, tmp_path):
    path = tmp_path / "test_ours.py"
    path.write_text(OURS.format(module=module))
    command = [sys.executable, "-m", "pytest", "-q", "-c", str(ROOT / "pyproject.toml"), "-o", f"filterwarnings={CI}", str(path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == int(fails), done.stdout
