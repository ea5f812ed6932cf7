"""Every slip is noticed: by a claim on a rung of evidence or by a test, which the committed table names.

Only that killer is run, in a process of its own into which the slip was put. ``python -m tests.mutation.find`` looks for killers.
"""

import os

import pytest

from tests.mutation.slips import SLIPS
from tests.mutation.table import read_killers
from tests.mutation.zygote import LIMIT, Zygote

KILLERS = read_killers()
IN_CHECKER = [m for m in SLIPS if m.module.startswith("verify.")]
FIND = "`python -m tests.mutation.find` looks for another and writes the table"
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="no os.fork here: a process a slip would take too long")


@pytest.fixture(scope="session")
def zygote():
    with Zygote() as one:
        yield one


def test_there_are_enough_slips_and_no_two_alike():
    assert len(SLIPS) >= 200
    assert 3 * len(IN_CHECKER) >= len(SLIPS)
    assert len({(m.module, m.old, m.new) for m in SLIPS}) == len({m.slip for m in SLIPS}) == len(SLIPS)


def test_every_slip_can_be_made():
    assert [m.fault for m in SLIPS if m.fault] == []


def test_the_committed_table_lists_these_slips_and_a_killer_of_each():
    assert list(KILLERS) == [m.slip for m in SLIPS]
    assert [slip for slip, killer in KILLERS.items() if not killer] == [], FIND


@forks
@pytest.mark.parametrize("kind", ["claims", "tests"])
def test_every_killer_is_green_where_nothing_is_wrong(zygote, kind):
    """The claims in one process, and the tests in one."""
    killers = sorted({one for one in KILLERS.values() if one.startswith("tests/") is (kind == "tests")})
    answer = zygote.ask(-1, killers, 20 * LIMIT)
    assert answer["reds"] == {}, answer["said"]
    assert "error" not in answer, answer["error"]


@forks
@pytest.mark.parametrize("index", range(len(SLIPS)), ids=[m.slip.replace(" ", "-") for m in SLIPS])
def test_a_slip_is_noticed(zygote, index):
    answer = zygote.ask(index, [KILLERS[SLIPS[index].slip]])
    assert "error" not in answer, answer["error"]
    assert answer["reds"], f"{KILLERS[SLIPS[index].slip]} does not notice it; {FIND}"
