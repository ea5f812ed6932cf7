"""What is said of the time left: on a terminal alone, seldom, and from the seconds that items took in the released run."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from verify.session.progress import EVERY, SELDOM, Progress, expected_seconds, left

ROOT = Path(__file__).parents[1]


def made(weights=None):
    clock = [0.0]
    lines = []
    return Progress(lines.append, weights or {}, lambda: clock[0]), lines, clock


def test_nothing_is_said_within_the_first_seconds_nor_of_the_last_item():
    progress, lines, clock = made()
    progress.expect(["a", "b"])
    clock[0] = EVERY - 0.1
    progress.finished("a")
    clock[0] = 100.0
    progress.finished("b")
    assert lines == []


def test_the_time_left_weighs_items_by_what_they_took():
    """a took 10 of 100 expected seconds; so 6 seconds for it leave 54, whatever the machine's speed."""
    progress, lines, clock = made({"A-exact": 10.0, "B-exact": 90.0})
    progress.expect(["f::A-exact", "f::B-exact"])
    clock[0] = 6.0
    progress.finished("f::A-exact")
    assert lines == ["1 of 2 items in 6 s, about 55 s left"]


def test_an_item_that_no_ledger_knows_takes_the_mean():
    progress, lines, clock = made({"A-exact": 10.0, "B-exact": 30.0})
    progress.expect(["x", "y"])
    assert progress.whole == 40.0
    clock[0] = 6.0
    progress.finished("x")
    assert lines == ["1 of 2 items in 6 s, about 6 s left"]


def test_lines_become_seldom():
    progress, lines, clock = made()
    progress.expect(map(str, range(1000)))
    for i in range(999):
        clock[0] = i + 1.0
        progress.finished(str(i))
    assert 999 / SELDOM <= len(lines) <= 999 / SELDOM + 6


@pytest.mark.parametrize(("seconds", "text"), [(0.2, "1 s"), (7.4, "7 s"), (43, "45 s"), (130, "2 min"), (7800, "2 h 10 min")])
def test_times_in_words(seconds, text):
    assert left(seconds) == text


def test_every_rung_and_check_of_the_released_run_has_its_time(tmp_path):
    known = expected_seconds()
    assert {"O7-exact", "O7-mutants", "S1-identity"} <= known.keys()
    assert expected_seconds(tmp_path / "none.json") == {}


def run_in_terminal(arguments, until, then=None):
    """What a command writes to a terminal; ``then`` is sent a second after ``until`` was seen."""
    parent, child = pty.openpty()
    env = os.environ | {"TERM": "xterm", "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    running = subprocess.Popen([sys.executable, *arguments], stdin=child, stdout=child, stderr=child, cwd=ROOT, env=env)
    os.close(child)
    seen, deadline = b"", time.monotonic() + 240
    while time.monotonic() < deadline:
        if select.select([parent], [], [], 1.0)[0]:
            try:
                part = os.read(parent, 65536)
            except OSError:
                break
            if not part:
                break
            seen += part
            if then is not None and until in seen:
                time.sleep(1.0)
                running.send_signal(then)
                then = None
        elif running.poll() is not None:
            break
    running.wait(60)
    os.close(parent)
    return running.returncode, seen.decode(errors="replace")


SLOW = ["-m", "pytest", "verify", "-p", "no:cacheprovider", "--examples", "1000000", "--time-limit", "7", "-k"]


def test_a_terminal_is_told_and_a_file_is_not(tmp_path):
    _, seen = run_in_terminal([*SLOW, "(O7 or O8) and (search or exact)"], b"")
    assert " of 4 items in " in seen and "left" in seen
    done = subprocess.run([sys.executable, *SLOW, "O7- and exact"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "items in" not in done.stdout


def test_a_run_that_is_stopped_says_so_in_one_line_and_writes_nothing(tmp_path):
    ledger = tmp_path / "ledger.json"
    ledger.write_text("what was there")
    for _ in range(4):  # pytest itself fails where the interruption is at an instruction without a line, which Python 3.11 has
        code, seen = run_in_terminal([*SLOW, "D1-exact or O7-search", "--ledger", str(ledger)], b"%]", signal.SIGINT)
        if "unsupported operand type(s) for -: 'NoneType' and 'int'" not in seen:
            break
    assert code == 2
    assert "items have answered, which is no verdict; nothing was written" in seen
    assert "verdicts ===" not in seen and "no result of" not in seen
    assert ledger.read_text() == "what was there"
