"""Tests, corrections and verdicts, each seen both ways."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from gpu_checks.statistics.paired import bca, equivalent, greater, holm, pseudo_values, two_sided
from gpu_checks.statistics.protocol import MARGINS, Protocol
from gpu_checks.statistics.verdicts import a5, a6, compare, saturated

RNG = np.random.default_rng(0)
NOISE = RNG.normal(size=10) * 0.01
PROTOCOL = Protocol(resamples=999)


def test_holm_by_hand() -> None:
    """0.01, 0.02, 0.03, 0.04: times 4, 3, 2, 1, made monotone."""
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


def test_intervals_cover_about_as_often_as_they_say() -> None:
    covered = 0
    for seed in range(200):
        found = bca(np.random.default_rng(seed).normal(size=12), 0.9, 999, seed)
        covered += found.low <= 0 <= found.high
    assert 150 <= covered <= 195  # 180 expected; BCa is a little short at 12 samples


def test_a_constant_sample_has_no_width() -> None:
    found = bca(np.full(10, 0.3), 0.95, 99, 0)
    assert found.low == found.mean == found.high == pytest.approx(0.3)


def test_superiority_and_its_opposite() -> None:
    assert greater(NOISE + 0.1) < 1e-6 < 0.99 < greater(NOISE - 0.1)
    assert greater(np.full(5, 0.1)) == 0 and greater(np.zeros(5)) == 1
    assert two_sided(NOISE - 0.1) < 1e-6
    assert two_sided(NOISE) > 0.05


def test_equivalence_needs_closeness_and_precision() -> None:
    assert equivalent(NOISE, 0.05) < 1e-3
    assert equivalent(NOISE + 0.1, 0.05) > 0.9
    assert equivalent(NOISE * 100, 0.05) > 0.05  # absence of evidence is not equivalence
    with pytest.raises(ValueError, match="`margin` must be positive"):
        equivalent(NOISE, 0.0)


def test_pseudo_values_of_a_mean_are_the_sample() -> None:
    sample = RNG.normal(size=7)
    assert np.allclose(pseudo_values(lambda i: float(sample[i].mean()), 7), sample)


def distances(ft: float, method: float, pretrained: float = 0.5, golden: float = 0.01) -> dict[str, dict[str, np.ndarray]]:
    means = {"golden": golden, "ft": ft, "pretrained": pretrained, "ce_ft fixed": method}
    return {name: {"UA": mean + np.abs(RNG.normal(size=10)) * 1e-3} for name, mean in means.items()}


@pytest.mark.parametrize(("ft", "method", "expected"), [(0.5, 0.1, "narrows"), (0.1, 0.5, "widens"), (0.1, 0.1, "not shown")])
def test_outcomes(ft: float, method: float, expected: str) -> None:
    (found,) = compare(distances(ft, method), ["ce_ft fixed"], PROTOCOL)
    assert found.outcome(0.05) == expected


def test_equivalence_to_golden_is_a_claim_of_its_own() -> None:
    (far,) = compare(distances(0.5, 0.1), ["ce_ft fixed"], PROTOCOL)
    (near,) = compare(distances(0.5, 0.012), ["ce_ft fixed"], PROTOCOL)
    assert far.p_equivalent > 0.9 and near.p_equivalent < 0.05
    assert far.outcome(0.05) == near.outcome(0.05) == "narrows"


def test_saturation() -> None:
    assert saturated(distances(0.012, 0.1, pretrained=0.012), "UA", PROTOCOL)
    assert not saturated(distances(0.012, 0.1, pretrained=0.5), "UA", PROTOCOL)


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        (("narrows", "narrows"), "true"),
        (("narrows", "widens"), "conditional"),
        (("narrows", "not shown"), "conditional"),
        (("widens", "not shown"), "false"),
        (("not shown", "not shown"), "unknown"),
    ],
)
def test_a5_by_rule(outcomes: tuple[str, str], expected: str) -> None:
    assert a5(dict(zip("ab", outcomes, strict=True)), is_saturated=False)[0] == expected
    assert a5(dict(zip("ab", outcomes, strict=True)), is_saturated=True)[0] == "unknown"


def test_a6_by_rule() -> None:
    assert a6(NOISE + 0.5, "true", False, PROTOCOL)[0] == "true"
    assert a6(NOISE + 0.5, "conditional", False, PROTOCOL)[0] == "conditional"
    assert a6(NOISE - 0.5, "true", False, PROTOCOL)[0] == "false"
    assert a6(NOISE, "true", False, PROTOCOL)[0] == "unknown"
    assert a6(NOISE + 0.5, "true", True, PROTOCOL)[0] == "unknown"


def test_the_protocol_refuses_what_cannot_be_tested() -> None:
    with pytest.raises(ValueError, match="training_seeds"):
        Protocol(training_seeds=1)
    with pytest.raises(ValueError, match="`level`"):
        Protocol(level=1.0)
    assert Protocol().training_seeds >= 10 and Protocol().unlearning_seeds >= 3 and set(Protocol().margins) == set(MARGINS)
    assert all(a < b for a, b in pairwise(Protocol().rates))
