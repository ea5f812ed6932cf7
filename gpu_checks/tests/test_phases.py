"""What a phase hands to its objective and when, and single methods against their formulas worked out otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from gpu_checks import methods
from gpu_checks.ensemble import Recipe, members
from gpu_checks.losses import squared
from gpu_checks.methods import METHODS, cf_k, scrub, ssd
from gpu_checks.models import Params, linear_probe
from gpu_checks.task import Phase, Task, tune
from gpu_checks.tests.conftest import Trained


def counting() -> tuple[Task, Params]:
    """Two samples of D_r, one of D_f; no momentum, no decay, rate 1: the weight (1, 1) moves by minus the gradient."""
    one, recipe = torch.ones(3, 1, dtype=torch.float64), Recipe(3, 1, 1.0, momentum=0.0, decay=0.0)
    task = Task(linear_probe(1, 1), squared, one, one, torch.tensor([0, 1]), torch.tensor([2]), recipe, recipe)
    return task, {"head.weight": torch.zeros(2, 1, 1, dtype=torch.float64)}


def test_phases_follow_each_other_and_end_when_they_should() -> None:
    """Each objective's gradient is a constant: D_f's phase has 1 step in each of 2 epochs, D_r's 2 steps in each of 3."""
    task, start = counting()
    seen: list[float] = []

    def moving(by: float) -> object:
        return lambda params, x, y: -by * params["head.weight"].sum()

    watched = replace(task, watch=lambda _, params: seen.append(float(params["head.weight"][0])))
    phases = Phase(moving(10.0), forgetting=task.y_f, until=2), Phase(moving(1.0), remaining=task.y_r)
    tune(watched, start, [0, 1], *phases, rate=torch.ones(2))
    assert seen == [10, 11, 12, 22, 23, 24, 25, 26]


def test_a_schedule_and_labels_of_an_epoch_arrive_in_that_epoch() -> None:
    task, start = counting()
    seen: list[float] = []

    def objective(params: Params, x: Tensor, y: Tensor, now: Tensor, extra: Tensor) -> Tensor:
        return -(y.sum() + now + extra) * params["head.weight"].sum()

    def labels(epoch: int) -> Tensor:
        return torch.full((2, 2, 1), 10.0 * epoch, dtype=torch.float64)

    watched = replace(task, watch=lambda _, params: seen.append(float(params["head.weight"][1])))
    phase = Phase(objective, remaining=labels, schedule=lambda epoch: epoch, extra=(torch.tensor([0.0, 100.0]),))
    tune(watched, start, [0, 1], phase, rate=torch.ones(2))
    assert seen == [100, 200, 311, 422, 544, 666]


def test_a_phase_without_labels_is_refused() -> None:
    with pytest.raises(ValueError, match="`remaining` or `forgetting` must be labels"):
        Phase(squared)


def test_dampening_is_its_formula_parameter_by_parameter(trained: Trained) -> None:
    task, start = trained.task, members(trained.pretrained, [2])
    found = METHODS["ssd"](task, start, [0], selection=3.0, dampening=0.5)
    of_f = ssd.importance(task, start, task.forgetting)
    of_all = ssd.importance(task, start, torch.cat([task.remaining, task.forgetting]))
    changed = 0
    for name, p in start.items():
        for w, f, a, now in zip(*(part.flatten().tolist() for part in (p, of_f[name], of_all[name], found[name])), strict=True):
            expected = w * min(1.0, 0.5 * a / f) if f > 3.0 * a else w
            assert now == pytest.approx(expected, rel=1e-5)
            changed += now != w
    assert changed > 0


def test_importance_is_the_mean_square_of_batch_gradients(trained: Trained) -> None:
    task, start = trained.task, members(trained.pretrained, [1])
    w = {name: p[0].clone().requires_grad_() for name, p in start.items()}
    squares = []
    for batch in task.forgetting.split(task.tuning.batch):
        loss = torch.nn.functional.cross_entropy(task.model.logits(w, task.x[batch]), task.labels[batch].argmax(dim=1))
        squares.append(torch.autograd.grad(loss, w["head.weight"])[0] ** 2)
    torch.testing.assert_close(ssd.importance(task, start, task.forgetting)["head.weight"][0], torch.stack(squares).mean(dim=0))


def test_distillation_is_torchs_divergence_at_a_temperature() -> None:
    stream = torch.Generator().manual_seed(0)
    student, teacher = (torch.randn((6, 4), generator=stream, dtype=torch.float64) for _ in range(2))
    t = scrub.TEMPERATURE
    expected = t**2 * torch.nn.functional.kl_div((student / t).log_softmax(1), (teacher / t).softmax(1), reduction="batchmean")
    torch.testing.assert_close(scrub.distilled(student, teacher), expected)
    assert scrub.distilled(student, student).abs() < 1e-12


def test_the_influence_step_solves_with_the_fisher_matrix() -> None:
    """Linear probe, squared loss, all of D_r in F: the matrix is small enough to be written down."""
    stream = torch.Generator().manual_seed(0)
    x, y = (torch.randn(shape, generator=stream, dtype=torch.float64) for shape in ((9, 4), (9, 2)))
    recipe = Recipe(1, 4, 0.1)
    task = Task(linear_probe(4, 2), squared, x, y, torch.arange(6), torch.arange(6, 9), recipe, recipe)
    w = torch.randn((2, 4), generator=stream, dtype=torch.float64)
    each = torch.stack([2 * torch.outer(w @ a - b, a).flatten() for a, b in zip(x, y, strict=True)])
    fisher = torch.eye(8, dtype=torch.float64) + each[:6].T @ each[:6] / 6
    v = (each[6:].mean(0) - each[:6].mean(0)) * 3 / 9
    found = METHODS["influence"](task, {"head.weight": w[None]}, [0], scale=0.7)["head.weight"][0]
    torch.testing.assert_close(found, w + 0.7 * torch.linalg.solve(fisher, v).reshape(2, 4))


def test_only_the_last_layers_move(trained: Trained) -> None:
    start = members(trained.pretrained, [0, 1])
    mask = cf_k.last(start, torch.tensor([1.0, 2.0]))
    assert mask["hidden0.weight"].flatten(1).amax(1).tolist() == [0, 1]
    for name in ("cf_k", "eu_k"):
        found = METHODS[name](trained.task, start, [5, 6], layers=1.0)
        assert torch.equal(found["hidden0.weight"], start["hidden0.weight"])
        assert not torch.equal(found["head.weight"], start["head.weight"])


def test_every_method_lists_its_deviations() -> None:
    files = [path for path in Path(methods.__file__).parent.glob("*.py") if "METHOD = " in path.read_text()]
    assert len(files) == len(METHODS)
    assert [path.name for path in files if "\nDeviations from public code" not in path.read_text()] == []
