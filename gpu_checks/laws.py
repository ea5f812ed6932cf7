"""The laws of a method and of a metric: what every unlearning method and every metric must keep, for anyone's own.

    >>> from gpu_checks.laws import check_method, check_metric
    >>> check_method(METHOD, task, pretrained)
    >>> check_metric(METRIC, Measured(task, pretrained, golden, other_golden, held_out))

Nothing here says that a method is good. It says that its results are those of its seed, its options and its models, so that a comparison
can be repeated, and that a metric tells the golden models from the pretrained ones and changes neither.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from gpu_checks.data import Part
from gpu_checks.ensemble import members
from gpu_checks.methods import Method
from gpu_checks.metrics import Metric, Of
from gpu_checks.metrics.measure import Reference, distance, values
from gpu_checks.metrics.outputs import Outputs, outputs_of
from gpu_checks.models import Params
from gpu_checks.task import Task
from theory.laws import Law, check

RATES, BUDGET = (0.01, 0.05, 0.2, 1.0), 40
"""The rates and the number of settings with which a grid is asked for."""

CLOSE = {"rtol": 1e-3, "atol": 1e-4}
"""How near a member of an ensemble must be to a run of its own: float32 sums in another order, over some hundred steps."""


def same_seed_same_models(method: Method, task: Task, start: Params) -> Iterator[bool | str]:
    """One seed gives the same models, bit for bit, of the shapes and types of the pretrained ones."""
    pair = members(start, [0, 1])
    first, second = (method(task, pair, [5, 6]) for _ in range(2))
    yield equal(first, second) or "two runs differ"
    yield all(p.shape == pair[key].shape and p.dtype == pair[key].dtype for key, p in first.items()) or "other shapes or types"


def no_global_state(method: Method, task: Task, start: Params) -> Iterator[bool | str]:
    """No generator of random numbers is read or moved, and the pretrained models stay what they are."""
    one = members(start, [0])
    before = {key: p.clone() for key, p in one.items()}
    states = torch.get_rng_state(), random.getstate(), _numpy_state()
    first = method(task, one, [5])
    yield (torch.equal(torch.get_rng_state(), states[0]) and random.getstate() == states[1] and _numpy_state() == states[2]) or "moved"
    yield equal(one, before) or "the pretrained models were changed"
    with torch.random.fork_rng():
        torch.manual_seed(123)
        yield equal(method(task, one, [5]), first) or "the global seed of torch matters"


def members_are_alone(method: Method, task: Task, start: Params) -> Iterator[bool | str]:
    """A member of an ensemble is what a run of its own gives, whatever the settings of the others."""
    grid = method.grid(RATES, BUDGET)
    settings = [grid[0], grid[len(grid) // 4], grid[len(grid) // 2]]
    three, seeds = members(start, [0, 1, 0]), [5, 6, 7]
    options = {option: [setting[option] for setting in settings] for option in settings[0]}
    together = method(task, three, seeds, **options)
    for m, setting in enumerate(settings):
        alone = method(task, members(three, [m]), [seeds[m]], **setting)
        yield all(torch.allclose(together[key][m], p[0], **CLOSE, equal_nan=True) for key, p in alone.items()) or f"setting {setting}"


def options_are_its_own(method: Method, task: Task, start: Params) -> Iterator[bool | str]:
    """An option that the method does not have is refused, and so are seeds of another number than the models."""
    one = members(start, [0])
    for what, error, seeds, options in (("option", TypeError, [5], {"no such option": 1.0}), ("number of seeds", ValueError, [5, 6], {})):
        try:
            method(task, one, seeds, **options)
        except error:
            yield True
        else:
            yield f"a wrong {what} is accepted"


def grids_keep_the_budget(method: Method, task: Task, start: Params) -> Iterator[bool | str]:  # noqa: ARG001 - the call of every law
    """As many settings as the budget, all different; or one, where there is nothing to tune, or the strengths alone, without a rate."""
    grid = method.grid(RATES, BUDGET)
    yield len(grid) in (1, BUDGET) or ("rate" not in method.defaults and len(grid) <= BUDGET) or f"{len(grid)} settings for {BUDGET}"
    yield len({tuple(sorted(setting.items())) for setting in grid}) == len(grid) or "a setting is there twice"


METHOD_LAWS: tuple[Law, ...] = (same_seed_same_models, no_global_state, members_are_alone, options_are_its_own, grids_keep_the_budget)
"""Every law of a method; a new one is a function and its name here."""


def check_method(method: Method, task: Task, pretrained: Params) -> None:
    """Check every law on ``method``.

    Args:
        method: the method.
        task: what it is given, a small one: it is run about ten times.
        pretrained: at least two models to start from.

    Raises:
        LawError: with every law that is broken.
    """
    check("method", method.name, METHOD_LAWS, (method, task, pretrained))


@dataclass(frozen=True, eq=False)
class Measured:
    """What a metric is tried on: pretrained models, golden models, other golden models, and held-out samples."""

    task: Task
    pretrained: Params
    golden: Params
    others: Params
    held_out: Part

    def value(self, metric: Metric, params: Params) -> np.ndarray:
        """The metric of ``params`` as a distance from the golden models, one number a model."""
        golden, out = self.reference, self.outputs(params)
        seeds = range(len(next(iter(params.values()))))
        own = values(out, seeds)
        if metric.of is Of.VALUE:  # one of the caller's own is in no list
            own = {metric.name: metric.compute(out, seeds)}
            mean = float(np.mean(metric.compute(golden.outputs, range(len(next(iter(self.golden.values())))))))
            golden = Reference(golden.outputs, {metric.name: mean})
        return distance(metric, out, own, golden)

    @cached_property
    def reference(self) -> Reference:
        """What the golden models answer, and their mean values."""
        return Reference.of(self.outputs(self.golden), range(len(next(iter(self.golden.values())))))

    def outputs(self, params: Params) -> Outputs:
        """What models answer."""
        return outputs_of(self.task, params, self.held_out)


def is_a_number_of_each_model(metric: Metric, on: Measured) -> Iterator[bool | str]:
    """One finite number, at least 0, for each model."""
    found = on.value(metric, on.pretrained)
    yield found.shape == (len(next(iter(on.pretrained.values()))),) or f"shape {found.shape}"
    yield bool(np.isfinite(found).all() and (found >= 0).all()) or f"values {found}"


def changes_no_model(metric: Metric, on: Measured) -> Iterator[bool | str]:
    """Models are the same after they were measured, and measured again they have the same value."""
    before = {key: p.clone() for key, p in on.pretrained.items()}
    first = on.value(metric, on.pretrained)
    yield equal(on.pretrained, before) or "a model was changed"
    yield np.array_equal(first, on.value(metric, on.pretrained)) or "measured again it differs"


def order_does_not_matter(metric: Metric, on: Measured) -> Iterator[bool | str]:
    """The order of the models is the order of their numbers."""
    count = len(next(iter(on.pretrained.values())))
    turned = on.value(metric, members(on.pretrained, list(range(count))[::-1]))
    yield np.allclose(turned[::-1], on.value(metric, on.pretrained), rtol=0, atol=metric.margin) or "turned round they differ"


def golden_is_nearest(metric: Metric, on: Measured) -> Iterator[bool | str]:
    """Other golden models are no farther from the golden ones than the pretrained ones are; what is about keeping is left out."""
    if not metric.keeps:
        near, far = on.value(metric, on.others).mean(), on.value(metric, on.pretrained).mean()
        yield bool(near <= far) or f"golden {near:g}, pretrained {far:g}"


METRIC_LAWS: tuple[Law, ...] = (is_a_number_of_each_model, changes_no_model, order_does_not_matter, golden_is_nearest)
"""Every law of a metric; a new one is a function and its name here."""


def check_metric(metric: Metric, on: Measured) -> None:
    """Check every law on a metric of values, distances or scores; metrics of sets and of training have tests of their own.

    Raises:
        LawError: with every law that is broken.
    """
    check("metric", metric.name, METRIC_LAWS, (metric, on))


def equal(a: Params, b: Params) -> bool:
    """Whether two ensembles have the same parameters, bit for bit."""
    return all(torch.equal(a[name], b[name]) for name in a)


def _numpy_state() -> str:
    state = np.random.get_state(legacy=False)
    return repr((state["state"]["key"].tolist(), state["state"]["pos"], state["has_gauss"], state["gauss"]))
