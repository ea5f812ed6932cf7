"""README.md says what the committed results say."""

from __future__ import annotations

import json
from pathlib import Path

from gpu_checks.studies.summary import METRICS, table

README = Path(__file__).parents[1] / "README.md"


def test_the_table_in_the_readme_is_the_results() -> None:
    text = README.read_text(encoding="utf-8")
    assert text.split("<!-- verdicts -->\n")[1].split("<!-- /verdicts -->")[0] == table()


def test_a_cell_says_true_or_has_a_sign_per_wrong_label(tmp_path: Path) -> None:
    outcomes = {"fixed": "narrows", "random": "widens", "runner-up": "not shown", "uniform": "no gap"}
    verdicts = [{"sentence": "A5", "case": "c", "metric": m, "verdict": "true", "by wrong label": outcomes} for m in METRICS]
    verdicts[1]["verdict"] = "conditional"
    case = {"case": "c", "forgetting": "class-wise", "flags": {"saturated": {METRICS[2]: "why"}}}
    (tmp_path / "x-full-cuda.json").write_text(json.dumps({"cases": [case], "verdicts": verdicts}))
    (tmp_path / "y-full-cpu.json").write_text(json.dumps({"found": {}}))
    row = table(tmp_path).splitlines()[2]
    assert row.startswith("| c, class-wise (cuda) | true | `+-.0` | sat. | true |")
    assert len(table(tmp_path).splitlines()) == 3
