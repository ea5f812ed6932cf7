"""A reviewer's claim about an average: the example runs, a false one is refuted, and what is wrong with one is said in a few lines."""

import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from theory.losses import unlearning_loss
from theory.models import golden
from verify.claim import Statement, Truth, loss
from verify.claim.logic import Found
from verify.claim.result import Answer
from verify.claim.sides import SideError
from verify.examples import average_of_the_gap
from verify.rungs import expectation
from verify.rungs.workbench import Workbench
from verify.verdict import conclude

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "verify" / "examples" / "average_of_the_gap.py"
CLAIM = average_of_the_gap.CLAIM


def pytest_verify(path):
    command = [sys.executable, "-m", "pytest", "verify", "-q", "-p", "no:cacheprovider", "--claims", str(path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | {"OMP_NUM_THREADS": "1"})
    return ran.returncode, ran.stdout + ran.stderr


def test_the_example_runs_and_says_how_small_an_error_it_would_have_seen():
    status, output = pytest_verify(EXAMPLE)
    assert status == 0, output
    assert "averages within 5.8%" in output


def test_a_false_average_is_refuted_by_a_named_design(tmp_path):
    path = tmp_path / "too_much.py"
    path.write_text(EXAMPLE.read_text().replace("Fraction(s.n_f, s.d) * s.energy", "Fraction(s.n_f, s.d + 1) * s.energy"))
    status, output = pytest_verify(path)
    assert status == 0, output
    assert "refuted" in output
    assert "exactly 11 for d_r, d_lap, d_f = 0, 5, 0, n_r = 1, n_f = 1, w_* = (1, 2, 3, 4, 5), claimed 55/6" in output


def test_a_false_average_can_be_registered_as_false_and_not_as_true():
    statement = replace(CLAIM.statement, right=lambda s: CLAIM.statement.right(s) * Fraction(11, 10))
    for truth, passed in ((Truth.FALSE, True), (Truth.UNKNOWN, True), (Truth.TRUE, False)):
        claim = replace(CLAIM, statement=statement, truth=truth)
        verdict = conclude(claim, [expectation.run(claim, Workbench())])
        assert (verdict.found, verdict.passed) == (Found.REFUTED, passed)


def test_a_rejection_by_draws_alone_refutes_at_its_rate(monkeypatch):
    monkeypatch.setattr(expectation, "refutation", lambda claim, average: ([], ""))
    claim = replace(CLAIM, statement=replace(CLAIM.statement, right=lambda s: CLAIM.statement.right(s) * Fraction(11, 10)))
    found = expectation.run(claim, Workbench())
    assert found.answer is Answer.REFUTES
    assert found.witnesses["if"]["false_alarm"] == pytest.approx(2e-9)
    assert conclude(claim, [found]).found is Found.REFUTED


WRONG = {
    "a side that branches": (
        {"left": lambda p: golden(p).sq_norm() if golden(p).sq_norm() > 1 else 0},
        "`left` of claim .* raised ValueError",
    ),
    "a matrix": ({"left": golden}, "`left` of claim .* must give 1 numbers, one per quantity; received Matrix"),
    "two numbers for one": ({"right": lambda s: (1, 2)}, "`right` of claim .* must give 1 numbers, one per quantity; received 1, 2"),
    "a right side on problems": ({"right": lambda p: unlearning_loss(p, golden(p))}, "`right` of claim .* raised AttributeError"),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_gets_a_message_of_at_most_five_lines(mistake):
    sides, message = WRONG[mistake]
    statement = Statement((loss("q"),), sides.get("left", CLAIM.statement.left), sides.get("right", CLAIM.statement.right))
    claim = replace(CLAIM, statement=statement)
    with pytest.raises(SideError, match=message) as raised:
        expectation.run(claim, Workbench())
    assert len(str(raised.value).splitlines()) <= 5


def test_a_spread_that_is_not_a_number_per_quantity_is_named():
    claim = replace(CLAIM, average=replace(CLAIM.average, spread=lambda s: np.ones((2, 2)).tolist()))
    with pytest.raises(SideError, match="`spread` of claim average_of_the_gap must give 1 numbers, one per quantity; received list"):
        expectation.run(claim, Workbench())
