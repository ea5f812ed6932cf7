"""Facts about single methods, beside the laws that all keep (test_laws.py)."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.func import grad

from gpu_checks.ensemble import Recipe, members
from gpu_checks.laws import equal as same
from gpu_checks.losses import cross_entropy, kl_from_model, squared
from gpu_checks.methods import METHODS
from gpu_checks.models import Params, linear_probe
from gpu_checks.saliency import highest, saliency
from gpu_checks.task import Task
from gpu_checks.tests.conftest import Trained
from gpu_checks.wrong_labels import KINDS, SOFTENED, wrong_labels
from theory.models import option_a, pretrained, projected
from theory.problem import Problem

DRAWN = [name for name in METHODS if name not in ("pretrained", "projection", "ssd")]
"""Methods in which a seed decides something."""


@pytest.mark.parametrize("name", DRAWN)
def test_other_seed_other_weights(trained: Trained, name: str) -> None:
    found = METHODS[name](trained.task, members(trained.pretrained, [0, 0]), [5, 6])
    assert not torch.equal(found["head.weight"][0], found["head.weight"][1])


def test_unknown_options_are_refused(trained: Trained) -> None:
    with pytest.raises(TypeError, match="`strenght` must be an option of ft"):
        METHODS["ft"](trained.task, members(trained.pretrained, [0]), [5], strenght=1.0)


def test_seeds_must_match_the_members(trained: Trained) -> None:
    with pytest.raises(ValueError, match="`seeds` must have one seed per member, 1; received 2"):
        METHODS["ft"](trained.task, members(trained.pretrained, [0]), [5, 6])


@pytest.mark.parametrize("name", METHODS)
def test_nobody_gets_more_than_the_budget(name: str) -> None:
    for rates, budget in (((0.01, 0.05, 0.2, 1.0), 40), ((0.05, 0.2), 20)):
        grid = METHODS[name].grid(rates, budget)
        assert len(grid) in (1, budget)
        assert len({tuple(sorted(setting.items())) for setting in grid}) == len(grid)


@pytest.mark.parametrize("name", [name for name, method in METHODS.items() if "rate" in method.defaults])
def test_all_methods_try_the_same_range_of_rates(name: str) -> None:
    method = METHODS[name]
    grid = method.grid((0.01, 0.05, 0.2, 1.0), 40)
    tried = {setting["rate"] / method.pace(setting.get(method.strength, 0.0)) for setting in grid}
    assert (min(tried), max(tried)) == pytest.approx((0.01, 1.0))


def test_the_rates_of_ice_are_those_of_its_first_term() -> None:
    """alpha times the rate is what D_r is trained with; where alpha is below 1, the rate is what D_f is."""
    grid = METHODS["ice_ft"].grid((0.01, 0.05, 0.2, 1.0), 40)
    assert {round(s["rate"] * max(s["alpha"], 1.0), 12) for s in grid} == {0.01, 0.05, 0.2, 1.0}


@pytest.mark.parametrize("name", [name for name, method in METHODS.items() if method.strength == "alpha"])
def test_alpha_is_zero_and_eight_more(name: str) -> None:
    zero, *alphas = sorted(METHODS[name].strengths)
    assert zero == 0 and len(alphas) >= 8
    ratios = np.diff(np.log(alphas))
    assert np.allclose(ratios, ratios[0])


def test_a_grid_that_misses_the_budget_is_refused() -> None:
    with pytest.raises(ValueError, match="`strengths` of ce_ft must make 20 settings"):
        METHODS["ce_ft"].grid((0.01, 0.05, 0.2), 20)


def test_an_option_is_one_number_or_one_per_member(trained: Trained) -> None:
    with pytest.raises(ValueError, match="one number or one per member"):
        METHODS["ce_ft"](trained.task, members(trained.pretrained, [0, 0]), [5, 5], alpha=[0.1, 0.2, 0.3])


@pytest.mark.parametrize("name", ["ce_ft", "kl_ft"])
def test_alpha_zero_is_fine_tuning(trained: Trained, name: str) -> None:
    start = members(trained.pretrained, [0, 1])
    found, plain = METHODS[name](trained.task, start, [5, 6], alpha=0.0), METHODS["ft"](trained.task, start, [5, 6])
    assert same(found, plain)


def test_methods_that_forget_do_and_fine_tuning_does_not(trained: Trained) -> None:
    start = members(trained.pretrained, range(4))

    def accuracy(name: str, **options: float | str) -> float:
        logits = trained.task.model.all_logits(METHODS[name](trained.task, start, range(4), **options), trained.task.x_f)
        return float((logits.argmax(-1) == 3).float().mean())

    assert accuracy("ft") > 0.8
    assert accuracy("golden") == 0
    assert accuracy("ce_ft", alpha=1.0, rate=0.05) < 0.2
    assert accuracy("random_label", rate=0.05) < 0.2
    assert accuracy("neggrad_plus", ascent=0.2, rate=0.05) < 0.2


def _double(trained: Trained, recipe: Recipe) -> Task:
    task = trained.task
    return Task(task.model, task.loss, task.x.double(), task.labels.double(), task.remaining, task.forgetting, recipe, recipe)


def test_the_two_weighted_forms_are_one_family(trained: Trained) -> None:
    """Without weight decay ICE(alpha, rate) and CE(1 / alpha, alpha rate) have the same iterates."""
    task = _double(trained, Recipe(1, 64, 0.02, decay=0.0))
    start = {name: p.double() for name, p in members(trained.pretrained, [0]).items()}
    ice = METHODS["ice_ft"](task, start, [5], alpha=0.25, rate=0.04)
    ce = METHODS["ce_ft"](task, start, [5], alpha=4.0, rate=0.01)
    for name in ice:
        torch.testing.assert_close(ice[name], ce[name], rtol=1e-9, atol=1e-11)


def test_divergence_from_the_target_has_the_gradient_of_cross_entropy() -> None:
    """KL(q || p) and CE(q, p) differ by a constant; KL(p || q) is another function, and the one that KL-FT descends."""
    logits = torch.randn((5, 4), dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    q = torch.softmax(2 * logits.flip(0), dim=-1)

    def forward(z: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.kl_div(torch.log_softmax(z, -1), q, reduction="batchmean")

    assert torch.allclose(grad(forward)(logits), grad(cross_entropy)(logits, q), atol=1e-14)
    assert not torch.allclose(grad(kl_from_model)(logits, q), grad(cross_entropy)(logits, q), atol=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_wrong_labels_are_distributions_and_wrong(trained: Trained, kind: str) -> None:
    labels = wrong_labels(kind, trained.task, members(trained.pretrained, [0, 1]), [5, 6])
    assert labels.shape == (2, *trained.task.y_f.shape)
    assert torch.allclose(labels.sum(-1), torch.ones(()))
    if kind != "uniform":
        assert not (labels.argmax(-1) == 3).any()
    assert torch.equal(labels[0], labels[1]) == (kind in ("fixed", "uniform"))


def test_the_runner_up_is_the_best_of_the_others(trained: Trained) -> None:
    start = members(trained.pretrained, [0])
    chosen = wrong_labels("runner-up", trained.task, start, [5])[0].argmax(-1)
    logits = trained.task.model.all_logits(start, trained.task.x_f)[0]
    order = logits.argsort(dim=-1, descending=True)
    expected = torch.where(order[:, 0] == 3, order[:, 1], order[:, 0])
    assert torch.equal(chosen, expected)


def test_the_softened_runner_up_has_half_its_weight(trained: Trained) -> None:
    start = members(trained.pretrained, [0, 1])
    soft, hard = (wrong_labels(kind, trained.task, start, [5, 6]) for kind in (SOFTENED, "runner-up"))
    torch.testing.assert_close(soft, torch.where(hard == 1, 0.55, 0.05))


def test_an_unknown_wrong_label_is_refused(trained: Trained) -> None:
    with pytest.raises(ValueError, match="`wrong` must be one of fixed, random, runner-up, uniform, softened; received 'silly'"):
        METHODS["ce_ft"](trained.task, members(trained.pretrained, [0]), [5], wrong="silly")


def _probe(seed: int = 0) -> tuple[Task, Problem, Params]:
    """A linear probe on block features (r: 6, lap: 6, f: 6), 4 + 3 samples, labels of 2 outputs; w_o from the theory."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(7, 18))
    x[:4, 12:], x[4:, :6] = 0, 0
    y = rng.normal(size=(7, 2))
    forget = np.arange(7) >= 4
    problem = Problem.from_samples(x, y, forget)
    recipe = Recipe(1, 4, 0.0, momentum=0.0, decay=0.0)
    rows = torch.arange(7)
    task = Task(linear_probe(18, 2), squared, torch.from_numpy(x), torch.from_numpy(y), rows[:4], rows[4:], recipe, recipe)
    return task, problem, {"head.weight": torch.from_numpy(np.ascontiguousarray(pretrained(problem).data.T))[None]}


def test_projection_is_the_theorys_on_the_linear_probe() -> None:
    task, problem, start = _probe()
    found = METHODS["projection"](task, start, [0])["head.weight"][0]
    assert np.allclose(found.numpy(), projected(problem).data.T, rtol=0, atol=1e-12)
    assert not np.allclose(found.numpy(), start["head.weight"][0].numpy(), atol=1e-3)


def test_retention_based_masking_is_option_a_on_the_linear_probe() -> None:
    """D_r's gradient is zero exactly on the block that only D_f uses; a perturbed start makes it non-zero elsewhere."""
    task, problem, start = _probe()
    moved = {"head.weight": start["head.weight"] + 0.1}
    assert int((saliency(task, moved, task.remaining)["head.weight"] == 0).sum()) == 12
    found = METHODS["rbm"](task, moved, [0], reset=1 / 3, rate=0.0)["head.weight"][0] - 0.1
    expected = option_a(problem).data.T
    assert np.allclose(found[:, :12].numpy(), expected[:, :12], atol=1e-12)
    assert np.allclose(found[:, 12:].numpy() + 0.1, 0, atol=1e-12)


def test_a_mask_has_the_share_it_should() -> None:
    scores = {"a": torch.tensor([[3.0, 1.0], [0.0, 0.0]]), "b": torch.tensor([[2.0, 0.5], [0.0, 0.0]])}
    half = highest(scores, torch.tensor([0.5, 0.5]))
    assert half["a"].tolist() == [[1, 0], [1, 1]]
    assert half["b"].tolist() == [[1, 0], [0, 0]]


def test_salun_moves_its_share_alone(trained: Trained) -> None:
    start = members(trained.pretrained, [0])
    found = METHODS["salun"](trained.task, start, [5], movable=0.1)
    moved = sum(int((found[name] != start[name]).sum()) for name in start)
    total = sum(p.numel() for p in start.values())
    assert 0 < moved <= round(0.1 * total)
