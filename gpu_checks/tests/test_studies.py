"""The studies, at small size, with the assertions that committed full results must meet too."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gpu_checks.__main__ import main
from gpu_checks.methods import METHODS
from gpu_checks.methods.method import Method
from gpu_checks.metrics import METRICS, Of
from gpu_checks.statistics.protocol import Protocol
from gpu_checks.studies import bridge, digits, made, speed
from gpu_checks.studies.choice import choose, leading
from gpu_checks.studies.conclusion import REGIMES, as_record, at_the_edge, fronts, never_relearned, saturated_metrics
from gpu_checks.studies.contender import FT, GOLDEN, PRETRAINED, Contender, contenders_of, listed
from gpu_checks.studies.result import as_text, encoded, read
from gpu_checks.studies.run import run_comparison
from gpu_checks.studies.settings import Settings
from gpu_checks.tests.test_figures import check_drawn
from verify.claim import Truth
from verify.report.recorded import recorded_studies

RESULTS = Path(__file__).parents[1] / "results"


def committed(pattern: str) -> list[Path]:
    """The committed results; there must be some, or whoever asks would assert nothing."""
    found = sorted(RESULTS.glob(pattern))
    assert found, pattern
    return found


def check_comparison(result: dict[str, Any]) -> None:
    """What every comparison must be, whatever its size and device."""
    assert set(result["environment"]) >= {"device", "python", "torch", "numpy"}
    protocol = result["config"]["protocol"]
    for case in result["cases"]:
        sets, runs = protocol["training_seeds"], protocol["training_seeds"] * protocol["unlearning_seeds"]
        for metric, row in ((metric, row) for test in case["test"].values() for metric, row in test["distances"].items()):
            assert len(row) == (sets if METRICS[metric].of is Of.SET else runs)
        assert all(len(rows) == protocol["budget"] for rows in case["sweep"].values())
        assert set(case["table"]["golden"]) == set(result["config"]["protocol"]["margins"])
        for regime in REGIMES:
            assert {v["metric"] for v in result["verdicts"] if (v["case"], v["regime"]) == (case["case"], regime)} == set(
                protocol["margins"]
            )
        check_alpha_zero(case, protocol)
        check_finals(case, result["config"])
        check_compared_at_one_rate(case)
    seeds = [seed for case in result["cases"] for what in ("tuning", "finals", "reference") for seed in case["seeds"][what]]
    assert len(set(seeds)) == len(seeds)
    assert {v["verdict"] for v in result["verdicts"]} <= {"true", "false", "conditional", "unknown"}
    assert result["sentence"] == "A6" and result["truth"] in {t.value for t in Truth} and result["summary"]


def check_finals(case: dict[str, Any], config: dict[str, Any]) -> None:
    """Every choice is one of its finalists, each a setting of the sweep, tried on models that the sweep has not seen."""
    protocol = config["protocol"]
    assert not set(case["seeds"]["tuning"]) & set(case["seeds"]["finals"])
    named = {name: contender for contender, name in contenders_of(case).items()}
    for name, rows in case["finals"].items():
        tried = [row["setting"] for row in case["sweep"][str(named[name].unbound)]]
        settings = [row["setting"] for row in rows]
        assert len(settings) <= protocol["finalists"] and all(setting in tried for setting in settings)
        assert case["chosen"][name] in settings
        assert all(len(distances) == protocol["final_seeds"] for row in rows for distances in row["distances"].values())
        assert 1 <= case["ties"][name]["tied"] <= len(rows)
        for metric, (low, high) in case["ties"][name]["span"].items():
            means = [np.mean(row["distances"][metric]) for row in rows if None not in row["distances"][metric]]
            assert min(means) <= low <= high <= max(means)
        if named[name].slow:
            assert max(setting["rate"] for setting in settings) <= config["training"]["rate"]


def check_compared_at_one_rate(case: dict[str, Any]) -> None:
    """The regularizer is compared with FT as chosen in the same regime, and with FT at its own rate; other methods with FT alone."""
    named = {name: contender for contender, name in contenders_of(case).items()}
    for row in case["comparisons"]:
        assert row["against"][0] == str(replace(FT, slow=named[row["method"]].slow)) and len(row["against"]) == len(
            row["narrowed"]
        ) == 1 + (row["family"] == "primary")
        if row["family"] == "primary":
            assert case["chosen"][row["against"][1]]["rate"] == case["chosen"][row["method"]]["rate"]


def check_alpha_zero(case: dict[str, Any], protocol: dict[str, Any]) -> None:
    """CE-FT with alpha = 0 is FT with the same rate: two methods, one row of numbers."""
    plain = {round(row["setting"]["rate"], 9): row["distances"] for row in case["sweep"]["ft"]}
    for row in case["sweep"]["ce_ft random"]:
        rate = round(row["setting"]["rate"], 9)
        if row["setting"]["alpha"] == 0 and rate in plain:
            assert row["distances"] == plain[rate]
            return
    assert max(protocol["rates"]) not in plain


def check_class_wise(case: dict[str, Any], verdicts: list[dict[str, Any]]) -> None:
    """Both controls: golden models are near golden, the pretrained model is far; a metric that fails this is flagged as noisy."""
    table, noisy = case["table"], set(case["flags"]["noisy"])
    assert noisy <= {"MIA", "UL", "average gap", "TV", "KL", "relearning", "U-LiRA"}
    for metric in ("UA", "MIA", "UL", "TV", "KL", "KLoM", "U-LiRA", "relearning"):
        assert table["golden"][metric] < table["pretrained"][metric] / 4 or metric in noisy
    found = [v for v in verdicts if v["case"] == case["case"] and v["sentence"] == "A5"]
    assert len(found) == len(REGIMES) * len(table["golden"])
    assert all(set(v["by wrong label"]) == {"fixed", "random", "runner-up", "uniform"} for v in found)


def check_digits(result: dict[str, Any]) -> None:
    check_comparison(result)
    assert [case["forgetting"] for case in result["cases"]] == ["class-wise", "random", "high-influence"]
    compared = {contender.method for contender in contenders_of(result["cases"][0])}
    assert compared == ({method for method in METHODS if method in compared} if result["size"] == "full" else set(METHODS))
    check_class_wise(result["cases"][0], result["verdicts"])


def check_made(result: dict[str, Any]) -> None:
    check_comparison(result)
    overlaps = [case["data"] for case in result["cases"]]
    assert overlaps[0].endswith("overlap 0") and overlaps[-1].endswith("overlap 1")
    for case in result["cases"]:
        assert case["table"]["golden"]["UA"] < case["table"]["pretrained"]["UA"] / 4


def check_shown(result: dict[str, Any]) -> None:
    """Written, read, printed and drawn."""
    assert json.loads(encoded(result)) == json.loads(json.dumps(result))
    text = as_text(result)
    assert "protocol:" in text and "saturated" in text and f"A5 {result['cases'][0]['case']}" in text
    check_drawn(result)


def test_digits() -> None:
    result = run_comparison(digits, "small", digits.SIZES["small"], Settings(quiet=True))
    check_digits(result)
    check_shown(result)


def test_made_images() -> None:
    result = run_comparison(made, "small", made.SIZES["small"], Settings(quiet=True))
    check_made(result)
    check_shown(result)


@pytest.mark.parametrize(("pattern", "check"), [("digits-full-*.json", check_digits), ("made-full-*.json", check_made)])
def test_committed_results_meet_the_same_assertions(pattern: str, check: Callable[[dict[str, Any]], None]) -> None:
    for path in committed(pattern):
        check(read(path))


def test_a_full_result_follows_the_protocol() -> None:
    for path in committed("*-full-*.json"):
        result = read(path)
        if "cases" in result:
            protocol = result["config"]["protocol"]
            assert protocol["training_seeds"] >= 10 and protocol["unlearning_seeds"] >= 3
            alphas = {row["setting"]["alpha"] for row in result["cases"][0]["sweep"]["ce_ft fixed"]}
            assert 0 in alphas and len(alphas) >= 9


def test_committed_results_are_what_the_ledger_reads() -> None:
    known = recorded_studies(RESULTS)
    assert {study.sentence for study in known} <= {"A6"}
    results = [read(path) for path in committed("*.json")]
    assert len(known) == sum("sentence" in result for result in results)
    assert all("sentence" in result for result in results if "cases" in result)


@pytest.mark.parametrize(
    ("truths", "expected"),
    [
        (("true", "true"), "true"),
        (("true", "conditional"), "conditional"),
        (("true", "false"), "conditional"),
        (("false", "unknown"), "false"),
        (("unknown", "unknown"), "unknown"),
        (("unknown", "true"), "true"),
    ],
)
def test_what_a_study_says_of_the_sentence(truths: tuple[str, str], expected: str) -> None:
    rows = [
        {"sentence": "A6", "metric": "UL", "regime": regime, "case": "c", "verdict": truth}
        for regime, truth in zip(REGIMES, truths, strict=True)
    ]
    other = {"sentence": "A6", "metric": "TV", "regime": "any rate", "case": "c", "verdict": "false"}
    assert as_record([*rows, other])["truth"] == expected
    summary = as_record([rows[0], other])["summary"]
    assert summary == f"any rate: UL 1 {truths[0]}; other metrics 1 false; rates of training: UL none; other metrics none"


TUNED = Method("m", METHODS["ft"].run, {}, "alpha", (0.0, 0.1, 1.0, 2.0, 4.0))
PLAIN = Method("m", METHODS["ft"].run, {})


def test_a_setting_that_diverged_is_never_chosen() -> None:
    rows = swept((0.0, [0.0]), (0.1, [0.3, None]), (1.0, [0.2]), (2.0, [0.3]))
    assert choose(rows, TUNED, "UA") == 2
    assert choose(rows, PLAIN, "UA") == 0
    assert [row["setting"]["alpha"] for row in leading(rows, TUNED, "UA", 5)] == [1.0, 2.0]
    for judge in (choose, lambda *given: leading(*given, 5)):
        with pytest.raises(ValueError, match="must have a setting that did not diverge"):
            judge(rows[1:2], PLAIN, "UA")


def test_noise_does_not_choose() -> None:
    """Means 0.2095, 0.20, 0.1999, errors of about 0.01: of those as good as the best the weakest is taken; 0.5 is too far to be."""
    rows = swept((0.1, [0.5, 0.5]), (1.0, [0.20, 0.219]), (2.0, [0.19, 0.21]), (4.0, [0.1899, 0.2099]))
    assert choose(rows, TUNED, "UA") == 1
    assert choose(list(reversed(rows)), TUNED, "UA") == 2  # the method says which strength is weak, not the order of the rows
    # 0.205 on average, but by luck: its error is sixteen times that of the best
    assert choose(swept((1.0, [0.05, 0.36]), *[(r["setting"]["alpha"], r["distances"]["UA"]) for r in rows[2:]]), TUNED, "UA") == 1


def test_the_finalists_are_the_best_in_the_order_in_which_they_were_tried() -> None:
    """Mean plus error: 0.2 (0.1 on average, but by luck), 0.21, 0.3, 0.25."""
    rows = swept((0.1, [0.0, 0.2]), (1.0, [0.21, 0.21]), (2.0, [0.3, 0.3]), (4.0, [0.25, 0.25]))
    assert [row["setting"]["alpha"] for row in leading(rows, TUNED, "UA", 2)] == [0.1, 1.0]
    assert [row["setting"]["alpha"] for row in leading(rows, TUNED, "UA", 3)] == [0.1, 1.0, 4.0]


def test_runs_that_were_cut_off_are_counted() -> None:
    test = {"a": {"values": {"relearning": [3.0, 200.0, 200.0]}}, "b": {"values": {"relearning": [199.5]}}}
    assert never_relearned({"test": test, "relearned at most": 200}) == {"a": 2}


def swept(*rows: tuple[float, list[float | None]]) -> list[dict[str, Any]]:
    return [{"setting": {"alpha": alpha, "rate": 0.1}, "distances": {"UA": d}} for alpha, d in rows]


def test_what_is_chosen_at_an_end_is_flagged() -> None:
    tried = [{"setting": {"alpha": a, "rate": r}} for r in (0.1, 0.2, 0.3) for a in (0.0, 0.5, 1.0, 2.0)]
    both = listed([Contender("ce_ft"), Contender("ce_ft", slow=True)])
    for alpha, rate, options in ((1.0, 0.2, []), (0.5, 0.2, ["alpha"]), (2.0, 0.3, ["alpha", "rate"])):
        setting = {"alpha": alpha, "rate": rate}
        parts = {"sweep": {"ce_ft": tried}, "finals": dict.fromkeys(both, ()), "chosen": dict.fromkeys(both, setting)}
        found = at_the_edge({"contenders": both, **parts})
        assert [row["option"] for row in found if row["method"] == "ce_ft"] == options
        assert [row["option"] for row in found if row["method"] == "ce_ft slow"] == [o for o in options if o != "rate"]


def test_fronts_hold_what_nothing_beats() -> None:
    """Distances from golden (1, 1): (0, 0.2), (0.1, 0.1), (0.1, 0.3) is beaten twice, (0.5, 0) is not."""
    points = [(1.0, 0.8), (0.9, 0.9), (0.9, 0.7), (0.5, 1.0)]
    sweep = {"m": [{"values": {"UA": [ua], "RA": [ra]}} for ua, ra in points]}
    assert fronts(sweep, {"UA": 1.0, "RA": 1.0}, "RA")["m"] == [0, 1, 3]


def check_bridge(result: dict[str, Any]) -> None:
    """Prediction and measurement agree to the rounding of some hundred steps; and they are no trivial numbers."""
    assert bridge.worst(result) < 1e-6
    for part in result["found"].values():
        models = part["models"]
        assert models["ft"]["measured"] < 1e-6 < models["golden"]["measured"]  # FT forgets nothing
        assert models["projection"]["measured gap"] < 1e-6 < models["ft"]["measured gap"]  # projection is golden
        assert len({round(row["predicted"], 9) for row in part["path"]}) > 3
        limits, early = (
            [row for name, row in models.items() if name.startswith("ce_ft") and (" steps" in name) == few] for few in (False, True)
        )
        for rows, least in ((limits, 3), (early, 4)):  # the wrong label decides, and is seen to
            assert len({round(row["predicted"], 6) for row in rows}) >= least
        assert set(models["golden"]) == {"predicted", "measured", "predicted gap", "measured gap"}
    assert result["seconds"] > 0


def test_the_bridge() -> None:
    result = bridge.run(bridge.SIZES["small"], Settings(), "small")
    check_bridge(result)
    check_drawn(result)
    for path in committed("bridge-full-*.json"):
        check_bridge(read(path))


def test_an_ensemble_trains_faster_than_a_loop() -> None:
    """How much faster is measured alone on a machine and committed: four times the models a second on a CPU, twenty on a GPU."""
    result = speed.run(speed.SIZES["small"], Settings(), "small")
    assert result["config"]["members"] >= 64 and result["seconds"] > 0
    assert result["found"][speed.ASKED_AT]["throughput, ensemble over loop"] > 1
    check_drawn(result)
    assert speed.ASKED == {"cpu": 4, "cuda": 20}
    for path in committed("speed-full-*.json"):
        asked = speed.ASKED[path.stem.rsplit("-", 1)[1]]
        assert read(path)["found"][speed.ASKED_AT]["throughput, ensemble over loop"] >= asked


def test_speed_is_of_the_shortest_rounds() -> None:
    found = speed.summary([(1.0, 5.0), (2.0, 4.0), (100.0, 8.0)])
    assert found["throughput, ensemble over loop"] == 4.0


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["speed", "--device", "tpu", "--out", str(tmp_path)]) == 2
    assert "error:" in capsys.readouterr().err
    assert main(["speed", "--device", "cuda", "--out", str(tmp_path)]) in (0, 2)
    capsys.readouterr()
    assert main(["speed", "--workers", "0", "--out", str(tmp_path)]) == 2
    assert "`--workers` must be at least 1" in capsys.readouterr().err
    assert main(["speed", "--out", str(tmp_path), "--checkpoints", str(tmp_path)]) == 0
    assert json.loads((tmp_path / "speed-small-cpu.json").read_text())["study"] == "speed"
    assert (tmp_path / "speed-small-cpu-seconds.png").exists()
    assert "throughput" in capsys.readouterr().out


def test_numbers_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        encoded({"a": np.nan})


def test_the_largest_klom_is_above_the_floor_like_the_distances() -> None:
    """Distances 9.9 above a floor of 1: at a ceiling of 11 all is told apart that can be, at one of 13 it is not."""
    noise = np.linspace(-0.01, 0.01, 10)
    far = {GOLDEN: noise, **dict.fromkeys((PRETRAINED, FT, Contender("ce_ft", "fixed")), noise + 9.9)}
    samples = {contender: {"KLoM": distances} for contender, distances in far.items()}
    for ceiling, dead in ((11.0, {"KLoM"}), (13.0, set())):
        test = {str(contender): {"ceilings": {"KLoM": ceiling}, "distances": {"KLoM": [1.0] * 10}} for contender in far}
        assert set(saturated_metrics(samples, False, test, Protocol())) == dead
