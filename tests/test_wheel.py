"""The wheel: what it holds, and that an installed copy gives the verdicts of the checkout, or refuses."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # a minute; run with -m slow tests/test_wheel.py

ROOT = Path(__file__).parents[1]
PACKAGES = ("theory", "verify", "gpu_checks", "goldengap")
SELECTED = "(O2 and (exact or ablation)) or (O7 and exact) or (N6b and cubature)"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from a copy so that nothing is left in the checkout."""
    source = tmp_path_factory.mktemp("source")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(out), str(source)]
    subprocess.run(command, check=True, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@dataclass(frozen=True)
class Installed:
    """A virtual environment with the wheel and the libraries of this one, and an empty folder to work in."""

    environment: Path
    folder: Path

    @property
    def package(self) -> Path:
        return next(self.environment.glob("[lL]ib/**/site-packages/verify"))

    def run(self, program: str, *arguments: object) -> tuple[int, str]:
        """Exit status and everything printed by a program of the environment, started in the empty folder."""
        path = self.environment / ("Scripts" if os.name == "nt" else "bin") / program
        clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTEST_ADDOPTS")} | {"COLUMNS": "300"}
        done = subprocess.run([path, *map(str, arguments)], cwd=self.folder, env=clean, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Installed:
    environment = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    (site,) = environment.glob("[lL]ib/**/site-packages")
    libraries = [path for path in sys.path if Path(path).name == "site-packages"]
    (site / "libraries.pth").write_text("\n".join(libraries) + "\n")
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--ignore-installed", str(wheel)]
    subprocess.run(command, check=True)
    return Installed(environment, tmp_path_factory.mktemp("empty"))


def table(output: str) -> list[str]:
    """The lines from the table of verdicts up to the count of selected items; no line contains a time."""
    found = re.search(r"=+ verdicts =+\n(.*?\nselected: [^\n]*)", output, re.DOTALL)
    assert found, output
    return found[1].splitlines()


def test_the_wheel_holds_what_verdicts_rest_on_and_no_tests(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    data = ("*.md", "*.json", "*.v", "*.ini", "*.j2", "*.css", "py.typed", "*.py")
    wanted = {path.relative_to(ROOT).as_posix() for name in PACKAGES for pattern in data for path in (ROOT / name).rglob(pattern)}
    left_out = {name for name in wanted if name.startswith(("gpu_checks/tests/", "gpu_checks/results/"))}
    assert names == wanted - left_out
    assert wheel.stat().st_size < 2 * 2**20


def test_an_installed_copy_gives_the_verdicts_of_the_checkout(installed):
    status, out = installed.run(
        "goldengap", "verify", "-k", SELECTED, "--counterexamples", "found", "--against", installed.package / "ledgers/0.1.0.json"
    )
    assert status == 0, out
    assert "no difference; 3 of 67 claims of that ledger were compared" in out
    command = [sys.executable, "-m", "pytest", "verify", "-k", SELECTED]
    environment = {k: v for k, v in os.environ.items() if k != "PYTEST_ADDOPTS"} | {"COLUMNS": "300"}
    checkout = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert checkout.returncode == 0, checkout.stdout
    assert table(out) == table(checkout.stdout)
    assert any(line.split()[:1] == ["N6b"] for line in table(out))
    files = sorted((installed.folder / "found").iterdir())
    assert files
    assert all("REPRODUCED" in installed.run("goldengap", "replay", "--retrace", file)[1] for file in files)


def test_the_installed_copy_is_the_one_that_runs_and_has_every_claim(installed):
    program = (
        "import goldengap, verify.validation.registry as r; print(goldengap.__file__); print(*[c.id + c.digest for c in r.load_claims()])"
    )
    where, claims = installed.run("python", "-c", program)[1].splitlines()
    assert Path(where).is_relative_to(installed.environment)
    here = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()[1]
    assert claims == here


def test_a_claim_of_ones_own_runs_where_there_is_no_clone(installed):
    status, told = installed.run("goldengap", "new", "my_claim")
    assert status == 0, told
    command = next(line.split() for line in told.splitlines() if line.startswith("  pytest"))
    assert command == ["pytest", "--claims", "my_claim.py"]
    status, out = installed.run("python", "-m", *command, "-k", "exact or enclosure")
    assert status == 0, out
    assert "my_claim  holds on" in out and "my_claim.py does not exist" not in out
    status, out = installed.run("goldengap", "verify", "--claims", "my_claim.py", "-k", "exact", "-n", "2")
    assert status == 0, out
    assert "1 passed" in out


def test_one_screen_says_what_there_is(installed):
    status, out = installed.run("goldengap", "--help")
    assert status == 0, out
    for name in ("verify", "audit", "map", "replay", "new", "studies", "proofs"):
        assert re.search(rf"^    {name} ", out, re.MULTILINE), out


@pytest.mark.parametrize("file", ["report/studies.json", "checks/KILLS.md", "session/installed.ini"])
def test_absent_evidence_is_an_error_that_names_the_file(installed, file):
    path = installed.package / file
    aside = path.with_name("aside")
    path.rename(aside)
    try:
        status, out = installed.run("goldengap", "verify", "-k", "O2 and exact")
    finally:
        aside.rename(path)
    assert status not in (0, 5), out
    assert str(path) in out
    assert "Traceback" not in out


def test_an_unrelated_run_of_pytest_notices_nothing(installed, tmp_path):
    (tmp_path / "conftest.py").write_text(
        "def pytest_addoption(parser):\n    parser.addoption('--claims')\n    parser.addoption('--ledger')\n"
    )
    text = "import sys\ndef test_nothing():\n    assert not {'verify', 'theory', 'numpy', 'torch', 'scipy', 'flint'} & set(sys.modules)\n"
    (tmp_path / "test_mine.py").write_text(text)
    for given in ((), ("--claims", "mine"), ("-n", "1")):
        status, out = installed.run("python", "-m", "pytest", "--rootdir", tmp_path, tmp_path, *given)
        assert status == 0, out
        assert "goldengap:" not in out
