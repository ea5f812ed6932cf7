"""A counterexample file with one entry changed."""

import copy
import json
import subprocess
import sys

import pytest

from tests.forgery.conftest import ROOT
from verify.report.ledger import read_ledger

REFUTED = {
    entry["id"]: next(r["witnesses"]["if"] for r in entry["rungs"] if "if" in r["witnesses"])
    for entry in read_ledger(ROOT / "verify" / "ledgers" / "0.1.0.json")["claims"]
    if entry["found"] == "refuted"
}


def replayed(path, data):
    path.write_text(json.dumps(data))
    done = subprocess.run([sys.executable, ROOT / "verify" / "replay.py", path], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("claim", sorted(REFUTED))
def test_the_counterexamples_of_the_committed_ledger_replay_and_no_edited_one_does(tmp_path, claim):
    status, text = replayed(tmp_path / "whole.json", REFUTED[claim])
    assert (status, "fails" in text) == (0, True), text
    edited = copy.deepcopy(REFUTED[claim])
    edited["x_r"][0][0] = str(int(edited["x_r"][0][0].split("/")[0]) + 1)
    status, text = replayed(tmp_path / "edited.json", edited)
    assert status == 1
    assert "REFUSED" in text, text
