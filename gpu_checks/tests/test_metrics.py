"""Every metric gives its ideal on golden against golden, tells pretrained from golden, and has none of the known defects."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gpu_checks.ensemble import Recipe, initial, members
from gpu_checks.losses import squared
from gpu_checks.metrics.accuracy import squared_unlearning_loss
from gpu_checks.metrics.distribution import divergence, log_mean, total_variation
from gpu_checks.metrics.klom import BINS, ceiling, histograms, klom, shares
from gpu_checks.metrics.klom import FLOOR as ADDED
from gpu_checks.metrics.measure import Reference, distances, set_ceilings, set_distances, values
from gpu_checks.metrics.membership import confidence, entropy, mia_efficacy, modified_entropy
from gpu_checks.metrics.outputs import Answers, Outputs
from gpu_checks.metrics.relearning import relearning_steps
from gpu_checks.metrics.scores import average_gap, tug_of_war
from gpu_checks.metrics.ulira import balanced_accuracy, ulira
from gpu_checks.models import linear_probe
from gpu_checks.task import Task
from gpu_checks.tests.conftest import Trained

SEEDS = range(16)
IDEAL = 1e-9
FLOOR = {"UA": 0.01, "RA": 0.01, "TA": 0.02, "MIA": 0.03, "UL": 2.0, "average gap": 0.02, "tug-of-war": 0.03, "TV": 0.3, "KL": 0.3}
"""How far single golden models may be from the mean of others: 1 / sqrt of a handful of samples, far below the pretrained model's."""


def measured(trained: Trained, params: dict) -> dict[str, np.ndarray]:
    out = trained.outputs(params)
    reference = Reference.of(trained.outputs(trained.golden), SEEDS)
    return distances(out, values(out, SEEDS), reference)


@pytest.mark.parametrize("metric", FLOOR)
def test_golden_is_near_and_pretrained_is_far(trained: Trained, metric: str) -> None:
    golden, pretrained = (measured(trained, params)[metric].mean() for params in (trained.controls, trained.pretrained))
    assert golden <= FLOOR[metric]
    if metric in ("RA", "TA"):  # both know what remains: utility must not tell them apart, but a model that knows nothing from golden
        untrained = initial(trained.task.model, range(16), torch.float32, torch.device("cpu"))
        assert pretrained < 0.02 < 0.5 < measured(trained, untrained)[metric].mean()
    else:
        assert pretrained > 3 * golden


def test_a_model_is_at_no_distance_from_itself(trained: Trained) -> None:
    one = trained.outputs(members(trained.golden, [3]))
    twice = Outputs(*(Answers(a.logits.repeat(2, axis=0), a.y) for a in (one.forgetting, one.remaining, one.held_out)))
    found = distances(one, values(one, [0]), Reference.of(twice, [0, 0]))
    assert all(abs(d[0]) < IDEAL for d in found.values())


def test_klom_has_a_floor_and_pretrained_is_above_it(trained: Trained) -> None:
    golden, controls, pretrained = (trained.outputs(p).forgetting for p in (trained.golden, trained.controls, trained.pretrained))
    assert np.allclose(klom(golden, golden), 0)
    floor = klom(controls, golden).mean()
    half = klom(golden[np.arange(0, 16, 2)], golden[np.arange(1, 16, 2)]).mean()
    assert 0 < floor < half < klom(pretrained, golden).mean()  # fewer models, higher floor


def test_ulira_cannot_tell_golden_from_golden(trained: Trained) -> None:
    golden, controls, pretrained = (trained.outputs(p).forgetting for p in (trained.golden, trained.controls, trained.pretrained))
    assert abs(ulira(controls, golden, np.arange(16)) - 0.5) < 0.06
    assert ulira(pretrained, golden, np.arange(16)) > 0.95
    assert ulira(golden, golden, np.arange(16)) == pytest.approx(0.5, abs=0.06)


def test_relearning_is_fast_for_pretrained_and_slow_for_golden(trained: Trained) -> None:
    def steps(params: dict) -> np.ndarray:
        return relearning_steps(trained.task, params, 0.1, rate=0.1, most=100).numpy()

    golden, controls, pretrained = steps(trained.golden), steps(trained.controls), steps(trained.pretrained)
    assert pretrained.max() < golden.min()
    assert abs(golden.mean() - controls.mean()) < 3
    assert set(relearning_steps(trained.task, trained.golden, 0.0, rate=0.1, most=5).tolist()) == {5}


def test_relearning_takes_a_real_number_of_steps() -> None:
    """One weight, one input 1, target 1, start 1 - s: the loss after k steps of rate 1/4 is (s / 2^k)^2, for s = 2 it is 4, 1, 1/4."""
    one, recipe = torch.ones(2, 1, dtype=torch.float64), Recipe(1, 1, 0.25)
    task = Task(linear_probe(1, 1), squared, one, one, torch.tensor([0]), torch.tensor([1]), recipe, recipe)

    def steps(level: float, *starts: float, most: int = 9) -> list[float]:
        w = {"head.weight": 1 - torch.tensor(starts, dtype=torch.float64)[:, None, None]}
        return relearning_steps(task, w, level, rate=0.25, most=most).tolist()

    assert steps(1.0, 2.0, 1.0, 0.5) == [1, 0, 0]
    assert steps(0.5, 2.0, 1.0, 0.5) == pytest.approx([1 + 0.5 / 0.75, 0.5 / 0.75, 0], rel=1e-14)
    assert steps(3.7, 2.0) == pytest.approx([0.1], rel=1e-14)  # a tenth of a step can be told from a fifth
    assert steps(3.4, 2.0) == pytest.approx([0.2], rel=1e-14)
    assert steps(0.5, 2.0, most=2) == steps(0.5, 2.0) and steps(0.5, 2.0, most=1) == [1]
    assert steps(0.0, 2.0, most=7) == [7]


def test_no_metric_changes_the_model_it_measures(trained: Trained) -> None:
    before = {name: p.clone() for name, p in trained.controls.items()}
    relearning_steps(trained.task, trained.controls, 0.1, rate=0.1, most=5)
    measured(trained, trained.controls)
    assert all(torch.equal(before[name], p) for name, p in trained.controls.items())


def answers(logits: list, y: list[int]) -> Answers:
    return Answers(np.array(logits, dtype=float), np.array(y))


def test_distribution_distances_by_hand() -> None:
    """p = (3/4, 1/4) against p_g = (1/2, 1/2): TV 1/4; KL(p_g || p) = log 2 - (log 3)/2, KL(p || p_g) = (3/4) log 3 - log 2."""
    model, golden = answers([[[math.log(3), 0]]], [0]), answers([[[0, 0]]], [0])
    assert total_variation(model, golden)[0] == pytest.approx(0.25)
    assert divergence(model, golden)[0] == pytest.approx(2 * math.log(2) - math.log(3) / 2 - math.log(2))
    assert divergence(golden, model)[0] == pytest.approx(0.75 * math.log(3) - math.log(2))  # swapped, another number
    assert divergence(model, golden)[0] != pytest.approx(divergence(golden, model)[0], rel=1e-2)


def test_the_mean_golden_model_averages_probabilities_not_logits() -> None:
    golden = answers([[[10, 0]], [[0, 10]]], [0])
    assert np.allclose(np.exp(log_mean(golden)), 0.5)
    uneven = answers([[[2, 0]], [[0, 0]]], [0])
    assert np.exp(log_mean(uneven))[0, 0] == pytest.approx((1 / (1 + math.exp(-2)) + 0.5) / 2)


def test_modified_entropy_knows_the_label() -> None:
    """p = (3/4, 1/4): for label 0, -(1/4) log(3/4) - (1/4) log(3/4); for label 1, twice -(3/4) log(1/4)."""
    right, wrong = answers([[[math.log(3), 0]]], [0]), answers([[[math.log(3), 0]]], [1])
    assert modified_entropy(right)[0, 0] == pytest.approx(-0.5 * math.log(0.75))
    assert modified_entropy(wrong)[0, 0] == pytest.approx(-1.5 * math.log(0.25))
    assert entropy(right)[0, 0] == entropy(wrong)[0, 0]  # the plain one does not, and is no substitute


def test_modified_entropy_treats_each_sample_by_its_own_label() -> None:
    """Public code replaces the columns of every label in the batch in every row; then company changes a sample's score."""
    logits = [[1.0, 0.5, -1.0], [0.2, 2.0, 0.1]]
    together = modified_entropy(answers([logits], [0, 1]))[0]
    alone = [modified_entropy(answers([[row]], [y]))[0, 0] for row, y in zip(logits, [0, 1], strict=True)]
    assert np.allclose(together, alone)


def test_confidence_is_of_the_true_class_not_of_the_predicted() -> None:
    assert confidence(answers([[[math.log(3), 0]]], [1]))[0, 0] == pytest.approx(0.25)


def test_margins_do_not_cancel_for_confident_models() -> None:
    """log p - log(1 - p) is the difference of two logits; by way of 1 - p it would be infinite here."""
    assert answers([[[60.0, 0.0]]], [0]).margin[0, 0] == pytest.approx(60.0)
    assert answers([[[0.0, math.log(2), 0.0]]], [1]).margin[0, 0] == pytest.approx(0.0)


def test_the_unlearning_loss_is_of_the_loss_that_is_named(trained: Trained) -> None:
    """Logits (3/2, 0, 1) against class 0: 1/4 + 0 + 1; against class 2: 9/4 + 0 + 0. Nothing else depends on the loss."""
    part = answers([[[1.5, 0, 1], [1.5, 0, 1]]], [0, 2])
    assert squared_unlearning_loss(Outputs(part, part, part)).tolist() == [(1.25 + 2.25) / 2]
    out, golden = trained.outputs(trained.controls), trained.outputs(trained.golden)
    own, squared_own = values(out, SEEDS), values(out, SEEDS, squared_unlearning_loss)
    assert squared_own["UL"] == pytest.approx(squared_unlearning_loss(out)) and not np.allclose(own["UL"], squared_own["UL"])
    assert all(np.array_equal(own[name], squared_own[name]) for name in own if name != "UL")
    found = distances(out, squared_own, Reference.of(golden, SEEDS, squared_unlearning_loss))["UL"]
    assert found == pytest.approx(np.abs(squared_own["UL"] - squared_unlearning_loss(golden).mean()))


def _outputs(confidence_r: np.ndarray, confidence_h: np.ndarray, confidence_f: np.ndarray) -> Outputs:
    def part(c: np.ndarray) -> Answers:
        return Answers(np.stack([np.log(c), np.log1p(-c)], axis=-1)[None], np.zeros(len(c), int))

    return Outputs(part(confidence_f), part(confidence_r), part(confidence_h))


def test_the_attack_finds_members_and_outsiders() -> None:
    rng = np.random.default_rng(0)
    high, low = (lambda n: rng.uniform(0.9, 0.99, n)), (lambda n: rng.uniform(0.3, 0.6, n))
    assert mia_efficacy(_outputs(high(300), low(100), low(50)), [0])[0] == 1.0
    assert mia_efficacy(_outputs(high(300), low(100), high(50)), [0])[0] == 0.0


def test_the_attack_is_balanced() -> None:
    """Many more members than non-members that look alike: an unbalanced attack calls everyone a member; a balanced one is undecided."""
    rng = np.random.default_rng(0)
    draw = [rng.uniform(0.5, 0.9, n) for n in (2000, 100, 400)]
    found = [mia_efficacy(_outputs(*draw), [seed])[0] for seed in range(10)]
    assert 0.25 < np.mean(found) < 0.75


def test_diverged_models_are_not_measured(trained: Trained) -> None:
    broken = {name: p.clone() for name, p in members(trained.golden, [0, 1]).items()}
    broken["head.bias"][1] = torch.inf
    out = trained.outputs(broken)
    found = distances(out, values(out, [0, 1]), Reference.of(trained.outputs(trained.golden), SEEDS))
    assert all(np.isfinite(d[0]) and np.isnan(d[1]) for d in found.values())


def test_the_top_bin_keeps_the_maximum() -> None:
    margins = np.array([[0.0], [0.5], [1.0], [1.0]])
    found = shares(margins, np.array([0.0]), np.array([1.0]), bins=2)[0]
    assert found == pytest.approx([0.25, 0.75], abs=1e-4)
    assert found.sum() == pytest.approx(1.0)


def test_bins_span_both_sets() -> None:
    """Bins over the golden margins alone would drop, or pile up, what lies outside them."""
    golden, far = answers([[[0, 0]], [[1, 0]]], [0]), answers([[[9, 0]], [[10, 0]]], [0])
    assert klom(far, golden)[0] > 5 and klom(golden, far)[0] > 5


def test_klom_is_of_golden_against_unlearned() -> None:
    spread = answers([[[x, 0]] for x in (0.0, 1.0, 2.0, 3.0)], [0])
    narrow = answers([[[x, 0]] for x in (0.0, 0.0, 0.0, 3.0)], [0])
    p, q = np.array([1, 1, 1, 1]) / 4, np.array([3, 0, 0, 1]) / 4
    expected = sum(a * math.log((a + 1e-5) / (b + 1e-5)) for a, b in zip(p, q, strict=True))
    assert klom(narrow, spread)[0] == pytest.approx(expected, rel=1e-3)
    assert klom(spread, narrow)[0] < 1


LARGEST = float(np.log((1 + ADDED) / ADDED))
"""Above every KLoM, and nearly that of models that share no bin with golden ones where these fill one bin alone."""


def with_margins(margins: np.ndarray) -> Answers:
    """Models (M, n) with these margins on samples of two classes."""
    return Answers(np.stack([margins, np.zeros_like(margins)], axis=-1), np.zeros(margins.shape[1], int))


def test_models_that_share_no_bin_with_golden_are_at_the_ceiling() -> None:
    """Golden models fill bins by the margins 0..3, alone or several; the others are all in the last bin, or in one between them."""
    golden = with_margins(np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 1.0], [2.0, 0.0, 1.0], [3.0, 0.0, 3.0]]))
    for margin in (30.0, 1.5):
        far = with_margins(np.full((5, 3), margin))
        (q, p), found = histograms(far, golden), ceiling(far, golden)
        assert (p.argmax(-1) != q.argmax(-1)).all() and (q > 0.9).any(-1).all()
        assert klom(far, golden) == pytest.approx(found, rel=1e-14)
        assert found[1] == pytest.approx(LARGEST, abs=0.01)  # golden models fill one bin
        assert margin > 3 or (found[[0, 2]] < LARGEST - 0.5).all()  # they do not: what LARGEST promises cannot be reached
    several = with_margins(np.array([[50.0] * 3, [30.0] * 3, [40.0] * 3]))
    assert klom(several, golden) == pytest.approx(ceiling(several, golden), abs=1e-3)


@given(st.data(), st.integers(1, 6), st.integers(1, 6))
@settings(deadline=None)
def test_nothing_is_above_the_ceiling(data: st.DataObject, models: int, references: int) -> None:
    places = st.one_of(st.integers(-3, 3), st.floats(-150, 150))
    own, golden = (with_margins(np.array([[data.draw(places)] for _ in range(count)], float)) for count in (models, references))
    top = ceiling(own, golden)[0]
    assert klom(own, golden)[0] <= top + 1e-12 and top <= LARGEST
    _, p = histograms(own, golden)
    for _ in range(20):  # nor any other models in the same bins
        q = np.random.default_rng(models).dirichlet(np.full(BINS, 0.1)) + 1e-5
        assert (p[0] * np.log(p[0] / (q / q.sum()))).sum() <= top + 1e-12


def test_the_ceilings_of_a_set_are_those_of_its_distances() -> None:
    """Margins far from golden's: KLoM and U-LiRA are what they can be at most, in the units in which they are reported."""
    rng = np.random.default_rng(0)
    groups, golden = np.repeat(np.arange(6), 2), with_margins(rng.normal(size=(16, 9)))
    for shift, least in ((0.0, 0.0), (1.0, 0.1), (100.0, 0.9999)):
        own = with_margins(0.5 * rng.normal(size=(12, 9)) + shift)
        found, top = set_distances(own, golden, groups), set_ceilings(own, golden, groups)
        for metric in ("KLoM", "U-LiRA"):
            assert least * top[metric] <= np.mean(found[metric]) <= top[metric] + 1e-12
        assert top["U-LiRA"] == 0.5
    own.logits[0, 0] = np.nan
    assert set_ceilings(own, golden, groups) == {"KLoM": None, "U-LiRA": None}
    with pytest.raises(ValueError, match="must have answered the same samples"):
        ceiling(own, Answers(golden.logits, 1 - golden.y))


def test_an_attack_that_is_wrong_tells_the_models_apart() -> None:
    """Two kinds of models swap their margins between the halves, so what the fit learned is wrong in every other: no sign of golden."""
    margins = np.array([[5.0], [-5.0]] * 4) + 0.01 * np.random.default_rng(0).normal(size=(8, 3))
    golden, own = with_margins(margins), with_margins(-margins)
    groups = np.arange(8)
    assert ulira(own, golden, groups) < 0.01
    assert np.mean(set_distances(own, golden, groups)["U-LiRA"]) > 0.49


def test_gaussians_are_not_fitted_to_booleans() -> None:
    right = np.ones((4, 3), dtype=bool)
    with pytest.raises(TypeError, match="`fit_u` must be margins"):
        balanced_accuracy(right, right, right, right)


def test_a_spread_of_zero_is_floored_and_ties_count_half() -> None:
    """min in place of max would take the zero spread itself, and the likelihood would be NaN or infinite."""
    same = np.zeros((4, 3))
    assert balanced_accuracy(same, same, same, same) == 0.5
    assert balanced_accuracy(same, same + 1, same, same + 1) == 1.0


def test_models_from_one_pretrained_model_stay_on_one_side() -> None:
    """Each pretrained model's runs are alike and unlike all others': only an attack that had seen a sibling could call them."""
    rng = np.random.default_rng(0)
    centers = rng.normal(size=(10, 40))
    own = np.repeat(centers, 3, axis=0) + 0.01 * rng.normal(size=(30, 40))
    u = Answers(np.stack([own, np.zeros_like(own)], -1), np.zeros(40, int))
    g = Answers(np.stack([rng.normal(size=(30, 40)), np.zeros((30, 40))], -1), np.zeros(40, int))
    assert abs(ulira(u, g, np.repeat(np.arange(10), 3)) - 0.5) < 0.1


def test_scores_by_hand() -> None:
    own = {"UA": np.array([0.9]), "RA": np.array([1.0]), "TA": np.array([0.8]), "MIA": np.array([0.5])}
    golden = {"UA": 1.0, "RA": 1.0, "TA": 1.0, "MIA": 0.1}
    assert average_gap(own, golden)[0] == pytest.approx((0.1 + 0 + 0.2 + 0.4) / 4)
    assert tug_of_war(own, golden)[0] == pytest.approx(0.9 * 1.0 * 0.8)


def test_test_accuracy_does_not_ask_for_the_forgotten_class(trained: Trained) -> None:
    assert not (trained.held_out.y == 3).any()
    assert len(trained.held_out.y) < len(trained.data.validation.y)
