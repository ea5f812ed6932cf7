"""The pages say what the committed results say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gpu_checks.studies import pages, said
from gpu_checks.studies.conclusion import REGIMES
from gpu_checks.studies.record import RESULTS
from gpu_checks.studies.result import read
from gpu_checks.studies.summary import COLUMNS, rates, verdicts

README = Path(__file__).parents[1] / "README.md"


@pytest.mark.parametrize("path", list(pages.blocks()), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_blocks_of_the_pages_are_what_results_and_lists_say(path: Path) -> None:
    """``python -m gpu_checks.studies.pages`` writes them anew."""
    text = path.read_text(encoding="utf-8")
    assert pages.renewed(text, pages.blocks()[path], path.name) == text


def test_a_block_that_is_missing_or_doubled_is_refused() -> None:
    made = {"a": lambda: "new\n"}
    assert pages.renewed("x\n<!-- a -->\nold\n<!-- /a -->\ny", made, "p") == "x\n<!-- a -->\nnew\n<!-- /a -->\ny"
    for text in ("", "<!-- a -->\n", "<!-- a -->\n<!-- /a -->\n<!-- a -->\n<!-- /a -->\n"):
        with pytest.raises(ValueError, match="p must have one block <!-- a -->"):
            pages.renewed(text, made, "p")


def test_what_the_pages_say_of_deep_features_is_the_result() -> None:
    found = read(RESULTS / "features-full-cpu.json")
    own, first = (
        " ".join(page.read_text(encoding="utf-8").split()) for page in (README.with_name("RESULTS.md"), README.parents[1] / "README.md")
    )
    assert not [phrase for phrase in said.features(found) if phrase not in own]
    assert not [phrase for phrase in said.features_on_the_first_page(found) if phrase not in first]
    short = " ".join(README.read_text(encoding="utf-8").split())
    assert all(phrase in short for phrase in list(said.features(found))[:3])


def test_what_was_found_fits_on_a_screen() -> None:
    """At most 40 lines with one figure and a table of five rows."""
    found = README.read_text(encoding="utf-8").split("## What was found\n")[1].split("\n## ")[0]
    assert len(found.strip().splitlines()) <= 40 and found.count("![") == 1
    assert len(found.split("<!-- findings -->\n")[1].split("<!-- /findings -->")[0].splitlines()) == 2 + 5


def test_nothing_hangs_on_a_tie_break() -> None:
    """Sentences that were artefacts of which of many equal settings was taken, or of how long was waited, are in no page."""
    for page in (README, README.with_name("RESULTS.md"), README.parents[1] / "README.md"):
        text = " ".join(page.read_text(encoding="utf-8").split()).lower()
        for gone in (
            "keeps what it should forget",
            "as far as the model breaks",
            "narrowed is not closed",
            "never closed",
            "thousands of nats",
        ):
            assert gone not in text
        assert "widens, whatever the label" not in text and "eleven of twelve" not in text


def test_a_table_of_findings_says_yes_no_and_open() -> None:
    config = {"data": "digits", "budgets": [1.0]}
    row = {"line": "FT", "share": 1.0, "question": "equals"}
    findings = [
        row | {"metric": metric, "verdict": verdict}
        for metric, verdict in (("UA", "true"), ("UL", "false"), ("TV", "unknown"), ("KL", "true"))
    ]
    lines = said.findings([{"config": config, "findings": findings}]).splitlines()
    assert lines[2].endswith("| yes: UA, KL; no: UL; open: TV |") and lines[5].endswith("| not asked |")
    outcomes = {"fixed": "narrows", "random": "widens", "uniform": "not shown"}
    verdicts = [{"sentence": "A5", "regime": "within 1/3 of a retraining", "metric": "UA", "by wrong label": outcomes}]
    assert said.labels({"verdicts": verdicts}, 1 / 3) == "UA fixed, farther random"
    assert said.labels({"verdicts": verdicts}, 1.0) == "none is shown"


def test_a_cell_says_true_or_has_a_sign_per_wrong_label(tmp_path: Path) -> None:
    outcomes = {"fixed": "narrows", "random": "widens", "runner-up": "not shown"}
    found = {"sentence": "A5", "case": "c", "verdict": "true", "by wrong label": outcomes, "reason": ""}
    rows = [{**found, "metric": metric, "regime": regime} for regime in REGIMES for metric in COLUMNS]
    rows[1]["verdict"], rows[3]["reason"], rows[3]["verdict"] = "conditional", "no gap is shown", "unknown"
    rows[4] |= {"reason": "no gap", "verdict": "unknown", "by wrong label": dict.fromkeys(outcomes, "not shown")}
    saturated = {regime: {COLUMNS[2]: "why"} if regime == "any rate" else {"average gap": "why"} for regime in REGIMES}
    case = {"case": "c", "forgetting": "class-wise", "flags": {"saturated": saturated, "noisy": [COLUMNS[1]]}}
    result = {"cases": [case], "verdicts": rows, "config": {"protocol": {"criterion": "average gap"}}}
    (tmp_path / "x-full-cuda.json").write_text(json.dumps(result))
    (tmp_path / "y-full-cpu.json").write_text(json.dumps({"found": {}}))
    slow, unbound = verdicts(tmp_path).splitlines()[2:]
    assert unbound.startswith("| c, class-wise (cuda) | any | true | `+-.` ~ | sat. | no gap `+-.` | no gap | true |")
    assert slow.startswith("| c, class-wise (cuda) | ≤ training † | true | true ~ | true |")


def test_rates_are_the_nearest_that_were_tried(tmp_path: Path) -> None:
    sweep = [{"setting": {"rate": r}, "distances": {"UA": [u, u + 0.02], "RA": [0.1]}} for r, u in ((0.02, 0.9), (0.11, 0.5), (0.6, 0.1))]
    test = {"ft": {"distances": {"UA": [0.2, 0.4], "RA": [0.0]}}}
    case = {"case": "c", "forgetting": "random", "sweep": {"ft": sweep}, "chosen": {"ft": {"rate": 0.6}}, "test": test}
    (tmp_path / "x-full-cpu.json").write_text(json.dumps({"cases": [case], "config": {"training": {"rate": 0.1}}}))
    assert rates(tmp_path).splitlines()[2] == "| c, random | 0.91, 0.10 | 0.51, 0.10 | 0.11, 0.10 | 0.30, 0.00 at 6 |"
