"""What a method is: one function from the pretrained models to the unlearned ones, with named options."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from gpu_checks.models import Params
from gpu_checks.task import Task

Value = float | str | Sequence[float]
Run = Callable[..., Params]


@dataclass(frozen=True)
class Method:
    """An unlearning method.

    Args:
        name: as tables print it.
        run: (task, start, seeds, **options) -> stacked parameters; ``start`` holds the pretrained models and is not changed. A
            number among the options arrives as a tensor (M,), one value per member.
        defaults: every option the method has.
        strength: the option that weighs forgetting against remaining, tuned over ``strengths``; none where only the rate is tuned.
        strengths: its values, from the one that intervenes least to the one that does most, 0 where it exists as such.
        tuned: whether there is anything to tune at all.
        pace: strength -> what the protocol's rates are multiplied by, where the loss is not on the scale of L(w; D_r).
    """

    name: str
    run: Run
    defaults: Mapping[str, float | str]
    strength: str | None = None
    strengths: tuple[float, ...] = ()
    tuned: bool = True
    pace: Callable[[float], float] = lambda _: 1.0

    def __call__(self, task: Task, start: Params, seeds: Sequence[int], **options: Value) -> Params:
        """Unlearn in every member. Raises ``TypeError`` for an option that the method does not have."""
        unknown = sorted(set(options) - set(self.defaults))
        if unknown:
            raise TypeError(f"`{unknown[0]}` must be an option of {self.name} ({', '.join(self.defaults) or 'it has none'}); received it")
        count = len(next(iter(start.values())))
        if len(seeds) != count:
            raise ValueError(f"`seeds` must have one seed per member, {count}; received {len(seeds)}")
        values = {name: _per_member(value, count, task) for name, value in {**self.defaults, **options}.items()}
        return self.run(task, start, seeds, **values)

    def grid(self, rates: Sequence[float], budget: int) -> tuple[dict[str, float], ...]:
        """The settings to try: ``budget`` of them, strengths x rates, or log-spaced rates over the same range where there is no strength.

        A method without a rate tries its strengths alone, one without options its only setting; nobody gets more than the budget.
        """
        if not self.tuned:
            return ({},)
        if self.strength is None:
            return tuple({"rate": self.pace(0.0) * float(rate)} for rate in np.geomspace(min(rates), max(rates), budget))
        if "rate" not in self.defaults:
            return tuple({self.strength: s} for s in self.strengths[:: -(-len(self.strengths) // budget)])
        tried = tuple({self.strength: s, "rate": self.pace(s) * r} for r in rates for s in self.strengths)
        if len(tried) != budget:
            raise ValueError(f"`strengths` of {self.name} must make {budget} settings with {len(rates)} rates; received {len(tried)}")
        return tried


def _per_member(value: Value, count: int, task: Task) -> Tensor | str:
    """A number or M numbers as a tensor (M,); text as it is."""
    if isinstance(value, str):
        return value
    tensor = torch.as_tensor(value, dtype=torch.float64).to(task.x.device, task.x.dtype)
    if tensor.ndim > 1 or (tensor.ndim == 1 and len(tensor) != count):
        raise ValueError(f"an option must be one number or one per member, {count}; received shape {tuple(tensor.shape)}")
    return tensor.expand(count)


ALPHAS = (0.0, *(float(a) for a in np.geomspace(1e-3, 10, 9)))
"""0 and nine values, two a decade: the weights of the regularizer that are tried."""
