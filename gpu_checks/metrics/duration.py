"""Run-time ratio: seconds that a method takes for one model over seconds that training the golden model takes."""

from __future__ import annotations

from gpu_checks.methods import METHODS
from gpu_checks.methods.method import Value
from gpu_checks.models import Params
from gpu_checks.runtime import timed
from gpu_checks.task import Task, train_golden


def seconds(task: Task, start: Params, seed: int, name: str, options: dict[str, Value], repeats: int = 2) -> float:
    """The least of ``repeats`` times, after one run that warms up; the clock stops when the device has finished.

    ``start`` is one pretrained model. The least, because other work on the machine only ever adds.
    """

    def once() -> Params:
        return METHODS[name](task, start, [seed], **options)

    once()
    return min(timed(once, task.x.device)[1] for _ in range(repeats))


def golden_seconds(task: Task, seed: int, repeats: int = 2) -> float:
    """What the ratio is taken over."""
    train_golden(task, [seed])
    return min(timed(lambda: train_golden(task, [seed]), task.x.device)[1] for _ in range(repeats))
