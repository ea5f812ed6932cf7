"""A reviewer's own claims whose run would mean nothing: no run ends with exit status 0, and each says why."""

import os
import subprocess
import sys
import unittest
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis.errors import UnsatisfiedAssumption

from theory.arithmetic import FLOAT64, Ball, CannotTell, NotRepresentable, PrimeField
from verify.claim import Assumption, Statement, weights
from verify.claim.sides import SideError, holds_on, values_of
from verify.counterexample.trace.opaque import Opaque
from verify.examples import no_worse_than_zero, norm_tells_the_gap, starter
from verify.rungs.workbench import Workbench
from verify.validation import unmet_facts, validate
from verify.validation.code import file_fault
from verify.validation.independence import faults
from verify.validation.registry import ClaimFileError, claim_in, load_claims

ROOT = Path(__file__).parents[2]
PROBLEMS = [instance.exact for instance in Workbench().synthetic]
CLAIMS = {claim.id: claim for claim in load_claims()}

HEAD = """
from fractions import Fraction
from theory.arithmetic import Matrix, NotRepresentable, hstack, vstack
from theory.models import fine_tuned, golden, option_a, option_b, pretrained, projected
from theory.losses import gap_in_loss, gap_in_weights, remaining_loss, unlearning_loss
from verify.assumptions import anything, consistent, noiseless, overlapping, regularized
from verify.claim import Assumption, Claim, Evidence, Relation, Statement, Truth
from verify.claim import labels, labels_squared, loss, pure, weights, weights_squared
from verify.counterexample import problem_of
"""


def write(folder, body):
    path = folder / "mine.py"
    path.write_text(HEAD + body)
    return path


def claim_text(left="golden", right="pretrained", quantity='weights("w")', assumes="(anything,)", relation="EQUAL", more=""):
    statement = f"Statement(({quantity},), {left}, {right}, Relation.{relation})"
    return f'CLAIM = Claim(id="mine", source="me", short="s", latex="l", assumes={assumes}, statement={statement}{more})\n'


def look_at(path):
    """All that a claim file is held to before a rung runs."""
    claim = claim_in(path)
    validate(claim, PROBLEMS)
    if wrong := faults(claim):
        raise SideError("; ".join(wrong))


def refused(path):
    """What the vetting says of a claim file that it must refuse."""
    with pytest.raises((ClaimFileError, SideError)) as caught:
        look_at(path)
    told = str(caught.value)
    assert len(told.split("\n")) <= 5, told
    return told


def command(path, *arguments):
    """``pytest verify --claims``, as typed: (exit status, output)."""
    typed = [sys.executable, "-m", "pytest", "verify", "-q", "-p", "no:cacheprovider", "--claims", str(path), *arguments]
    environment = {k: v for k, v in os.environ.items() if k != "PYTEST_ADDOPTS"} | {"OMP_NUM_THREADS": "1"}
    done = subprocess.run(typed, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    return done.returncode, done.stdout + done.stderr


SKIPPING = {
    "a library of tests": ("import pytest\ndef side(p):\n    pytest.skip('later')\n", "uses `pytest`"),
    "importorskip": ("from pytest import importorskip\ndef side(p):\n    importorskip('nothing')\n", "uses `pytest`"),
    "imported inside": ("def side(p):\n    import pytest\n    pytest.xfail('later')\n", "uses `pytest`"),
    "pytest's exit": ("import _pytest.outcomes as o\ndef side(p):\n    o.exit('done', returncode=0)\n", "uses `_pytest.outcomes`"),
    "sys.exit": ("import sys\ndef side(p):\n    sys.exit(0)\n", "uses `sys`"),
    "os._exit": ("import os\nos._exit(3)\n", "uses `os`"),
    "exit": ("def side(p):\n    exit(0)\n", "uses `exit`"),
    "by name": ("def side(p):\n    __import__('os')._exit(0)\n", "uses `"),
    "a skipped test": ("import unittest\ndef side(p):\n    raise unittest.SkipTest('later')\n", "uses `unittest`"),
    "a rejected example": ("from hypothesis import reject\ndef side(p):\n    reject()\n", "uses `hypothesis`"),
    "SystemExit": ("def side(p):\n    raise SystemExit(0)\n", "may not skip or stop the check; it raised SystemExit"),
    "GeneratorExit": ("def side(p):\n    raise GeneratorExit\n", "may not skip or stop the check"),
    "an exception of its own": ("class Quiet(BaseException): pass\ndef side(p):\n    raise Quiet\n", "may not skip or stop the check"),
    "a number said to be missing": ("def side(p):\n    raise NotRepresentable('later')\n", "may not raise NotRepresentable itself"),
    "only where it is large": (
        "def side(p):\n    if p.d > 8:\n        raise SystemExit\n    return golden(p)\n",
        "may not skip or stop the check",
    ),
    "a yielding side": ("def side(p):\n    yield golden(p)\n", "must return its values; side yields them"),
}


@pytest.mark.parametrize("place", ["left", "right"])
@pytest.mark.parametrize(("body", "told"), SKIPPING.values(), ids=SKIPPING)
def test_a_side_may_not_skip_or_stop_the_check(body, told, place, tmp_path):
    assert told in refused(write(tmp_path, body + claim_text(**{place: "side"})))


@pytest.mark.parametrize("raises", ["SystemExit(0)", "NotRepresentable('x')", "type('Quiet', (BaseException,), {})()"])
def test_an_assumption_a_when_or_a_condition_may_not_either(raises, tmp_path):
    body = f"def quiet(p):\n    raise {raises}\nQ = Assumption('quiet', 'quiet', quiet)\n"
    assert "the assumption 'quiet' may not" in refused(write(tmp_path, body + claim_text(assumes="(Q,)")))
    fact = ", also=(Statement((weights('x'),), golden, pretrained, when=Q),)"
    (tmp_path / "other").mkdir()
    assert "the assumption 'quiet' may not" in refused(write(tmp_path / "other", body + claim_text(more=fact)))
    condition = ", condition=Statement((weights('x'),), quiet, golden)"
    (tmp_path / "third").mkdir()
    assert "`left` (x) may not" in refused(write(tmp_path / "third", body + claim_text(more=condition)))


def test_a_claim_file_may_not_skip_when_it_is_read(tmp_path):
    assert "does not import: SystemExit" in refused(write(tmp_path, "raise SystemExit(0)\n"))


def skipping(error):
    def side(p):
        raise error

    return side


@pytest.mark.parametrize("system", [PrimeField(10007), Ball(64), FLOAT64], ids=lambda s: s.name)
@pytest.mark.parametrize(
    "error",
    [
        pytest.skip.Exception("x"),
        pytest.exit.Exception("x", 0),
        unittest.SkipTest("x"),
        UnsatisfiedAssumption("x"),
        SystemExit(0),
        NotRepresentable("x"),
        CannotTell("x"),
    ],
    ids=lambda e: type(e).__name__,
)
def test_a_side_that_skips_is_an_error_in_every_number_system(error, system):
    p = PROBLEMS[0].to(system)
    side, predicate = Statement((weights("w"),), skipping(error), skipping(error)), Assumption("quiet", "quiet", skipping(error))
    for ask in (lambda: values_of(side, "left", p), lambda: holds_on(predicate, p)):
        told = ""
        try:
            ask()
        except BaseException as caught:  # whatever it is: a skip that got through would skip this test
            told = f"{type(caught).__name__}: {caught}"
        assert told.startswith("SideError")
        assert "may not" in told


def test_whoever_runs_the_check_can_still_stop_it():
    with pytest.raises(KeyboardInterrupt):
        values_of(Statement((weights("w"),), skipping(KeyboardInterrupt()), golden_of), "left", PROBLEMS[0])


def golden_of(p):
    return p.x_r.solve(p.y_r)


def test_an_absolute_value_is_a_number_that_residues_lack():
    side = no_order = Statement((weights("w"),), lambda p: abs(p.y_f.sq_norm()), golden_of)
    with pytest.raises(NotRepresentable, match="has no order and no absolute value"):
        values_of(side, "left", PROBLEMS[0].to(PrimeField(10007)))
    assert values_of(no_order, "left", PROBLEMS[0])


SPELLINGS = {
    "adding zero": "lambda p: golden(p) - p.zero",
    "twice transposed": "lambda p: golden(p).T.T",
    "twice the half": "lambda p: golden(p) * 2 / 2",
    "a factor that cancels": "lambda p: golden(p) * (p.y_f.sq_norm() + 1) / (p.y_f.sq_norm() + 1)",
    "alpha that cancels": "lambda p: p.regularized.alpha * golden(p) / p.regularized.alpha",
    "a summand that cancels": "lambda p: pretrained(p) + golden(p) - pretrained(p)",
    "times the identity": "lambda p: Matrix.identity(p.system, p.d) @ golden(p)",
    "row by row": "lambda p: vstack(*(golden(p).rows([i]) for i in range(p.d)))",
    "entry by entry": "lambda p: golden(p).map(lambda x: x * 1 + 0)",
    "what training is": "lambda p: p.x_r.solve(p.y_r)",
}


@pytest.mark.parametrize("other", SPELLINGS.values(), ids=SPELLINGS)
def test_one_expression_in_two_spellings_is_refused(other, tmp_path):
    told = refused(write(tmp_path, claim_text(left="lambda p: golden(p) + p.zero", right=other, assumes="(regularized,)")))
    assert "compares w with itself" in told


WRAPPED = [
    (
        "def wrap(f, p):\n    return f(p)\ndef left(p):\n    return wrap(golden, p)\n"
        "def right(q):\n    return (lambda m, r: m(r))(golden, q)\n",
        'weights("w")',
        "EQUAL",
    ),
    (
        "def left(p):\n    return unlearning_loss(p, golden(p))\ndef right(p):\n    w = golden(p)\n"
        "    return (p.y_f - p.x_f.T @ w).dot(p.y_f - p.x_f.T @ w) / p.n_f\n",
        'loss("UL")',
        "AT_MOST",
    ),
    (
        "def left(p):\n    return gap_in_loss(p, pretrained(p))\ndef right(p):\n"
        "    return abs(unlearning_loss(p, golden(p)) - unlearning_loss(p, pretrained(p)))\n",
        'loss("gap")',
        "EQUAL",
    ),
    (
        "def left(p):\n    return (p.x_r.T @ p.x_r) @ (p.x_r.T @ golden(p))\ndef right(p):\n"
        "    return p.x_r.T @ (p.x_r @ (p.x_r.T @ golden(p)))\n",
        'labels("y")',
        "EQUAL",
    ),
    (
        "def left(p):\n    return golden(p).T @ p.x_r @ p.x_r.T @ pretrained(p)\n"
        "def right(p):\n    return (pretrained(p).T @ p.x_r @ p.x_r.T @ golden(p)).T\n",
        'labels_squared("y")',
        "AT_MOST",
    ),
]


@pytest.mark.parametrize(("body", "quantity", "relation"), WRAPPED)
def test_so_is_one_computation_behind_helpers(body, quantity, relation, tmp_path):
    assert "with itself" in refused(write(tmp_path, body + claim_text("left", "right", quantity, relation=relation)))


CIRCULAR = {
    "the two sides": ("golden(p) == pretrained(p)", "EQUAL"),
    "and more": ("bool(p.blocks.lap) and golden(p) == pretrained(p)", "EQUAL"),
    "their difference": ("(golden(p) - pretrained(p)).sq_norm() == 0", "EQUAL"),
    "twice": ("2 * golden(p) == 2 * pretrained(p)", "EQUAL"),
    "row by row": ("not (golden(p) - pretrained(p)).nonzero_rows()", "EQUAL"),
    "entry by entry": ("all(a == b for r, s in zip(golden(p).tolist(), pretrained(p).tolist()) for a, b in zip(r, s))", "EQUAL"),
    "its rank": ("(pretrained(p) - golden(p)).rank == 0", "EQUAL"),
    "not their difference": ("not golden(p) != pretrained(p)", "EQUAL"),
}


@pytest.mark.parametrize(("predicate", "relation"), CIRCULAR.values(), ids=CIRCULAR)
def test_an_assumption_that_is_the_statement_is_refused(predicate, relation, tmp_path):
    body = f"same = Assumption('close', 'the models are close', lambda p: {predicate})\n"
    told = refused(write(tmp_path, body + claim_text(assumes="(noiseless, same)", relation=relation)))
    assert "the assumption 'close' is the statement itself" in told


@pytest.mark.parametrize("predicate", ["{0} <= {1}", "{0} < {1}", "not {0} > {1}", "{1} - {0} >= 0"])
def test_so_is_one_that_is_the_inequality(predicate, tmp_path):
    left, right = "unlearning_loss(p, option_a(p))", "unlearning_loss(p, golden(p))"
    body = f"same = Assumption('close', 'the losses are close', lambda p: {predicate.format(left, right)})\n"
    claim = claim_text(f"lambda p: {left}", f"lambda p: {right}", 'loss("UL")', "(same,)", "AT_MOST")
    told = refused(write(tmp_path, body + claim))
    assert "the assumption 'close' is the statement itself" in told


def test_so_is_a_condition_in_another_spelling(tmp_path):
    condition = ", condition=Statement((weights('x'),), lambda p: golden(p) - pretrained(p), lambda p: p.zero)"
    assert "`condition` is the statement itself" in refused(write(tmp_path, claim_text(more=condition)))


@pytest.mark.parametrize(
    "assumes",
    [
        "(consistent,)",
        "(Assumption('seen', 'D_f is fitted', lambda p: p.x_f.T @ golden(p) == p.y_f), consistent)",
        "(Assumption('moved', 'w_g != 0', lambda p: golden(p).sq_norm() != 0),)",
        "(Assumption('apart', 'w_g != w_o', lambda p: golden(p) != pretrained(p)),)",
    ],
)
def test_an_assumption_that_is_needed_and_enough_is_no_forgery(assumes, tmp_path):
    """w_g fits D_f exactly when w_g = w_o: a theorem, and the assumption compares labels, not weights."""
    validate(claim_in(write(tmp_path, claim_text(assumes=assumes))), PROBLEMS)


KEEPING = {
    "a global": (
        "KEPT = {}\ndef left(p):\n    KEPT['w'] = golden(p)\n    return KEPT['w']\ndef right(p):\n    return KEPT.get('w', pretrained(p))\n"
    ),
    "by content": (
        "KEPT = {}\ndef left(p):\n    KEPT[p.x_r.tolist()[0][0], p.d] = golden(p)\n    return golden(p)\n"
        "def right(p):\n    return KEPT.get((p.x_r.tolist()[0][0], p.d), p.zero)\n"
    ),
    "by identity": (
        "KEPT = {}\ndef left(p):\n    KEPT[p] = golden(p)\n    return golden(p)\ndef right(p):\n    return KEPT.get(p, p.zero)\n"
    ),
    "a default": (
        "def left(p, kept=[]):\n    kept.append(golden(p))\n    return kept[-1]\n"
        "def right(p):\n    return (left.__defaults__[0] or [p.zero])[-1]\n"
    ),
    "a function": "def left(p):\n    left.w = golden(p)\n    return left.w\ndef right(p):\n    return getattr(left, 'w', p.zero)\n",
    "a global name": "W = None\ndef left(p):\n    global W\n    W = golden(p)\n    return W\ndef right(p):\n    return W or p.zero\n",
    "a closure": (
        "def pair():\n    kept = []\n    def left(p):\n        kept.append(golden(p))\n        return kept[-1]\n"
        "    def right(p):\n        return kept[-1] if kept else p.zero\n    return left, right\nleft, right = pair()\n"
    ),
    "a class": (
        "class Memory:\n    kept = []\n    @staticmethod\n    def put(w):\n        Memory.kept.append(w)\n        return w\n"
        "def left(p):\n    return Memory.put(golden(p))\ndef right(p):\n    return Memory.kept[-1] if Memory.kept else p.zero\n"
    ),
    "the problem": (
        "def left(p):\n    p.__dict__['_x'] = golden(p)\n    return golden(p)\ndef right(p):\n    return p.__dict__.get('_x', p.zero)\n"
    ),
    "the problem, set": (
        "def left(p):\n    object.__setattr__(p, 'w', golden(p))\n    return golden(p)\ndef right(p):\n    return getattr(p, 'w', p.zero)\n"
    ),
    "a matrix": "def left(p):\n    p.y_f.w = golden(p)\n    return golden(p)\ndef right(p):\n    return p.y_f.w\n",
    "the package": (
        "import theory.models as m\ndef left(p):\n    m.kept = golden(p)\n    return golden(p)\ndef right(p):\n    return m.kept\n"
    ),
    "who calls": (
        "import sys\ndef left(p):\n    return golden(p)\ndef right(p):\n    return sys._getframe(1).f_locals.get('once', p.zero)\n"
    ),
    "who called": (
        "import inspect\ndef left(p):\n    return golden(p)\ndef right(p):\n    return inspect.stack()[1].frame.f_locals['left']\n"
    ),
    "a counter": (
        "CALLS = []\ndef left(p):\n    return golden(p)\n"
        "def right(p):\n    CALLS.append(1)\n    return golden(p) * 1 if len(CALLS) % 2 else pretrained(p)\n"
    ),
    "a counter that waits": (
        "CALLS = []\ndef left(p):\n    return golden(p)\n"
        "def right(p):\n    CALLS.append(1)\n    return p.x_r.project(golden(p)) if len(CALLS) < 500 else pretrained(p)\n"
    ),
    "an iterator": (
        "from itertools import count\nN = count()\ndef left(p):\n    return golden(p)\n"
        "def right(p):\n    return golden(p) if next(N) < 500 else pretrained(p)\n"
    ),
    "a file": (
        "from pathlib import Path\ndef left(p):\n    Path('x').write_text(str(golden(p)))\n    return golden(p)\n"
        "def right(p):\n    return Path('x').read_text()\n"
    ),
    "an object": (
        "class Side:\n    def __init__(self):\n        self.kept = None\n    def __call__(self, p):\n        self.kept = golden(p)\n"
        "        return self.kept\nleft = Side()\ndef right(p):\n    return left.kept\n"
    ),
    "a cached helper": "from functools import cache\nleft = cache(golden)\ndef right(p):\n    return golden(p) + p.zero\n",
}


@pytest.mark.parametrize("body", KEEPING.values(), ids=KEEPING)
def test_a_side_that_returns_what_the_other_computed_is_refused(body, tmp_path):
    told = refused(write(tmp_path, body + claim_text("left", "right")))
    words = ("keep nothing", "two answers", "may not", "other side", "uses `", "plain function")
    assert any(word in told for word in words), told


def test_a_memory_that_a_call_leaves_on_the_problem_itself_is_found_without_reading_the_code(tmp_path):
    path = write(tmp_path, claim_text())
    claim = claim_in(path)

    def left(p):
        vars(p)["_x"] = golden_of(p)
        return golden_of(p)

    from verify.validation.answers import check_answers

    with pytest.raises(SideError, match=r"may not write to the problem; it changed p\._x"):
        check_answers("statement", replace(claim.statement, left=left), PROBLEMS[:4])


def remembering():
    """A side that remembers, by the content of the problem, and one that returns what was remembered."""
    kept = {}

    def key(p):
        return str(p.x_r.tolist()), str(p.y_r.tolist())

    def tells(p):
        return kept.setdefault(key(p), golden_of(p))

    def knows(p):
        return kept.get(key(p), p.zero)

    return tells, knows


def alternating(period):
    calls = []

    def side(p):
        calls.append(1)
        return golden_of(p) if len(calls) % period else p.zero

    return side, golden_of


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("count", range(2, 9))
@pytest.mark.parametrize("make", [remembering, lambda: alternating(2), lambda: alternating(3)], ids=["remembers", "every 2nd", "every 3rd"])
def test_a_side_that_is_no_function_of_the_problem_is_found_without_reading_the_code(make, count, swapped, monkeypatch):
    from verify.validation import answers

    monkeypatch.setattr(answers, "kept_by", lambda *_: {})
    sides = make()[::-1] if swapped else make()
    distinct = [p for p in PROBLEMS if golden_of(p) != p.zero][:: len(PROBLEMS) // 20][:count]
    with pytest.raises(SideError, match="must be a function of the problem alone"):
        answers.check_answers("statement", Statement((weights("w"),), *sides), distinct)


LOOKING = {
    "its name": "def right(p):\n    return golden(p) if p.system.name == 'rational' else pretrained(p)\n",
    "its name, aside": "def right(p):\n    s = p.system\n    return golden(p) if 'ration' in s.name else pretrained(p)\n",
    "its roundoff": "def right(p):\n    return golden(p) if p.system.epsilon == 0 else pretrained(p)\n",
    "its kind": "def right(p):\n    return golden(p) if type(p.system).__name__ == 'Rational' else pretrained(p)\n",
    "the system": (
        "from theory.arithmetic import RATIONAL\ndef right(p):\n    return golden(p) if p.system is RATIONAL else pretrained(p)\n"
    ),
    "the entries": "def right(p):\n    return golden(p) if 'fmpq' in repr(p.y_f.data) else pretrained(p)\n",
    "the solver": (
        "from theory.problem import nearest_interpolator as n\ndef right(p):\n    return golden(p) if p.solver == n else pretrained(p)\n"
    ),
}


@pytest.mark.parametrize("body", LOOKING.values(), ids=LOOKING)
def test_a_side_that_looks_at_the_number_system_is_refused(body, tmp_path):
    told = refused(write(tmp_path, body + claim_text(right="right", assumes="(consistent,)")))
    assert "may not ask in which number system" in told or "one formula for all numbers" in told, told


def test_a_side_that_differs_between_number_systems_is_found_without_reading_the_code():
    from verify.validation.systems import check_systems

    honest = Statement((weights("w"),), golden_of, golden_of)
    check_systems("statement", honest, PROBLEMS[:8])
    for name in ("F_", "ball"):
        forged = replace(honest, right=lambda p, name=name: p.zero if p.system.name.startswith(name) else golden_of(p))
        with pytest.raises(SideError, match="must be one formula for all numbers"):
            check_systems("statement", forged, PROBLEMS[:8])


def test_what_a_side_says_beyond_the_made_sizes_is_looked_at(tmp_path):
    body = "def right(p):\n    return golden(p) if p.d <= 8 else p.x_r.T @ golden(p)\n"
    assert "must have the same shape" in refused(write(tmp_path, body + claim_text(right="right")))


NEVER = {
    "far off": "lambda p: p.d > 10**6",
    "impossible": "lambda p: False",
    "against the assumption": "lambda p: p.x.T @ pretrained(p) != p.y",
}


@pytest.mark.parametrize("when", NEVER.values(), ids=NEVER)
def test_a_fact_that_is_never_looked_at_is_refused(when, tmp_path):
    more = f", also=(Statement((weights('w_g'),), golden, pretrained, when=Assumption('never', 'never', {when})),)"
    told = refused(write(tmp_path, claim_text("fine_tuned", "pretrained", assumes="(consistent,)", more=more)))
    assert "`also[0]` (w_g): its `when`, 'never', held on none of" in told
    assert "nothing was checked" in told


def test_facts_that_are_looked_at_are_not_named_and_those_about_roots_are_looked_at_in_balls():
    for claim_id in ("S2", "O4", "N10"):
        assert unmet_facts(CLAIMS[claim_id], PROBLEMS) == []


def test_a_subclass_of_claim_is_refused(tmp_path):
    body = "class Mine(Claim):\n    rungs = ()\n" + claim_text().replace("Claim(", "Mine(")
    assert "must be built of Claim, Statement, Assumption and Control themselves; received Mine" in refused(write(tmp_path, body))


def test_a_file_that_changes_the_checker_is_refused(tmp_path):
    body = "import verify.claim.compare as c\nkept = c.same\nc.same = lambda *_: True\n"
    try:
        assert "a claim may not change the checker; importing it changed verify.claim.compare.same" in refused(
            write(tmp_path, body + claim_text())
        )
    finally:
        import verify.claim.compare

        verify.claim.compare.same = sys.modules["verify.assumptions"].same


@pytest.mark.parametrize("example", [no_worse_than_zero, norm_tells_the_gap, starter], ids=lambda m: m.__name__)
def test_the_examples_are_vetted(example):
    validate(example.CLAIM, PROBLEMS)


OTHERWISE = {"N12": "its sides are numbers of trained networks; it does not run over Q"}


@pytest.mark.parametrize("claim", [c for c in CLAIMS.values() if c.id not in OTHERWISE][::3], ids=lambda c: c.id)
def test_our_own_claims_pass_what_a_reviewers_must(claim):
    validate(claim, PROBLEMS[::3])


COMMANDS = {
    "skips": ("def right(p):\n    raise SystemExit(0)\n", {}, "may not skip or stop the check"),
    "skips when read": ("raise SystemExit(0)\n", {}, "may not skip or end the run"),
    "tautology": ("def right(p):\n    return golden(p) + p.zero\n", {}, "compares w with itself"),
}


@pytest.mark.parametrize(("body", "more", "told"), COMMANDS.values(), ids=COMMANDS)
def test_the_command_fails_and_says_why(body, more, told, tmp_path):
    status, out = command(write(tmp_path, body + claim_text(right="right", **more)), "-k", "exact")
    assert status == 2, out
    assert told in out
    assert "Traceback" not in out


def test_a_file_is_read_before_it_is_run():
    assert file_fault("x = 1\nimport os\n").startswith("line 2 uses `os`")
    assert file_fault("def left(p):\n    return eval('p.x')\n").startswith("line 2 uses `eval`")
    assert file_fault("def left(p):\n    return p.__dict__\n").startswith("line 2 uses `.__dict__`")
    assert file_fault("from theory.models import golden\nimport math\n") == ""
    assert file_fault("def (") == ""


def test_helpers_beside_a_claim_are_held_to_the_same(tmp_path):
    (tmp_path / "_beside_forged.py").write_text("import sys\nfrom theory.models import golden\n")
    path = write(tmp_path, "from _beside_forged import golden as other\n" + claim_text(left="other"))
    try:
        assert "_beside_forged.py: line 1 uses `sys`" in refused(path)
    finally:
        sys.modules.pop("_beside_forged", None)


ASSUMING = {
    "remembers": "CALLS = []\ndef quiet(p):\n    CALLS.append(1)\n    return len(CALLS) < 300\n",
    "alternates": "from itertools import cycle\nTURN = cycle([True, False])\ndef quiet(p):\n    return next(TURN)\n",
    "tosses": "import random\ndef quiet(p):\n    return random.random() < 0.5\n",
    "looks at the numbers": "def quiet(p):\n    return p.system.name != 'rational'\n",
    "marks the problem": "def quiet(p):\n    p.mark = 1\n    return True\n",
}


@pytest.mark.parametrize("body", ASSUMING.values(), ids=ASSUMING)
def test_an_assumption_is_a_function_of_the_problem_alone_too(body, tmp_path):
    told = refused(write(tmp_path, body + claim_text(assumes="(Assumption('quiet', 'quiet', quiet),)")))
    assert "the assumption 'quiet'" in told


def test_a_side_that_takes_too_long_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr("verify.validation.SECONDS", 0.3)
    body = "def right(p):\n    n = 0\n    while n < 10**12:\n        n = n + 1\n    return golden(p)\n"
    assert "took more than 0.3 s" in refused(write(tmp_path, body + claim_text(right="right")))


AVERAGE = """
from theory.random_design import RandomDesign
from verify.assumptions import gaussian_design
from verify.claim import Average
S = (RandomDesign(0, 3, 0, n_r=1, n_f=1, teacher=(1, 0, 0)),)
def left(p):
    return gap_in_weights(p, pretrained(p))
def right(s):
    return {right}
CLAIM = Claim(id="mine", source="me", short="s", latex="l", assumes=({assumes},), statement=Statement((weights_squared("g"),), left, right),
    average=Average(designs={designs}, spread=lambda s: {spread}))
"""
AVERAGES = {
    "a float": ({"right": "0.5"}, "must give one exact number (int or Fraction)"),
    "a spread of two": ({"spread": "(1, 2)"}, "`spread` must give one exact number"),
    "raising": ({"right": "s.nothing"}, "`right` raised AttributeError"),
    "no design": ({"designs": "()"}, "must name at least one random design"),
    "another assumption": ({"assumes": "Assumption('wide', 'd > 9', lambda s: s.d > 9)"}, "does not meet ['wide']"),
}


@pytest.mark.parametrize(("changed", "told"), AVERAGES.values(), ids=AVERAGES)
def test_a_claim_about_averages_is_vetted_on_its_random_designs(changed, told, tmp_path):
    honest = {"right": "Fraction(1, 3)", "assumes": "gaussian_design", "designs": "S", "spread": "1"}
    assert told in refused(write(tmp_path, AVERAGE.format(**honest | changed)))
    other = tmp_path / "honest"
    other.mkdir()
    validate(claim_in(write(other, AVERAGE.format(**honest))), PROBLEMS)


def test_a_loop_that_waits_for_a_number_to_change_is_left():
    one = Opaque(agreeable=True).number(5)

    def wait(x):
        while x >= 1:
            x = x - 1

    with pytest.raises(ArithmeticError, match="a loop did not end"):
        wait(one)
