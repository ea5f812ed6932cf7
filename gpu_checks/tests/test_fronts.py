"""Verdicts on fronts: chosen on some models, tested on others, one family, over clusters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gpu_checks.statistics.fronts import Finding, Question, Rule, Setting, interval, judge, reached
from gpu_checks.statistics.paired import Interval
from gpu_checks.studies.fronts import as_record, sentences, settings_of
from verify.claim import Truth

RULE = Rule({"UA": 0.02, "TV": 0.05, "RA": 0.01, "TA": 0.02}, resamples=499)
CLUSTERS = 10
NOISE = np.abs(np.random.default_rng(0).normal(size=CLUSTERS)) * 1e-3


def setting(line: str, share: float, strength: float | None, validation: float, test: float, lost: float = 0.0) -> Setting:
    """UA on validation and test models; ``lost`` of RA on both."""

    def at(ua: float) -> dict[str, np.ndarray]:
        return {"UA": ua + NOISE, "TV": ua + NOISE, "RA": lost + NOISE / 10, "TA": NOISE}

    return Setting(line, strength, share, at(validation), at(test))


def test_what_is_chosen_on_validation_models_is_what_is_tested() -> None:
    """The luckiest setting of the test models is not the one that counts."""
    settings = [setting("m", 0.5, 1.0, 0.10, 0.30), setting("m", 0.5, 2.0, 0.20, 0.00)]
    found = reached(settings, 1.0, "UA", RULE)
    assert found is not None and found.best.strength == 1.0
    (finding,) = judge({"m": settings}, "m", ["UA"], [1.0], RULE)
    assert finding.verdict is Truth.FALSE and finding.found.mean == pytest.approx(0.3 + NOISE.mean())


def test_it_is_chosen_for_the_metric_that_is_asked() -> None:
    for_ua, for_tv = setting("m", 0.5, 1.0, 0.0, 0.0), setting("m", 0.5, 2.0, 0.3, 0.3)
    for_tv = replace(for_tv, validation={**for_tv.validation, "TV": NOISE})
    for_ua = replace(for_ua, validation={**for_ua.validation, "TV": NOISE + 0.2})
    for metric, strength in (("UA", 1.0), ("TV", 2.0)):
        found = reached([for_ua, for_tv], 1.0, metric, RULE)
        assert found is not None and found.best.strength == strength


def test_what_costs_more_does_not_count() -> None:
    settings = [setting("m", 0.5, None, 0.3, 0.3), setting("m", 2.0, None, 0.0, 0.0)]
    found = [reached(settings, share, "UA", RULE) for share in (0.1, 0.5, 1.0, 2.0)]
    assert found[0] is None and [one.best.share for one in found[1:] if one] == [0.5, 0.5, 2.0]
    assert reached([setting("m", 0.0666667, None, 0.3, 0.3)], 1 / 15, "UA", RULE) is not None  # as a result has it, rounded


def test_what_breaks_the_model_is_not_chosen() -> None:
    """Nearer in UA by losing RA; where every setting does, the one that loses least."""
    broken, whole, worse = setting("m", 1, 3.0, 0.0, 0.0, 0.2), setting("m", 1, 1.0, 0.1, 0.1), setting("m", 1, 2.0, 0.0, 0.0, 0.4)
    for settings, strength in (([broken, whole], 1.0), ([broken, worse], 3.0)):
        found = reached(settings, 1.0, "UA", RULE)
        assert found is not None and found.best.strength == strength
    (finding,) = judge({"m": [broken]}, "m", ["UA"], [1.0], RULE)
    assert finding.verdict is Truth.FALSE  # it equals golden in UA, and does not keep what golden keeps


def test_ties_are_told_with_what_they_span() -> None:
    settings = [setting("m", 1, a, 0.1 + a * 1e-5, test) for a, test in ((1.0, 0.1), (2.0, 0.7), (3.0, 0.4))]
    found = reached([*settings, setting("m", 1, 4.0, 0.9, 0.0)], 1.0, "UA", RULE)
    assert found is not None and len(found.tied) == 3
    assert found.span("UA") == pytest.approx((0.1 + NOISE.mean(), 0.7 + NOISE.mean()))


@pytest.mark.parametrize(
    ("own", "plain", "equals", "dominates"),
    [(0.0, 0.5, "true", "true"), (0.5, 0.0, "false", "false"), (0.3, 0.5, "false", "true"), (0.0, 0.0, "true", "unknown")],
)
def test_both_questions(own: float, plain: float, equals: str, dominates: str) -> None:
    lines = {"FT": [setting("FT", 1, None, plain, plain)], "m": [setting("m", 1, 1.0, own, own)]}
    found = {(f.line, f.question): f.verdict.value for f in judge(lines, "FT", ["UA"], [1.0], RULE)}
    assert found[("m", Question.EQUALS)] == equals and found[("m", Question.DOMINATES)] == dominates
    assert ("FT", Question.DOMINATES) not in found


def test_nearer_at_the_price_of_what_is_kept_does_not_dominate() -> None:
    lines = {"FT": [setting("FT", 1, None, 0.5, 0.5)], "m": [setting("m", 1, 1.0, 0.0, 0.0, 0.2)]}
    found = {(f.line, f.question): f.verdict for f in judge(lines, "FT", ["UA"], [1.0], RULE)}
    assert found[("m", Question.DOMINATES)] is Truth.UNKNOWN


def test_one_cluster_alone_shows_nothing() -> None:
    """Half the classes forget and half do not: on average beyond the margin, and neither verdict is shown."""
    mixed = np.where(np.arange(CLUSTERS) < 2, 0.6, 0.0)
    one = setting("m", 1, None, 0.0, 0.0)
    one = replace(one, test={**one.test, "UA": mixed})
    (finding,) = judge({"m": [one]}, "m", ["UA"], [1.0], RULE)
    assert finding.verdict is Truth.UNKNOWN and finding.found.mean > RULE.margins["UA"]


def test_more_questions_need_stronger_evidence() -> None:
    """One family: what is shown when asked alone need not be when much is asked."""
    weak = 0.029 + 0.006 * (-1.0) ** np.arange(CLUSTERS)  # t = 4.5 above the margin of 0.02
    one = setting("m", 1, None, 0.0, 0.0)
    one = replace(one, test={**one.test, "UA": weak, "TV": weak})
    alone = judge({"m": [one]}, "m", ["UA"], [1.0], RULE)[0]
    among = judge({"m": [one], **{f"m{i}": [setting("m", 1, None, 0.1, 0.02)] for i in range(20)}}, "m", ["UA"], [1.0], RULE)[0]
    assert alone.p_no < among.p_no and alone.verdict is Truth.FALSE and among.verdict is Truth.UNKNOWN


def test_an_interval_needs_clusters() -> None:
    with pytest.raises(ValueError, match="`sample` must have at least two clusters; received 1"):
        interval(np.array([1.0]), RULE)


@pytest.mark.parametrize(
    ("ft", "labels", "a5", "a6"),
    [
        ("false", ("true", "true"), "true", "true"),
        ("false", ("true", "false"), "conditional", "conditional"),
        ("false", ("false", "false"), "false", "false"),
        ("false", ("true", "unknown"), "unknown", "unknown"),
        ("true", ("true", "true"), "unknown", "false"),  # FT is golden: no gap is there to narrow, and FT forgets
        ("true", ("false", "false"), "false", "false"),
        ("unknown", ("true", "true"), "true", "unknown"),
    ],
)
def test_a5_and_a6_at_matched_compute(ft: str, labels: tuple[str, str], a5: str, a6: str) -> None:
    lines = [{"name": name, "wrong": name, "method": "ce_ft"} for name in "ab"]
    config = {"data": "d", "budgets": [1.0], "metrics": ["UA"], "lines": [{"name": "FT", "wrong": None, "method": "ft"}, *lines]}

    def finding(line: str, question: Question, verdict: str) -> Finding:
        return Finding(line, "UA", 1.0, question, line, None, 1.0, 1, (0.0, 0.0), Interval(0.0, 0.0, 0.0), 0.0, 0.0, Truth(verdict))

    found = [finding("FT", Question.EQUALS, ft)]
    found += [finding(name, Question.DOMINATES, verdict) for name, verdict in zip("ab", labels, strict=True)]
    said = {row["sentence"]: row["verdict"] for row in sentences(config, found)}
    assert said == {"A5": a5, "A6": a6}


def test_the_record_speaks_of_the_loss() -> None:
    rows = [
        {"sentence": "A6", "regime": "r", "metric": metric, "verdict": verdict} for metric, verdict in (("UL", "true"), ("UA", "false"))
    ]
    assert as_record(rows)["truth"] == "true" and "other metrics 1 false" in as_record(rows)["summary"]


def test_clusters_are_classes_and_nothing_is_below_the_floor() -> None:
    """Two divisions of class 0, one of class 1: their means, each clipped at 0 before they are averaged."""

    def case(label: int, ua: float) -> dict[str, object]:
        row = {"strength": None, "share": 1.0, "validation": {"UA": [ua, ua + 0.2]}, "test": {"UA": [ua, ua + 0.2]}}
        return {"label": label, "golden": {role: {"UA": [0.1, 0.3]} for role in ("validation", "test")}, "lines": {"FT": [row]}}

    config = {"lines": [{"name": "FT"}], "metrics": ["UA"], "keeps": []}
    (one,) = settings_of(config, {"a": case(0, 0.5), "b": case(0, 0.0), "c": case(1, 0.1)})["FT"]
    assert one.test["UA"] == pytest.approx([0.2, 0.0]) and one.strength is None
