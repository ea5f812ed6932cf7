"""An audit says on a terminal how long it may still take, and nothing anywhere else."""

import io
import re
import time

import numpy as np
import pytest

from verify.__main__ import main
from verify.audit import audit, progress
from verify.audit.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def made():
    clock = [0.0]
    return Progress(lambda: clock[0]), clock


def test_the_time_left_follows_from_the_cost_of_what_is_done():
    found, clock = made()
    found.plan("models", {"X": 1.0, "X_r": 3.0})
    clock[0] = 8.0
    assert found.line() == "models: 8 s"
    found.done("X")
    assert found.line() == "models: 8 s, about 24 s left"
    clock[0] = 20.0
    assert found.line() == "models: 20 s, about 12 s left"
    clock[0] = 99.0
    assert found.line() == "models: 99 s"
    found.done("X_r")
    found.done("X_r")
    found.done("nothing planned")
    assert found.line() == "models: 99 s"


def test_a_long_audit_is_shown_and_its_line_is_gone_in_the_end(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0.01)
    monkeypatch.setattr(progress, "EVERY", 0.001)
    screen = Terminal()
    with progress.shown(screen):
        audit(np.random.default_rng(0).normal(size=(40, 9)), np.arange(40.0), np.arange(40) > 30)
        time.sleep(0.05)
    assert re.search("(models|again in rational arithmetic): 0 s", screen.getvalue())
    assert screen.getvalue().endswith("\r\x1b[K")


def test_every_step_that_is_planned_is_done():
    watched = Progress()
    token = progress.CURRENT.set(watched)
    try:
        for shape in ((12, 4), (4, 12)):
            audit(np.random.default_rng(0).normal(size=shape), np.arange(float(shape[0])), np.arange(shape[0]) > shape[0] - 3)
            assert watched.costs == {} and watched.paid > 0
        x = np.ones((4, 2))
        x[0, 0] += 2.0**-50  # worked out again
        audit(x, np.arange(4.0), np.arange(4) > 2)
        assert watched.what == "again in rational arithmetic" and not set(watched.costs) - {"exact step"}
    finally:
        progress.CURRENT.reset(token)


def test_nothing_is_shown_of_a_short_audit_nor_off_a_terminal(npz, capsys, monkeypatch):
    screen = Terminal()
    with progress.shown(screen):
        pass
    assert screen.getvalue() == ""
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    assert main(["audit", str(npz())]) == 0
    assert capsys.readouterr().err == ""


def test_a_stopped_audit_is_one_line(npz, capsys, monkeypatch):
    def stop(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("verify.audit.api.audited", stop)
    assert main(["audit", str(npz())]) == 130
    assert capsys.readouterr().err == "\nstopped; nothing was written\n"


def _fail_later():
    time.sleep(0.02)
    raise ValueError("bad")


def test_a_line_is_cleared_when_the_audit_fails(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    screen = Terminal()
    with pytest.raises(ValueError, match="bad"), progress.shown(screen):
        _fail_later()
    assert screen.getvalue().endswith("\r\x1b[K")
