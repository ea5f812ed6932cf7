"""README.md says what the committed results say."""

from __future__ import annotations

import json
from pathlib import Path

from gpu_checks.studies.summary import METRICS, rates, verdicts

README = Path(__file__).parents[1] / "README.md"


def test_the_tables_in_the_readme_are_the_results() -> None:
    text = README.read_text(encoding="utf-8")
    for name, table in (("verdicts", verdicts()), ("rates", rates())):
        assert text.split(f"<!-- {name} -->\n")[1].split(f"<!-- /{name} -->")[0] == table


def test_a_cell_says_true_or_has_a_sign_per_wrong_label(tmp_path: Path) -> None:
    outcomes = {"fixed": "narrows", "random": "widens", "runner-up": "not shown"}
    found = {"sentence": "A5", "case": "c", "verdict": "true", "by wrong label": outcomes, "reason": ""}
    rows = [{**found, "metric": metric} for metric in METRICS]
    rows[1]["verdict"], rows[3]["reason"] = "conditional", "no gap is shown"
    case = {"case": "c", "forgetting": "class-wise", "flags": {"saturated": {METRICS[2]: "why"}, "noisy": [METRICS[1]]}}
    (tmp_path / "x-full-cuda.json").write_text(json.dumps({"cases": [case], "verdicts": rows}))
    (tmp_path / "y-full-cpu.json").write_text(json.dumps({"found": {}}))
    row = verdicts(tmp_path).splitlines()[2]
    assert row.startswith("| c, class-wise (cuda) | true | `+-.` ~ | sat. | no gap | true |")
    assert len(verdicts(tmp_path).splitlines()) == 3


def test_rates_are_the_nearest_that_were_tried(tmp_path: Path) -> None:
    sweep = [{"setting": {"rate": r}, "distances": {"UA": [u, u + 0.02], "RA": [0.1]}} for r, u in ((0.02, 0.9), (0.11, 0.5), (0.6, 0.1))]
    case = {"case": "c", "forgetting": "random", "sweep": {"ft": sweep}, "chosen": {"ft": {"rate": 0.6}}}
    (tmp_path / "x-full-cpu.json").write_text(json.dumps({"cases": [case], "config": {"training": {"rate": 0.1}}}))
    assert rates(tmp_path).splitlines()[2] == "| c, random | 0.91, 0.10 | 0.51, 0.10 | 0.11, 0.10 | 0.11, 0.10 at 6 |"
