"""What a beginner writes wrong gets one short message that says how to write it; three honest claims get the right verdict."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from verify.claim.logic import Found
from verify.claim.result import fits
from verify.claim.sides import SideError
from verify.rungs import RUNGS
from verify.rungs.workbench import Workbench
from verify.validation import validate
from verify.validation.independence import faults
from verify.validation.registry import ClaimFileError, claim_in
from verify.verdict import conclude, verdict_text

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests" / "mistakes"
BENCH = Workbench(examples=20)
PROBLEMS = [instance.exact for instance in BENCH.synthetic]

MOST_LINES = 5

TOLD = {
    "numpy_norm": ("numpy rounds", "w.sq_norm()"),
    "float_zero": ("received float 0.0", "p.system.scalar(Fraction(1, 2))"),
    "wrong_shape": ("must have the same shape; received (2, 1) and (6, 1)", "Weights are (d, k)"),
    "misspelled_data": ("has no attribute 'xr'", "Did you mean `x_r`?"),
    "square_root": ("A root is rarely rational", "weights_squared"),
    "at_least": ("Relations are EQUAL, AT_MOST (<=) and DIFFERENT (!=)", "swap the sides"),
    "lower_case_claim": ("must define CLAIM", "It defines `claim`: name it CLAIM"),
    "condition_as_assumption": ("`condition` of claim condition_as_assumption must be a Statement", "condition=Statement("),
    "quantity_as_text": ("`quantities` of a Statement must be a tuple of Quantity; received str 'w'", "weights('w')"),
    "false_without_counterexample": ("`counterexample`", "problem_of(", "leave `truth` out"),
    "rows_for_columns": ("`@` needs shapes that fit", "Predictions are p.x_r.T @ w"),
    "random_factor": ("it gave two answers on one problem", "Randomness belongs into the data"),
    "contradictory_assumptions": ("no problem of the suite meets all assumptions: distinct and overlapping never hold together",),
    "same_side_twice": ("compares w with itself", "second, independent way"),
    "assumption_as_text": ("`assumes` of claim assumption_as_text must be a tuple of Assumption; received str 'noiseless'", "assumes=("),
    "wrong_unit": ("declares UL in units of 1; it grows by 2^2 when labels double", "Write loss"),
    "strict_inequality": ("must return what is compared, not the outcome of comparing", "Relation.AT_MOST", "Relation.DIFFERENT"),
    "missing_fields": ("missing 3 required keyword-only arguments: 'source', 'short', and 'latex'", "`python -m verify new NAME`"),
}
"""The essential words of each message."""

JUDGED = ("pinned_false", "sufficient_only", "registered_conditional")
"""Claims that are written well; two of them are false, and one says so."""


def look_at(path):
    """All that a claim file is held to before a rung runs."""
    claim = claim_in(path)
    validate(claim, PROBLEMS)
    if wrong := faults(claim):
        raise SideError("; ".join(wrong))


def told_of(path):
    """The one message that a claim file gets."""
    with pytest.raises((ClaimFileError, SideError)) as caught:
        look_at(path)
    return str(caught.value)


def test_every_file_is_expected():
    assert {f.stem for f in FOLDER.glob("[a-z]*.py")} == {*TOLD, *JUDGED}


@pytest.mark.parametrize("name", TOLD)
def test_a_mistake_gets_one_short_message_that_says_how_to_write_it(name):
    told = told_of(FOLDER / f"{name}.py")
    assert all(words in told for words in TOLD[name]), told
    assert len(told.split("\n")) <= MOST_LINES, told
    assert "Traceback" not in told


HEAD = """
from fractions import Fraction
from theory.arithmetic import Matrix
from theory.losses import unlearning_loss
from theory.models import fine_tuned, golden, pretrained
from verify.assumptions import anything, noiseless
from verify.claim import Assumption, Claim, Control, Evidence, Quantity, Relation, Statement, Truth, Unit, loss, pure, weights
from verify.counterexample import problem_of
"""


def claim_text(left="golden", right="pretrained", quantities='(weights("w"),)', assumes="(anything,)", more="", relation="Relation.EQUAL"):
    statement = f"Statement({quantities}, {left}, {right}, {relation})"
    return f'CLAIM = Claim(id="mine", source="me", short="s", latex="l", assumes={assumes}, statement={statement}{more})\n'


ALSO = [
    ("from theory.models import goldn\n", ("cannot import name 'goldn'", "Did you mean `golden`?")),
    ("from theory.models import unlearning_los\n", ("cannot import name", "theory.models has")),
    ("from theory.models import noisy\n", ("Write `from verify.assumptions import noisy`",)),
    (claim_text(right="lambda p: goldenn(p)"), ("Did you mean `golden`?", "from theory.models import golden")),
    (claim_text(right="lambda p: p.y_R"), ("Did you mean `y_r`",)),
    (claim_text(right="lambda p: p.x_r.t"), ("Did you mean `T`?",)),
    (claim_text(right="lambda p: p.x_r * p.y_r"), ("The product of matrices is A @ B",)),
    (claim_text(right="lambda p: golden(p) * 0.5"), ("write p.system.scalar(Fraction(1, 2)) for 0.5",)),
    (claim_text(right="lambda p: p.x_r[0]"), ("A matrix has no brackets: A.rows([0])",)),
    (
        claim_text(right="lambda p: Fraction(1, 2) * golden(p).sq_norm()"),
        ("write p.system.scalar(Fraction(1, 2)) for 0.5 or Fraction(1, 2)",),
    ),
    (claim_text(right="lambda p: Fraction(1, 2)"), ("received Fraction 1/2", "p.system.scalar")),
    (claim_text("lambda p: p.x.rank", "lambda p: p.x.rank == p.n", '(pure("r"),)'), ("not the outcome of comparing", "received bool")),
    (claim_text(relation='"="'), ("`relation` of a Statement must be one of Relation.EQUAL, Relation.AT_MOST, Relation.DIFFERENT",)),
    (claim_text(quantities='weights("w")'), ("must be a tuple, even of one Quantity", "quantities=(x,)")),
    (claim_text(quantities="()"), ("must be one Quantity for each compared value",)),
    (claim_text(quantities='(Quantity("w", "weights"),)'), ("`unit` of quantity w must be one of Unit.WEIGHTS",)),
    (claim_text(left="3"), ("`left` of a Statement must be a function",)),
    (claim_text(assumes="noiseless"), ("must be a tuple, even of one Assumption", "assumes=(x,)")),
    (claim_text(assumes="(lambda p: p.d > 3,)"), ("must be a tuple of Assumption; received function",)),
    (claim_text(assumes='(Assumption("big", lambda p: p.d > 3, "d > 3"),)'), ("`statement` of assumption big must be a text in quotes",)),
    (claim_text(assumes='(Assumption("big", "d > 3", lambda p: p.blocks.lap),)'), ("must answer True or False; received tuple",)),
    (claim_text(more=", truth=True"), ("`truth` of claim mine must be one of Truth.TRUE, Truth.FALSE", "leave it out")),
    (claim_text(more=", truth='false'"), ("`truth` of claim mine must be one of",)),
    (claim_text(more=", floor=5"), ("`floor` of claim mine must be one of Evidence.NONE",)),
    (claim_text(more=", also=Statement((weights('x'),), golden, golden)"), ("must be a tuple, even of one Statement",)),
    (claim_text(more=", controls=(problem_of([[1]], [[1]], [1]),)"), ("`controls` of claim mine must be a tuple of Control",)),
    (claim_text(more=", counterexample=problem_of([[1]], [[1]], [1])"), ("`counterexample` of claim mine must be a function",)),
    (claim_text(more=", counterexample=lambda: 3"), ("must give problems over Q; received int", "problem_of(")),
    (claim_text(more=", designs=lambda: []"), ("`designs` of claim mine must yield problems; it yielded none",)),
    (claim_text(more=", designs=lambda: [1]"), ("`designs` of claim mine must give problems over Q; received int",)),
    (claim_text(more=", without=['identity']"), ("`without` of claim mine must be a Mapping",)),
    (claim_text(more=", without={'identiy': 'no'}"), ("names no rung with 'identiy'; did you mean 'identity'?",)),
    (claim_text(more=", assume=(noiseless,)"), ("unexpected keyword argument 'assume'", "Did you mean `assumes`?")),
    (claim_text("fine_tuned", "pretrained", '(pure("w"),)', "(noiseless,)"), ("Write weights, with the name 'w'",)),
    (
        claim_text("lambda p: golden(p).sq_norm()", "lambda p: pretrained(p).sq_norm()", '(weights("w"),)', relation="Relation.AT_MOST"),
        ("Write weights_squared, with the name 'w'",),
    ),
    ("from theory.modells import golden\n", ("No module named 'theory.modells'",)),
]


@pytest.mark.parametrize(("body", "words"), ALSO, ids=[words[0][:50] for _, words in ALSO])
def test_so_do_other_mistakes(body, words, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(HEAD + body)
    told = told_of(path)
    assert all(w in told for w in words), told
    assert len(told.split("\n")) <= MOST_LINES, told


def judged(name):
    """The verdict of two rungs on one of ``JUDGED``, and the results."""
    claim = claim_in(FOLDER / f"{name}.py")
    validate(claim, PROBLEMS)
    assert faults(claim) == []
    results = [RUNGS[rung].run(claim, BENCH) for rung in ("exact", "search")]
    return claim, results, conclude(claim, results, ("exact", "search"))


def test_a_claim_that_is_registered_false_with_a_valid_counterexample_passes():
    claim, results, verdict = judged("pinned_false")
    assert (verdict.found, verdict.problems) == (Found.REFUTED, ())
    assert all(fits(claim, result) for result in results)


def test_a_condition_that_is_sufficient_only_is_reported_so():
    _, _, verdict = judged("sufficient_only")
    assert verdict.found is Found.SUFFICIENT
    assert "sufficient" in verdict_text(verdict)


def test_registering_it_conditional_fails():
    _, _, verdict = judged("registered_conditional")
    assert verdict.found is Found.SUFFICIENT
    assert any("registered conditional, found sufficient only" in problem for problem in verdict.problems)


def test_the_command_tells_all_of_a_folder_in_one_go_without_a_traceback(tmp_path):
    for name in TOLD:
        (tmp_path / f"{name}.py").write_text((FOLDER / f"{name}.py").read_text())
    typed = [sys.executable, "-m", "pytest", "verify", "-q", "-p", "no:cacheprovider", "--claims", str(tmp_path)]
    done = subprocess.run(typed, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | {"OMP_NUM_THREADS": "1"})
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert all(words[0].split("claim ")[0] in done.stdout for words in TOLD.values())
