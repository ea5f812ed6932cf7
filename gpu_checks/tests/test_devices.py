"""Without a GPU: does code mix devices, or use what a GPU cannot repeat? Everything runs on torch's "meta" device, which computes nothing.

A mode sees every operation. It is stricter than torch: a matrix product of a meta and a CPU tensor, for one, raises nothing by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn.functional import max_pool2d, nll_loss
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from gpu_checks.data import Dataset, Part
from gpu_checks.ensemble import Recipe, initial, members
from gpu_checks.forgetting import memorization
from gpu_checks.losses import cross_entropy, kl_from_model, squared
from gpu_checks.methods import METHODS
from gpu_checks.metrics.relearning import relearning_steps
from gpu_checks.models import Model, Params, convnet, linear_probe, mlp, resnet18
from gpu_checks.task import Phase, Task, train_golden, train_pretrained, tune
from gpu_checks.wrong_labels import KINDS, wrong_labels

META = torch.device("meta")
SEEDS = [1, 2]
CLASSES, SIDE, COUNT = 4, 8, 24
MODELS = {
    "linear probe": linear_probe(SIDE * SIDE, CLASSES),
    "mlp": mlp(SIDE * SIDE, 16, CLASSES),
    "convnet": convnet(1, SIDE, CLASSES, width=4),
    "resnet18": resnet18(1, CLASSES, width=8),
}

COPIES = frozenset({"_to_copy", "copy_"})
"""Operations that may take tensors of two devices."""

# What torch.use_deterministic_algorithms refuses on CUDA, by its documentation or its source; sums by atomic additions, mostly.
REFUSED = frozenset(
    {
        "_adaptive_avg_pool2d_backward",
        "_adaptive_avg_pool3d_backward",
        "_ctc_loss_backward",
        "_embedding_bag_dense_backward",
        "adaptive_max_pool2d_backward",
        "avg_pool3d_backward",
        "fractional_max_pool2d_backward",
        "fractional_max_pool3d_backward",
        "grid_sampler_2d_backward",
        "grid_sampler_3d_backward",
        "histc",
        "kthvalue",
        "max_pool2d_with_indices_backward",
        "max_unpool2d",
        "max_unpool3d",
        "nll_loss2d_backward",
        "nll_loss2d_forward",
        "put",
        "put_",
        "reflection_pad1d_backward",
        "reflection_pad2d_backward",
        "reflection_pad3d_backward",
        "upsample_bicubic2d_backward",
        "upsample_bilinear2d_backward",
        "upsample_linear1d_backward",
        "upsample_trilinear3d_backward",
    }
)


def refused(name: str, overload: str, args: tuple, kwargs: Mapping[str, Any]) -> bool:
    """Whether a GPU would not, or not reproducibly, do this."""
    if name in ("cumsum", "cumsum_"):
        return args[0].is_floating_point()
    if name == "bincount":
        return (args[1] if len(args) > 1 else kwargs.get("weights")) is not None
    if name in ("median", "nanmedian"):
        return "dim" in overload
    return name in REFUSED


class OneDevice(TorchDispatchMode):
    """Raises where tensors of two devices meet, and for what :func:`refused` names. Numbers, as CPU tensors without axes, go anywhere.

    What asks for a value is told False, where ``answers`` says so: a meta tensor has none.
    """

    def __init__(self, answers: bool = False) -> None:
        super().__init__()
        self.answers, self.seen = answers, 0

    def __torch_dispatch__(self, func: Any, types: Any, args: tuple = (), kwargs: dict[str, Any] | None = None) -> Any:
        name, overload = func._schema.name.removeprefix("aten::"), func._overloadname
        tensors = [t for t in tree_leaves((args, kwargs or {})) if isinstance(t, Tensor)]
        devices = {t.device.type for t in tensors if t.ndim or t.device.type != "cpu"}
        if len(devices) > 1 and name not in COPIES:
            raise AssertionError(f"{name} was given tensors of two devices, {', '.join(sorted(devices))}")
        if refused(name, overload, args, kwargs or {}):
            raise AssertionError(f"{name} is not deterministic on a GPU")
        self.seen += META.type in devices
        if self.answers and name == "_local_scalar_dense" and META.type in devices:
            return False
        return func(*args, **(kwargs or {}))


def test_what_is_refused_exists() -> None:
    assert all(hasattr(torch.ops.aten, name) for name in REFUSED)


def on_meta(model: Model, loss: Callable[[Tensor, Tensor], Tensor] = cross_entropy) -> Task:
    """A task whose tensors are all on meta. It is checked on the CPU, where indices have values, and moved then."""
    x, labels = torch.zeros(COUNT, 1, SIDE, SIDE), torch.eye(CLASSES).repeat(COUNT // CLASSES, 1)
    recipe = Recipe(epochs=2, batch=8, rate=0.1)
    task = Task(model, loss, x, labels, torch.arange(16), torch.arange(16, COUNT), recipe, recipe)
    for name in ("x", "labels", "remaining", "forgetting"):
        object.__setattr__(task, name, getattr(task, name).to(META))
    return task


def start(model: Model) -> Params:
    return initial(model, SEEDS, torch.float32, META)


def check_params(model: Model, found: Params, count: int = len(SEEDS)) -> None:
    expected = {name: (count, *p.shape[1:]) for name, p in start(model).items()}
    assert {name: tuple(p.shape) for name, p in found.items()} == expected
    assert all(p.device == META and p.dtype == torch.float32 for p in found.values())


@pytest.fixture
def mode() -> Iterator[OneDevice]:
    """The mode around a test; it must have seen the test's work."""
    with OneDevice() as own:
        yield own
    assert own.seen


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_training(model: Model, mode: OneDevice) -> None:
    task = on_meta(model)
    check_params(model, train_pretrained(task, SEEDS))
    check_params(model, train_golden(task, SEEDS))
    assert model.all_logits(start(model), task.x).shape == (len(SEEDS), COUNT, CLASSES)
    assert model.all_features(members(start(model), [1]), task.x).shape[:2] == (1, COUNT)


@pytest.mark.parametrize("loss", [cross_entropy, squared, kl_from_model])
def test_losses(loss: Callable[[Tensor, Tensor], Tensor], mode: OneDevice) -> None:
    check_params(MODELS["mlp"], train_golden(on_meta(MODELS["mlp"], loss), SEEDS))


@pytest.mark.parametrize(
    ("method", "model"),
    [*((method, model) for method in METHODS for model in ("mlp", "convnet")), ("ft", "resnet18"), ("ce_ft", "resnet18")],
)
def test_methods(method: str, model: str, mode: OneDevice) -> None:
    built = MODELS[model]
    check_params(built, METHODS[method](on_meta(built), start(built), SEEDS))


@pytest.mark.parametrize("kind", KINDS)
def test_wrong_labels(kind: str, mode: OneDevice) -> None:
    model = MODELS["convnet"]
    found = wrong_labels(kind, on_meta(model), start(model), SEEDS)
    assert found.shape == (len(SEEDS), COUNT - 16, CLASSES) and found.device == META


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_relearning(model: Model) -> None:
    """Two steps; whether all models are done, which only values could tell, is answered with no."""
    with OneDevice(answers=True):
        steps = relearning_steps(on_meta(model), start(model), 0.1, rate=0.3, most=2)
    assert steps.shape == (len(SEEDS),) and steps.device == META


def test_memorization(mode: OneDevice) -> None:
    part = Part(torch.zeros(COUNT, 1, SIDE, SIDE, device=META), torch.zeros(COUNT, dtype=torch.long, device=META))
    task = on_meta(MODELS["mlp"])
    data = Dataset("meta", CLASSES, part, part, part)
    object.__setattr__(data, "labels", lambda: task.labels)  # one_hot looks at values
    assert memorization(data, MODELS["mlp"], cross_entropy, Recipe(1, 8, 0.1), seed=0, models=3).shape == (COUNT,)


def test_a_tensor_left_on_the_cpu_is_caught() -> None:
    """In an objective, where torch itself says nothing, and as an index, which a GPU would take."""
    model = MODELS["mlp"]
    task, own = on_meta(model), torch.eye(CLASSES)

    def objective(params: Params, x_r: Tensor, y_r: Tensor) -> Tensor:
        return cross_entropy(model.logits(params, x_r) @ own, y_r)

    def run() -> Params:
        return tune(task, start(model), SEEDS, Phase(objective, remaining=task.y_r), rate=task.x.new_full((2,), 0.1))

    run()
    with pytest.raises(AssertionError, match="was given tensors of two devices, cpu, meta"), OneDevice():
        run()
    with pytest.raises(AssertionError, match="index was given tensors of two devices, cpu, meta"), OneDevice():
        task.x[torch.arange(3)]


def test_pooling_that_a_gpu_cannot_repeat_is_caught() -> None:
    base = mlp(SIDE * SIDE // 4, 16, CLASSES)

    def init(generator: torch.Generator) -> Params:
        return {**base.init(generator), "scale": torch.ones((), dtype=torch.float64)}

    model = Model("pooled", init, lambda params, x: base.features(params, max_pool2d(params["scale"] * x, 2)), base.head)
    with pytest.raises(AssertionError, match="max_pool2d_with_indices_backward is not deterministic on a GPU"), OneDevice():
        train_golden(on_meta(model), SEEDS)


@pytest.mark.parametrize(
    "work",
    [
        lambda x: x.cumsum(0),
        lambda x: x.median(0),
        lambda x: x.kthvalue(1),
        lambda x: x.histc(4, 0.0, 1.0),
        lambda x: nll_loss(x[None, :, None, None], torch.zeros(1, 1, 1, dtype=torch.long, device=META)),
    ],
)
def test_what_a_gpu_refuses_is_caught(work: Callable[[Tensor], Any]) -> None:
    with pytest.raises(AssertionError, match="is not deterministic on a GPU"), OneDevice():
        work(torch.zeros(4, device=META))


def test_what_a_gpu_can_do_is_let_through(mode: OneDevice) -> None:
    """Copies between devices, numbers without axes, and counts."""
    x = torch.zeros(4).to(META)
    for _ in range(4):
        x = x * torch.tensor(2.0)
        x.copy_(torch.ones(4))
    assert torch.zeros(4, dtype=torch.long, device=META).cumsum(0).device == META
