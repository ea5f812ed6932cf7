"""Commands on files spoiled at random: an answer or one line, exit status 0, 1 or 2, never a traceback, never for long.

1,300 files a kind in the ordinary run, 5,200 in all; 80,000 with ``-m slow``.
"""

from __future__ import annotations

import argparse
import io
import random
import time
from pathlib import Path

import numpy as np
import pytest

from tests.hostile.spoil import bytes_of, json_of
from tests.test_replay import CLAIMS, file_of
from verify.__main__ import main, parser_of
from verify.report.ledger import read_ledger
from verify.report.ledger_layout import LedgerError

LEDGER = Path(__file__).parents[2] / "verify/ledgers/0.1.0.json"
SECONDS = 30.0
"""Longest that one small file may keep a command busy, on a slow machine."""

CSV = b"a,b,c,target,forget\n" + b"".join(b"%d,%d.5,%d,%d,%d\n" % (i, i % 3, i * i, i % 2, i % 4 == 0) for i in range(9))


def npz() -> bytes:
    rng, out = np.random.default_rng(0), io.BytesIO()
    np.savez(out, features=rng.normal(size=(7, 9)), targets=rng.normal(size=7), forget=np.arange(7) % 3 == 0)
    return out.getvalue()


def small_ledger() -> dict:
    content = read_ledger(LEDGER)
    return content | {"claims": content["claims"][:2]}


WITNESS = file_of(CLAIMS["O7"])
NPZ, FEW = npz(), small_ledger()
KINDS = {
    "csv": (".csv", lambda rng: bytes_of(rng, CSV), lambda path: ["audit", path]),
    "npz": (".npz", lambda rng: bytes_of(rng, NPZ), lambda path: ["audit", path]),
    "counterexample": (".json", lambda rng: json_of(rng, WITNESS), lambda path: ["replay", path]),
    "ledger": (".json", lambda rng: json_of(rng, FEW), lambda path: ["report", path + "-site", "--ledger", path]),
}


def complaint(kind: str, seed: int, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What was wrong with the command's answer to one spoiled file; empty where nothing was."""
    ending, spoil, arguments = KINDS[kind]
    path = folder / f"spoiled{ending}"
    path.write_bytes(spoil(random.Random(f"{kind} {seed}")))
    started = time.monotonic()
    try:
        status = main(arguments(str(path)))
    except Exception as error:  # whatever comes out is the finding
        return f"{kind} {seed}: raised {type(error).__name__}: {str(error)[:200]}"
    finally:
        told = capsys.readouterr()
    seconds = time.monotonic() - started
    if status not in (0, 1, 2):
        return f"{kind} {seed}: exit status {status}"
    if "Traceback" in told.out + told.err or "\x1b[31m" in told.out + told.err:
        return f"{kind} {seed}: printed {told.err[:200]!r}"
    if status == 2 and not (told.err.startswith("error: ") or (kind == "counterexample" and told.out.strip())):
        return f"{kind} {seed}: refused without a word: {told.err[:200]!r}"
    return f"{kind} {seed}: took {seconds:.0f} s" if seconds > SECONDS else ""


@pytest.mark.parametrize("kind", KINDS)
def test_a_spoiled_file_gets_an_answer_or_one_line(kind, tmp_path, capsys):
    assert [said for seed in range(1_300) if (said := complaint(kind, seed, tmp_path, capsys))] == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_many_more_spoiled_files_get_an_answer_or_one_line(kind, tmp_path, capsys):
    assert [said for seed in range(1_300, 20_000) if (said := complaint(kind, seed, tmp_path, capsys))] == []


def test_a_deeply_nested_ledger_is_refused(tmp_path):
    path = tmp_path / "deep.json"
    path.write_text("[" * 100_000 + "]" * 100_000)
    with pytest.raises(LedgerError, match="is not JSON"):
        read_ledger(path)


def test_the_files_are_spoiled_and_each_seed_gives_its_own():
    for _, spoil, _ in KINDS.values():
        made = [spoil(random.Random(seed)) for seed in range(40)]
        assert len(set(made)) > 35


HUGE = str(2**63)
NUMBERS = {
    "audit {data} --ridge {huge}": 2,
    "audit {data} --alpha {huge}": 2,
    "audit {data} --tuning {huge}": 2,
    "audit {data} --labels {huge}": 2,
    "map overlap --out {out} --points {huge}": 2,
    "map overlap --out {out} --points 2 --workers {huge}": 2,
    "map overlap --out {out} --points 2 --workers 1 --seed {huge}": 0,
    "replay {huge}": 2,
    "proofs state {huge}": 2,
    "new {huge} --folder {out}": 2,
}
"""A command with 2^63 for a number or a name -> its exit status."""


def test_every_command_with_a_number_is_listed():
    (commands,) = (action for action in parser_of("goldengap")._actions if isinstance(action, argparse._SubParsersAction))
    numeric = {
        (name, option)
        for name, parser in commands.choices.items()
        for action in parser._actions
        for option in action.option_strings
        if action.metavar in ("N", "L", "A", "COLUMN|SHARE")
    }
    assert numeric <= {(words.split()[0], option) for words in NUMBERS for option in words.split() if option.startswith("--")}


@pytest.mark.parametrize("words", NUMBERS)
def test_a_number_beyond_64_bits_is_used_or_refused_in_one_line(words, tmp_path, capsys):
    data, out = tmp_path / "data.csv", tmp_path / "out"
    data.write_text("a,b,target,forget\n1,2,3,0\n2,5,1,1\n")
    out.mkdir()
    arguments = words.format(data=data, out=out, huge=HUGE).split()
    try:
        status = main(arguments)
    except SystemExit as refused:  # argparse
        status = refused.code
    told = capsys.readouterr().err
    assert status == NUMBERS[words], told
    assert not status or told.rstrip("\n").count("\n") <= 5, told
    assert "Traceback" not in told
