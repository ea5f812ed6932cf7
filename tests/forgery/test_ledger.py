"""A ledger edited by hand, a file that is not a ledger, and the committed ledger compared with the code."""

import json
from pathlib import Path
from typing import get_args

import pytest

from tests.forgery.conftest import ROOT, Copy
from verify.claim import Evidence
from verify.claim.result import RungResult
from verify.report.ledger import read_ledger, seal
from verify.report.ledger_layout import Grade, LedgerError, schema
from verify.rungs import rung_names
from verify.validation.registry import load_claims
from verify.verdict import conclude, verdict_text

RELEASED = ROOT / "verify" / "ledgers" / "0.1.0.json"
CLAIMS = {claim.id: claim for claim in load_claims()}


@pytest.fixture
def ledger():
    return json.loads(RELEASED.read_text())


def written(path: Path, content) -> Path:
    path.write_text(json.dumps(content))
    return path


def raise_evidence(ledger):
    next(e for e in ledger["claims"] if e["evidence"] == "exact")["evidence"] = "identity"


def hide_a_problem(ledger):
    ledger["claims"][-1]["passed"] = not ledger["claims"][-1]["passed"]


def move_one_count(ledger):
    ledger["claims"][3]["rungs"][0]["tally"]["met"] += 1


def change_a_counterexample(ledger):
    entry = next(e for e in ledger["claims"] if e["id"] == "O7")
    next(r for r in entry["rungs"] if r["witnesses"])["witnesses"]["if"]["x_r"][0][0] = "7"


@pytest.mark.parametrize("edit", [raise_evidence, hide_a_problem, move_one_count, change_a_counterexample])
def test_a_ledger_edited_by_hand_is_refused(ledger, tmp_path, edit):
    edit(ledger)
    with pytest.raises(LedgerError, match=r"l\.json: the seal does not match: this file was changed after the run that wrote it"):
        read_ledger(written(tmp_path / "l.json", ledger))


def test_white_space_and_the_order_of_keys_are_no_edits(ledger, tmp_path):
    shuffled = dict(reversed(ledger.items()))
    (tmp_path / "l.json").write_text(json.dumps(shuffled, indent=7))
    assert read_ledger(tmp_path / "l.json") == ledger


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not JSON"),
        ("[]", "`format` must be 'goldengap-ledger-2'; received 'list'"),
        ('{"format": "goldengap-ledger-9"}', "received 'goldengap-ledger-9'"),
        ('{"format": "goldengap-ledger-2"}', "`ledger.created` is missing"),
    ],
)
def test_what_is_no_ledger_is_refused(tmp_path, text, message):
    (tmp_path / "l.json").write_text(text)
    with pytest.raises(LedgerError, match=message):
        read_ledger(tmp_path / "l.json")
    with pytest.raises(LedgerError, match="cannot be read: No such file"):
        read_ledger(tmp_path / "none.json")


def resealed(ledger, tmp_path):
    ledger["seal"] = seal(ledger)
    return written(tmp_path / "l.json", ledger)


def test_layout_is_checked_where_the_seal_is_whole(ledger, tmp_path):
    ledger["claims"][2]["rungs"][1]["tally"] = 3
    with pytest.raises(LedgerError, match=r"`claims\[2\]\.rungs\[1\]\.tally` must be an object; received 3"):
        read_ledger(resealed(ledger, tmp_path))
    ledger["claims"][2] = ledger["claims"][1]
    with pytest.raises(LedgerError, match=r"claim ids must be unique; used more than once: \['S2'\]"):
        read_ledger(resealed(ledger, tmp_path))
    ledger["claims"][2] = None
    with pytest.raises(LedgerError, match=r"`claims\[2\]` must be an object; received None"):
        read_ledger(resealed(ledger, tmp_path))


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda e: e.update(passed="yes"), r"`claims\[0\]\.passed` must be true or false; received 'yes'"),
        (lambda e: e.update(found="maybe"), r"`claims\[0\]\.found`: Invalid enum value 'maybe'"),
        (lambda e: e.pop("rungs"), r"`claims\[0\]\.rungs` is missing"),
        (lambda e: e["rungs"][0].update(seconds=None), r"`claims\[0\]\.rungs\[0\]\.seconds` must be a number; received None"),
        (lambda e: e.update(believe={}), r"`claims\[0\]\.believe` must be a list; received {}"),
        (lambda e: e["assumes"].update(more=3), r"`claims\[0\]\.assumes\[\.\.\.\]` must be text; received"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(ledger, tmp_path, edit, message):
    edit(ledger["claims"][0])
    with pytest.raises(LedgerError, match=message):
        read_ledger(resealed(ledger, tmp_path))


def test_the_published_schema_is_the_layout_that_the_code_uses(ledger):
    """Run ``python -m verify.report.ledger_layout > docs/ledger.schema.json`` when this fails and the change is meant."""
    assert (ROOT / "docs" / "ledger.schema.json").read_text() == schema()
    assert set(json.loads(schema())["$defs"]["Ledger"]["properties"]) == ledger.keys()


def test_the_layout_knows_every_kind_of_evidence():
    assert list(get_args(Grade)) == [kind.name.lower() for kind in Evidence]


def test_a_run_refuses_to_compare_with_an_edited_ledger(forged: Copy):
    released = forged.root / "verify" / "ledgers" / "0.1.0.json"
    forged.edit("verify/ledgers/0.1.0.json", '"registered": "true"', '"registered": "false"')
    ran = forged.run("-k", "O2 and search", "--against", str(released))
    assert ran.status == 4
    assert "the seal does not match" in ran.output
    assert "Traceback" not in ran.output


def test_the_committed_ledger_speaks_of_the_claims_that_there_are():
    """Run ``pytest verify -n 2 --ledger verify/ledgers/0.1.0.json`` when this fails and the change is meant."""
    entries = {entry["id"]: entry for entry in read_ledger(RELEASED)["claims"]}
    assert entries.keys() == CLAIMS.keys()
    for claim in CLAIMS.values():
        entry = entries[claim.id]
        assert (entry["digest"], entry["registered"], entry["floor"]) == (claim.digest, claim.truth.value, claim.floor.name.lower()), (
            claim.id
        )
        assert {r["rung"] for r in entry["rungs"]} == set(rung_names(claim)), claim.id
        assert entry["complete"], claim.id
        assert entry["passed"], claim.id


def test_the_committed_verdicts_follow_from_the_committed_evidence():
    """A forger who seals anew must forge every count as well."""
    for entry in read_ledger(RELEASED)["claims"]:
        verdict = conclude(CLAIMS[entry["id"]], [RungResult.from_dict(r) for r in entry["rungs"]])
        assert (verdict_text(verdict), verdict.found.value, list(verdict.problems)) == (entry["verdict"], entry["found"], entry["problems"])


def test_the_committed_ledger_is_small_enough_to_read():
    assert RELEASED.stat().st_size < 2**20
