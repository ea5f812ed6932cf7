"""A run keeps its verdicts beside the pytest plugins that are used most, loaded one by one, with and without what each is used for."""

from __future__ import annotations

import json
import os
import site
import subprocess
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PLUGINS: dict[str, tuple[str, ...]] = {
    "pytest-cov": ("--cov=theory", "--cov-report=term", "--cov-config=/dev/null"),
    "pytest-asyncio": (),
    "pytest-mock": (),
    "pytest-xdist": ("-n", "2"),
    "pytest-timeout": ("--timeout=300",),
    "pytest-rerunfailures": ("--reruns=2",),
    "pytest-randomly": ("-p", "no:cacheprovider"),
    "pytest-html": ("--html={out}/report.html", "--self-contained-html"),
    "pytest-metadata": ("--metadata", "a", "b"),
    "pytest-sugar": (),
    "pytest-env": (),
    "pytest-benchmark": (),
    "pytest-httpx": (),
    "pytest-subtests": (),
    "pytest-order": (),
    "pytest-repeat": ("--count=2",),
    "pytest-split": ("--splits=2", "--group=1"),
    "pytest-forked": (),  # with its --forked every test fails under pytest 9.2, also one that is empty
    "pytest-instafail": ("--instafail",),
    "pytest-json-report": ("--json-report", "--json-report-file={out}/report.json"),
    "pytest-reportlog": ("--report-log={out}/log.jsonl",),
    "pytest-clarity": (),
    "pytest-run-parallel": ("--parallel-threads=2",),
    "pytest-profiling": ("--profile", "--pstats-dir={out}"),
    "anyio": (),
}
"""Distribution -> the options that it is used for. The packages are installed in an environment of the test's own."""

NEEDS = {"pytest-html": ("pytest-metadata",), "pytest-json-report": ("pytest-metadata",)}
"""Plugins that a plugin cannot do without."""

LOADED = """
import importlib.metadata, json, sys
names = sys.argv[1:]
print(json.dumps([e.value for name in names for e in importlib.metadata.distribution(name).entry_points if e.group == "pytest11"]))
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An environment with all plugins, which sees the packages of this one."""
    folder = tmp_path_factory.mktemp("plugins")
    venv.create(folder, with_pip=True)
    interpreter = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([interpreter, "-m", "pip", "install", "--quiet", *PLUGINS], check=True)
    own = subprocess.run([interpreter, "-c", "import site; print(site.getsitepackages()[0])"], check=True, capture_output=True, text=True)
    Path(own.stdout.strip(), "ours.pth").write_text("\n".join(site.getsitepackages()))
    return str(interpreter)


@pytest.mark.parametrize(
    ("plugin", "options"),
    [(plugin, ()) for plugin in PLUGINS] + [(plugin, options) for plugin, options in PLUGINS.items() if options],
    ids=[*PLUGINS, *(f"{plugin} used" for plugin, options in PLUGINS.items() if options)],
)
def test_a_run_beside_a_plugin_has_its_verdicts(python: str, plugin: str, options: tuple[str, ...], tmp_path: Path) -> None:
    names = (*NEEDS.get(plugin, ()), plugin)
    listed = subprocess.run([python, "-c", LOADED, *names], check=True, capture_output=True, text=True)
    loaded = [word for module in json.loads(listed.stdout) for word in ("-p", module)]
    assert loaded
    ran = subprocess.run(
        [
            python,
            "-m",
            "pytest",
            "verify",
            "-k",
            "(D1 or N7) and exact",
            *loaded,
            *(option.format(out=tmp_path) for option in options),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "verdicts" in ran.stdout
    assert "D1" in ran.stdout
