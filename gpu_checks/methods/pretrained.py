"""Doing nothing: the pretrained model itself, the positive control of every metric.

Deviations from public code: none.
"""

from __future__ import annotations

from collections.abc import Sequence

from gpu_checks.methods.method import Method
from gpu_checks.models import Params
from gpu_checks.task import Task


def run(task: Task, start: Params, seeds: Sequence[int]) -> Params:  # noqa: ARG001 - every method has this interface
    """w_o."""
    return {name: p.clone() for name, p in start.items()}


METHOD = Method("pretrained", run, {}, tuned=False)
