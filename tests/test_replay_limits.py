"""A counterexample file from a stranger: it cannot keep the checker busy, and its texts cannot speak to the terminal."""

import json
import time

import pytest

from tests.test_replay import CLAIMS, SOURCE, file_of, other, resealed
from theory.models import golden
from verify import replay
from verify.__main__ import main
from verify.counterexample.text import explain
from verify.counterexample.witness import certified

DATA = file_of(CLAIMS["O7"])
CHECK = {"what": "statement", "quantity": "x", "relation": "=", "holds": False}


def asking(program, **changes):
    """A file whose program is ``program``, and which says that its last step is not 0."""
    last = program[-1].split()[0] if program else "1"
    check = CHECK | {"left": {"is": last, "value": "1"}, "right": {"is": "0", "value": "0"}}
    return json.dumps(resealed(DATA, program=program, checks=[check], **changes))


def chain(operation, first, steps=60):
    """t1 = first, and then each step the operation on the one before, twice."""
    return [f"t1 = {first}", *(f"t{i + 1} = {operation} t{i} t{i}" for i in range(1, steps))]


WIDE = " ".join(["1/7"] * 900)
BOMBS = {
    "repeated squaring": chain("scale", "scale 3 3"),
    "repeated squaring of a fraction": chain("multiply", "divide 3 7"),
    "doubled rows": chain("below", "matrix 1 1 1"),
    "doubled columns": chain("beside", "matrix 1 1 1"),
    "10^12 rows": ["t1 = matrix 1000000000000 0"],
    "10^12 columns": ["t1 = matrix 0 1000000000000", "t2 = transpose t1"],
    "2^63 rows": [f"t1 = matrix {2**63} {2**63}"],
    "half a row": ["t1 = matrix 1/2 2 1"],
    "a large product of nothing": ["t1 = matrix 9999 0", "t2 = transpose t1", "t3 = multiply t1 t2"],
    "one row very often": [f"t1 = matrix 1 900 {WIDE}", f"t2 = rows t1 {'0 ' * 9999}", f"t3 = columns t2 {'0 ' * 9999}"],
    "an elimination": [f"t1 = matrix 30 30 {' '.join(f'{i * i * i + 7}/{i + 11}' for i in range(900))}", "t2 = multiply t1 t1"]
    + [f"t{i + 1} = multiply t{i} t{i}" for i in range(2, 9)]
    + ["t10 = solve t9 t9"],
    "too many steps": [f"t{i} = scale 1 1" for i in range(replay.STEPS + 1)],
    "long sums": [f"t1 = matrix 1 900 {' '.join(f'1/{10**400 + i}' for i in range(900))}", "t2 = transpose t1", "t3 = multiply t1 t2"],
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_file_that_asks_for_much_is_refused_at_once(name):
    started = time.process_time()
    status, lines = explain(asking(BOMBS[name]))
    assert time.process_time() - started < 60
    assert status == 1
    assert lines[-1].startswith("REFUSED"), lines
    assert "too large" in lines[-1] or "do not fill the matrix" in lines[-1]


def test_no_field_of_the_file_raises_a_limit():
    text = asking(BOMBS["repeated squaring"], limits={"bits": 10**9}, BITS=10**9, WORK=10**30, steps=10**9)
    assert "too large" in explain(text)[1][-1]


def test_the_work_of_looking_at_assumptions_is_counted_too(monkeypatch):
    whole = explain(json.dumps(DATA))
    assert whole[0] == 0
    cost = replay.M.work
    monkeypatch.setattr(replay, "WORK", cost - 1)
    status, lines = explain(json.dumps(DATA))
    assert status == 1 and "too large" in lines[-1]


def test_what_the_project_writes_is_far_from_every_limit():
    for claim in ("S7", "R3", "R9"):
        assert explain(json.dumps(file_of(CLAIMS[claim])))[0] == 0
        assert replay.M.work < replay.WORK / 100


def test_a_long_file_is_refused(tmp_path, capsys):
    assert explain(" " * replay.TEXT + "{}")[1] == [f"REFUSED: too large: a file of at most {replay.TEXT} characters"]
    path = tmp_path / "long.json"
    path.write_text(json.dumps(DATA) + " " * replay.TEXT)
    assert main(["replay", str(path)]) == 1
    assert "too large" in capsys.readouterr().out


def test_a_device_without_an_end_is_refused(capsys):
    assert main(["replay", "/dev/zero"]) == 1
    assert "too large" in capsys.readouterr().out


HOSTILE = "\x1b]0;gone\x07\x1b[2J\r\n\u202e\u200b\x9b31m\x00"


@pytest.mark.parametrize("field", ["claim", "says", "source", "assumes", "what", "quantity", "step", "format", "why"])
def test_texts_are_escaped(field):
    data = json.loads(asking(["t1 = scale 1 1"]))
    if field in ("what", "quantity"):
        data["checks"][0][field] += HOSTILE
    elif field == "step":
        data["program"].append(f"t2 = {HOSTILE}")
    elif field == "assumes":
        data["assumes"] = {HOSTILE: HOSTILE}
    else:
        data[field] = HOSTILE
    if field == "why":
        data["program"] = None
    for checked in (replay.check, explain):
        _, lines = checked(json.dumps(resealed(data)))
        assert all(line.isprintable() for line in lines), lines


def test_retracing_a_file_that_the_claim_cannot_take_is_one_line(tmp_path, capsys):
    data = certified(other("O9", golden, lambda p: p.zero - golden(p)), CLAIMS["O7"].counterexample())
    path = tmp_path / "file.json"
    for change in ({"blocks": {"r": [], "lap": [], "f": []}}, {"tuning": [7]}):
        path.write_text(json.dumps(resealed(data, **change)))
        assert main(["replay", "--retrace", str(path)]) in (1, 2)
        out = capsys.readouterr()
        assert "Traceback" not in out.out + out.err


def test_the_page_says_how_long_the_checker_is():
    lines = len(SOURCE.read_text().splitlines())
    assert f"{lines} lines" in (SOURCE.parents[1] / "README.md").read_text(encoding="utf-8")
