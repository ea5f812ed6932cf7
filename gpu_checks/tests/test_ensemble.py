"""Many models at once are the same models as one by one."""

from __future__ import annotations

import pytest
import torch

from gpu_checks.ensemble import Recipe, descend, distinct, fit, initial, joined, members, per_epoch, shuffled
from gpu_checks.losses import cross_entropy
from gpu_checks.models import Model, convnet, linear_probe, mlp, resnet18
from gpu_checks.models.convolution import channels_last, convolved, halved
from gpu_checks.models.model import size_of
from gpu_checks.seeds import generator, seed_of

RECIPE = Recipe(epochs=3, batch=16, rate=0.05, momentum=0.9, decay=1e-3)
MODELS = (linear_probe(64, 4), mlp(64, 16, 4), mlp(64, 16, 8, 4), convnet(1, 8, 4, width=4), resnet18(1, 4, width=8))


def samples(dtype: torch.dtype = torch.float64) -> tuple[torch.Tensor, torch.Tensor]:
    stream = generator("test samples")
    x = torch.rand((70, 1, 8, 8), generator=stream, dtype=torch.float64).to(dtype)
    return x, torch.nn.functional.one_hot(torch.randint(4, (70,), generator=stream), 4).to(dtype)


def one_by_one(model: Model, x: torch.Tensor, labels: torch.Tensor, rows: torch.Tensor, seed: int) -> dict[str, torch.Tensor]:
    """The same training by other means: torch's own optimizer on one model, no vmap."""
    w = {name: p[0].clone().requires_grad_() for name, p in initial(model, [seed], x.dtype, x.device).items()}
    optimizer = torch.optim.SGD(w.values(), lr=RECIPE.rate, momentum=RECIPE.momentum, weight_decay=RECIPE.decay)
    steps = RECIPE.epochs * per_epoch(len(rows), RECIPE.batch)
    for index in shuffled(len(rows), [seed], "order", RECIPE.batch, steps, x.device):
        optimizer.zero_grad()
        batch = rows[index[0]]
        torch.nn.functional.cross_entropy(model.logits(w, x[batch]), labels[batch].argmax(dim=1)).backward()
        optimizer.step()
    return {name: p.detach() for name, p in w.items()}


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.name)
def test_the_ensemble_is_the_loop(model: Model) -> None:
    x, labels = samples()
    rows = torch.arange(0, 70, 2)
    together = fit(model, cross_entropy, x, labels, rows, [4, 7, 9], RECIPE)
    for m, seed in enumerate((4, 7, 9)):
        alone = one_by_one(model, x, labels, rows, seed)
        for name, p in alone.items():
            torch.testing.assert_close(together[name][m], p, rtol=1e-9, atol=1e-11)


def test_sixty_four_members_are_the_loop_too() -> None:
    x, labels = samples()
    model, rows = mlp(64, 16, 4), torch.arange(70)
    together = fit(model, cross_entropy, x, labels, rows, range(64), RECIPE)
    assert distinct(together)
    for m in (0, 31, 63):
        alone = one_by_one(model, x, labels, rows, m)
        assert all(torch.allclose(together[name][m], p, rtol=1e-9, atol=1e-11) for name, p in alone.items())


def test_a_wrong_batch_order_would_be_seen() -> None:
    x, labels = samples()
    model, rows = mlp(64, 16, 4), torch.arange(70)
    together = fit(model, cross_entropy, x, labels, rows, [0], RECIPE)
    alone = one_by_one(model, x, labels, rows.flip(0), 0)
    assert not torch.allclose(together["head.weight"][0], alone["head.weight"], rtol=1e-6, atol=1e-8)


def test_members_do_not_depend_on_their_company() -> None:
    x, labels = samples()
    model, rows = mlp(64, 16, 4), torch.arange(70)
    few, many = (fit(model, cross_entropy, x, labels, rows, seeds, RECIPE) for seeds in ([5], [1, 5, 8, 9]))
    assert all(torch.allclose(few[name][0], many[name][1], rtol=1e-10, atol=1e-12) for name in few)


def test_members_may_have_their_own_samples() -> None:
    x, labels = samples()
    model = mlp(64, 16, 4)
    rows = torch.stack([torch.arange(40), torch.arange(30, 70)])
    together = fit(model, cross_entropy, x, labels, rows, [2, 2], RECIPE)
    alone = one_by_one(model, x, labels, rows[1], 2)
    assert all(torch.allclose(together[name][1], p, rtol=1e-9, atol=1e-11) for name, p in alone.items())


def test_equal_seeds_are_found_out() -> None:
    x, labels = samples()
    params = fit(mlp(64, 16, 4), cross_entropy, x, labels, torch.arange(70), [3, 4, 3], RECIPE)
    assert not distinct(params)
    assert distinct(members(params, [0, 1]))
    assert not distinct(joined([params, params]))


def test_every_epoch_is_a_permutation() -> None:
    batches = list(shuffled(10, [0, 1], "order", 3, 7, torch.device("cpu")))
    first = torch.cat(batches[:3], dim=1)
    assert all(len(row.unique()) == 9 for row in first)
    assert not torch.equal(first[0], first[1])
    assert not torch.equal(torch.cat(batches[3:6], dim=1), first)


def test_a_mask_holds_parameters_still() -> None:
    x, labels = samples()
    model = mlp(64, 16, 4)
    start = initial(model, [0, 1], x.dtype, x.device)
    mask = {name: torch.zeros_like(p) if name == "head.weight" else torch.ones_like(p) for name, p in start.items()}

    def objective(params: dict, inputs: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        return cross_entropy(model.logits(params, inputs), target)

    batch = (x[:8].expand(2, -1, -1, -1, -1), labels[:8].expand(2, -1, -1))
    end = descend(start, [(objective, batch)] * 3, torch.tensor([0.1, 0.1]), RECIPE, mask)
    assert torch.equal(end["head.weight"], start["head.weight"])
    assert not torch.equal(end["hidden0.weight"], start["hidden0.weight"])


def test_resnet18_has_its_known_size() -> None:
    """11,173,962 parameters for 10 classes and 3 channels: the count of the usual 32x32 variant, whose batch norms have two numbers a
    channel as group norms do."""
    params = resnet18(3, 10).init(generator("size"))
    assert size_of(params) == 11_173_962


def test_pooling_takes_the_largest_of_every_two_by_two() -> None:
    x = torch.randn((2, 3, 4, 6), generator=generator("pooling"))
    assert torch.equal(halved(channels_last(x)), channels_last(torch.nn.functional.max_pool2d(x, 2)))


@pytest.mark.parametrize(("size", "stride"), [(3, 1), (3, 2), (1, 1), (1, 2)])
@pytest.mark.parametrize("side", [7, 8])
def test_convolution_and_its_gradients_are_torchs(size: int, stride: int, side: int) -> None:
    stream = generator("convolution")
    x = torch.randn((3, 5, side, 4), generator=stream, dtype=torch.float64, requires_grad=True)
    weight = torch.randn((6, 5, size, size), generator=stream, dtype=torch.float64, requires_grad=True)
    ours = convolved(channels_last(x), weight, stride).permute(0, 3, 1, 2)
    theirs = torch.nn.functional.conv2d(x, weight, stride=stride, padding=size // 2)
    back = torch.randn(theirs.shape, generator=stream, dtype=torch.float64)
    for a, b in zip(
        (ours, *torch.autograd.grad(ours, (x, weight), back)), (theirs, *torch.autograd.grad(theirs, (x, weight), back)), strict=True
    ):
        torch.testing.assert_close(a, b, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("build", [lambda: mlp(64, 10), lambda: convnet(1, 10, 4), lambda: resnet18(3, 10, width=12)])
def test_models_refuse_what_they_cannot_be(build: object) -> None:
    with pytest.raises(ValueError, match="must"):
        build()  # type: ignore[operator]


def test_seeds_by_purpose_differ() -> None:
    assert seed_of("init", 1) == seed_of("init", 1)
    assert len({seed_of("init", 1), seed_of("init", 2), seed_of("order", 1), seed_of("init", 11), seed_of("init/1")}) >= 4
