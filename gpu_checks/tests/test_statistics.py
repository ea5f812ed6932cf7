"""Tests, corrections and verdicts, each seen both ways."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from gpu_checks.metrics.measure import set_distances
from gpu_checks.metrics.outputs import Answers
from gpu_checks.statistics.paired import bca, equivalent, greater, holm, jackknife_values, two_sided_of_all
from gpu_checks.statistics.protocol import LEAST, MARGINS, Protocol
from gpu_checks.statistics.verdicts import Comparison, Outcome, a5, a6, compare, no_gap, saturated
from verify.claim import Truth

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
    assert two_sided_of_all([NOISE - 0.1]) < 1e-6
    assert two_sided_of_all([NOISE]) > 0.05


def test_several_differences_count_when_all_do() -> None:
    """One direction for all; the weakest of them decides, and opposite ones are nothing."""
    assert two_sided_of_all([NOISE + 0.1, NOISE + 0.2]) == pytest.approx(two_sided_of_all([NOISE + 0.1]))
    assert two_sided_of_all([NOISE + 0.1, NOISE]) > 0.05
    assert two_sided_of_all([NOISE + 0.1, NOISE - 0.1]) == 1


def test_equivalence_needs_closeness_and_precision() -> None:
    assert equivalent(NOISE, 0.05) < 1e-3
    assert equivalent(NOISE + 0.1, 0.05) > 0.9
    assert equivalent(NOISE * 100, 0.05) > 0.05  # absence of evidence is not equivalence
    with pytest.raises(ValueError, match="`margin` must be positive"):
        equivalent(NOISE, 0.0)


def test_rounding_is_no_difference() -> None:
    assert greater(np.full(10, 1e-17)) == 1 and two_sided_of_all([np.array([0.0] * 9 + [2e-17])]) == 1


def test_jackknife_values_of_a_mean_are_the_sample() -> None:
    sample = RNG.normal(size=7)
    assert np.allclose(jackknife_values(lambda i: float(sample[i].mean()), 7), sample)


def test_jackknife_values_have_the_statistic_as_their_mean() -> None:
    """Whatever its bias: the variance of n numbers, divided by n."""
    sample = RNG.normal(size=7)
    assert np.mean(jackknife_values(lambda i: float(sample[i].var()), 7)) == pytest.approx(sample.var())


def normal_answers(margins: np.ndarray) -> Answers:
    return Answers(np.stack([margins, np.zeros_like(margins)], axis=-1), np.zeros(margins.shape[1], int))


@pytest.mark.parametrize("alike", [0.0, 0.9, 1.0])
def test_runs_from_one_golden_model_are_no_farther_from_golden(alike: float) -> None:
    """Ten golden models, three runs from each that share ``alike`` of their variance, against thirty that share nothing: no gap."""
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(10), 3)

    def drawn(models: int) -> np.ndarray:
        return 0.9 * rng.normal(size=(models, 40)) + 0.44 * rng.normal(size=(models, 1))

    farther, gaps = {"KLoM": 0, "U-LiRA": 0}, {"KLoM": 0.0, "U-LiRA": 0.0}
    for _ in range(10):
        reference, control = normal_answers(drawn(64)), normal_answers(drawn(30))
        own = normal_answers(alike**0.5 * np.repeat(drawn(10), 3, axis=0) + (1 - alike) ** 0.5 * drawn(30))
        found, floor = (set_distances(part, reference, groups) for part in (own, control))
        for metric in farther:
            difference = np.array(found[metric]) - np.array(floor[metric])
            farther[metric] += greater(difference) < 0.05
            gaps[metric] += difference.mean() / 10
    assert max(farther.values()) <= 3  # binomial(10, 0.05): more than 3 once in a thousand
    assert abs(gaps["KLoM"]) < MARGINS["KLoM"] / 2 and abs(gaps["U-LiRA"]) < MARGINS["U-LiRA"] / 2


def test_sets_of_other_models_are_farther() -> None:
    rng = np.random.default_rng(1)
    reference, control, own = (normal_answers(rng.normal(size=(m, 40)) + shift) for m, shift in ((64, 0), (30, 0), (30, 3)))
    found, floor = (set_distances(part, reference, np.repeat(np.arange(10), 3)) for part in (own, control))
    assert all(greater(np.array(found[metric]) - np.array(floor[metric])) < 1e-3 for metric in found)
    own.logits[3, 4] = np.nan
    assert set_distances(own, reference, np.repeat(np.arange(10), 3)) == {"KLoM": [None] * 10, "U-LiRA": [None] * 10}


def distances(
    ft: float, method: float, pretrained: float = 0.5, golden: float = 0.01, metric: str = "UA"
) -> dict[str, dict[str, np.ndarray]]:
    """The same numbers whichever tests ran before: on fresh ones, one in twenty would be told apart."""
    rng, means = np.random.default_rng(0), {"golden": golden, "ft": ft, "pretrained": pretrained, "ce_ft fixed": method}
    return {name: {metric: mean + np.abs(rng.normal(size=10)) * 1e-3} for name, mean in means.items()}


def compared(samples: dict[str, dict[str, np.ndarray]], *further: str) -> list[Comparison[str]]:
    return compare(samples, samples["golden"], {"ce_ft fixed": ("ft", *further)}, PROTOCOL)


@pytest.mark.parametrize(("ft", "method", "expected"), [(0.5, 0.1, "narrows"), (0.1, 0.5, "widens"), (0.1, 0.1, "not shown")])
def test_outcomes(ft: float, method: float, expected: str) -> None:
    (found,) = compared(distances(ft, method))
    assert found.outcome(0.05).value == expected


@pytest.mark.parametrize(
    ("at_its_best", "at_that_rate", "expected"),
    [(0.5, 0.4, "narrows"), (0.5, 0.1, "not shown"), (0.5, 0.05, "not shown"), (0.05, 0.5, "not shown"), (0.05, 0.06, "widens")],
)
def test_what_the_rate_does_is_not_the_regularizer(at_its_best: float, at_that_rate: float, expected: str) -> None:
    """Closer than FT at its best rate, but no closer than FT at the same rate: the rate has done it."""
    samples = distances(at_its_best, 0.1) | {"ft at 0.2": {"UA": at_that_rate + NOISE * 0.1}}
    (found,) = compared(samples, "ft at 0.2")
    assert found.outcome(0.05).value == expected
    assert [interval.mean > 0 for interval in found.narrowed] == [at_its_best > 0.1, found.narrowed[1].mean > 0]


def test_equivalence_to_golden_is_a_claim_of_its_own() -> None:
    (far,) = compared(distances(0.5, 0.1))
    (near,) = compared(distances(0.5, 0.012))
    assert far.p_equivalent > 0.9 and near.p_equivalent < 0.05
    assert far.outcome(0.05) is near.outcome(0.05) is Outcome.NARROWS


def dead(samples: dict[str, dict[str, np.ndarray]], tops: list[float]) -> str:
    ((metric, _),) = samples["ft"].items()
    three = {name: samples[name][metric] for name in ("golden", "pretrained", "ft")}
    return saturated(three, [samples["ce_ft fixed"][metric]], tops, PROTOCOL.margins[metric], PROTOCOL.level)


def test_saturation() -> None:
    assert "both" in dead(distances(0.012, 0.1, pretrained=0.012), [])
    assert dead(distances(0.012, 0.1, pretrained=0.5), []) == ""


def test_a_ceiling_is_saturation_too() -> None:
    """U-LiRA cannot exceed one half: where FT and every y' are there, it says nothing of their order."""
    assert "as far" in dead(distances(0.499, 0.498, metric="U-LiRA"), [0.5, 0.5])
    assert dead(distances(0.499, 0.3, metric="U-LiRA"), [0.5, 0.5]) == ""
    assert dead(distances(0.499, 0.498, metric="U-LiRA"), []) == ""


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        (("narrows", "narrows"), "true"),
        (("narrows", "widens"), "conditional"),
        (("widens", "widens"), "false"),
        (("narrows", "not shown"), "unknown"),  # true or conditional
        (("widens", "not shown"), "unknown"),  # conditional or false
        (("not shown", "not shown"), "unknown"),
    ],
)
def test_a5_by_rule(outcomes: tuple[str, str], expected: str) -> None:
    found = {wrong: Outcome(outcome) for wrong, outcome in zip("ab", outcomes, strict=True)}
    assert a5(found, "", "")[0] is Truth(expected)
    assert a5(found, "", "why")[0] is Truth.UNKNOWN
    assert a5(found, "no gap", "")[0] is (Truth.FALSE if expected == "false" else Truth.UNKNOWN)  # none to narrow, but one can be opened
    assert a5(found, "no gap", "")[1].startswith(f"no gap; y' a: {outcomes[0]}")


def test_what_is_no_gap() -> None:
    """Margin 0.02: above 0 but within it, not told from 0, above it."""
    assert no_gap(NOISE * 0.1 + 0.005, 0.02, 0.05).startswith("no gap: FT is within the margin")
    assert no_gap(NOISE * 10 + 0.01, 0.02, 0.05).startswith("no gap is shown")
    assert no_gap(NOISE + 0.1, 0.02, 0.05) == ""


@pytest.mark.parametrize("metric", ["UA", "RA"])
def test_a6_by_rule(metric: str) -> None:
    assert a6(metric, NOISE + 0.5, Truth.TRUE, "", PROTOCOL)[0] is Truth.TRUE
    assert a6(metric, NOISE + 0.5, Truth.CONDITIONAL, "", PROTOCOL)[0] is Truth.CONDITIONAL
    assert a6(metric, NOISE * 10, Truth.TRUE, "", PROTOCOL)[0] is Truth.UNKNOWN
    assert a6(metric, NOISE + 0.5, Truth.TRUE, "why", PROTOCOL)[0] is Truth.UNKNOWN
    forgets = Truth.FALSE if metric == "UA" else Truth.UNKNOWN  # FT that keeps what golden keeps has not therefore forgotten
    assert a6(metric, NOISE - 0.5, Truth.TRUE, "", PROTOCOL)[0] is forgets
    assert a6(metric, NOISE * 0.1, Truth.TRUE, "", PROTOCOL)[0] is forgets


def test_the_protocol_refuses_what_cannot_be_tested() -> None:
    for name, least in LEAST.items():
        with pytest.raises(ValueError, match=f"`{name}` must be at least {least}; received {least - 1}"):
            Protocol(**{name: least - 1})
    with pytest.raises(ValueError, match="`level`"):
        Protocol(level=1.0)
    assert Protocol().training_seeds >= 10 and Protocol().unlearning_seeds >= 3 and set(Protocol().margins) == set(MARGINS)
    assert all(a < b for a, b in pairwise(Protocol().rates))
