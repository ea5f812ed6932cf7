"""CF-k, catastrophically forgetting the last k layers: FT of these layers alone (Goel et al. 2022, arXiv:2201.06640).

Deviations from public code (shash42/Evaluating-Inexact-Unlearning): the epochs and the recipe are those of all methods, and the last
model is taken, not the best on validation data. A norm counts with the layer before it, as there.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.task import Phase, Task, tune


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor, layers: Tensor) -> Params:
    """Descend L(w; D_r) over the last ``layers`` layers, all of them where there are fewer."""

    def objective(params: Params, x_r: Tensor, y_r: Tensor) -> Tensor:
        return task.loss(task.model.logits(params, x_r), y_r)

    return tune(task, start, seeds, Phase(objective, remaining=task.y_r), rate=rate, mask=last(start, layers))


def last(params: Params, layers: Tensor) -> Params:
    """1 for the parameters of the last ``layers`` (M,) layers, 0 for others; parameters are in the order in which inputs meet them."""
    names = list(dict.fromkeys(name.rpartition(".")[0] for name in params))
    from_end = {name: len(names) - 1 - names.index(name.rpartition(".")[0]) for name in params}

    def mask(name: str, p: Tensor) -> Tensor:
        return (from_end[name] < layers).to(p.dtype).reshape(-1, *[1] * (p.ndim - 1)).expand_as(p)

    return {name: mask(name, p) for name, p in params.items()}


METHOD = Method("cf_k", run, {"rate": 0.02, "layers": 1.0})
