"""Nothing unasked counts, nothing asked is forgotten: items that are skipped, lost or left out unasked fail the run by name."""

import pytest

from tests.forgery.conftest import Copy

D1 = "verify/claims/distinct/fine_tuning_changes_nothing.py"
BEGIN = "    seen = Seen()\n"


def in_exact(forged: Copy, code: str) -> None:
    forged.edit("verify/rungs/exact.py", BEGIN, f"    if claim.id == 'D1':\n        {code}\n{BEGIN}")


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("import pytest; pytest.skip('later')", "no result of exact"),
        ("import pytest; pytest.xfail('known')", "no result of exact"),
        ("import pytest; pytest.importorskip('nothing_of_that_name')", "no result of exact"),
    ],
)
def test_an_item_that_is_skipped_inside_fails_the_run_by_name(forged: Copy, code, word):
    in_exact(forged, code)
    ran = forged.run("-k", "D1 and (exact or search)")
    assert f"D1: {word}: skipped, stopped or lost" in ran.output
    assert ran.status == 1
    assert "1 failed" in ran.output.splitlines()[-1]


@pytest.mark.parametrize("workers", ["0", "2"])
def test_an_item_that_a_plugin_leaves_out_fails_the_run(forged: Copy, workers):
    (forged.root / "leaves_out.py").write_text(
        "def pytest_collection_modifyitems(items):\n    items[:] = [i for i in items if 'descent' not in i.name]\n"
    )
    path = "verify/claims/distinct/golden_predicts_zero.py"
    ran = forged.run("-p", "leaves_out", "-n", workers, "--examples", "5", path=path)
    assert "D2: no result of descent: skipped, stopped or lost" in ran.output
    assert ran.status == 1


def test_what_the_user_selects_is_judged_and_the_rest_is_named(forged: Copy):
    ran = forged.run("-k", "D1 and exact")
    assert ran.status == 0
    assert "selected: 1 of " in ran.output


def test_a_worker_that_is_killed_loses_its_item_and_the_run_ends(forged: Copy):
    in_exact(forged, "import os; os.kill(os.getpid(), 9)")
    ran = forged.run("-k", "exact and (D1 or D2 or D3 or D4 or O1 or O2 or O4)", "-n", "2", timeout=120)
    assert ran.status == 1
    assert "D1: no result of exact: skipped, stopped or lost" in ran.output
    assert all(f"{claim}: no result" not in ran.output for claim in ("D2", "D3", "D4", "O1", "O2", "O4"))


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--time-limit", "nan", "must be a number of seconds from 0"),
        ("--time-limit", "soon", "must be a number of seconds; received 'soon'"),
        ("--examples", "0", "must be a whole number from 1"),
        ("--suite-seed", "-1", "must be a whole number from 0"),
        ("--suite-seed", str(2**63), "must be a whole number from 0"),
        ("--ledger", ".", "`--ledger` must be a file; . is a folder"),
        ("--counterexamples", "pyproject.toml", "`--counterexamples` must be a folder"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused_before_anything_runs(forged: Copy, option, value, message):
    ran = forged.run("-k", "D1 and exact", f"{option}={value}")
    assert ran.status == 4
    assert message in ran.output
    assert "Traceback" not in ran.output


def test_a_table_of_a_selection_keeps_every_other_row(forged: Copy):
    kills = forged.root / "verify/checks/KILLS.md"
    before = kills.read_text().splitlines()
    others = [line for line in before if line.startswith("| ") and not line.startswith(("| D3 |", "| claim |"))]
    ran = forged.run("-k", "D3 and mutants", "--kills", str(kills))
    assert "`--kills` needs `--thorough`" in ran.output
    forged.run("-k", "D3 and mutants", "--thorough", "--time-limit", "0", "--kills", str(kills))
    after = kills.read_text().splitlines()
    assert [line for line in after if line in others] == others
    assert sum(line.startswith("| D3 | `") for line in after) == 1
