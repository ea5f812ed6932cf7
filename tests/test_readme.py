"""The README says what the code says: its table lists the claims, its example prints what it shows, its files exist."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from verify.claim import Truth
from verify.report.abstract import SENTENCES
from verify.report.readme import BEGIN, END, with_table
from verify.rungs import RUNGS, rung_names
from verify.rungs.workbench import Workbench
from verify.validation.registry import load_claims
from verify.verdict import conclude

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "README.md").read_text(encoding="utf-8")
TABLE = PAGE[PAGE.index(BEGIN) : PAGE.index(END)]
ROWS = [
    [re.sub(r"\\(.)", r"\1", cell).strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    for line in TABLE.splitlines()
    if line.startswith("|")
]


def test_the_table_lists_every_claim_in_order_with_its_statement_and_source():
    rows = [row[:3] for row in ROWS if row[0] in {claim.id for claim in load_claims()}]
    assert rows == [[c.id, c.short, c.source] for c in load_claims()]


def test_the_verdicts_in_the_table_are_of_the_registered_truth():
    shown = {row[0]: row[3] for row in ROWS}
    for claim in load_claims():
        word = {Truth.FALSE: "refuted", Truth.CONDITIONAL: "conditional"}.get(claim.truth)
        verdict = shown[claim.id]
        assert verdict.startswith(word) if word else not verdict.startswith(("refuted", "conditional", "undecided")), claim.id


def test_the_table_lists_the_sentences_of_the_abstract():
    assert [row[:2] for row in ROWS if row[0] in {s.id for s in SENTENCES}] == [[s.id, s.text] for s in SENTENCES]


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


@pytest.fixture(scope="module")
def verdicts():
    claim = next(c for c in load_claims() if c.id == "O7")
    return [conclude(claim, [RUNGS[rung](claim, Workbench(examples=5)) for rung in rung_names(claim)])]


def test_a_table_is_put_between_its_markers_and_nothing_else_moves(verdicts):
    page = with_table(f"before\n{BEGIN}\nstale\n{END}\nafter\n", verdicts)
    assert page.startswith(f"before\n{BEGIN}\n| claim |")
    assert page.endswith(f"\n{END}\nafter\n")
    assert "stale" not in page
    assert with_table(page, verdicts) == page


@pytest.mark.parametrize("page", ["", BEGIN, END, f"{END}\n{BEGIN}", f"{BEGIN}\n{END}\n{END}"])
def test_a_page_without_its_markers_is_refused(page, verdicts):
    with pytest.raises(ValueError, match="the page must hold"):
        with_table(page, verdicts)


def test_a_partial_run_makes_no_table(verdicts):
    partial = conclude(verdicts[0].claim, verdicts[0].results[:1])
    with pytest.raises(ValueError, match="partial: O7"):
        with_table(PAGE, [partial])
    with pytest.raises(ValueError, match="partial: O16"):
        with_table(PAGE, verdicts, {"O7", "O16"})
    with pytest.raises(ValueError, match="no claim ran"):
        with_table(PAGE, [])
