"""Recorded studies: read when they are there, refused when they are not what they claim, counted by rule."""

import json
from pathlib import Path

import pytest

from gpu_checks.studies.record import evidence
from verify.claim import Truth
from verify.report.abstract import SENTENCES, Said, Sentence, explain, follow
from verify.report.recorded import FORMAT, SUMMARY, RecordedStudy, recorded_studies, summary_of

RESULTS = Path(__file__).parents[1] / "gpu_checks" / "results"

MEASURED = Sentence("X", "text", measured=True)
GOOD = {"format": FORMAT, "study": "networks", "sentence": "X", "truth": "true", "summary": "gap 0.1", "more": [1, 2]}
AGREES, DISAGREES, SILENT = (RecordedStudy(t.value, "X", t, "n = 3") for t in (Truth.TRUE, Truth.FALSE, Truth.UNKNOWN))


def write(folder, name, data):
    (folder / name).write_text(json.dumps(data))


def test_studies_are_read_and_other_files_passed_over(tmp_path):
    write(tmp_path, "a.json", GOOD)
    write(tmp_path, "b.json", {"format": "something else"})
    write(tmp_path, "c.json", [1])
    assert recorded_studies(tmp_path) == (RecordedStudy("networks", "X", Truth.TRUE, "gap 0.1"),)


def test_results_that_are_not_there_are_an_error_that_names_them(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"recorded studies must exist, for verdicts rest on them; .*missing does not"):
        recorded_studies(tmp_path / "missing")


def test_the_summary_in_the_package_is_what_the_committed_results_say():
    """Run ``python -m gpu_checks.studies.record`` when this fails and the results were meant to change."""
    known = json.loads(SUMMARY.read_text(encoding="utf-8"))
    assert known == summary_of(RESULTS, evidence(RESULTS))
    assert known != summary_of(RESULTS)  # results of which no commit has the code are there to be read, and count for nothing
    assert recorded_studies()


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ({"format": "other"}, "must be an object with `format` 'goldengap-studies-1' and a list `studies`"),
        ({"studies": 3}, "and a list `studies`"),
        ({"studies": [{"study": "a"}]}, r"`sentence` of studies\.json must be a str"),
        ({"studies": [{**GOOD, "found": {"A5": 3}}]}, r"`verdicts` of studies\.json must be a list of rows"),
        ({"studies": [GOOD]}, r"`verdicts` of studies\.json must be a list of rows"),
    ],
)
def test_a_summary_that_is_none_is_refused(tmp_path, edit, message):
    write(tmp_path, "studies.json", {"format": "goldengap-studies-1", "studies": [], **edit})
    with pytest.raises(ValueError, match=message):
        recorded_studies(tmp_path / "studies.json")


@pytest.mark.parametrize(("key", "value"), [("study", None), ("truth", True), ("summary", 3), ("sentence", None)])
def test_a_study_that_lacks_a_key_is_refused(tmp_path, key, value):
    write(tmp_path, "a.json", {**GOOD, key: value})
    with pytest.raises(ValueError, match=f"`{key}` of a.json must be a"):
        recorded_studies(tmp_path)


def test_a_truth_that_is_none_is_refused(tmp_path):
    write(tmp_path, "a.json", GOOD | {"truth": "yes"})
    with pytest.raises(ValueError, match=r"`truth` of a\.json must be one of true, false, conditional, unknown; received 'yes'"):
        recorded_studies(tmp_path)


def test_verdicts_of_a_study_are_read_by_sentence_case_and_metric(tmp_path):
    rows = [{"sentence": s, "case": "digits", "metric": m, "verdict": v} for s, m, v in (("A5", "UL", "true"), ("A5", "TV", "false"))]
    write(tmp_path, "a.json", GOOD | {"verdicts": rows})
    (study,) = recorded_studies(tmp_path)
    assert study.found == {"A5": {"digits": {"UL": "true", "TV": "false"}}}
    write(tmp_path, "a.json", GOOD | {"verdicts": [row | {"regime": "any rate"} for row in rows]})
    assert list(recorded_studies(tmp_path)[0].found["A5"]) == ["digits, any rate"]


@pytest.mark.parametrize("verdicts", ["all true", [{"sentence": "A5"}], [{"sentence": "A5", "case": "x", "metric": "UL", "verdict": None}]])
def test_verdicts_that_are_none_are_refused(tmp_path, verdicts):
    write(tmp_path, "a.json", GOOD | {"verdicts": verdicts})
    with pytest.raises(ValueError, match=r"`verdicts` of a\.json must be a list of rows that have sentence, case, metric, verdict"):
        recorded_studies(tmp_path)


def test_one_verdict_twice_is_refused(tmp_path):
    row = {"sentence": "A5", "case": "digits", "metric": "UL", "verdict": "true"}
    write(tmp_path, "a.json", GOOD | {"verdicts": [row, row]})
    with pytest.raises(ValueError, match="must name each sentence, case and metric once; received UL of digits twice"):
        recorded_studies(tmp_path)


def test_two_studies_of_one_name_are_refused(tmp_path):
    write(tmp_path, "a.json", GOOD)
    write(tmp_path, "b.json", GOOD)
    with pytest.raises(ValueError, match=r"`study` must be unique among recorded studies; used more than once: \['networks'\]"):
        recorded_studies(tmp_path)


def test_a_measured_sentence_waits_for_a_study_that_decides():
    assert follow(MEASURED, {}, []) is Said.UNKNOWN
    assert explain(MEASURED, {}, []) == "not yet measured"
    assert follow(MEASURED, {}, [AGREES]) is Said.TRUE
    assert follow(MEASURED, {}, [DISAGREES]) is Said.FALSE
    assert follow(MEASURED, {}, [AGREES, DISAGREES]) is Said.DIFFERS
    assert follow(MEASURED, {}, [SILENT]) is Said.UNKNOWN
    assert follow(MEASURED, {}, [AGREES, SILENT]) is Said.TRUE  # a study that decides nothing takes nothing away
    assert explain(MEASURED, {}, [AGREES, DISAGREES]) == "measured, by unlearning loss: true: true; false: false"
    assert follow(MEASURED, {}, [RecordedStudy("other", "A1", Truth.TRUE, "")]) is Said.UNKNOWN


def test_claims_decide_nothing_that_is_measured():
    assert follow(MEASURED, {"a": Truth.FALSE}, [AGREES]) is Said.TRUE


def test_a_sentence_of_theory_takes_no_notice_of_studies():
    assert follow(Sentence("X", "text", ("a",)), {"a": Truth.TRUE}, [DISAGREES]) is Said.TRUE


def test_the_experiments_sentence_is_measured():
    assert [s.id for s in SENTENCES if s.measured] == ["A6"]
    assert follow(SENTENCES[-1], {}, []) is Said.UNKNOWN
