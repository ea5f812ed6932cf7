"""The tutorial: every file is written, every command run in an empty folder, and every line shown is in what it prints, in that order."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8"), re.DOTALL)
PROGRAMS = {"goldengap": ["-m", "goldengap"], "pytest": ["-m", "pytest", "-p", "no:cacheprovider", "-p", "goldengap.plugin"]}


def run(line, folder):
    """The output of one command, by the modules of this copy."""
    program, *arguments = line.split()
    env = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [sys.executable, *PROGRAMS[program], *arguments], cwd=folder, capture_output=True, text=True, check=False, env=env
    )
    return done.stdout + done.stderr


def write(text, folder):
    """A file that begins with its name; of one whose lines changed, each replaces the line that begins like it."""
    first, _, body = text.partition("\n")
    name, _, changed = first.removeprefix("# ").partition(", ")
    path = folder / name
    if not changed:
        path.write_text(body)
        return
    lines = path.read_text().splitlines()
    for new in body.splitlines():
        like = re.match(r"\s*(from \S+ import|\w+=)", new)[0]
        at = [i for i, line in enumerate(lines) if line.startswith(like)]
        assert len(at) == 1, new
        lines[at[0]] = new
    path.write_text("\n".join(lines) + "\n")


def missing(shown, output):
    """The first line shown that does not begin a line of the output after the one before it; None where all do."""
    printed = iter(output.splitlines())
    return next((line for line in shown.splitlines() if not any(p.startswith(line) for p in printed)), None)


@pytest.mark.slow
def test_every_command_does_what_the_page_shows(tmp_path):
    printed, commands = "", 0
    for kind, text in BLOCKS:
        if kind == "python":
            write(text, tmp_path)
        elif kind == "sh":
            printed = "".join(run(line, tmp_path) for line in text.splitlines())
            commands += 1
        else:
            assert missing(text, printed) is None, printed
    assert commands == 5
    assert {"found", "ledger.json", "site", "masking_is_mild.py"} <= {p.name for p in tmp_path.iterdir()}
    assert "projecting_is_golden" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("shown", "found"), [("a\nc", None), ("c\na", "a"), ("b b", "b b"), ("  x", "  x")])
def test_a_line_that_is_not_printed_is_found(shown, found):
    assert missing(shown, "a 1\nb\nc 2\n") == found


def test_the_page_is_one_page_and_names_only_what_there_is():
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 200
    assert {kind for kind, _ in BLOCKS} == {"sh", "python", "text"}
