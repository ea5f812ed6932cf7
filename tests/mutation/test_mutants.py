"""Every wrong formula is caught by ``verify``'s own rungs, and the right ones by none.

``pytest -m slow tests/mutation --kill-table FILE`` runs all rungs on all mutants and writes who kills what as Markdown.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.mutation.mutants import MUTANTS
from verify.files import write_whole
from verify.rungs import RUNGS

ROOT = Path(__file__).parents[2]
TABLE = Path(__file__).with_name("KILLS.md")


def tabled() -> dict[str, dict[str, str]]:
    """The committed table: slip -> rung -> the claim that goes red there, or a dash."""
    lines = [line for line in TABLE.read_text().splitlines() if line.startswith("|")]
    head, _, *rows = ([cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines)
    return {slip: dict(zip(head[2:], cells, strict=True)) for slip, _, *cells in rows}


TABLED = tabled()


def first(slip: str) -> str:
    """The rung and the claim that the table names first, as "rung:claim"; what nothing kills is a hole in ``verify``."""
    return next(f"{rung}:{red.split(' ')[0]}" for rung, red in TABLED[slip].items() if red != "-")


def kill(index: int, *asked: str) -> Mapping[str, str | None]:
    """What ``verify`` says about mutant ``index``, from a process of its own."""
    command = [sys.executable, "-m", "tests.mutation.kill", str(index), *asked]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_there_are_enough_mutants_and_no_two_alike():
    assert len(MUTANTS) >= 40
    assert len({(m.module, m.old, m.new) for m in MUTANTS}) == len({m.slip for m in MUTANTS}) == len(MUTANTS)


def test_the_theory_as_it_is_survives_every_killer():
    killers = {first(slip) for slip in TABLED}
    assert kill(-1, *killers) == dict.fromkeys(killers)


@pytest.mark.parametrize("index", range(len(MUTANTS)), ids=[m.slip.replace(" ", "-") for m in MUTANTS])
def test_a_wrong_formula_is_killed(index):
    """By the claim and the rung that the committed table names first."""
    killer = first(MUTANTS[index].slip)
    assert kill(index, killer)[killer], "no longer by this one: the slow test finds what kills it and writes the table"


def test_the_committed_table_lists_these_mutants():
    assert list(TABLED) == [m.slip for m in MUTANTS]


@pytest.mark.slow
def test_who_kills_what(pytestconfig):
    """All rungs on all mutants; a survivor fails, and the table is written down when asked."""
    kills = [kill(index) for index in range(len(MUTANTS))]
    lines = [
        "# Who kills which wrong formula",
        "",
        "The first claim that goes red on each rung; a dash means that the rung stayed green.",
        "",
    ]
    lines += ["| slip | module | " + " | ".join(RUNGS) + " |", "|---" * (len(RUNGS) + 2) + "|"]
    for mutant, by in zip(MUTANTS, kills, strict=True):
        lines.append(f"| {mutant.slip} | {mutant.module} | " + " | ".join(by[rung] or "-" for rung in RUNGS) + " |")
    if path := pytestconfig.getoption("--kill-table"):
        write_whole(path, "\n".join(lines) + "\n")
    survivors = [m.slip for m, by in zip(MUTANTS, kills, strict=True) if not any(by.values())]
    assert survivors == []
