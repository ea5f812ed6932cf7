"""README.md and docs/claims.md say what the ledger and the code say: tables are made from the ledger, the example prints what it shows."""

import copy
import re
import subprocess
import sys
from pathlib import Path

import pytest

from verify.__main__ import main
from verify.report.abstract import SENTENCES
from verify.report.ledger import read_ledger
from verify.report.pages import BEGIN, END, claims_page, require_whole, with_sentences
from verify.validation.registry import claims_by_id

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "README.md").read_text(encoding="utf-8")
LEDGER = read_ledger(ROOT / "verify/ledgers/0.1.0.json")
CLAIMS = claims_by_id()
MEND = "stale: run `python -m verify pages`"


def test_the_sentences_in_the_page_are_those_of_the_ledger():
    assert with_sentences(PAGE, LEDGER) == PAGE, MEND
    assert [s["id"] for s in LEDGER["abstract"]] == [s.id for s in SENTENCES]


def test_the_page_of_claims_is_that_of_the_ledger():
    page = claims_page(LEDGER, CLAIMS, "verify/ledgers/0.1.0.json")
    assert (ROOT / "docs/claims.md").read_text(encoding="utf-8") == page, MEND
    assert [line[4:] for line in page.splitlines() if line.startswith("### ")] != []
    assert {line[4:] for line in page.splitlines() if line.startswith("### ")} == CLAIMS.keys()
    links = re.findall(r"\]\(([^)#:]+)\)", page)
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


def test_the_example_prints_what_the_page_shows():
    blocks = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL)
    assert blocks
    for code, shown in blocks:
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout == shown


def test_every_link_leads_to_a_file():
    links = re.findall(r"\]\(([^)#:]+)\)", PAGE)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_sentences_are_put_between_their_markers_and_nothing_else_moves():
    page = with_sentences(f"before\n{BEGIN}\nstale\n{END}\nafter\n", LEDGER)
    assert page.startswith(f"before\n{BEGIN}\n| |")
    assert page.endswith(f"\n{END}\nafter\n")
    assert "stale" not in page


@pytest.mark.parametrize("page", ["", BEGIN, END, f"{END}\n{BEGIN}", f"{BEGIN}\n{END}\n{END}"])
def test_a_page_without_its_markers_is_refused(page):
    with pytest.raises(ValueError, match="the page must hold"):
        with_sentences(page, LEDGER)


def test_markers_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="once each"):
        with_sentences(f"{END}\n{BEGIN}", LEDGER)


@pytest.mark.parametrize(
    "change",
    [
        lambda claims: claims.pop(3),
        lambda claims: claims[3].update(digest="0" * 12),
        lambda claims: claims[3].update(complete=False),
        lambda claims: claims.append({**claims[3], "id": "O99"}),
    ],
    ids=["missing", "another statement", "some rungs only", "unknown"],
)
def test_a_ledger_of_a_partial_run_makes_no_page(change):
    ledger = copy.deepcopy(LEDGER)
    change(ledger["claims"])
    with pytest.raises(ValueError, match="missing, partial or of another statement: "):
        require_whole(ledger, CLAIMS)
    with pytest.raises(ValueError, match="statement: all"):
        require_whole({"claims": []}, {})


def test_the_command_writes_nothing_where_a_page_does_not_serve(tmp_path, capsys):
    readme, page = tmp_path / "README.md", tmp_path / "claims.md"
    readme.write_text("no markers")
    arguments = ["--ledger", str(ROOT / "verify/ledgers/0.1.0.json"), "--readme", str(readme), "--claims", str(page)]
    assert main(["pages", *arguments]) == 2
    assert "the page must hold" in capsys.readouterr().err
    assert not page.exists()
    readme.write_text(f"{BEGIN}\n{END}\n")
    assert main(["pages", *arguments]) == 0
    assert page.stat().st_size > 10_000
