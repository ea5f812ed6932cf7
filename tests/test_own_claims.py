"""A reviewer's own claims run like ours, in place of ours; what is wrong with one is said in words that say how to write it."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from verify.__main__ import main
from verify.claim import Claim, Evidence, Truth
from verify.claim.judge import EXACTLY, fails_exactly, judge
from verify.claim.logic import Found, Half
from verify.claim.result import Answer
from verify.claim.sides import SideError
from verify.counterexample.shrink import Draft, shrink
from verify.examples import no_worse_than_zero, norm_tells_the_gap, starter
from verify.rungs import RUNGS, rung_names
from verify.rungs.workbench import Workbench
from verify.validation import validate
from verify.validation.registry import ClaimFileError, claim_in, files_in, load_claims, own_claims
from verify.verdict import conclude

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "verify" / "examples"
CLAIMS = {claim.id: claim for claim in load_claims()}
BENCH = Workbench(examples=40)
PROBLEMS = [instance.exact for instance in BENCH.synthetic]

HEAD = """
import random
import numpy as np
from fractions import Fraction
from theory.arithmetic import Matrix
from theory.models import golden, pretrained, fine_tuned
from theory.losses import unlearning_loss
from verify.assumptions import anything, noiseless
from verify.claim import Assumption, Claim, Relation, Statement, Truth, loss, weights
"""


def write(folder, body, name="mine"):
    path = folder / f"{name}.py"
    path.write_text(HEAD + body)
    return path


def claim_text(left="golden", right="pretrained", quantities='(weights("w"),)', assumes="(anything,)", claim_id="mine", more=""):
    statement = f"statement=Statement({quantities}, {left}, {right})"
    return f'CLAIM = Claim(id="{claim_id}", source="me", short="s", latex="l", assumes={assumes}, {statement}{more})\n'


def pytest_verify(*arguments):
    """The command as typed, in a process of its own: (exit status, output)."""
    command = [sys.executable, "-m", "pytest", "verify", "-q", "-p", "no:cacheprovider", "--examples", "40", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | {"OMP_NUM_THREADS": "1"})
    return done.returncode, done.stdout + done.stderr


def test_a_false_guess_is_refuted_with_a_two_by_one_counterexample_from_the_search():
    claim = no_worse_than_zero.CLAIM
    assert claim.counterexample is None and claim.truth is Truth.UNKNOWN
    found = RUNGS["search"](claim, BENCH)
    assert found.answer is Answer.REFUTES
    assert (len(found.counterexample["x_r"]), len(found.counterexample["x_r"][0])) == (2, 1)
    assert (len(found.counterexample["x_f"]), len(found.counterexample["x_f"][0])) == (2, 1)


def test_a_true_guess_gets_to_identity():
    claim = norm_tells_the_gap.CLAIM
    results = [RUNGS[rung](claim, BENCH) for rung in rung_names(claim)]
    verdict = conclude(claim, results)
    assert (verdict.found, verdict.evidence, verdict.problems) == (Found.HOLDS, Evidence.IDENTITY, ())


def test_the_examples_run_as_a_folder_on_two_workers_and_only_they_run(tmp_path):
    status, out = pytest_verify("-n", "2", "--claims", EXAMPLES, "--counterexamples", tmp_path)
    assert status == 0, out
    assert "no_worse_than_zero" in out and "norm_tells_the_gap" in out and "refuted (exact witness)" in out
    assert "O7" not in out and "abstract of" not in out
    assert "left <= right FAILS" in out and "REPRODUCED" in out
    files = sorted(tmp_path.iterdir())
    refuted_by = ("exact", "enclosure", "high_precision", "descent", "search")
    assert {f.name for f in files} == {f"no_worse_than_zero-{rung}-if.json" for rung in refuted_by}
    assert main(["replay", *map(str, files)]) == 0
    assert main(["replay", "--retrace", *map(str, files)]) == 1
    assert main(["replay", "--retrace", "--claims", str(EXAMPLES), *map(str, files)]) == 0


def test_a_starter_file_runs_as_it_is_and_is_never_overwritten(tmp_path, capsys):
    assert main(["new", "my_guess", "--folder", str(tmp_path)]) == 0
    assert f"pytest --claims {tmp_path / 'my_guess.py'}" in capsys.readouterr().out
    assert claim_in(tmp_path / "my_guess.py").id == "my_guess"
    validate(claim_in(tmp_path / "my_guess.py"), PROBLEMS)
    assert main(["new", "my_guess", "--folder", str(tmp_path)]) == 2
    assert "exists, and nothing is overwritten" in capsys.readouterr().err
    assert RUNGS["exact"](starter.CLAIM, BENCH).answer is Answer.AGREES


@pytest.mark.parametrize("name", ["7up", "a-b", "import", "a/b", "../a", "", "_hidden", "O7", "naïve"])
def test_a_name_that_cannot_be_used_is_refused(name, tmp_path, capsys):
    assert main(["new", name, "--folder", str(tmp_path)]) == 2
    assert "`NAME` must" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("x = 1\n", "must define CLAIM = Claim(id=..., assumes=..., statement=...); received none"),
        ("CLAIM = 3\n", "must define CLAIM = Claim(id=..., assumes=..., statement=...); received int"),
        ("import nothing_of_that_name\n", "does not import: ModuleNotFoundError: No module named 'nothing_of_that_name' (line 10)"),
        ("def left(p:\n", "does not import: SyntaxError"),
        (claim_text(assumes="()"), "`assumes` of claim mine must name at least one assumption; received none"),
        ('CLAIM = Claim(id="mine")\n', "`python -m verify new NAME` writes a file that shows every field"),
    ],
)
def test_a_file_without_a_claim_is_told_how_to_be_one(body, message, tmp_path):
    with pytest.raises(ClaimFileError) as caught:
        claim_in(write(tmp_path, body))
    assert message in str(caught.value)
    assert "mine.py" in str(caught.value)


WRONG = [
    (claim_text(right="lambda p: p.y_f"), "must have the same shape"),
    (claim_text(right="lambda p: p.system.scalar(0)"), "must have the same shape; received ("),
    (claim_text(quantities='(weights("a"), weights("b"))'), "received 1 and 1 values for 2 quantities"),
    (claim_text(right="lambda p: (pretrained(p), golden(p))"), "received 1 and 2 values for 1 quantities"),
    (claim_text(right="lambda p: golden(p) * random.randint(0, 9)"), "it gave two answers on one problem"),
    (claim_text(right="lambda p: golden(p) * p.system.scalar(int(np.random.randint(0, 10**6)))"), "it gave two answers on one problem"),
    (claim_text(right="lambda p: np.zeros(3)"), "must return a Matrix or a number of the problem's own system"),
    (claim_text(right="lambda p: 0.5"), "received float 0.5"),
    (claim_text(right="lambda p: Fraction(1, 2)"), "received Fraction 1/2"),
    (claim_text(right="lambda p: [golden(p)]"), "received list"),
    (claim_text(right="lambda p: None"), "received NoneType"),
    (claim_text(right="lambda p: p.x_r.T @ p.y_f"), "`right` (w) raised ValueError: `@` needs shapes that fit"),
    (claim_text(left="lambda p: p.nothing"), "`left` (w) raised AttributeError"),
    (claim_text(assumes='(Assumption("big", "d > 3", lambda p: p.dd > 3),)'), "the assumption 'big' raised AttributeError"),
]


@pytest.mark.parametrize(("body", "message"), WRONG)
def test_wrong_use_is_refused_with_how_to_write_it(body, message, tmp_path):
    claim = claim_in(write(tmp_path, body))
    with pytest.raises(SideError) as caught:
        validate(claim, PROBLEMS)
    if "TypeError" not in str(caught.value):
        assert message in str(caught.value)
    assert "\n  " in str(caught.value)


def test_an_exception_that_only_some_data_provoke_names_the_side_the_data_and_the_guard(tmp_path):
    """Not met by the few instances that are tried first: the rung meets it, and shrinks it."""
    claim = claim_in(write(tmp_path, claim_text(right="lambda p: golden(p) / (0 if p.x_r.rank == p.n_r == 4 else 1)")))
    validate(claim, PROBLEMS[:3])
    with pytest.raises(SideError) as caught:
        RUNGS["exact"](claim, BENCH)
    text = str(caught.value)
    assert "Traceback" not in text
    assert "`right` (w) raised ZeroDivisionError" in text and "n_r = 4" in text and "mine.py" in text
    assert 'assumes=(..., Assumption("non-zero labels"' in text


def test_what_is_wrong_is_reported_by_the_command_in_one_go_without_a_traceback(tmp_path):
    write(tmp_path, claim_text(assumes="()"), "one")
    write(tmp_path, claim_text(right="lambda p: 0.5"), "two")
    write(tmp_path, "x = 1\n", "three")
    write(tmp_path, "x = 1\n", "_helper")
    status, out = pytest_verify("--claims", tmp_path)
    assert status == 2
    assert "must name at least one assumption" in out and "received float 0.5" in out and "must define CLAIM" in out
    assert "Traceback" not in out and "_helper.py" not in out


def test_ids_must_be_new_among_themselves_and_against_ours(tmp_path):
    write(tmp_path, claim_text(), "one")
    write(tmp_path, claim_text(), "two")
    with pytest.raises(ClaimFileError, match=r"two\.py: claim ids must be unique; mine is used by .*one\.py too"):
        own_claims(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    path = write(other, claim_text(claim_id="O7"))
    with pytest.raises(ClaimFileError, match="O7 is used by the package too"):
        own_claims(path)
    status, out = pytest_verify("--claims", path)
    assert status == 2
    assert "O7 is used by the package too" in out


def test_a_path_that_is_missing_or_empty_is_said(tmp_path):
    with pytest.raises(ClaimFileError, match="does not exist"):
        files_in(tmp_path / "nowhere")
    with pytest.raises(ClaimFileError, match=r"holds no \.py file"):
        files_in(tmp_path)
    status, out = pytest_verify("--claims", tmp_path / "nowhere")
    assert status == 4
    assert "does not exist" in out


def test_a_claim_may_use_a_helper_beside_it(tmp_path):
    (tmp_path / "_helpers_of_mine.py").write_text("def zero(p):\n    return p.zero\n")
    path = write(tmp_path, "from _helpers_of_mine import zero\n" + claim_text(right="zero"))
    assert [f.name for f in files_in(tmp_path)] == ["mine.py"]
    assert claim_in(path).statement.right(PROBLEMS[0]) == PROBLEMS[0].zero


def test_without_a_registered_truth_a_silent_rung_is_no_failure_but_silence_of_all_is():
    claim = replace(CLAIMS["O1"], truth=Truth.UNKNOWN, floor=Evidence.NONE)
    exact, search = (RUNGS[rung](claim, BENCH) for rung in ("exact", "search"))
    silent = replace(search, answer=Answer.UNDECIDED, found=Found.UNDECIDED, votes=frozenset(), note="nothing met the assumptions")
    asked = ("exact", "search")
    assert conclude(claim, (exact, silent), asked).passed
    assert not conclude(claim, (replace(silent, rung="exact"), silent), asked).passed
    assert not conclude(replace(claim, truth=Truth.TRUE), (exact, silent), asked).passed
    broken = replace(silent, witnesses={Half.FACT.value: {}})
    assert conclude(claim, (exact, broken), asked).found is Found.REFUTED
    assert not conclude(replace(claim, truth=Truth.TRUE), (exact, broken), asked).passed


def test_a_claim_is_short_to_write():
    claim = Claim(id="x", source="me", short="s", latex="l", assumes=CLAIMS["O1"].assumes, statement=CLAIMS["O1"].statement)
    assert (claim.truth, claim.floor) == (Truth.UNKNOWN, Evidence.NONE)


FALSE = [claim for claim in CLAIMS.values() if claim.truth is Truth.FALSE and claim.average is None]


@pytest.mark.parametrize("claim", FALSE, ids=lambda claim: claim.id)
def test_what_the_search_finds_is_no_larger_than_what_is_pinned(claim):
    pinned = claim.counterexample()
    for seed in range(2):
        found = RUNGS["search"](claim, Workbench(seed=seed, examples=80)).counterexample
        assert found is not None
        size = (len(found["x_r"]), len(found["x_r"][0]) + len(found["x_f"][0]))
        assert size <= (pinned.d, pinned.n), seed


def test_shrinking_ends_where_nothing_can_be_left_out():
    """From every failing design of a false claim to the same size, whatever it started from."""
    claim = CLAIMS["O7"]
    failing = [p for p in PROBLEMS[::9] if fails_exactly(claim, p)][:12]
    small = [shrink(p, lambda q: fails_exactly(claim, q)) for p in failing]
    assert {(p.d, p.n) for p in small} == {(2, 2)}
    assert all(p.schedule is None and p.regularization is None for p in small)
    assert shrink(small[0], lambda q: fails_exactly(claim, q)) is small[0]


def test_shrinking_gives_up_in_time_and_asks_about_whole_problems_only():
    asked = []
    p = PROBLEMS[0]
    assert shrink(p, lambda q: bool(asked.append(q)), most=40) is p
    assert 0 < len(asked) <= 40
    assert judge(CLAIMS["O14"], Draft.of(p).problem(), Draft.of(p).problem(), EXACTLY, None).holds


def test_a_draft_is_the_problem_itself():
    for p in PROBLEMS[::50]:
        q = Draft.of(p).problem()
        assert (q.x_r, q.x_f, q.y_r, q.y_f, q.tuning) == (p.x_r, p.x_f, p.y_r, p.y_f, p.tuning)
        assert (q.schedule is None) == (p.schedule is None)
        if p.schedule is not None:
            assert (q.schedule.start, q.schedule.eta, q.schedule.steps) == (p.schedule.start, p.schedule.eta, p.schedule.steps)
        assert (q.regularization.wrong, q.regularization.alpha) == (p.regularization.wrong, p.regularization.alpha)


def test_the_search_shrinks_what_provokes_an_exception(tmp_path):
    claim = claim_in(write(tmp_path, claim_text(left="fine_tuned", right="lambda p: fine_tuned(p) * (p.y_f.sq_norm() / p.y_f.sq_norm())")))
    with pytest.raises(SideError) as caught:
        RUNGS["search"](claim, BENCH)
    assert "d = 1, n_r = 1, n_f = 1" in str(caught.value) and "y_f = [0]" in str(caught.value)
