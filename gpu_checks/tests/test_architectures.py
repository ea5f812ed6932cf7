"""The finding on several architectures, at small size, with what a committed full result must meet too."""

from __future__ import annotations

from typing import Any

from gpu_checks.studies import architectures
from gpu_checks.studies.contender import contenders_of
from gpu_checks.studies.result import read
from gpu_checks.studies.run import run_comparison
from gpu_checks.studies.settings import Settings
from gpu_checks.tests.test_studies import check_alpha_zero, check_class_wise, check_comparison, check_shown, committed


def check_models(result: dict[str, Any]) -> None:
    """Every model was measured, and forgetting shows in it: golden models differ from pretrained ones."""
    models = result["config"]["models"]
    assert [case["case"] for case in result["cases"]] == [f"digits, {name}" for name in models]
    assert {"convnet", "ResNet-18"} <= set(models)
    for case in result["cases"]:
        assert {contender.method for contender in contenders_of(case)} == {"pretrained", "golden", "ft", "ce_ft"}
        assert set(case["table"]["golden"]) == set(result["config"]["protocol"]["margins"])
        assert case["table"]["golden"]["UA"] < case["table"]["pretrained"]["UA"] / 4
        check_alpha_zero(case, result["config"]["protocol"])


def test_a_convnet_and_a_resnet() -> None:
    result = run_comparison(architectures, "small", architectures.SIZES["small"], Settings(quiet=True))
    check_models(result)
    check_shown(result)


def test_a_committed_full_result_meets_the_same_assertions() -> None:
    for path in committed("architectures-full-*.json"):
        result = read(path)
        check_models(result)
        check_comparison(result)
        assert result["config"]["models"] == list(architectures.BUILDERS)
        for case in result["cases"]:
            check_class_wise(case, result["verdicts"])


def test_every_model_can_be_built() -> None:
    config = architectures.SIZES["full"]
    built = [architectures.case(config, i, Settings(), None) for i in range(len(config.models))]
    assert [case.name for case in built] == list(architectures.cases(config))
    assert len({case.model.name for case in built}) == len(architectures.BUILDERS) == 4
