"""SalUn: random labels, but only the parameters that matter most to D_f may move (Fan et al. 2024, arXiv:2310.12508).

The mask is forget-based: it is chosen by the gradient on D_f, whether or not D_r needs the same parameters.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from gpu_checks.methods.method import Method
from gpu_checks.methods.random_label import relabelled, relabelled_objective
from gpu_checks.models import Params
from gpu_checks.saliency import highest, saliency
from gpu_checks.task import Task, tune


def run(task: Task, start: Params, seeds: Sequence[int], *, rate: Tensor, movable: Tensor) -> Params:
    """Random label on the ``movable`` fraction of the parameters, those with the largest |gradient of L(w_o; D_f)|."""
    mask = highest(saliency(task, start, task.forgetting), movable)
    return tune(task, start, seeds, relabelled_objective(task), rate=rate, targets=relabelled(task, seeds), mask=mask)


STRENGTHS = tuple(i / 10 for i in range(1, 11))
METHOD = Method("salun", run, {"rate": 0.02, "movable": 0.5}, "movable", STRENGTHS)
