"""Training from scratch without D_f: the standard that all others are measured by.

Deviations from public code: none known.
"""

from __future__ import annotations

from collections.abc import Sequence

from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.task import Task, train_golden


def run(task: Task, start: Params, seeds: Sequence[int]) -> Params:  # noqa: ARG001 - the golden model knows nothing of w_o
    """w_g from each member's own seed."""
    return train_golden(task, seeds)


METHOD = Method("golden", run, {}, tuned=False)
