"""What a metric is: how it is computed, how far counts as equal, and what it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Of(Enum):
    """What ``compute`` is given, and what comes back; M models, S pretrained models they come from."""

    VALUE = "(outputs, seeds) -> a number of each model by itself, (M,); its distance is that from the golden models' mean"
    DISTANCE = "(outputs, golden outputs) -> the distance of each model from the golden models, (M,)"
    SCORE = "(values by name, golden means by name) -> a distance made of those in several values, (M,)"
    SET = "(answers on D_f, golden answers on D_f, groups) -> a distance of the whole set, a number per pretrained model, (S,)"
    PARAMETERS = "(task, parameters, level, rate=, most=) -> a number of each model, (M,), for which the model is trained on"


@dataclass(frozen=True)
class Metric:
    """A metric of unlearned models against golden ones; as a distance it is 0 at best.

    Args:
        name: as tables print it.
        what: what it is, in a line of plain text.
        margin: how far counts as equal, in ``unit``. Stated in advance; a judgement.
        of: what ``compute`` is given.
        compute: see :class:`Of`.
        unit: of the distance; "" for shares.
        keeps: whether it is about what shall be kept; all others look at D_f.
        direction: 1 where a value above golden's means that more than golden is forgotten, 0 where no side means that.
        floored: whether golden models' own distance is subtracted, as it depends on how many models a set has.
        ceiling: (answers on D_f, golden answers on D_f, groups) -> the largest distance there is, where there is one.
    """

    name: str
    what: str
    margin: float
    of: Of
    compute: Callable[..., Any]
    unit: str = ""
    keeps: bool = False
    direction: int = 0
    floored: bool = False
    ceiling: Callable[..., float] | None = None

    def __post_init__(self) -> None:
        if not self.margin > 0:
            raise ValueError(f"`margin` of {self.name} must be positive; received {self.margin}")
        if self.ceiling is not None and self.of is not Of.SET:
            raise ValueError(f"`ceiling` of {self.name} must be left out unless the metric is of a set; received one")
