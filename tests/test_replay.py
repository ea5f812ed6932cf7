"""Counterexample files replay with a checker that shares no code with the theory, and every change to one is refused."""

import ast
import copy
import json
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from theory.arithmetic import RATIONAL, Matrix
from theory.designs import suite, thin
from theory.losses import leave_out_loss
from theory.models import golden, pretrained
from verify import replay
from verify.__main__ import main
from verify.assumptions import anything
from verify.claim import Assumption, Statement, Truth, loss, weights
from verify.counterexample import problem_of
from verify.counterexample.text import explain
from verify.counterexample.witness import certified, seal
from verify.rungs import RUNGS
from verify.rungs.workbench import Workbench
from verify.validation.registry import load_claims

CLAIMS = {claim.id: claim for claim in load_claims()}
PINNED = [claim for claim in CLAIMS.values() if claim.counterexample is not None]
SOURCE = Path(replay.__file__)
SPECTRAL = [d for d in suite() if d.family == "spectral" and d.problem.x_r.rank > 1]


def file_of(claim, p=None):
    return certified(claim, p or claim.counterexample())


def resealed(data, **changes):
    """The file with changes, by a forger who knows how the seal is made."""
    forged = copy.deepcopy(data) | changes
    return forged | {"seal": seal(forged)}


def status_and_text(data):
    status, lines = explain(json.dumps(data))
    return status, "\n".join(lines)


def other(claim_id, left, right, name="z", assumes=(anything,)):
    """A claim of a reviewer's own, false on purpose."""
    statement = Statement((weights(name),), left, right)
    return replace(CLAIMS["O7"], id=claim_id, assumes=assumes, statement=statement, also=(), counterexample=lambda: None)


@pytest.mark.parametrize("claim", PINNED, ids=lambda claim: claim.id)
def test_every_pinned_counterexample_replays(claim):
    status, text = status_and_text(file_of(claim))
    assert status == 0, text
    assert "REPRODUCED" in text and "does NOT hold" not in text


@pytest.mark.parametrize("claim", [c for c in PINNED if c.truth is Truth.FALSE], ids=lambda claim: claim.id)
def test_what_the_search_finds_replays(claim):
    found = RUNGS["search"](claim, Workbench(examples=40))
    assert found.counterexample is not None
    assert status_and_text(found.counterexample)[0] == 0


def test_the_checker_agrees_with_the_theory_on_every_family_of_designs():
    """Random programs: two solvers that share no code, on each kind of design.

    Where both sides are the same, as with labels that are all 0, the checker must find that and nothing else.
    """
    claim = other("X1", lambda p: pretrained(p) + p.x_r.project(p.teacher), lambda p: golden(p) - p.x_f @ p.y_f)
    everything = suite()
    differ = []
    for design in thin(everything, 120):
        p = design.problem
        data = certified(claim, p)
        left, right = claim.statement.left(p), claim.statement.right(p)
        status, text = status_and_text(data)
        refusals = [line for line in text.splitlines() if line.startswith("REFUSED")]
        same = left == right
        assert (status, refusals) == ((1, ["REFUSED: nothing fails: this is no counterexample"]) if same else (0, [])), design.name
        check = data["checks"][0]
        for side, w in (("left", left), ("right", right)):
            assert check[side]["value"] == [[str(x) for x in row] for row in w.tolist()]
        differ += [] if same else [design.family]
    assert len(differ) >= 100
    assert set(differ) == {design.family for design in everything}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (lambda p: (p.x_r.T @ p.x_r).inverse().inverse(), lambda p: p.x_r.T @ p.x_r * 2),
        (lambda p: max(p.x_r.squared_singular_values()), lambda p: min(p.x_r.squared_singular_values())),
        (lambda p: p.system.sqrt(p.x_r.squared_singular_values()[0] ** 2), lambda p: 0),
        (lambda p: abs(-1 - p.x_r.sq_norm()) ** -2, lambda p: 3 / p.x_r.sq_norm()),
        (lambda p: p.x.rank - p.x_r.rank, lambda p: p.x.rank),
        (lambda p: p.x_r.map(lambda s: s * 0 if s == 0 else 1 / s), lambda p: p.x_r * 7),
        (lambda p: Matrix.identity(p.system, p.x_r.rank).T, lambda p: Matrix.zeros(p.system, p.x_r.rank, p.x_r.rank)),
        (lambda p: Matrix.of(p.system, [[len(p.x_r.nonzero_rows())]]) * p.x_r.sq_norm(), lambda p: p.y_r.T @ p.y_r),
        (lambda p: p.x_r.columns([]) @ p.y_r.rows([]), lambda p: p.x_r.columns([0])),
        (lambda p: RATIONAL.scalar(Fraction(1, 3)) * p.x_r.sq_norm() - RATIONAL.scalar(2), lambda p: 0 if p.x_r.sq_norm() else 1),
    ],
)
def test_whatever_a_side_may_do_is_traced_and_replays(left, right):
    designs = [d for d in SPECTRAL if d.problem.x_r.rank == d.problem.n_r][:4]
    assert designs
    for design in designs:
        data = certified(other("X2", left, right), design.problem)
        status, text = status_and_text(data)
        assert status == 0, text


def test_a_side_that_leaves_the_number_system_says_so_in_its_file():
    data = certified(other("X3", lambda p: p.system.scalar(p.system.fraction(p.x_r.sq_norm())), lambda p: 0), CLAIMS["O7"].counterexample())
    status, text = status_and_text(data)
    assert status == 2
    assert "took a number out of its number system" in text


def test_one_entry_changed_by_hand_is_refused_with_both_values():
    for claim in PINNED:
        data = file_of(claim)
        for name in ("x_r", "x_f", "y_r", "y_f", "w_star"):
            changed = copy.deepcopy(data)
            changed[name][0][0] = str(Fraction(changed[name][0][0]) + 5)
            status, text = status_and_text(changed)
            assert status == 1, (claim.id, name)
            assert "REFUSED" in text
    changed = file_of(CLAIMS["O9"])
    changed["x_f"][1][0] = "2"
    assert "right of UL(A) by w_g: the file records 1/4, recomputed 1" in status_and_text(changed)[1]


def test_any_leaf_changed_is_refused():
    """Whatever is changed by hand, down to a name: the seal does not fit, where nothing worse is said first."""
    data = file_of(CLAIMS["O8"])

    def leaves(node, path=()):
        if isinstance(node, (dict, list)) and node:
            for key, value in node.items() if isinstance(node, dict) else enumerate(node):
                yield from leaves(value, (*path, key))
        else:
            yield path, node

    for path, value in leaves(data):
        changed = copy.deepcopy(data)
        node = changed
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = "9" if isinstance(value, str) else 9
        assert status_and_text(changed)[0] in (1, 2), path


def test_a_forger_who_reseals_is_refused_where_the_numbers_are_not_so():
    data = file_of(CLAIMS["O9"])
    check = copy.deepcopy(data["checks"])
    check[0]["left"]["value"] = "1/5"
    assert "left of UL(A) by w_g: the file records 1/5, recomputed 1/9" in status_and_text(resealed(data, checks=check))[1]
    check = copy.deepcopy(data["checks"])
    check[0]["holds"] = True
    assert "nothing fails: this is no counterexample" in status_and_text(resealed(data, checks=check))[1]
    status, text = status_and_text(resealed(data, w_star=[["1"], ["1"], ["1"]]))
    assert status == 1
    assert "REFUSED: the assumption 'noiseless' does not hold" in text
    step = next(i for i, line in enumerate(data["program"]) if " solve " in line)
    program = [*data["program"][:step], data["program"][step].replace("solve", "project"), *data["program"][step + 1 :]]
    assert status_and_text(resealed(data, program=program))[0] != 0


def test_what_replay_cannot_know_retracing_does(tmp_path, capsys):
    """Another program that refutes another statement reproduces; derived again from the claim, it is refused."""
    another = Statement((loss("UL"),), lambda p: p.x_f.sq_norm(), lambda p: 0)
    theirs = certified(replace(CLAIMS["O9"], statement=another), problem_of([[1]], [[1]], [1]))
    path = tmp_path / "forged.json"
    path.write_text(json.dumps(resealed(theirs, digest=CLAIMS["O9"].digest)))
    assert main(["replay", str(path)]) == 0
    assert main(["replay", "--retrace", str(path)]) == 1
    assert "the claim gives other `program`" in capsys.readouterr().out
    path.write_text(json.dumps(file_of(CLAIMS["O9"])))
    assert main(["replay", "--retrace", str(path)]) == 0


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("x_r = matrix 1 1 5", "must give a new name"),
        ("2 = matrix 1 1 5", "must give a new name"),
        ("t99 = conjure x_r", "KeyError: 'conjure'"),
        ("t99 = multiply x_r x_r", "shapes do not fit"),
        ("t99 = entry x_r 7 0", "no such row or column"),
        ("t99 = divide 1 0", "ZeroDivisionError"),
        ("t99 = order 1 2 1", "step `t99 = order 1 2 1`: they are 1 and 2"),
        ("t99 = add 1e9 1", "numbers are written as strings"),
        ("nonsense", "not a whole counterexample file"),
    ],
)
def test_a_program_step_that_cannot_be_is_named(step, message):
    data = file_of(CLAIMS["O9"])
    status, text = status_and_text(resealed(data, program=[*data["program"], step]))
    assert status in (1, 2)
    assert message in text or "Fraction(1, 0)" in text


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", '{"format": "goldengap-counterexample-1"}', '{"format": "goldengap-counterexample-2"}', "[" * 100_000]
)
def test_what_is_no_whole_file_is_status_2(text):
    status, lines = explain(text)
    assert status == 2
    assert "not a whole counterexample file" in lines[0]


def test_every_truncation_of_a_file_is_refused():
    text = json.dumps(file_of(CLAIMS["O15"]))
    assert all(explain(text[:cut])[0] == 2 for cut in range(0, len(text), 7))


@pytest.mark.parametrize("missing", ["x_r", "program", "checks", "seal", "tuning", "blocks", "assumes", "schedule"])
def test_a_missing_field_is_status_2(missing):
    data = file_of(CLAIMS["S7"])
    del data[missing]
    assert status_and_text(data)[0] in (1, 2)


def test_assumptions_that_do_not_hold_or_are_not_known_are_said():
    p = problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0])
    mine = Assumption("mine", "a thing of my own", lambda p: True)
    for name, broken in (("distinct", p), ("full overlap", p), ("single remaining", problem_of([[1, 1]], [[1]], [1]))):
        bad = Assumption(name, "said to hold", lambda p: True)
        status, text = status_and_text(certified(other("X4", golden, lambda p: p.zero - golden(p), assumes=(bad, mine)), broken))
        assert status == 1
        assert f"REFUSED: the assumption '{name}' does not hold" in text
        assert "mine (a thing of my own): not known here" in text


def test_every_standard_assumption_means_the_same_to_the_checker():
    """On designs of every family the checker's predicates and the project's agree, both ways for each that can be both."""
    from verify import assumptions
    from verify.counterexample.text import KNOWN, File

    ours = {a.name: a for a in vars(assumptions).values() if isinstance(a, Assumption)}
    assert set(KNOWN) <= set(ours)
    seen = {name: set() for name in KNOWN}
    for design in thin(suite(), 150):
        data = certified(other("X5", golden, lambda p: p.zero - golden(p)), design.problem)
        file = File(data, replay.run(data | {"program": []}))
        for name, predicate in KNOWN.items():
            assert predicate(file) == ours[name].holds(design.problem), (name, design.name)
            seen[name].add(predicate(file))
    assert {name for name, answers in seen.items() if len(answers) < 2} <= {"anything", "scheduled"}


def test_the_checker_is_small_and_imports_nothing_of_the_project():
    assert len(SOURCE.read_text().splitlines()) < 200
    imported = [node for node in ast.walk(ast.parse(SOURCE.read_text())) if isinstance(node, (ast.Import, ast.ImportFrom))]
    names = {alias.name for node in imported if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in imported if isinstance(node, ast.ImportFrom)}
    assert names == {"json", "sys", "fractions", "typing"}


def test_the_checker_runs_alone(tmp_path):
    """By an interpreter that sees neither site-packages nor the project."""
    path = tmp_path / "file.json"
    path.write_text(json.dumps(file_of(CLAIMS["O7"])))
    alone = subprocess.run([sys.executable, "-I", "-S", str(SOURCE), str(path)], capture_output=True, text=True, check=False)
    assert (alone.returncode, alone.stdout) == (0, "statement, B_t: [5/6; 1/6; 0] = [1/2; 1/2; 0] fails\n")


def test_several_files_are_told_apart_and_the_worst_counts(tmp_path, capsys):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(file_of(CLAIMS["O7"])))
    bad.write_text("{")
    assert main(["replay", str(good), str(bad)]) == 2
    out = capsys.readouterr().out
    assert f"{good}:" in out and f"{bad}:" in out
    assert main(["replay", str(tmp_path / "none.json")]) == 2
    assert "none.json" in capsys.readouterr().err


def test_a_broken_further_fact_and_a_needless_condition_have_files_too():
    broken = replace(CLAIMS["O7"], also=(Statement((weights("w_g"),), golden, pretrained),))
    data = file_of(broken)
    assert data["checks"][0]["what"] == "further fact"
    assert status_and_text(data)[0] == 0
    needless = replace(CLAIMS["O3"], condition=replace(CLAIMS["O3"].condition, right=CLAIMS["O3"].condition.left))
    data = certified(needless, problem_of([[1], [0]], [[0], [1]], [1, 1]))
    assert [(c["what"], c["holds"]) for c in data["checks"]] == [("statement", True), ("condition", False)]
    assert status_and_text(data)[0] == 0


def test_leave_one_out_replays_through_two_inverses():
    data = certified(other("X6", leave_out_loss, lambda p: p.y_f.sq_norm() * 9), CLAIMS["O7"].counterexample())
    assert status_and_text(data)[0] == 0
